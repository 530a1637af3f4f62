package newsroom

import (
	"context"
	"slices"

	"pressgraph/ent/suggestion"
	"pressgraph/internal/content"
)

// tellLostParts tells of the participations that an edit of an initiative takes
// away: from everybody, or from readers, where all that states one since stands
// in releases that they do not see.
func (e *edit) tellLostParts(ctx context.Context, before, after initiativeState) error {
	seen, err := e.seenSources(ctx, slices.Concat(before.participants, after.participants))
	if err != nil {
		return err
	}
	var lost []lostTie
	now := successors(before.participants, after.participants)
	for i, p := range before.participants {
		at := now[i]
		if at >= 0 && !(p.Visible && hides(after.participants[at], seen)) {
			continue
		}
		l := tieOf(p, before.ID)
		l.remains = at >= 0
		lost = append(lost, l)
	}
	e.tell(0, lost)
	return nil
}

// tieOf is a participation as a tie that may be lost.
func tieOf(p participation, initiative int64) lostTie {
	return lostTie{
		tie:  tie{target: p.PartnerID, word: string(p.Role), evidence: p.evidence, visible: p.Visible},
		kind: content.RelationParticipation, initiative: initiative, amount: p.contribution().get(),
	}
}

// successors returns where each participation is after an edit: the record that
// was kept, else a new one that says the same, else a new one of the same duty;
// -1 where there is none. A new one follows one only.
func successors(before, after []participation) []int {
	now, taken := make([]int, len(before)), map[int]bool{}
	for i := range now {
		now[i] = -1
	}
	for _, follows := range []func(p, o participation) bool{
		func(p, o participation) bool { return o.ID == p.ID },
		func(p, o participation) bool { return o.part() == p.part() },
		func(p, o participation) bool { return o.duty() == p.duty() },
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
func hides(p participation, seen map[int64]bool) bool {
	return len(p.evidence) > 0 && !slices.ContainsFunc(p.evidence, func(v evidence) bool { return seen[v.release] })
}

// settleSuggestedParts accepts the suggestions of participations that an edit of
// their initiative has made needless.
func (e *edit) settleSuggestedParts(ctx context.Context, before, after initiativeState) error {
	var come []lostTie
	for _, p := range after.participants {
		if !slices.ContainsFunc(before.participants, func(o participation) bool { return o.part() == p.part() }) {
			come = append(come, tieOf(p, after.ID))
		}
	}
	if len(come) == 0 {
		return nil
	}
	waiting, err := e.db.Suggestion.Query().Where(suggestion.InitiativeID(after.ID),
		suggestion.RelationEQ(content.RelationParticipation), suggestion.DecisionEQ(content.DecisionPending)).
		Order(suggestion.ByID()).All(ctx)
	if err != nil {
		return err
	}
	return e.settleAll(ctx, waiting, come)
}
