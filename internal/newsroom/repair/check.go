package repair

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/db"
	entevidence "pressgraph/ent/db/evidence"
	"pressgraph/ent/db/identifier"
	entparticipation "pressgraph/ent/db/participation"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/suggestion"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/derive"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

// mendBatch is how many rows are looked at at a time.
const rowBatch = 500

// Check recomputes everything that is derived, and returns where what is stored
// is something else: the store's part (derive.Check), what follows from a row
// itself, evidence and suggestions that do not stand where they say, published
// releases that have lost their date, and entries of registries that several
// partners carry.
func Check(ctx context.Context, n *newsroom.Newsroom) ([]derive.Difference, error) {
	all, err := derive.Check(ctx, n.Store())
	if err != nil {
		return nil, err
	}
	type check struct {
		table string
		rows  func(context.Context, []store.Record) ([]derive.Difference, error)
	}
	var checks []check
	for _, t := range newsroom.DerivedTables() {
		checks = append(checks, check{t, func(ctx context.Context, rows []store.Record) ([]derive.Difference, error) {
			return checkRows(ctx, n, t, rows)
		}})
	}
	type find func(context.Context, *newsroom.Newsroom, []store.Record) ([]derive.Difference, error)
	of := func(rows find) func(context.Context, []store.Record) ([]derive.Difference, error) {
		return func(ctx context.Context, found []store.Record) ([]derive.Difference, error) {
			return rows(ctx, n, found)
		}
	}
	checks = append(checks, check{suggestion.Table, of(checkSuggested)}, check{identifier.Table, checkRegistries()},
		check{entevidence.Table, of(checkEvidence)})
	for _, c := range checks {
		err := eachBatch(ctx, n.Store(), c.table, func(rows []store.Record) error {
			found, err := c.rows(ctx, rows)
			all = append(all, found...)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("check %s: %w", c.table, err)
		}
	}
	return all, nil
}

// All computes everything anew that is derived, moves or removes what does
// not stand where it says, and dates published releases again that have lost
// their date. Which partner an entry of a registry belongs to is for an editor
// to say.
func All(ctx context.Context, n *newsroom.Newsroom) (store.Outcome, error) {
	done, err := n.Write(ctx, "repair", func(ctx context.Context, e *newsroom.Edit) (int64, error) {
		for _, table := range newsroom.DerivedTables() {
			err := eachBatch(ctx, e.Tx, table, func(rows []store.Record) error { return mend(ctx, e, table, rows) })
			if err != nil {
				return 0, fmt.Errorf("repair %s: %w", table, err)
			}
		}
		err := eachBatch(ctx, e.Tx, entevidence.Table, func(rows []store.Record) error { return mendEvidence(ctx, e, rows, nil) })
		if err != nil {
			return 0, fmt.Errorf("repair evidence: %w", err)
		}
		if err := eachBatch(ctx, e.Tx, suggestion.Table, func(rows []store.Record) error { return mendSuggested(ctx, e, rows) }); err != nil {
			return 0, fmt.Errorf("repair suggestions: %w", err)
		}
		if err := mendDates(ctx, e); err != nil {
			return 0, fmt.Errorf("repair dates: %w", err)
		}
		return 0, e.Tx.RecomputeAll(ctx)
	})
	return done.Outcome, err
}

// eachBatch reads a table in batches, by ids.
func eachBatch(ctx context.Context, from newsroom.Source, table string, do func([]store.Record) error) error {
	for last := int64(-1); ; {
		rows, err := from.Records(ctx, table, fmt.Sprintf("id > $1 ORDER BY id LIMIT %d", rowBatch), last)
		if err != nil || len(rows) == 0 {
			return err
		}
		last = rows[len(rows)-1].ID()
		if err := do(rows); err != nil {
			return err
		}
	}
}

// checkRows compares rows with what is computed, and looks for lost dates; the
// store tells of folded texts and sort keys.
func checkRows(ctx context.Context, n *newsroom.Newsroom, table string, rows []store.Record) ([]derive.Difference, error) {
	derived, err := n.Derive(ctx, n.Store(), table, rows)
	if err != nil {
		return nil, err
	}
	var found []derive.Difference
	for i, row := range rows {
		ought, err := derived[i].Differing(row)
		if err != nil {
			return nil, err
		}
		for _, column := range slices.Sorted(maps.Keys(ought)) {
			if strings.HasSuffix(column, "_fold") || strings.HasSuffix(column, "_sort") {
				continue
			}
			found = append(found, derive.Difference{
				Table: table, ID: row.ID(), Column: column, Stored: string(row[column]), Derived: string(ought[column]),
			})
		}
	}
	if table != release.Table {
		return found, nil
	}
	undated, err := checkDates(ctx, n, rows)
	return append(found, undated...), err
}

// mend writes what is computed where it differs.
func mend(ctx context.Context, e *newsroom.Edit, table string, rows []store.Record) error {
	derived, err := e.Derive(ctx, table, rows)
	if err != nil {
		return err
	}
	for i, row := range rows {
		ought, err := derived[i].Differing(row)
		if err != nil {
			return err
		}
		changed := slices.Sorted(maps.Keys(ought))
		ought["id"] = row["id"]
		if err := e.Tx.UpdateRecord(ctx, table, ought, changed...); err != nil {
			return err
		}
	}
	return nil
}

// eachMisplaced runs do for all evidence among rows, or what suggestions quote,
// that does not stand where it says, with the texts of its release.
func eachMisplaced(ctx context.Context, from newsroom.Source, rows []store.Record, do func(v newsroom.Evidence, now newsroom.Texts) error) error {
	in, err := newsroom.TextsOf(ctx, from, rows)
	if err != nil {
		return err
	}
	for _, row := range rows {
		v := newsroom.EvidenceIn(row)
		now := in[v.Release]
		if now.Hold(v) {
			continue
		}
		if err := do(v, now); err != nil {
			return err
		}
	}
	return nil
}

func checkEvidence(ctx context.Context, n *newsroom.Newsroom, rows []store.Record) (found []derive.Difference, err error) {
	err = eachMisplaced(ctx, n.Store(), rows, func(v newsroom.Evidence, now newsroom.Texts) error {
		d := derive.Difference{
			Table: entevidence.Table, ID: v.ID, Column: entevidence.FieldStart, Stored: fmt.Sprint(v.Span.Start), Derived: "absent",
		}
		if span, ok := newsroom.WhereNow(v, newsroom.Texts{}, now); ok {
			d.Derived = fmt.Sprint(span.Start)
		}
		found = append(found, d)
		return nil
	})
	return found, err
}

// system is the context of a repair of what foreign SQL has changed.
func system(ctx context.Context) context.Context { return access.With(ctx, access.System(foreign)) }

// foreign is the actor of changes by foreign SQL.
const foreign = "sql"

// mendEvidence makes evidence quote its release again: it moves with the text
// where the text before is known, else to the one place where its quote stands.
// What stands nowhere goes, and a relation without its last goes back to the
// editors.
func mendEvidence(ctx context.Context, e *newsroom.Edit, rows []store.Record, before map[int64]newsroom.Texts) error {
	return eachMisplaced(ctx, e.Tx, rows, func(v newsroom.Evidence, now newsroom.Texts) (err error) {
		span, ok := newsroom.WhereNow(v, before[v.Release], now)
		if ok {
			err = e.DB.Evidence.Update().Where(entevidence.ID(v.ID)).SetStart(span.Start).SetEnd(span.End).Exec(ctx)
		} else {
			err = dropEvidence(ctx, e, v, now)
		}
		e.Touch(content.NodeRelease, v.Release)
		return err
	})
}

// dropEvidence removes evidence, and the relation that it was the last of.
func dropEvidence(ctx context.Context, e *newsroom.Edit, v newsroom.Evidence, now newsroom.Texts) error {
	row, err := e.DB.Evidence.Get(ctx, v.ID)
	if err != nil {
		return err
	}
	var lost []newsroom.Loss
	switch {
	case row.ParticipationID != nil:
		lost, err = e.LoseEvidence(ctx, nil, *row.ParticipationID, []*db.Evidence{row})
	case row.MentionID != nil:
		lost, err = loseTie(ctx, e, newsroom.MentionTies(), v.ID, *row.MentionID)
	case row.AnnouncementID != nil:
		lost, err = loseTie(ctx, e, newsroom.AnnouncementTies(), v.ID, *row.AnnouncementID)
	}
	if err != nil {
		return err
	}
	return e.SuggestAgain(ctx, now, lost)
}

// loseTie removes evidence of a mention or an announcement, and the tie itself
// where it was the last.
func loseTie(ctx context.Context, e *newsroom.Edit, of newsroom.TieKind, id, owner int64) ([]newsroom.Loss, error) {
	if err := e.DB.Evidence.DeleteOneID(id).Exec(ctx); err != nil {
		return nil, err
	}
	left, err := e.DB.Evidence.Query().Where(sql.FieldEQ(of.Owner, owner)).Exist(ctx)
	if err != nil || left {
		return nil, err
	}
	rows, err := e.Tx.RecordsOf(ctx, of.Table, "id", owner)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	gone := newsroom.Tie{Target: rows[0].Number(of.Target + "_id"), Word: rows[0].Text(of.Word)}
	e.Touch(of.To, gone.Target)
	return []newsroom.Loss{{Tie: gone, Kind: of.Kind, Unsaid: true}}, e.Tx.DeleteRecords(ctx, of.Table, owner)
}

// participationTouched has the ends of a participation settled, where it still is.
func participationTouched(ctx context.Context, e *newsroom.Edit, id int64) error {
	rows, err := e.DB.Participation.Query().Where(entparticipation.ID(id)).All(ctx)
	for _, p := range rows {
		e.Touch(content.NodePartner, p.PartnerID)
		e.Touch(content.NodeInitiative, p.InitiativeID)
	}
	return err
}

// checkSuggested finds the suggestions whose quote does not stand where they say.
func checkSuggested(ctx context.Context, n *newsroom.Newsroom, rows []store.Record) (found []derive.Difference, err error) {
	err = eachMisplaced(ctx, n.Store(), rows, func(v newsroom.Evidence, now newsroom.Texts) error {
		if v.Quote == "" {
			return nil
		}
		d := derive.Difference{
			Table: suggestion.Table, ID: v.ID, Column: suggestion.FieldQuote, Stored: fmt.Sprintf("%q", v.Quote), Derived: "absent",
		}
		if span, ok := newsroom.WhereNow(v, newsroom.Texts{}, now); ok {
			d.Column, d.Stored, d.Derived = suggestion.FieldStart, fmt.Sprint(v.Span.Start), fmt.Sprint(span.Start)
		}
		found = append(found, d)
		return nil
	})
	return found, err
}

// mendSuggested makes suggestions quote their release again, or nothing.
func mendSuggested(ctx context.Context, e *newsroom.Edit, rows []store.Record) error {
	return eachMisplaced(ctx, e.Tx, rows, func(v newsroom.Evidence, now newsroom.Texts) error {
		if v.Quote == "" {
			return nil
		}
		s, err := e.DB.Suggestion.Get(ctx, v.ID)
		if err != nil {
			return err
		}
		place := newsroom.Evidence{}
		if span, ok := newsroom.WhereNow(v, newsroom.Texts{}, now); ok {
			place = v
			place.Span = span
		}
		return e.PlaceSuggested(ctx, s, place)
	})
}
