package newsroom

import (
	"context"
	"reflect"
	"slices"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/store"
)

// ends are what a suggested relation ties to its release, or to each other; 0
// for what it does not have.
type ends struct{ partner, initiative int64 }

// endsOf finds or makes the ends of a suggestion, or complains.
func (e *Edit) endsOf(ctx context.Context, s *db.Suggestion, in SuggestionDecisionInput, c input.Complaints) (ends, error) {
	found := ends{pointed(s.PartnerID), pointed(s.InitiativeID)}
	in.check(s.Relation, c)
	if c.Any() {
		return found, nil
	}
	var err error
	switch {
	case in.Target != nil:
		err = e.takeTarget(ctx, *in.Target, &found, c.Field("target"))
	case in.NewPartner != nil:
		found.partner, err = e.CreatePartner(ctx, 0, in.NewPartner, c.Field("newPartner"))
		if err == nil {
			err = e.tellLookAlikes(ctx, found.partner)
		}
	case in.NewInitiative != nil:
		found.initiative, err = e.CreateInitiative(ctx, 0, in.NewInitiative, c.Field("newInitiative"))
	}
	if err != nil {
		return found, err
	}
	if s.Relation != content.RelationAnnouncement && found.partner == 0 {
		c.Add("%q names no partner that is known: give target or newPartner", s.Label)
	}
	if s.Relation != content.RelationMention && found.initiative == 0 {
		c.Add("%q names no initiative that is known: give target or newInitiative", s.Label)
	}
	return found, nil
}

// check complains about what does not go together, or with the relation.
func (in SuggestionDecisionInput) check(relation content.RelationKind, c input.Complaints) {
	given := 0
	for _, is := range []bool{in.Target != nil, in.NewPartner != nil, in.NewInitiative != nil} {
		if is {
			given++
		}
	}
	if given > 1 {
		c.Add("must have at most one of target, newPartner and newInitiative")
	}
	mention, announcement := relation == content.RelationMention, relation == content.RelationAnnouncement
	refuse := func(wrong bool, field string) {
		if wrong {
			c.Field(field).Add("does not go with a suggestion of the relation %s", relation)
		}
	}
	refuse(in.NewPartner != nil && announcement, "newPartner")
	refuse(in.NewInitiative != nil && mention, "newInitiative")
	refuse(in.MentionRole != "" && !mention, "mentionRole")
	refuse(in.Stage != "" && !announcement, "stage")
	refuse(in.ParticipationRole != "" && (mention || announcement), "participationRole")
	input.NoteWord(in.MentionRole, c.Field("mentionRole"))
	input.NoteWord(in.Stage, c.Field("stage"))
	input.NoteWord(in.ParticipationRole, c.Field("participationRole"))
	if t := in.Target; t != nil {
		partner, initiative := t.Type == content.NodePartner && !announcement, t.Type == content.NodeInitiative && !mention
		refuse(!partner && !initiative, "target")
	}
}

func (e *Edit) takeTarget(ctx context.Context, target store.NodeRef, into *ends, c input.Complaints) error {
	w := input.Wanted{}
	w.Add(target.Type, target.ID)
	k, err := e.LookUp(ctx, w)
	if err != nil {
		return err
	}
	end := &into.partner
	if target.Type == content.NodeInitiative {
		end = &into.initiative
	}
	input.Must(input.To(target.ID), end, c, k.Of(target.Type))
	return nil
}

// acceptParticipation adds a participation, or its evidence to the one that there is.
func (e *Edit) acceptParticipation(ctx context.Context, of ends, role content.ParticipationRole, amount *content.Money, quote Evidence) error {
	before, err := ReadInitiative(ctx, e, of.initiative)
	if err != nil {
		return err
	}
	var p Participation
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
	if reflect.DeepEqual(before, after) {
		return nil
	}
	return e.saveParticipants(ctx, before, after)
}

// statedBy returns which of an initiative's participations a sentence states
// that tells of a duty, and perhaps of an amount; -1 where it is a new one. Of
// several it is, in this order, one with that contribution, the one that the
// sentence states already, and one whose contribution is not known. A sentence
// without an amount always states one that is there.
func statedBy(all []Participation, of duty, amount Gift, quote Evidence) int {
	stated := func(p Participation) bool { return quote.Quote != "" && stands(quote, p.evidence) }
	equal := func(p Participation) bool { return amount != Gift{} && p.Gift() == amount }
	for _, is := range []func(Participation) bool{
		func(p Participation) bool { return equal(p) && stated(p) },
		equal,
		stated,
		func(p Participation) bool { return p.Gift() == Gift{} },
		func(Participation) bool { return amount == Gift{} },
	} {
		at := slices.IndexFunc(all, func(p Participation) bool { return p.duty() == of && is(p) })
		if at >= 0 {
			return at
		}
	}
	return -1
}
