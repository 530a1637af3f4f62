package newsroom

import (
	"pressgraph/ent"
	"pressgraph/internal/content"
)

// suggested is what no two suggestions of one partner share.
type suggested struct {
	release, initiative int64
	relation            content.RelationKind
	word                string
	amount              gift
	section             content.EvidenceSection
	span                content.Span
}

func suggestedBy(s *ent.Suggestion) suggested {
	all := suggested{release: s.ReleaseID, relation: s.Relation, word: wordOf(s), amount: giftOf(amountOf(s))}
	quoted := suggestedQuote(s)
	all.section, all.span = quoted.section, quoted.span
	if s.InitiativeID != nil {
		all.initiative = *s.InitiativeID
	}
	return all
}

// wordOf returns the role or the stage of a suggestion.
func wordOf(s *ent.Suggestion) string {
	switch {
	case s.MentionRole != nil:
		return string(*s.MentionRole)
	case s.Stage != nil:
		return string(*s.Stage)
	case s.ParticipationRole != nil:
		return string(*s.ParticipationRole)
	}
	return ""
}

// amountOf returns the contribution that a suggestion tells of; nil for none.
func amountOf(s *ent.Suggestion) *money {
	return moneyColumns{&s.AmountAmount, &s.AmountCurrency, &s.AmountQualifier}.get()
}
