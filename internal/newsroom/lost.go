package newsroom

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pressgraph/ent"
	entevidence "pressgraph/ent/evidence"
	"pressgraph/ent/initiativename"
	entparticipation "pressgraph/ent/participation"
	"pressgraph/ent/partnername"
	"pressgraph/internal/content"
)

// moveParticipations moves the evidence of participations in a release whose
// texts were edited, and removes the participations that lose their last,
// which it returns.
func (e *edit) moveParticipations(ctx context.Context, old, now texts) ([]lostTie, error) {
	rows, err := e.db.Evidence.Query().Where(entevidence.ReleaseID(now.release), entevidence.ParticipationIDNotNil()).
		Order(entevidence.ByID()).All(ctx)
	if err != nil {
		return nil, err
	}
	was, owner := make([]evidence, len(rows)), make(map[int64]int64, len(rows))
	for i, row := range rows {
		was[i], owner[row.ID] = evidenceOf(row), *row.ParticipationID
	}
	kept := map[int64]evidence{}
	for _, v := range moved(was, old, now) {
		kept[v.id] = v
	}
	var lost []lostTie
	for _, v := range was {
		switch still, ok := kept[v.id]; {
		case ok && still == v:
		case ok:
			err = e.db.Evidence.Update().Where(entevidence.ID(v.id)).SetStart(still.span.Start).SetEnd(still.span.End).Exec(ctx)
		default:
			lost, err = e.loseEvidence(ctx, lost, v, owner[v.id])
		}
		if err != nil {
			return nil, err
		}
	}
	return lost, nil
}

// loseEvidence removes evidence of a participation, and the participation
// itself where it was the last.
func (e *edit) loseEvidence(ctx context.Context, lost []lostTie, v evidence, owner int64) ([]lostTie, error) {
	row, err := e.db.Evidence.Get(ctx, v.id)
	if err != nil {
		return lost, err
	}
	if err := e.db.Evidence.DeleteOne(row).Exec(ctx); err != nil {
		return lost, err
	}
	p, err := e.db.Participation.Query().Where(entparticipation.ID(owner)).Only(ctx)
	if err != nil {
		return lost, err
	}
	if err := e.newVersion(ctx, p.InitiativeID, row.Visible); err != nil {
		return lost, err
	}
	e.touch(content.NodeInitiative, p.InitiativeID)
	e.touch(content.NodePartner, p.PartnerID)
	left, err := e.db.Evidence.Query().Where(entevidence.ParticipationID(owner)).Exist(ctx)
	if err != nil || left {
		return lost, err
	}
	lost = append(lost, lostTie{
		tie:  tie{target: p.PartnerID, word: string(p.Role)},
		kind: content.RelationParticipation, initiative: p.InitiativeID,
		amount: moneyOf(p.ContributionAmount, p.ContributionCurrency),
	})
	return lost, e.db.Participation.DeleteOneID(owner).Exec(ctx)
}

// Confidence in a relation whose evidence is gone: the name still stands in the
// release, or nothing does.
const (
	confidenceNamed   = 0.5
	confidenceUnnamed = 0.1
)

// suggestAgain gives the relations that lost their last evidence back to the
// editors. A suggestion quotes the release as it stands now: a name of the
// partner or initiative that is still there, else the title.
func (e *edit) suggestAgain(ctx context.Context, now texts, lost []lostTie) error {
	for _, l := range lost {
		label, names, err := e.namesOf(ctx, l)
		if err != nil {
			return err
		}
		quote, confidence := now.nameIn(names), confidenceNamed
		if quote.quote == "" {
			confidence = confidenceUnnamed
			quote = evidence{section: content.SectionTitle, quote: now.title, span: content.Span{End: utf8.RuneCountInString(now.title)}}
		}
		b := e.db.Suggestion.Create().SetID(e.tx.NewID()).SetReleaseID(now.release).SetRelation(l.kind).SetLabel(label).
			SetConfidence(confidence).SetSection(quote.section).SetQuote(quote.quote).SetStart(quote.span.Start).
			SetEnd(quote.span.End).SetCreatedAt(e.now)
		l.fill(b)
		if err := b.Exec(ctx); err != nil {
			return err
		}
		e.suggested++
	}
	return nil
}

func (l lostTie) fill(b *ent.SuggestionCreate) {
	switch l.kind {
	case content.RelationMention:
		b.SetPartnerID(l.target).SetMentionRole(content.MentionRole(l.word))
	case content.RelationAnnouncement:
		b.SetInitiativeID(l.target).SetStage(content.AnnouncementStage(l.word))
	case content.RelationParticipation:
		b.SetPartnerID(l.target).SetInitiativeID(l.initiative).SetParticipationRole(content.ParticipationRole(l.word))
	}
	amount, currency := l.amount.columns()
	b.SetNillableAmountAmount(amount).SetNillableAmountCurrency(currency)
}

// namesOf returns the name of a relation's target, and all its names, the longest first.
func (e *edit) namesOf(ctx context.Context, l lostTie) (label string, all []string, err error) {
	if l.kind == content.RelationAnnouncement {
		all, err = e.db.InitiativeName.Query().Where(initiativename.InitiativeID(l.target)).
			Order(initiativename.ByPosition()).Select(initiativename.FieldText).Strings(ctx)
	} else {
		all, err = e.db.PartnerName.Query().Where(partnername.PartnerID(l.target)).
			Order(partnername.ByPosition()).Select(partnername.FieldText).Strings(ctx)
	}
	if err != nil || len(all) == 0 {
		return "", nil, err
	}
	label = all[0]
	slices.SortStableFunc(all, func(a, b string) int { return len(b) - len(a) })
	return label, all, nil
}

// nameIn returns where the first of the names stands as a word of its own; zero if none does.
func (t texts) nameIn(names []string) evidence {
	for _, section := range []content.EvidenceSection{content.SectionTitle, content.SectionSummary, content.SectionBody} {
		for _, name := range names {
			text := t.of(section)
			at := strings.Index(text, name)
			if at < 0 || !isWord(text, at, at+len(name)) {
				continue
			}
			start := utf8.RuneCountInString(text[:at])
			return evidence{
				release: t.release, section: section, quote: name,
				span: content.Span{Start: start, End: start + utf8.RuneCountInString(name)},
			}
		}
	}
	return evidence{}
}

// isWord tells whether no Latin word is cut in two around a stretch of text.
func isWord(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	first, _ := utf8.DecodeRuneInString(text[from:])
	last, _ := utf8.DecodeLastRuneInString(text[:to])
	return !(unicode.Is(unicode.Latin, before) && unicode.Is(unicode.Latin, first)) &&
		!(unicode.Is(unicode.Latin, last) && unicode.Is(unicode.Latin, after))
}
