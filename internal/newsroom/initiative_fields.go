package newsroom

import (
	"context"
	"slices"

	"pressgraph/ent"
	"pressgraph/ent/initiative"
	"pressgraph/ent/release"
	"pressgraph/internal/content"
)

// initiativeState is an initiative as editors may change it: its row, version 0 for
// one that is not stored yet, and what it is tied to.
type initiativeState struct {
	ent.Initiative

	names        []name
	topics       []int64
	participants []participation
}

// initiativeFields are the fields of an initiative that editors give.
func initiativeFields() fields[initiativeState] {
	return fields[initiativeState]{
		required("kind", initiative.FieldKind, func(s *initiativeState) *content.InitiativeKind { return &s.Kind }, word),
		required("slug", initiative.FieldSlug, func(s *initiativeState) *string { return &s.Slug }, content.ParseSlug).made(),
		namesOf(func(s *initiativeState) *[]name { return &s.names }, replaceInitiativeNames),
		required("status", initiative.FieldStatus, func(s *initiativeState) *content.InitiativeStatus { return &s.Status }, word).made(),
		descriptions("descriptions", initiative.FieldDescriptions, func(s *initiativeState) *[]content.LocalText { return &s.Descriptions }),
		dateSpan("startedOn", initiative.FieldStartedOn, "started", func(s *initiativeState) **content.PartialDate { return &s.StartedOn }),
		dateSpan("endedOn", initiative.FieldEndedOn, "ended", func(s *initiativeState) **content.PartialDate { return &s.EndedOn }).
			then(func(s *initiativeState, in object) {
				if in.has("startedOn") || in.has("endedOn") {
					checkOrder(s.StartedOn, s.EndedOn, in.field("endedOn"), "must not be before startedOn")
				}
			}),
		sum("funding", "funding", func(s *initiativeState) moneyColumns {
			return moneyColumns{&s.FundingAmount, &s.FundingCurrency, &s.FundingQualifier}
		}),
		optional("parent", initiative.FieldParentID, func(s *initiativeState) **int64 { return &s.ParentID }, reference(content.NodeInitiative)),
		{
			name: "topics", to: content.NodeTopic,
			take:  func(s *initiativeState, in object, w *work) { takeTopics(in, "topics", &s.topics, w.known) },
			store: storeInitiativeTopics,
		},
		{name: "participants", to: content.NodePartner, by: "partner", take: (*initiativeState).takeParticipants, store: storeParticipants},
		flag("public", initiative.FieldHeld, func(s *initiativeState) *bool { return &s.Held }).
			hidden(func(s *initiativeState) { s.Held = false }),
	}
}

// checkOrder complains where a period surely ends before it begins.
func checkOrder(from, to *content.PartialDate, c complaints, message string) {
	if from != nil && to != nil && to.Latest() < from.Earliest() {
		c.add("%s", message)
	}
}

// takeTopics applies a list of topics, each only once.
func takeTopics(in object, name string, into *[]int64, k known) {
	seen := map[int64]bool{}
	takeList(in.list(name), into, in.field(name), func(v any, c complaints) int64 {
		id := numberOf(content.NodeTopic, v)
		must(To(id), &id, c, k.of(content.NodeTopic))
		if seen[id] {
			c.add("is given twice")
		}
		seen[id] = true
		return id
	})
	*into = orNil(*into)
}

// noticedInitiative tells whether readers who see an initiative notice an edit of it.
func noticedInitiative(ctx context.Context, e *edit, before, after initiativeState) (bool, error) {
	seen, err := e.seenSources(ctx, slices.Concat(before.participants, after.participants))
	return !same(before.shown(seen), after.shown(seen)), err
}

// seenSources tells which of the releases that participations are stated by
// readers see.
func (e *edit) seenSources(ctx context.Context, all []participation) (map[int64]bool, error) {
	quoted, seen := map[int64]bool{}, map[int64]bool{}
	for _, p := range all {
		for _, v := range p.evidence {
			quoted[v.release] = true
		}
	}
	if len(quoted) == 0 {
		return seen, nil
	}
	ids, err := e.db.Release.Query().Where(release.IDIn(keys(quoted)...), release.Visible(true)).IDs(ctx)
	for _, id := range ids {
		seen[id] = true
	}
	return seen, err
}

// shown is what readers see of an initiative who see some releases: of the
// evidence what stands in these, and of the participations those that have some
// of it, or need none.
func (s initiativeState) shown(releases map[int64]bool) initiativeState {
	s = initiativeFields().shown(s)
	var seen []participation
	for _, p := range s.participants {
		all := p.evidence
		p.evidence = slices.DeleteFunc(slices.Clone(all), func(v evidence) bool { return !releases[v.release] })
		if len(all) == 0 || len(p.evidence) > 0 {
			p.evidence = orNil(p.evidence)
			seen = append(seen, p)
		}
	}
	s.participants = seen
	return s
}
