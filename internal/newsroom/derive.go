package newsroom

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"pressgraph/ent/initiative"
	"pressgraph/ent/initiativename"
	entparticipation "pressgraph/ent/participation"
	"pressgraph/ent/partner"
	"pressgraph/ent/partnername"
	"pressgraph/ent/release"
	"pressgraph/ent/topic"
	"pressgraph/ent/topicname"
	"pressgraph/internal/content"
	"pressgraph/internal/store"
)

// source is what rows are read from: a store, or a transaction.
type source interface {
	Records(ctx context.Context, table, condition string, args ...any) ([]store.Record, error)
	RecordsOf(ctx context.Context, table, column string, ids ...int64) ([]store.Record, error)
}

// columns are columns that are computed, with their values.
type columns map[string]any

// derivedTables are the tables with columns that this package computes: all
// that follows from the row itself, or from the names below it. What follows
// from other rows is the store's.
func derivedTables() []string {
	return []string{
		partnername.Table, initiativename.Table, topicname.Table, partner.Table, initiative.Table, topic.Table,
		release.Table, entparticipation.Table,
	}
}

// derive computes the columns of some rows of a table.
func (n *Newsroom) derive(ctx context.Context, from source, table string, rows []store.Record) ([]columns, error) {
	names, err := namesBelow(ctx, from, table, rows)
	if err != nil {
		return nil, err
	}
	all := make([]columns, len(rows))
	for i, row := range rows {
		c := columns{}
		switch table {
		case partnername.Table, initiativename.Table, topicname.Table:
			c[partnername.FieldTextFold] = content.Fold(textOfColumn(row, partnername.FieldText))
		case partner.Table, topic.Table:
			n.deriveName(row, names[row.ID()], c)
		case initiative.Table:
			n.deriveName(row, names[row.ID()], c)
			c.period(row, "started", "started_on")
			c.period(row, "ended", "ended_on")
		case entparticipation.Table:
			c.period(row, "since", "since")
			c.period(row, "until", "until")
		case release.Table:
			n.deriveRelease(row, c)
		default:
			return nil, fmt.Errorf("nothing is computed in %s", table)
		}
		all[i] = c
	}
	return all, nil
}

// namesBelow reads the names of nodes, in their order.
func namesBelow(ctx context.Context, from source, table string, rows []store.Record) (map[int64][]name, error) {
	below := map[string][2]string{
		partner.Table:    {partnername.Table, partnername.FieldPartnerID},
		initiative.Table: {initiativename.Table, initiativename.FieldInitiativeID},
		topic.Table:      {topicname.Table, topicname.FieldTopicID},
	}[table]
	if below[0] == "" {
		return nil, nil
	}
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.ID()
	}
	found, err := from.RecordsOf(ctx, below[0], below[1], ids...)
	if err != nil {
		return nil, err
	}
	sortBy(found, partnername.FieldPosition)
	all := map[int64][]name{}
	for _, row := range found {
		named := name{Text: textOfColumn(row, "text"), Kind: content.NameKind(textOfColumn(row, "kind"))}
		if locale := textOfColumn(row, "locale"); locale != "" {
			named.Locale = &locale
		}
		owner := row.Number(below[1])
		all[owner] = append(all[owner], named)
	}
	return all, nil
}

// deriveName computes what shows where no locale is asked for. A node without
// names, which only foreign SQL can make, keeps what it is called.
func (n *Newsroom) deriveName(row store.Record, names []name, into columns) {
	if len(names) == 0 {
		names = []name{{Text: textOfColumn(row, partner.FieldName)}}
	}
	made := n.named(names)
	into[partner.FieldName], into[partner.FieldNameFold], into[partner.FieldNameSort] = made.name, made.fold, made.sort
}

// deriveRelease computes what follows from title and date, and plain texts
// where there are none: those that there are stay, as evidence counts in them.
func (n *Newsroom) deriveRelease(row store.Record, into columns) {
	title := textOfColumn(row, release.FieldTitle)
	into[release.FieldTitleFold], into[release.FieldTitleSort] = content.Fold(title), n.collator.Key(title)
	into.period(row, "published", release.FieldPublishedOn)
	on := content.PartialDate(textOfColumn(row, release.FieldPublishedOn))
	into[release.FieldYear] = nil
	if on != "" {
		into[release.FieldYear] = on.Year()
	}
	var place *content.Place
	if !isNull(row[release.FieldListingPlace]) {
		number := content.Place(row.Number(release.FieldListingPlace))
		place = &number
	}
	into[release.FieldSortAt] = content.SortPlaced(timeOfColumn(row, release.FieldPublishedAt), on, place, n.settings.TimeZone)
	for markdown, plain := range map[string]string{release.FieldSummary: release.FieldSummaryText, release.FieldBody: release.FieldBodyText} {
		switch {
		case isNull(row[markdown]):
			into[plain] = nil
		case isNull(row[plain]):
			into[plain] = content.PlainText(textOfColumn(row, markdown))
		}
	}
}

// timeOfColumn returns an instant; nil where there is none.
func timeOfColumn(row store.Record, column string) *time.Time {
	var at *time.Time
	if err := json.Unmarshal(row[column], &at); err != nil {
		return nil
	}
	return at
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

// period computes the bounds of a date. One that is none, which only foreign
// SQL can write, has none.
func (c columns) period(row store.Record, prefix, column string) {
	var date *content.PartialDate
	if text := textOfColumn(row, column); text != "" {
		if parsed, err := content.ParsePartialDate(text); err == nil {
			date = &parsed
		}
	}
	c[prefix+"_earliest"], c[prefix+"_latest"] = bounds(date)
}

// differing returns the columns in which a row is not as it ought to be.
func (c columns) differing(row store.Record) (store.Record, error) {
	ought := store.Record{"id": row["id"]}
	for column, value := range c {
		raw, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		if ought[column] = raw; store.Same(row, ought, column) {
			delete(ought, column)
		}
	}
	return ought, nil
}
