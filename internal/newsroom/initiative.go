package newsroom

import (
	"context"
	"slices"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/db"
	"pressgraph/ent/db/initiative"
	"pressgraph/ent/db/initiativetopic"
	"pressgraph/ent/db/release"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
)

// InitiativeState is an initiative as editors may change it: its row, version 0 for
// one that is not stored yet, and what it is tied to.
type InitiativeState struct {
	db.Initiative

	names        []content.Name
	topics       []int64
	participants []Participation
}

// initiativeFields are the fields of an initiative that editors give.
func initiativeFields() fields[InitiativeState] {
	return fields[InitiativeState]{
		required("kind", initiative.FieldKind, func(s *InitiativeState) *content.InitiativeKind { return &s.Kind }, input.Word),
		required("slug", initiative.FieldSlug, func(s *InitiativeState) *string { return &s.Slug }, content.ParseSlug).made(),
		namesOf(content.NodeInitiative, func(s *InitiativeState) int64 { return s.ID }, func(s *InitiativeState) *[]content.Name { return &s.names }),
		required("status", initiative.FieldStatus, func(s *InitiativeState) *content.InitiativeStatus { return &s.Status }, input.Word).made(),
		descriptions("descriptions", initiative.FieldDescriptions, func(s *InitiativeState) *[]content.LocalText { return &s.Descriptions }),
		dateSpan("startedOn", initiative.FieldStartedOn, "started", func(s *InitiativeState) **content.PartialDate { return &s.StartedOn }),
		dateSpan("endedOn", initiative.FieldEndedOn, "ended", func(s *InitiativeState) **content.PartialDate { return &s.EndedOn }).
			then(func(s *InitiativeState, in input.Form) {
				input.CheckOrder(in, "startedOn", "endedOn", s.StartedOn, s.EndedOn)
			}),
		sum("funding", "funding", func(s *InitiativeState) moneyColumns {
			return moneyColumns{&s.FundingAmount, &s.FundingCurrency, &s.FundingQualifier}
		}),
		optional("parent", initiative.FieldParentID, func(s *InitiativeState) **int64 { return &s.ParentID },
			input.Reference(content.NodeInitiative)),
		{
			name: "topics", to: content.NodeTopic,
			take:  func(s *InitiativeState, in input.Form, w *work) { input.TakeTopics(in, "topics", &s.topics, w.Known) },
			store: storeInitiativeTopics,
		},
		{name: "participants", to: content.NodePartner, by: "partner", take: (*InitiativeState).takeParticipants, store: storeParticipants},
		flag("public", initiative.FieldHeld, func(s *InitiativeState) *bool { return &s.Held }).
			hidden(func(s *InitiativeState) { s.Held = false }),
	}
}

// noticedInitiative tells whether readers who see an initiative notice an edit of it.
func noticedInitiative(ctx context.Context, e *Edit, before, after InitiativeState) (bool, error) {
	seen, err := e.seenSources(ctx, slices.Concat(before.participants, after.participants))
	fields := e.rooms.tables.initiatives.fields
	return !same(fields.shown(before).stated(seen), fields.shown(after).stated(seen)), err
}

// seenSources tells which of the releases that participations are stated by
// readers see.
func (e *Edit) seenSources(ctx context.Context, all []Participation) (map[int64]bool, error) {
	quoted, seen := map[int64]bool{}, map[int64]bool{}
	for _, p := range all {
		for _, v := range p.evidence {
			quoted[v.Release] = true
		}
	}
	if len(quoted) == 0 {
		return seen, nil
	}
	ids, err := e.DB.Release.Query().Where(release.IDIn(keys(quoted)...), release.Visible(true)).IDs(ctx)
	for _, id := range ids {
		seen[id] = true
	}
	return seen, err
}

// stated is what readers see of an initiative who see some releases: of the
// evidence what stands in these, and of the participations those that have some
// of it, or need none.
func (s InitiativeState) stated(releases map[int64]bool) InitiativeState {
	var seen []Participation
	for _, p := range s.participants {
		all := p.evidence
		p.evidence = slices.DeleteFunc(slices.Clone(all), func(v Evidence) bool { return !releases[v.Release] })
		if len(all) == 0 || len(p.evidence) > 0 {
			p.evidence = orNil(p.evidence)
			seen = append(seen, p)
		}
	}
	s.participants = seen
	return s
}

// CreateInitiative makes an initiative.
func (n *Newsroom) CreateInitiative(ctx context.Context, in input.Object) (Done, error) {
	return n.Write(ctx, "createInitiative", func(ctx context.Context, e *Edit) (int64, error) {
		return e.CreateInitiative(ctx, 0, in, input.Complain("input"))
	})
}

// UpdateInitiative changes an initiative that is at the given version.
func (n *Newsroom) UpdateInitiative(ctx context.Context, id int64, version int, in input.Object) (Done, error) {
	return n.Write(ctx, "updateInitiative", func(ctx context.Context, e *Edit) (int64, error) {
		return id, e.rooms.tables.initiatives.revise(ctx, e, id, version, in)
	})
}

// CreateInitiative makes an initiative with the given id, or a fresh one for 0.
func (e *Edit) CreateInitiative(ctx context.Context, id int64, in input.Object, c input.Complaints) (int64, error) {
	var s InitiativeState
	s.Status = content.InitiativeStatusAnnounced
	return e.rooms.tables.initiatives.make(ctx, e, id, s, in, c)
}

func initiativeDesk() desk[InitiativeState] {
	return desk[InitiativeState]{
		node: content.NodeInitiative, fields: initiativeFields(), read: ReadInitiative, touch: (*Edit).touchTies,
		of:     func(s *InitiativeState) head { return head{&s.ID, s.Version, s.Visible, &s.Slug, s.ParentID} },
		base:   func(s *InitiativeState) string { return content.SlugOfNames(s.names) },
		create: func(e *Edit, id int64) db.Mutation { return e.DB.Initiative.Create().SetID(id).Mutation() },
		update: func(e *Edit, id int64, version int) db.Mutation {
			return e.DB.Initiative.Update().Where(initiative.ID(id), initiative.Version(version)).AddVersion(1).Mutation()
		},
		news: noticedInitiative,
		then: func(ctx context.Context, e *Edit, before, after InitiativeState) error {
			if err := e.tellLostParts(ctx, before, after); err != nil {
				return err
			}
			return e.settleSuggestedParts(ctx, before, after)
		},
	}
}

// ReadInitiative reads an initiative's state and keeps others from changing it meanwhile.
func ReadInitiative(ctx context.Context, e *Edit, id int64) (InitiativeState, error) {
	row, err := e.DB.Initiative.Query().Where(initiative.ID(id), Locked(sql.LockNoKeyUpdate)).Only(ctx)
	if err != nil {
		return InitiativeState{}, missing(content.NodeInitiative, err)
	}
	s := InitiativeState{Initiative: bare(row)}
	s.Descriptions = orNil(s.Descriptions)
	s.names, err = e.names(ctx, content.NodeInitiative, id)
	if err != nil {
		return s, err
	}
	err = e.DB.InitiativeTopic.Query().Where(initiativetopic.InitiativeID(id)).
		Order(initiativetopic.ByPosition(), initiativetopic.ByID()).Select(initiativetopic.FieldTopicID).Scan(ctx, &s.topics)
	if err != nil {
		return s, err
	}
	s.topics = orNil(s.topics)
	s.participants, err = e.participants(ctx, id)
	return s, err
}

func storeInitiativeTopics(ctx context.Context, e *Edit, before, s *InitiativeState) error {
	if same(before.topics, s.topics) {
		return nil
	}
	started, _ := content.Bounds(s.StartedOn)
	rows := e.DB.InitiativeTopic.MapCreateBulk(s.topics, func(b *db.InitiativeTopicCreate, i int) {
		b.SetID(e.Tx.NewID()).SetInitiativeID(s.ID).SetTopicID(s.topics[i]).SetPosition(i).SetStarted(started)
	})
	if len(before.topics) > 0 {
		if _, err := e.DB.InitiativeTopic.Delete().Where(initiativetopic.InitiativeID(s.ID)).Exec(ctx); err != nil {
			return err
		}
	}
	return rows.Exec(ctx)
}

// touchTies has settled what an initiative leads to beside its parent.
func (e *Edit) touchTies(s InitiativeState) {
	e.Touch(content.NodeTopic, s.topics...)
	for _, p := range s.participants {
		e.Touch(content.NodePartner, p.PartnerID)
	}
}
