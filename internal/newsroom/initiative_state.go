package newsroom

import (
	"context"
	"slices"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent"
	"pressgraph/ent/initiative"
	"pressgraph/ent/initiativename"
	"pressgraph/ent/initiativetopic"
	"pressgraph/ent/release"
	"pressgraph/internal/content"
)

// initiativeState is an initiative as editors may change it.
type initiativeState struct {
	id      int64
	version int // 0 for one that is not stored yet
	visible bool

	kind               content.InitiativeKind
	status             content.InitiativeStatus
	slug               string
	names              []name
	descriptions       []content.LocalText
	startedOn, endedOn *content.PartialDate
	funding            *money
	parent             *int64
	topics             []int64
	participants       []participation
	held               bool
}

// apply changes the state as an input says. Evidence is looked for in sources.
func (s *initiativeState) apply(in UpdateInitiativeInput, k known, sources map[int64]texts, c complaints) {
	must(in.Kind, &s.kind, c.field("kind"), oneOf)
	must(in.Slug, &s.slug, c.field("slug"), content.ParseSlug)
	takeNames(in.Names, &s.names, c.field("names"))
	must(in.Status, &s.status, c.field("status"), oneOf)
	takeDescriptions(in.Descriptions, &s.descriptions, c.field("descriptions"))
	take(in.StartedOn, &s.startedOn, c.field("startedOn"), content.ParsePartialDate)
	take(in.EndedOn, &s.endedOn, c.field("endedOn"), content.ParsePartialDate)
	if in.StartedOn.Set || in.EndedOn.Set {
		checkOrder(s.startedOn, s.endedOn, c.field("endedOn"), "must not be before startedOn")
	}
	takeMoney(in.Funding, &s.funding, c.field("funding"))
	take(in.Parent, &s.parent, c.field("parent"), asIs)
	takeTopics(in.Topics, &s.topics, k, c.field("topics"))
	s.applyParticipants(in.Participants, k, sources, c.field("participants"))
	must(in.Public, &s.held, c.field("public"), asIs)
}

// checkOrder complains where a period surely ends before it begins.
func checkOrder(from, to *content.PartialDate, c complaints, message string) {
	if from != nil && to != nil && to.Latest() < from.Earliest() {
		c.add("%s", message)
	}
}

// takeTopics applies a list of topics, each only once.
func takeTopics(in Field[[]int64], into *[]int64, k known, c complaints) {
	seen := map[int64]bool{}
	takeList(in, into, c, func(id int64, c complaints) int64 {
		must(To(id), &id, c, k.of(content.NodeTopic))
		if seen[id] {
			c.add("is given twice")
		}
		seen[id] = true
		return id
	})
	*into = orNil(*into)
}

// wants collects the nodes that the input refers to, but for the parent.
func (in UpdateInitiativeInput) wants() wanted {
	w := wanted{}
	if in.Topics.Value != nil {
		w.add(content.NodeTopic, *in.Topics.Value...)
	}
	if in.Participants.Value != nil {
		for _, p := range *in.Participants.Value {
			w.add(content.NodePartner, p.Partner)
		}
	}
	return w
}

// noticed tells whether an edit of an initiative is news to readers.
func (e *edit) noticed(ctx context.Context, before, after initiativeState) (bool, error) {
	if !before.visible {
		return false, nil
	}
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
	s.held = false
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

// initiative reads an initiative's state and keeps others from changing it meanwhile.
func (e *edit) initiative(ctx context.Context, id int64) (initiativeState, error) {
	row, err := e.db.Initiative.Query().Where(initiative.ID(id), locked(sql.LockNoKeyUpdate)).Only(ctx)
	if err != nil {
		return initiativeState{}, missing(content.NodeInitiative, err)
	}
	s := initiativeState{
		id: row.ID, version: row.Version, visible: row.Visible, kind: row.Kind, status: row.Status, slug: row.Slug,
		descriptions: orNil(row.Descriptions), startedOn: row.StartedOn, endedOn: row.EndedOn,
		funding: moneyOf(row.FundingAmount, row.FundingCurrency), parent: row.ParentID, held: row.Held,
	}
	names, err := e.db.InitiativeName.Query().Where(initiativename.InitiativeID(id)).Order(initiativename.ByPosition()).All(ctx)
	if err != nil {
		return s, err
	}
	for _, n := range names {
		s.names = append(s.names, name{Text: n.Text, Locale: n.Locale, Kind: n.Kind})
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

// fillInitiative sets every column that editors change, and those computed from
// them. JSON that stays is not written: its text may be another's.
func (e *edit) fillInitiative(m *ent.InitiativeMutation, before, s initiativeState) {
	m.SetSlug(s.slug)
	m.SetHeld(s.held)
	m.SetUpdatedAt(e.now)
	m.SetKind(s.kind)
	m.SetStatus(s.status)
	switch {
	case s.descriptions == nil:
		m.ClearDescriptions()
	case !same(before.descriptions, s.descriptions):
		m.SetDescriptions(s.descriptions)
	}
	put(s.parent, m.SetParentID, m.ClearParentID)
	n := e.named(s.names)
	m.SetName(n.name)
	m.SetNameFold(n.fold)
	m.SetNameSort(n.sort)
	put(s.startedOn, m.SetStartedOn, m.ClearStartedOn)
	earliest, latest := bounds(s.startedOn)
	m.SetStartedEarliest(earliest)
	m.SetStartedLatest(latest)
	put(s.endedOn, m.SetEndedOn, m.ClearEndedOn)
	earliest, latest = bounds(s.endedOn)
	m.SetEndedEarliest(earliest)
	m.SetEndedLatest(latest)
	amount, currency := s.funding.columns()
	put(amount, m.SetFundingAmount, m.ClearFundingAmount)
	put(currency, m.SetFundingCurrency, m.ClearFundingCurrency)
}
