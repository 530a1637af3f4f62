package newsroom

import (
	"context"
	"slices"
	"unicode/utf8"

	"pressgraph/ent/db"
	"pressgraph/ent/db/suggestion"
	"pressgraph/internal/content"
)

// Confidence in a relation whose evidence is gone: the name still stands in the
// release, or nothing does.
const (
	confidenceNamed   = 0.5
	confidenceUnnamed = 0.1
)

// SuggestAgain gives the relations that have lost their words back to the
// editors, and notes in each what asks about it. A mention or an announcement
// is quoted by a name that still stands in the release. Where none does, and
// for a participation, which a name alone does not state, nothing is quoted.
func (e *Edit) SuggestAgain(ctx context.Context, now Texts, lost []Loss) error {
	for i := range lost {
		l := &lost[i]
		label, names, err := e.targetNames(ctx, *l)
		if err != nil {
			return err
		}
		if l.name = label; !l.Unsaid {
			continue
		}
		asked, err := e.asked(ctx, now.release, *l)
		if err != nil {
			return err
		}
		if l.suggestion = asked; asked != 0 {
			continue
		}
		l.suggestion = e.Tx.NewID()
		b := e.DB.Suggestion.Create().SetID(l.suggestion).SetReleaseID(now.release).SetRelation(l.Kind).SetLabel(label).
			SetConfidence(confidenceUnnamed).SetCreatedAt(e.Now)
		if v := now.nameIn(names); v.Quote != "" {
			b.SetConfidence(confidenceNamed)
			if l.Kind != content.RelationParticipation {
				b.SetSection(v.section).SetQuote(v.Quote).SetStart(v.Span.Start).SetEnd(v.Span.End)
			}
		}
		l.fill(b)
		if err := b.Exec(ctx); err != nil {
			return err
		}
		e.Suggested++
	}
	return nil
}

// asked returns the suggestion of a relation that waits for an editor's word
// already; 0 if none does.
func (e *Edit) asked(ctx context.Context, release int64, l Loss) (int64, error) {
	waiting, err := e.waiting(ctx, release)
	for _, s := range waiting {
		if l.isOf(s) && wordOf(s) == l.Word && giftOf(amountOf(s)) == giftOf(l.amount) {
			return s.ID, err
		}
	}
	return 0, err
}

// waiting reads the suggestions of a release that nobody has decided on.
func (e *Edit) waiting(ctx context.Context, release int64) ([]*db.Suggestion, error) {
	return e.DB.Suggestion.Query().Where(suggestion.ReleaseID(release), suggestion.DecisionEQ(content.DecisionPending)).
		Order(suggestion.ByID()).All(ctx)
}

// isOf tells whether a suggestion is of the relation, whatever its role or stage.
func (l Loss) isOf(s *db.Suggestion) bool {
	partner, initiative := l.Target, l.initiative
	if l.Kind == content.RelationAnnouncement {
		partner, initiative = 0, l.Target
	}
	return s.Relation == l.Kind && pointed(s.PartnerID) == partner && pointed(s.InitiativeID) == initiative
}

func (l Loss) fill(b *db.SuggestionCreate) {
	switch l.Kind {
	case content.RelationMention:
		b.SetPartnerID(l.Target).SetMentionRole(content.MentionRole(l.Word))
	case content.RelationAnnouncement:
		b.SetInitiativeID(l.Target).SetStage(content.AnnouncementStage(l.Word))
	case content.RelationParticipation:
		b.SetPartnerID(l.Target).SetInitiativeID(l.initiative).SetParticipationRole(content.ParticipationRole(l.Word))
	}
	var s db.Suggestion
	moneyColumns{&s.AmountAmount, &s.AmountCurrency, &s.AmountQualifier}.set(l.amount)
	b.SetNillableAmountAmount(s.AmountAmount).SetNillableAmountCurrency(s.AmountCurrency).SetNillableAmountQualifier(s.AmountQualifier)
}

// settleSuggested accepts the suggestions of a release that a change has made
// needless: their relation has come, or come back, in the role that they
// suggest or a stronger one.
func (e *Edit) settleSuggested(ctx context.Context, before, after ReleaseState) error {
	var come []Loss
	for _, of := range tieKinds() {
		for _, t := range *of.at(&after) {
			if was := tieTo(t.Target, *of.at(&before)); was.Word != t.Word {
				come = append(come, Loss{Tie: t, Kind: of.Kind})
			}
		}
	}
	if len(come) == 0 {
		return nil
	}
	waiting, err := e.waiting(ctx, after.ID)
	if err != nil {
		return err
	}
	return e.settleAll(ctx, waiting, come)
}

// settleAll accepts those of the suggestions whose relation has come. One with
// a quote waits on where the relation has none.
func (e *Edit) settleAll(ctx context.Context, waiting []*db.Suggestion, come []Loss) error {
	var needless []int64
	for _, s := range waiting {
		if slices.ContainsFunc(come, func(l Loss) bool { return l.settles(s) }) {
			needless = append(needless, s.ID)
		}
	}
	if len(needless) == 0 {
		return nil
	}
	return e.DB.Suggestion.Update().Where(suggestion.IDIn(needless...)).SetDecision(content.DecisionAccepted).
		SetDecidedBy(e.Actor).SetDecidedAt(e.Now).Exec(ctx)
}

func (l Loss) settles(s *db.Suggestion) bool {
	if !l.isOf(s) || s.Quote != nil && len(l.Evidence) == 0 || l.contradicts(s) {
		return false
	}
	switch {
	case l.Word == wordOf(s):
		return true
	case s.MentionRole != nil:
		return content.Stronger(content.MentionRole(l.Word), *s.MentionRole)
	case s.Stage != nil:
		return content.Stronger(content.AnnouncementStage(l.Word), *s.Stage)
	}
	return false
}

// contradicts tells whether a suggestion is of another contribution.
func (l Loss) contradicts(s *db.Suggestion) bool {
	suggested := amountOf(s)
	return suggested != nil && l.amount != nil && giftOf(suggested) != giftOf(l.amount)
}

// MoveSuggested moves the quotes of a release's suggestions with its texts. One
// that its text does not say any more is left without a quote.
func (e *Edit) MoveSuggested(ctx context.Context, old, now Texts) error {
	rows, err := e.DB.Suggestion.Query().Where(suggestion.ReleaseID(now.release), suggestion.QuoteNotNil()).
		Order(suggestion.ByID()).All(ctx)
	if err != nil {
		return err
	}
	var held []Evidence
	place := map[int64]Evidence{}
	for _, s := range rows {
		v := suggestedQuote(s)
		if old.Hold(v) {
			held = append(held, v)
		} else if span, ok := WhereNow(v, Texts{}, now); ok {
			v.Span = span
			place[v.ID] = v
		}
	}
	for _, v := range moved(held, old, now) {
		place[v.ID] = v
	}
	for _, s := range rows {
		if err := e.PlaceSuggested(ctx, s, place[s.ID]); err != nil {
			return err
		}
	}
	return nil
}

// PlaceSuggested writes where a suggestion's quote stands now; the zero value
// is nowhere.
func (e *Edit) PlaceSuggested(ctx context.Context, s *db.Suggestion, now Evidence) error {
	b := e.DB.Suggestion.Update().Where(suggestion.ID(s.ID))
	switch {
	case now.Quote == "":
		b.ClearSection().ClearQuote().ClearStart().ClearEnd()
	case now == suggestedQuote(s):
		return nil
	default:
		b.SetStart(now.Span.Start).SetEnd(now.Span.End)
	}
	return b.Exec(ctx)
}

// suggestedQuote is what a suggestion quotes; without a quote where it quotes nothing.
func suggestedQuote(s *db.Suggestion) Evidence {
	if s.Quote == nil || s.Section == nil || s.Start == nil || s.End == nil {
		return Evidence{}
	}
	return Evidence{
		ID: s.ID, Release: s.ReleaseID, section: *s.Section, Quote: *s.Quote, Span: content.Span{Start: *s.Start, End: *s.End},
	}
}

// targetNames returns the name of a relation's target, and all its names, the longest first.
func (e *Edit) targetNames(ctx context.Context, l Loss) (label string, all []string, err error) {
	to := content.NodePartner
	if l.Kind == content.RelationAnnouncement {
		to = content.NodeInitiative
	}
	if all, err = e.NameTexts(ctx, to, l.Target); err != nil || len(all) == 0 {
		return "", nil, err
	}
	label = all[0]
	slices.SortStableFunc(all, func(a, b string) int { return len(b) - len(a) })
	return label, all, nil
}

// nameIn returns where the first of the names stands as a word of its own; zero if none does.
func (t Texts) nameIn(names []string) Evidence {
	for _, section := range []content.EvidenceSection{content.SectionTitle, content.SectionSummary, content.SectionBody} {
		for _, name := range names {
			text := t.In(section)
			at := content.WordAt(text, name)
			if at < 0 {
				continue
			}
			start := utf8.RuneCountInString(text[:at])
			return Evidence{
				Release: t.release, section: section, Quote: name,
				Span: content.Span{Start: start, End: start + utf8.RuneCountInString(name)},
			}
		}
	}
	return Evidence{}
}

// Suggested is what no two suggestions of one partner share.
type Suggested struct {
	release, initiative int64
	relation            content.RelationKind
	word                string
	amount              Gift
	section             content.EvidenceSection
	span                content.Span
}

// SuggestedBy returns what tells a suggestion from others.
func SuggestedBy(s *db.Suggestion) Suggested {
	quoted := suggestedQuote(s)
	return Suggested{
		release: s.ReleaseID, initiative: pointed(s.InitiativeID), relation: s.Relation, word: wordOf(s), amount: giftOf(amountOf(s)),
		section: quoted.section, span: quoted.Span,
	}
}

// wordOf returns the role or the stage of a suggestion.
func wordOf(s *db.Suggestion) string {
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
func amountOf(s *db.Suggestion) *content.Money {
	return moneyColumns{&s.AmountAmount, &s.AmountCurrency, &s.AmountQualifier}.get()
}
