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
	for _, p := range before.participants {
		at := slices.IndexFunc(after.participants, func(o participation) bool { return o.ID == p.ID || o.part() == p.part() })
		if at >= 0 && !(p.Visible && hides(after.participants[at], seen)) {
			continue
		}
		lost = append(lost, lostTie{
			tie:  tie{target: p.PartnerID, word: string(p.Role), evidence: p.evidence, visible: p.Visible},
			kind: content.RelationParticipation, initiative: before.ID, remains: at >= 0,
		})
	}
	e.tell(0, lost)
	return nil
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
			come = append(come, lostTie{
				tie:  tie{target: p.PartnerID, word: string(p.Role), evidence: p.evidence},
				kind: content.RelationParticipation, initiative: after.ID,
			})
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
