package newsroom

import (
	"context"
	"fmt"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent"
	entevidence "pressgraph/ent/evidence"
	entparticipation "pressgraph/ent/participation"
	"pressgraph/ent/suggestion"
	"pressgraph/internal/content"
	"pressgraph/internal/store"
)

// mendEvidence makes evidence quote its release again: it moves with the text
// where the text before is known, else to the one place where its quote stands.
// What stands nowhere goes, and a relation without its last goes back to the
// editors.
func (e *edit) mendEvidence(ctx context.Context, rows []store.Record, before map[int64]texts) error {
	in, err := textsOf(ctx, e.tx, rows)
	if err != nil {
		return err
	}
	for _, row := range rows {
		v := evidenceIn(row)
		now := in[v.release]
		if now.hold(v) {
			continue
		}
		span, ok := whereNow(v, before[v.release], now)
		if ok {
			err = e.db.Evidence.Update().Where(entevidence.ID(v.id)).SetStart(span.Start).SetEnd(span.End).Exec(ctx)
		} else {
			err = e.dropEvidence(ctx, v, now)
		}
		if err != nil {
			return err
		}
		e.touch(content.NodeRelease, v.release)
	}
	return nil
}

// whereNow finds evidence that an edit from one text to another has moved.
func whereNow(v evidence, before, now texts) (content.Span, bool) {
	if before.hold(v) {
		place := content.MoveSpans(before.of(v.section), now.of(v.section), []content.Span{v.span})[0]
		return place.Span, place.Kept
	}
	span, err := content.FindSpan(now.of(v.section), v.quote, nil)
	return span, err == nil
}

// dropEvidence removes evidence, and the relation that it was the last of.
func (e *edit) dropEvidence(ctx context.Context, v evidence, now texts) error {
	row, err := e.db.Evidence.Get(ctx, v.id)
	if err != nil {
		return err
	}
	var lost []lostTie
	switch {
	case row.ParticipationID != nil:
		lost, err = e.loseEvidence(ctx, nil, *row.ParticipationID, []*ent.Evidence{row})
	case row.MentionID != nil:
		lost, err = e.loseTie(ctx, mentionTies(), v.id, *row.MentionID)
	case row.AnnouncementID != nil:
		lost, err = e.loseTie(ctx, announcementTies(), v.id, *row.AnnouncementID)
	}
	if err != nil {
		return err
	}
	return e.suggestAgain(ctx, now, lost)
}

// loseTie removes evidence of a mention or an announcement, and the tie itself
// where it was the last.
func (e *edit) loseTie(ctx context.Context, of tieKind, id, owner int64) ([]lostTie, error) {
	if err := e.db.Evidence.DeleteOneID(id).Exec(ctx); err != nil {
		return nil, err
	}
	left, err := e.db.Evidence.Query().Where(sql.FieldEQ(of.owner, owner)).Exist(ctx)
	if err != nil || left {
		return nil, err
	}
	rows, err := e.tx.RecordsOf(ctx, of.table, "id", owner)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	gone := tie{target: rows[0].Number(of.target + "_id"), word: textOfColumn(rows[0], of.word)}
	e.touch(of.to, gone.target)
	return []lostTie{{tie: gone, kind: of.kind, unsaid: true}}, e.tx.DeleteRecords(ctx, of.table, owner)
}

// participationTouched has the ends of a participation settled, where it still is.
func (e *edit) participationTouched(ctx context.Context, id int64) error {
	rows, err := e.db.Participation.Query().Where(entparticipation.ID(id)).All(ctx)
	for _, p := range rows {
		e.touch(content.NodePartner, p.PartnerID)
		e.touch(content.NodeInitiative, p.InitiativeID)
	}
	return err
}

// checkSuggested finds the suggestions whose quote does not stand where they say.
func (n *Newsroom) checkSuggested(ctx context.Context) (all []store.Difference, err error) {
	err = eachBatch(ctx, n.store, suggestion.Table, func(rows []store.Record) error {
		in, err := textsOf(ctx, n.store, rows)
		for _, row := range rows {
			v := evidenceIn(row)
			now := in[v.release]
			if v.quote == "" || now.hold(v) {
				continue
			}
			d := store.Difference{
				Table: suggestion.Table, ID: v.id, Column: suggestion.FieldQuote, Stored: fmt.Sprintf("%q", v.quote), Derived: "absent",
			}
			if span, ok := whereNow(v, texts{}, now); ok {
				d.Column, d.Stored, d.Derived = suggestion.FieldStart, fmt.Sprint(v.span.Start), fmt.Sprint(span.Start)
			}
			all = append(all, d)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("check suggestions: %w", err)
	}
	return all, nil
}

// mendSuggested makes suggestions quote their release again, or nothing.
func (e *edit) mendSuggested(ctx context.Context, rows []store.Record) error {
	in, err := textsOf(ctx, e.tx, rows)
	if err != nil {
		return err
	}
	for _, row := range rows {
		v := evidenceIn(row)
		now := in[v.release]
		if v.quote == "" || now.hold(v) {
			continue
		}
		place := evidence{}
		if span, ok := whereNow(v, texts{}, now); ok {
			place = v
			place.span = span
		}
		s, err := e.db.Suggestion.Get(ctx, v.id)
		if err != nil {
			return err
		}
		if err := e.placeSuggested(ctx, s, place); err != nil {
			return err
		}
	}
	return nil
}
