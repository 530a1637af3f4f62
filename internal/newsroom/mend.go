package newsroom

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	entevidence "pressgraph/ent/evidence"
	"pressgraph/ent/release"
	"pressgraph/ent/suggestion"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/store"
)

// mendBatch is how many rows are looked at at a time.
const mendBatch = 500

func sortBy(rows []store.Record, column string) {
	slices.SortStableFunc(rows, func(a, b store.Record) int { return cmp.Compare(a.Number(column), b.Number(column)) })
}

// Check recomputes everything that is derived, and returns where what is stored
// is something else: the store's part (store.Check), what follows from a row
// itself, evidence and suggestions that do not stand where they say, published
// releases that have lost their date, and entries of registries that several
// partners carry.
func (n *Newsroom) Check(ctx context.Context) ([]store.Difference, error) {
	all, err := n.store.Check(ctx)
	if err != nil {
		return nil, err
	}
	for _, table := range derivedTables() {
		err := eachBatch(ctx, n.store, table, func(rows []store.Record) error {
			found, err := n.checkRows(ctx, table, rows)
			all = append(all, found...)
			if err != nil || table != release.Table {
				return err
			}
			found, err = n.checkDates(ctx, rows)
			all = append(all, found...)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("check %s: %w", table, err)
		}
	}
	for _, check := range []func(context.Context) ([]store.Difference, error){n.checkSuggested, n.checkRegistries} {
		found, err := check(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	err = eachBatch(ctx, n.store, entevidence.Table, func(rows []store.Record) error {
		found, err := checkEvidence(ctx, n.store, rows)
		all = append(all, found...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("check evidence: %w", err)
	}
	return all, nil
}

// RepairAll computes everything anew that is derived, moves or removes what does
// not stand where it says, and dates published releases again that have lost
// their date. Which partner an entry of a registry belongs to is for an editor
// to say.
func (n *Newsroom) RepairAll(ctx context.Context) (store.Outcome, error) {
	done, err := n.write(ctx, "repair", func(ctx context.Context, e *edit) (int64, error) {
		for _, table := range derivedTables() {
			err := eachBatch(ctx, e.tx, table, func(rows []store.Record) error { return e.mend(ctx, table, rows) })
			if err != nil {
				return 0, fmt.Errorf("repair %s: %w", table, err)
			}
		}
		err := eachBatch(ctx, e.tx, entevidence.Table, func(rows []store.Record) error { return e.mendEvidence(ctx, rows, nil) })
		if err != nil {
			return 0, fmt.Errorf("repair evidence: %w", err)
		}
		if err := eachBatch(ctx, e.tx, suggestion.Table, func(rows []store.Record) error { return e.mendSuggested(ctx, rows) }); err != nil {
			return 0, fmt.Errorf("repair suggestions: %w", err)
		}
		if err := e.mendDates(ctx); err != nil {
			return 0, fmt.Errorf("repair dates: %w", err)
		}
		return 0, e.tx.RecomputeAll(ctx)
	})
	return done.Outcome, err
}

// eachBatch reads a table in batches, by ids.
func eachBatch(ctx context.Context, from source, table string, do func([]store.Record) error) error {
	for last := int64(-1); ; {
		rows, err := from.Records(ctx, table, fmt.Sprintf("id > $1 ORDER BY id LIMIT %d", mendBatch), last)
		if err != nil || len(rows) == 0 {
			return err
		}
		last = rows[len(rows)-1].ID()
		if err := do(rows); err != nil {
			return err
		}
	}
}

// checkRows compares rows with what is computed; the store tells of folded
// texts and sort keys.
func (n *Newsroom) checkRows(ctx context.Context, table string, rows []store.Record) ([]store.Difference, error) {
	derived, err := n.derive(ctx, n.store, table, rows)
	if err != nil {
		return nil, err
	}
	var found []store.Difference
	for i, row := range rows {
		ought, err := derived[i].differing(row)
		if err != nil {
			return nil, err
		}
		for _, column := range slices.Sorted(maps.Keys(ought)) {
			if column == "id" || strings.HasSuffix(column, "_fold") || strings.HasSuffix(column, "_sort") {
				continue
			}
			found = append(found, store.Difference{
				Table: table, ID: row.ID(), Column: column, Stored: string(row[column]), Derived: string(ought[column]),
			})
		}
	}
	return found, nil
}

// mend writes what is computed where it differs.
func (e *edit) mend(ctx context.Context, table string, rows []store.Record) error {
	derived, err := e.derive(ctx, e.tx, table, rows)
	if err != nil {
		return err
	}
	for i, row := range rows {
		ought, err := derived[i].differing(row)
		if err != nil {
			return err
		}
		changed := slices.DeleteFunc(slices.Sorted(maps.Keys(ought)), func(c string) bool { return c == "id" })
		if err := e.tx.UpdateRecord(ctx, table, ought, changed...); err != nil {
			return err
		}
	}
	return nil
}

// textsOf reads the plain texts of the releases that some evidence stands in.
func textsOf(ctx context.Context, from source, rows []store.Record) (map[int64]texts, error) {
	ids := map[int64]bool{}
	for _, row := range rows {
		ids[row.Number(entevidence.FieldReleaseID)] = true
	}
	releases, err := from.RecordsOf(ctx, release.Table, "id", keys(ids)...)
	if err != nil {
		return nil, err
	}
	all := map[int64]texts{}
	for _, r := range releases {
		all[r.ID()] = texts{
			release: r.ID(), title: textOfColumn(r, release.FieldTitle),
			summary: textOfColumn(r, release.FieldSummaryText), body: textOfColumn(r, release.FieldBodyText),
		}
	}
	return all, nil
}

func evidenceIn(row store.Record) evidence {
	return evidence{
		id: row.ID(), release: row.Number(entevidence.FieldReleaseID),
		section: content.EvidenceSection(textOfColumn(row, entevidence.FieldSection)),
		quote:   textOfColumn(row, entevidence.FieldQuote),
		span:    content.Span{Start: int(row.Number(entevidence.FieldStart)), End: int(row.Number(entevidence.FieldEnd))},
	}
}

func (t texts) hold(v evidence) bool { return content.Quote(t.of(v.section), v.span) == v.quote }

func checkEvidence(ctx context.Context, from source, rows []store.Record) ([]store.Difference, error) {
	in, err := textsOf(ctx, from, rows)
	if err != nil {
		return nil, err
	}
	var found []store.Difference
	for _, row := range rows {
		v := evidenceIn(row)
		now := in[v.release]
		if now.hold(v) {
			continue
		}
		d := store.Difference{Table: entevidence.Table, ID: v.id, Column: entevidence.FieldStart, Stored: fmt.Sprint(v.span.Start), Derived: "absent"}
		if span, err := content.FindSpan(now.of(v.section), v.quote, nil); err == nil {
			d.Derived = fmt.Sprint(span.Start)
		}
		found = append(found, d)
	}
	return found, nil
}

// system is the context of a repair of what foreign SQL has changed.
func system(ctx context.Context) context.Context { return access.With(ctx, access.System(foreign)) }

// foreign is the actor of changes by foreign SQL.
const foreign = "sql"
