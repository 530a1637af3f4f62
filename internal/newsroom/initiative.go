package newsroom

import (
	"context"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent"
	"pressgraph/ent/initiative"
	"pressgraph/ent/initiativename"
	"pressgraph/ent/initiativetopic"
	"pressgraph/internal/content"
)

// CreateInitiative makes an initiative.
func (n *Newsroom) CreateInitiative(ctx context.Context, in Input) (Done, error) {
	return n.write(ctx, "createInitiative", func(ctx context.Context, e *edit) (int64, error) {
		return e.createInitiative(ctx, 0, in, complain("input"))
	})
}

// UpdateInitiative changes an initiative that is at the given version.
func (n *Newsroom) UpdateInitiative(ctx context.Context, id int64, version int, in Input) (Done, error) {
	return n.write(ctx, "updateInitiative", func(ctx context.Context, e *edit) (int64, error) {
		return id, initiativeDesk().revise(ctx, e, id, version, in)
	})
}

// createInitiative makes an initiative with the given id, or a fresh one for 0.
func (e *edit) createInitiative(ctx context.Context, id int64, in Input, c complaints) (int64, error) {
	var s initiativeState
	s.Status = content.InitiativeStatusAnnounced
	return initiativeDesk().make(ctx, e, id, s, in, c)
}

func initiativeDesk() desk[initiativeState] {
	return desk[initiativeState]{
		node: content.NodeInitiative, fields: initiativeFields(), read: readInitiative, touch: (*edit).touchTies,
		of:     func(s *initiativeState) head { return head{&s.ID, s.Version, s.Visible, &s.Slug, s.ParentID, s.names} },
		create: func(e *edit, id int64) ent.Mutation { return e.db.Initiative.Create().SetID(id).Mutation() },
		update: func(e *edit, id int64, version int) ent.Mutation {
			return e.db.Initiative.Update().Where(initiative.ID(id), initiative.Version(version)).AddVersion(1).Mutation()
		},
		news: noticedInitiative,
		then: func(ctx context.Context, e *edit, before, after initiativeState) error {
			if err := e.tellLostParts(ctx, before, after); err != nil {
				return err
			}
			return e.settleSuggestedParts(ctx, before, after)
		},
	}
}

// readInitiative reads an initiative's state and keeps others from changing it meanwhile.
func readInitiative(ctx context.Context, e *edit, id int64) (initiativeState, error) {
	row, err := e.db.Initiative.Query().Where(initiative.ID(id), locked(sql.LockNoKeyUpdate)).Only(ctx)
	if err != nil {
		return initiativeState{}, missing(content.NodeInitiative, err)
	}
	s := initiativeState{Initiative: bare(row)}
	s.Descriptions = orNil(s.Descriptions)
	s.names, err = e.names(ctx, content.NodeInitiative, id)
	if err != nil {
		return s, err
	}
	err = e.db.InitiativeTopic.Query().Where(initiativetopic.InitiativeID(id)).
		Order(initiativetopic.ByPosition(), initiativetopic.ByID()).Select(initiativetopic.FieldTopicID).Scan(ctx, &s.topics)
	if err != nil {
		return s, err
	}
	s.topics = orNil(s.topics)
	s.participants, err = e.participants(ctx, id)
	return s, err
}

func replaceInitiativeNames(ctx context.Context, e *edit, s *initiativeState) error {
	old := e.db.InitiativeName.Delete().Where(initiativename.InitiativeID(s.ID))
	rows := e.db.InitiativeName.MapCreateBulk(s.names, func(b *ent.InitiativeNameCreate, i int) {
		fillName(e, b, i, s.names[i]).SetInitiativeID(s.ID)
	})
	return replace(ctx, s.Version > 0, old, rows)
}

func storeInitiativeTopics(ctx context.Context, e *edit, before, s *initiativeState) error {
	if same(before.topics, s.topics) {
		return nil
	}
	started, _ := bounds(s.StartedOn)
	rows := e.db.InitiativeTopic.MapCreateBulk(s.topics, func(b *ent.InitiativeTopicCreate, i int) {
		b.SetID(e.tx.NewID()).SetInitiativeID(s.ID).SetTopicID(s.topics[i]).SetPosition(i).SetStarted(started)
	})
	return replace(ctx, s.Version > 0, e.db.InitiativeTopic.Delete().Where(initiativetopic.InitiativeID(s.ID)), rows)
}

// touchTies has settled what an initiative leads to beside its parent.
func (e *edit) touchTies(s initiativeState) {
	e.touch(content.NodeTopic, s.topics...)
	for _, p := range s.participants {
		e.touch(content.NodePartner, p.PartnerID)
	}
}
