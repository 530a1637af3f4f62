package merge

import (
	"context"
	"maps"
	"slices"

	"pressgraph/ent/db/distinction"
	entevidence "pressgraph/ent/db/evidence"
	"pressgraph/ent/db/formerslug"
	"pressgraph/ent/db/identifier"
	"pressgraph/ent/db/mention"
	"pressgraph/ent/db/merge"
	entparticipation "pressgraph/ent/db/participation"
	"pressgraph/ent/db/partner"
	"pressgraph/ent/db/partnername"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/suggestion"
	"pressgraph/internal/changelog"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

// rows are the rows of several tables, in the order of their ids.
type rows map[string][]store.Record

// tables are the tables that a merge changes, those first that others refer to.
func tables() []string {
	return []string{
		partner.Table, partnername.Table, identifier.Table, mention.Table, entparticipation.Table, entevidence.Table,
		release.Table, suggestion.Table, distinction.Table, formerslug.Table, merge.Table,
	}
}

// record is what a merge keeps to be taken back.
type record struct {
	Survivor int64 `json:"survivor"`
	// Name is the duplicate's.
	Name string      `json:"name"`
	Rows []mergedRow `json:"rows"`
}

// mergedRow is a row before and after a merge; nil where it was not there.
type mergedRow struct {
	Table  string       `json:"table"`
	Before store.Record `json:"before"`
	After  store.Record `json:"after"`
}

// affected reads all rows that the merge may change: those of the duplicate,
// those of the survivor that may become one with them, and what hangs on both.
func (m *mergeOp) affected(ctx context.Context) (rows, error) {
	d, s := m.duplicate, m.survivor
	all := rows{}
	for _, q := range []struct {
		table, condition string
		args             []any
	}{
		{partner.Table, "id IN ($1, $2) OR parent_id = $1", []any{d, s}},
		{mention.Table, sharedBy(mention.Table, "release_id"), []any{d, s}},
		{entparticipation.Table, sharedBy(entparticipation.Table, "initiative_id"), []any{d, s}},
		{release.Table, "publisher_id = $1", []any{d}},
		{suggestion.Table, sharedBy(suggestion.Table, "release_id"), []any{d, s}},
		{merge.Table, "survivor_id = $1", []any{d}},
	} {
		found, err := m.Tx.Records(ctx, q.table, q.condition, q.args...)
		if err != nil {
			return nil, err
		}
		all[q.table] = found
	}
	if err := m.own(ctx, all); err != nil {
		return nil, err
	}
	for i := range all[release.Table] {
		all[release.Table][i] = columnsOf(all[release.Table][i], release.FieldPublisherID, release.FieldTitle)
	}
	for column, table := range map[string]string{"mention_id": mention.Table, "participation_id": entparticipation.Table} {
		found, err := m.Tx.RecordsOf(ctx, entevidence.Table, column, all.ids(table)...)
		if err != nil {
			return nil, err
		}
		all[entevidence.Table] = append(all[entevidence.Table], found...)
	}
	return all, nil
}

func sharedBy(table, key string) string {
	return "partner_id = $1 OR partner_id = $2 AND " + key + " IN (SELECT " + key + " FROM " + table + " WHERE partner_id = $1)"
}

// own reads what belongs to the two partners alone.
func (m *mergeOp) own(ctx context.Context, into rows) error {
	for table, condition := range map[string]string{
		partnername.Table: "partner_id IN ($1, $2)",
		identifier.Table:  "partner_id IN ($1, $2)",
		distinction.Table: "lesser_id IN ($1, $2) OR greater_id IN ($1, $2)",
		formerslug.Table:  "entity = 'partners' AND node_id IN ($1, $2)",
	} {
		found, err := m.Tx.Records(ctx, table, condition, m.duplicate, m.survivor)
		if err != nil {
			return err
		}
		into[table] = found
	}
	return nil
}

// affectedSince reads the same rows again, wherever they are now, and those
// that the merge has added.
func (m *mergeOp) affectedSince(ctx context.Context) (rows, error) {
	all := rows{}
	for _, table := range tables() {
		found, err := m.Tx.RecordsOf(ctx, table, "id", m.before.ids(table)...)
		if err != nil {
			return nil, err
		}
		all[table] = found
	}
	return all, m.own(ctx, all)
}

func (r rows) ids(table string) []int64 {
	return newsroom.IDsOf(r[table])
}

func (r rows) find(table string, id int64) store.Record {
	at := slices.IndexFunc(r[table], func(record store.Record) bool { return record.ID() == id })
	if at < 0 {
		return nil
	}
	return r[table][at]
}

func (r rows) partner(id int64) store.Record { return r.find(partner.Table, id) }

// mergedName returns the name of a partner among the rows.
func (r rows) mergedName(id int64) string {
	return r.partner(id).Text("name")
}

// releases returns the releases that name the partner or that it has issued.
func (r rows) releases(partner int64) []int64 {
	ids := map[int64]bool{}
	for _, record := range r[mention.Table] {
		if record.Number("partner_id") == partner {
			ids[record.Number("release_id")] = true
		}
	}
	for _, record := range r[release.Table] {
		ids[record.ID()] = true
	}
	return slices.Sorted(maps.Keys(ids))
}

// changed lists the rows that differ from those after, and those that a later
// edit must have left alone for the merge to be taken back: the survivor, its
// names and identifiers, and the evidence of what was moved.
func (r rows) changed(after rows, survivor int64) []mergedRow {
	var all []mergedRow
	for _, table := range tables() {
		was, now := byID(r[table]), byID(after[table])
		both := maps.Clone(was)
		maps.Copy(both, now)
		for _, id := range slices.Sorted(maps.Keys(both)) {
			row := mergedRow{Table: table, Before: was[id], After: columnsOf(now[id], enteredIn(table)...)}
			if table == partner.Table && id != survivor {
				row.After = columnsOf(now[id], partner.FieldParentID)
			}
			if row.Before != nil && row.After != nil && !watched(table) && len(row.differing()) == 0 {
				continue
			}
			all = append(all, row)
		}
	}
	return all
}

func byID(records []store.Record) map[int64]store.Record {
	all := make(map[int64]store.Record, len(records))
	for _, r := range records {
		all[r.ID()] = r
	}
	return all
}

// watched tells whether rows of a table matter that the merge has not changed.
func watched(table string) bool {
	return table == partner.Table || table == partnername.Table || table == identifier.Table || table == entevidence.Table
}

// enteredIn lists the columns by which two states of a row are told apart. The
// version always goes on, a place in a list says nothing, the name that shows
// follows from the names, and evidence moves with the text that it quotes.
func enteredIn(table string) []string {
	if table == merge.Table {
		return []string{merge.FieldSurvivorID}
	}
	if table == release.Table {
		return []string{release.FieldPublisherID}
	}
	return slices.DeleteFunc(changelog.Substance(table), func(c string) bool {
		return c == "version" || c == "position" || c == "name" && table == partner.Table ||
			table == entevidence.Table && (c == entevidence.FieldStart || c == entevidence.FieldEnd)
	})
}

// columnsOf is a row with no other columns than these and its id.
func columnsOf(record store.Record, columns ...string) store.Record {
	if record == nil {
		return nil
	}
	kept := store.Record{"id": record["id"]}
	for _, c := range columns {
		kept[c] = record[c]
	}
	return kept
}

// differing lists the columns that the merge has changed, of those that are told apart.
func (r mergedRow) differing() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(r.After)), func(c string) bool { return store.Same(r.Before, r.After, c) })
}
