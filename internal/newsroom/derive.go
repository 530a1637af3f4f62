package newsroom

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"pressgraph/ent/db/initiative"
	"pressgraph/ent/db/initiativename"
	entparticipation "pressgraph/ent/db/participation"
	"pressgraph/ent/db/partner"
	"pressgraph/ent/db/partnername"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/topic"
	"pressgraph/ent/db/topicname"
	"pressgraph/internal/content"
	"pressgraph/internal/store"
)

// Source is what rows are read from: a store, or a transaction.
type Source interface {
	Records(ctx context.Context, table, condition string, args ...any) ([]store.Record, error)
	RecordsOf(ctx context.Context, table, column string, ids ...int64) ([]store.Record, error)
}

// Columns are columns that are computed, with their values.
type Columns map[string]any

// DerivedTables are the tables with columns that this package computes: all
// that follows from the row itself, or from the names below it. What follows
// from other rows is the store's.
func DerivedTables() []string {
	return []string{
		partnername.Table, initiativename.Table, topicname.Table, partner.Table, initiative.Table, topic.Table,
		release.Table, entparticipation.Table,
	}
}

// Derive computes the columns of some rows of a table.
func (n *Newsroom) Derive(ctx context.Context, from Source, table string, rows []store.Record) ([]Columns, error) {
	names := map[int64][]content.Name{}
	if t := TypeOf(table); kindOf(t).names != "" {
		var err error
		if names, err = namesBelow(ctx, from, t, IDsOf(rows)...); err != nil {
			return nil, err
		}
	}
	all := make([]Columns, len(rows))
	for i, row := range rows {
		d := derivation{Newsroom: n, row: row, names: names[row.ID()], Columns: Columns{}}
		if err := d.of(table); err != nil {
			return nil, err
		}
		all[i] = d.Columns
	}
	return all, nil
}

// Derive computes the columns of some rows of a table, as the transaction sees them.
func (e *Edit) Derive(ctx context.Context, table string, rows []store.Record) ([]Columns, error) {
	return e.rooms.Derive(ctx, e.Tx, table, rows)
}

// derivation is a row whose computed columns are made anew.
type derivation struct {
	*Newsroom
	Columns

	row   store.Record
	names []content.Name
}

func (d derivation) of(table string) error {
	switch table {
	case partnername.Table, initiativename.Table, topicname.Table:
		d.Columns[partnername.FieldTextFold] = content.Fold(d.text(partnername.FieldText))
	case partner.Table:
		d.tables.partners.fields.derive(d)
	case initiative.Table:
		d.tables.initiatives.fields.derive(d)
	case topic.Table:
		d.tables.topics.fields.derive(d)
	case entparticipation.Table:
		d.tables.participations.derive(d)
	case release.Table:
		d.tables.releases.fields.derive(d)
		d.sortAt()
	default:
		return fmt.Errorf("nothing is computed in %s", table)
	}
	return nil
}

func (d derivation) text(column string) string { return d.row.Text(column) }

// sortAt computes where a release stands in the order of time.
func (d derivation) sortAt() {
	var place *content.Place
	if !d.row.Null(release.FieldListingPlace) {
		number := content.Place(d.row.Number(release.FieldListingPlace))
		place = &number
	}
	at, on := d.row.Instant(release.FieldPublishedAt), content.PartialDate(d.text(release.FieldPublishedOn))
	d.Columns[release.FieldSortAt] = content.SortPlaced(at, on, place, d.settings.TimeZone)
}

// period computes the bounds of a date. One that is none, which only foreign
// SQL can write, has none.
func (d derivation) period(prefix, column string) {
	var date *content.PartialDate
	if text := d.text(column); text != "" {
		if parsed, err := content.ParsePartialDate(text); err == nil {
			date = &parsed
		}
	}
	d.Columns[prefix+"_earliest"], d.Columns[prefix+"_latest"] = content.Bounds(date)
}

// record is a row of these columns.
func (c Columns) record() (store.Record, error) {
	row := store.Record{}
	for column, value := range c {
		raw, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		row[column] = raw
	}
	return row, nil
}

// Differing returns the columns in which a row is not as it ought to be.
func (c Columns) Differing(row store.Record) (store.Record, error) {
	ought, err := c.record()
	maps.DeleteFunc(ought, func(column string, _ json.RawMessage) bool { return store.Same(row, ought, column) })
	return ought, err
}
