package changelog

import (
	"context"
	"fmt"
	"iter"
	"math/bits"
	"slices"

	"pressgraph/internal/database"
)

// Table is one of the tables whose changes are logged.
type Table uint8

// Tables is a set of tables.
type Tables uint64

// AnyTable stands for all tables together.
const AnyTable Table = 63

// With returns the set with one more.
func (s Tables) With(t Table) Tables { return s | 1<<t }

// Has tells whether a table is in the set: all are in one with AnyTable.
func (s Tables) Has(t Table) bool { return s&(1<<t|1<<AnyTable) != 0 }

// Count returns how many there are.
func (s Tables) Count() int { return bits.OnesCount64(uint64(s)) }

// All returns each.
func (s Tables) All() iter.Seq[Table] {
	return func(yield func(Table) bool) {
		for rest := uint64(s); rest != 0; rest &= rest - 1 {
			if !yield(Table(bits.TrailingZeros64(rest))) { //nolint:gosec // below 64
				return
			}
		}
	}
}

// TableNames tell tables by their names. They may be used by many goroutines.
type TableNames struct{ sets map[string]Tables }

// SearchedTables lists the tables whose texts the index of words is made of.
func SearchedTables() []string {
	return []string{"releases", "partners", "partner_names", "initiatives", "initiative_names", "topics", "topic_names"}
}

// NewTableNames returns the names of all tables. Those of the index of words stand
// for those that it is made of, and those that nobody logs for any table.
func NewTableNames() TableNames {
	n := TableNames{map[string]Tables{}}
	var searched Tables
	for i, t := range contentTables() {
		n.sets[t.name] = Tables(1 << i)
	}
	for _, name := range SearchedTables() {
		searched |= n.sets[name]
	}
	n.sets["search_documents"], n.sets["search_words"] = searched, searched
	for _, name := range []string{"changes", "content_version", "meta", "import_runs"} {
		n.sets[name] = Tables(0).With(AnyTable)
	}
	return n
}

// Of returns the table with a name; AnyTable where no such table is logged.
func (n TableNames) Of(name string) Table {
	set := n.sets[name]
	if set.Count() != 1 {
		return AnyTable
	}
	for t := range set.All() {
		return t
	}
	return AnyTable
}

// In returns the tables that a statement of ours may read: those whose names are
// words of it. Cost: the text.
func (n TableNames) In(text string) Tables {
	var found Tables
	begin := -1
	for i := range len(text) + 1 {
		if i < len(text) && partOfName(text[i]) {
			if begin < 0 {
				begin = i
			}
			continue
		}
		if begin >= 0 {
			found |= n.sets[text[begin:i]]
			begin = -1
		}
	}
	return found
}

func partOfName(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z'
}

// Changed is a change of a row that readers can notice.
type Changed struct {
	Table Table
	// Row is the row's id. Subject and Object are the ends of a relation, what a
	// part belongs to, or the node above before and after; 0 where there is none.
	Row, Subject, Object int64
	// Version is the public version that holds the change.
	Version int64
}

// Since returns what readers can notice of the changes after one content
// version up to another, at most so many; fewer than all of them where complete is
// false. Cost: the rows of the log between the two.
func Since(
	ctx context.Context, on database.Queries, names TableNames, after, upTo int64, most int,
) (found []Changed, complete bool, err error) {
	const query = `SELECT entity, entity_id, COALESCE(subject_id, 0), COALESCE(object_id, 0), public_version FROM changes
		WHERE version > $1 AND version <= $2 AND public_version IS NOT NULL ORDER BY version, id LIMIT $3`
	err = database.QueryEach(ctx, on, query, []any{after, upTo, most + 1}, func(row database.Row) error {
		var entity string
		var c Changed
		err := row.Scan(&entity, &c.Row, &c.Subject, &c.Object, &c.Version)
		c.Table = names.Of(entity)
		found = append(found, c)
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("read what has changed: %w", err)
	}
	return slices.Clip(found[:min(len(found), most)]), len(found) <= most, nil
}
