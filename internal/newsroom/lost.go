package newsroom

import (
	"context"
	"slices"

	"pressgraph/ent/db"
	entevidence "pressgraph/ent/db/evidence"
	entparticipation "pressgraph/ent/db/participation"
	"pressgraph/ent/db/suggestion"
	"pressgraph/internal/content"
)

// LostTie is a relation that a change has taken away: from everybody, or from
// readers alone.
type LostTie struct {
	Relation content.RelationKind
	// Release is the one that stated it; 0 for a participation without evidence.
	Release int64
	// Partner and Initiative are its ends; 0 for what the relation does not have.
	Partner, Initiative int64
	// Word is the role or the stage.
	Word string
	// Name is what its partner is called, or the initiative of an announcement.
	Name string
	// Quotes are the words of the release that it stood on.
	Quotes []string
	// Public is whether readers saw it.
	Public bool
	// Remains is whether editors still have it, as something states it that
	// readers do not see.
	Remains bool
	// Suggestion is what asks the editors about it since; 0 where an editor has
	// taken it away.
	Suggestion int64
}

// Loss is a LostTie with what it takes to suggest it again.
type Loss struct {
	Tie

	Kind content.RelationKind
	// initiative of a participation; target is its partner.
	initiative int64
	amount     *content.Money
	// Unsaid is whether it has lost its words, and not by an editor's will.
	Unsaid     bool
	Remains    bool
	suggestion int64
	name       string
}

// Tell keeps lost ties for whoever asked for the change. The release is the one
// that was edited; 0 where it was none.
func (e *Edit) Tell(release int64, lost []Loss) {
	for _, l := range lost {
		told := LostTie{
			Relation: l.Kind, Release: release, Word: l.Word, Name: l.name,
			Public: l.Visible, Remains: l.Remains, Suggestion: l.suggestion,
		}
		switch l.Kind {
		case content.RelationMention:
			told.Partner = l.Target
		case content.RelationAnnouncement:
			told.Initiative = l.Target
		case content.RelationParticipation:
			told.Partner, told.Initiative = l.Target, l.initiative
		}
		for _, v := range l.Evidence {
			told.Quotes = append(told.Quotes, v.Quote)
			if told.Release == 0 {
				told.Release = v.Release
			}
		}
		e.Lost = append(e.Lost, told)
	}
}

// moveParticipations moves the evidence of participations in a release whose
// texts were edited, and removes the participations that lose their last. It
// returns those, and those that readers see no more.
func (e *Edit) moveParticipations(ctx context.Context, old, now Texts) ([]Loss, error) {
	rows, err := e.DB.Evidence.Query().Where(entevidence.ReleaseID(now.release), entevidence.ParticipationIDNotNil()).
		Order(entevidence.ByID()).All(ctx)
	if err != nil {
		return nil, err
	}
	was := make([]Evidence, len(rows))
	for i, row := range rows {
		was[i] = EvidenceOf(row)
	}
	kept := map[int64]Evidence{}
	for _, v := range moved(was, old, now) {
		kept[v.ID] = v
	}
	gone := map[int64][]*db.Evidence{}
	for i, v := range was {
		switch still, ok := kept[v.ID]; {
		case !ok:
			owner := *rows[i].ParticipationID
			gone[owner] = append(gone[owner], rows[i])
		case still != v:
			err := e.DB.Evidence.Update().Where(entevidence.ID(v.ID)).SetStart(still.Span.Start).SetEnd(still.Span.End).Exec(ctx)
			if err != nil {
				return nil, err
			}
		}
	}
	var lost []Loss
	for _, owner := range keys(gone) {
		if lost, err = e.LoseEvidence(ctx, lost, owner, gone[owner]); err != nil {
			return nil, err
		}
	}
	return lost, nil
}

// LoseEvidence removes evidence of a participation, and the participation
// itself where it was the last. What is lost by it, to editors or to readers,
// is added to the list.
func (e *Edit) LoseEvidence(ctx context.Context, lost []Loss, owner int64, gone []*db.Evidence) ([]Loss, error) {
	ids, seen, quotes := make([]int64, len(gone)), false, make([]Evidence, len(gone))
	for i, row := range gone {
		ids[i], seen, quotes[i] = row.ID, seen || row.Visible, EvidenceOf(row)
	}
	if _, err := e.DB.Evidence.Delete().Where(entevidence.IDIn(ids...)).Exec(ctx); err != nil {
		return lost, err
	}
	p, err := e.DB.Participation.Query().Where(entparticipation.ID(owner)).Only(ctx)
	if err != nil {
		return lost, err
	}
	if err := e.NextVersion(ctx, content.NodeInitiative, p.InitiativeID, seen); err != nil {
		return lost, err
	}
	e.Touch(content.NodeInitiative, p.InitiativeID)
	e.Touch(content.NodePartner, p.PartnerID)
	left, err := e.DB.Evidence.Query().Where(entevidence.ParticipationID(owner)).All(ctx)
	if err != nil {
		return lost, err
	}
	l := LossOf(Participation{Participation: bare(p), evidence: quotes}, p.InitiativeID)
	if len(left) == 0 {
		l.Unsaid = true
		return append(lost, l), e.DB.Participation.DeleteOneID(owner).Exec(ctx)
	}
	if p.Visible && !slices.ContainsFunc(left, func(v *db.Evidence) bool { return v.Visible }) {
		l.Remains = true
		lost = append(lost, l)
	}
	return lost, nil
}

// tellLostParts tells of the participations that an edit of an initiative takes
// away: from everybody, or from readers, where all that states one since stands
// in releases that they do not see.
func (e *Edit) tellLostParts(ctx context.Context, before, after InitiativeState) error {
	seen, err := e.seenSources(ctx, slices.Concat(before.participants, after.participants))
	if err != nil {
		return err
	}
	var lost []Loss
	now := successors(before.participants, after.participants)
	for i, p := range before.participants {
		at := now[i]
		if at >= 0 && !(p.Visible && hides(after.participants[at], seen)) {
			continue
		}
		l := LossOf(p, before.ID)
		l.Remains = at >= 0
		lost = append(lost, l)
	}
	e.Tell(0, lost)
	return nil
}

// LossOf is a participation as a tie that may be lost.
func LossOf(p Participation, initiative int64) Loss {
	return Loss{
		Tie:  Tie{Target: p.PartnerID, Word: string(p.Role), Evidence: p.evidence, Visible: p.Visible},
		Kind: content.RelationParticipation, initiative: initiative, amount: p.contribution().get(),
	}
}

// successors returns where each participation is after an edit: the record that
// was kept, else a new one that says the same, else a new one of the same duty;
// -1 where there is none. A new one follows one only.
func successors(before, after []Participation) []int {
	now, taken := make([]int, len(before)), map[int]bool{}
	for i := range now {
		now[i] = -1
	}
	for _, follows := range []func(p, o Participation) bool{
		func(p, o Participation) bool { return o.ID == p.ID },
		func(p, o Participation) bool { return o.part() == p.part() },
		func(p, o Participation) bool { return o.duty() == p.duty() },
	} {
		for i, p := range before {
			if now[i] >= 0 {
				continue
			}
			for at, o := range after {
				if !taken[at] && follows(p, o) {
					now[i], taken[at] = at, true
					break
				}
			}
		}
	}
	return now
}

// hides tells whether all that states a participation stands in releases that
// readers do not see. What needs no evidence is not hidden for want of it.
func hides(p Participation, seen map[int64]bool) bool {
	return len(p.evidence) > 0 && !slices.ContainsFunc(p.evidence, func(v Evidence) bool { return seen[v.Release] })
}

// settleSuggestedParts accepts the suggestions of participations that an edit of
// their initiative has made needless.
func (e *Edit) settleSuggestedParts(ctx context.Context, before, after InitiativeState) error {
	var come []Loss
	for _, p := range after.participants {
		if !slices.ContainsFunc(before.participants, func(o Participation) bool { return o.part() == p.part() }) {
			come = append(come, LossOf(p, after.ID))
		}
	}
	if len(come) == 0 {
		return nil
	}
	waiting, err := e.DB.Suggestion.Query().Where(suggestion.InitiativeID(after.ID),
		suggestion.RelationEQ(content.RelationParticipation), suggestion.DecisionEQ(content.DecisionPending)).
		Order(suggestion.ByID()).All(ctx)
	if err != nil {
		return err
	}
	return e.settleAll(ctx, waiting, come)
}
