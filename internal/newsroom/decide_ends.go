package newsroom

import (
	"context"
	"fmt"
	"slices"

	"pressgraph/ent"
	"pressgraph/internal/content"
	"pressgraph/internal/store"
)

// ends are what a suggested relation ties to its release, or to each other; 0
// for what it does not have.
type ends struct{ partner, initiative int64 }

// endsOf finds or makes the ends of a suggestion, or complains.
func (e *edit) endsOf(ctx context.Context, s *ent.Suggestion, in SuggestionDecisionInput, c complaints) (ends, error) {
	found := ends{pointed(s.PartnerID), pointed(s.InitiativeID)}
	in.check(s.Relation, c)
	if c.some() {
		return found, nil
	}
	var err error
	switch {
	case in.Target != nil:
		err = e.takeTarget(ctx, *in.Target, &found, c.field("target"))
	case in.NewPartner != nil:
		found.partner, err = e.createPartner(ctx, 0, in.NewPartner, c.field("newPartner"))
		if err == nil {
			err = e.tellLookAlikes(ctx, found.partner)
		}
	case in.NewInitiative != nil:
		found.initiative, err = e.createInitiative(ctx, 0, in.NewInitiative, c.field("newInitiative"))
	}
	if err != nil {
		return found, err
	}
	if s.Relation != content.RelationAnnouncement && found.partner == 0 {
		c.add("%q names no partner that is known: give target or newPartner", s.Label)
	}
	if s.Relation != content.RelationMention && found.initiative == 0 {
		c.add("%q names no initiative that is known: give target or newInitiative", s.Label)
	}
	return found, nil
}

// check complains about what does not go together, or with the relation.
func (in SuggestionDecisionInput) check(relation content.RelationKind, c complaints) {
	given := 0
	for _, is := range []bool{in.Target != nil, in.NewPartner != nil, in.NewInitiative != nil} {
		if is {
			given++
		}
	}
	if given > 1 {
		c.add("must have at most one of target, newPartner and newInitiative")
	}
	mention, announcement := relation == content.RelationMention, relation == content.RelationAnnouncement
	refuse := func(wrong bool, field string) {
		if wrong {
			c.field(field).add("does not go with a suggestion of the relation %s", relation)
		}
	}
	refuse(in.NewPartner != nil && announcement, "newPartner")
	refuse(in.NewInitiative != nil && mention, "newInitiative")
	refuse(in.MentionRole != "" && !mention, "mentionRole")
	refuse(in.Stage != "" && !announcement, "stage")
	refuse(in.ParticipationRole != "" && (mention || announcement), "participationRole")
	noteWord(in.MentionRole, c.field("mentionRole"))
	noteWord(in.Stage, c.field("stage"))
	noteWord(in.ParticipationRole, c.field("participationRole"))
	if t := in.Target; t != nil {
		partner, initiative := t.Type == content.NodePartner && !announcement, t.Type == content.NodeInitiative && !mention
		refuse(!partner && !initiative, "target")
	}
}

func (e *edit) takeTarget(ctx context.Context, target store.NodeRef, into *ends, c complaints) error {
	w := wanted{}
	w.add(target.Type, target.ID)
	k, err := e.lookUp(ctx, w)
	if err != nil {
		return err
	}
	end := &into.partner
	if target.Type == content.NodeInitiative {
		end = &into.initiative
	}
	must(To(target.ID), end, c, k.of(target.Type))
	return nil
}

// acceptParticipation adds a participation, or its evidence to the one that there is.
func (e *edit) acceptParticipation(ctx context.Context, of ends, role content.ParticipationRole, amount *content.Money, quote evidence) error {
	before, err := readInitiative(ctx, e, of.initiative)
	if err != nil {
		return err
	}
	var p participation
	p.PartnerID, p.Role, p.Status = of.partner, role, content.ParticipationStatusAnnounced
	at := statedBy(before.participants, p.duty(), giftOf(amount), quote)
	after := before
	after.participants = slices.Clone(before.participants)
	if at >= 0 {
		p = after.participants[at]
	} else {
		at = len(after.participants)
		after.participants = append(after.participants, p)
	}
	p.evidence = withEvidence(p.evidence, quote)
	if p.ContributionAmount == nil {
		p.contribution().set(amount)
	}
	after.participants[at] = p
	if same(before, after) {
		return nil
	}
	news, err := e.tables.initiatives.noticed(ctx, e, before, after)
	if err != nil {
		return err
	}
	if err := e.nextVersion(ctx, content.NodeInitiative, after.ID, news); err != nil {
		return fmt.Errorf("update initiative %d: %w", after.ID, err)
	}
	e.tables.initiatives.settle(e, after)
	if err := storeParticipants(ctx, e, &before, &after); err != nil {
		return err
	}
	return e.tellLostParts(ctx, before, after)
}

// statedBy returns which of an initiative's participations a sentence states
// that tells of a duty, and perhaps of an amount; -1 where it is a new one. Of
// several it is, in this order, one with that contribution, the one that the
// sentence states already, and one whose contribution is not known. A sentence
// without an amount always states one that is there.
func statedBy(all []participation, of duty, amount gift, quote evidence) int {
	stated := func(p participation) bool { return quote.quote != "" && stands(quote, p.evidence) }
	equal := func(p participation) bool { return amount != gift{} && p.gift() == amount }
	for _, is := range []func(participation) bool{
		func(p participation) bool { return equal(p) && stated(p) },
		equal,
		stated,
		func(p participation) bool { return p.gift() == gift{} },
		func(participation) bool { return amount == gift{} },
	} {
		at := slices.IndexFunc(all, func(p participation) bool { return p.duty() == of && is(p) })
		if at >= 0 {
			return at
		}
	}
	return -1
}
