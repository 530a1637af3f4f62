package memory

import (
	"slices"

	"pressgraph/internal/changelog"
)

// Tag names rows that something was made from.
type Tag struct {
	table changelog.Table
	side  side
	id    int64
}

// side says how a tag's id names its rows.
type side uint8

const (
	// whole is any row of the table.
	whole side = iota
	// row is the one with the id.
	row
	// beside are those that tie the id to something: a relation with it on either
	// end, a part of it, a node below it.
	beside
)

// Anything returns the tag of what may be made from any row of any table.
func Anything() Tag { return Tag{table: changelog.AnyTable} }

// Narrow says of which rows of some tables, by their names, what is remembered
// under an id was made. Of tables that it does not name that is any row.
type Narrow map[string]side

// ByRow narrows tables to the row with the id.
func ByRow(tables ...string) Narrow { return Narrow{}.with(row, tables) }

// Beside narrows tables to the rows that lie beside the id.
func Beside(tables ...string) Narrow { return Narrow{}.with(beside, tables) }

// AndByRow adds tables that are narrowed to the row with the id.
func (n Narrow) AndByRow(tables ...string) Narrow { return n.with(row, tables) }

func (n Narrow) with(s side, tables []string) Narrow {
	for _, t := range tables {
		n[t] = s
	}
	return n
}

// tagger makes the tags of what was made from some tables.
type tagger struct {
	tables changelog.Tables
	sides  map[changelog.Table]side
}

func (n Narrow) tagger(names changelog.TableNames, tables changelog.Tables) tagger {
	t := tagger{tables, make(map[changelog.Table]side, len(n))}
	for name, s := range n {
		t.sides[names.Of(name)] = s
	}
	return t
}

// of returns the tags of what is remembered under an id.
func (t tagger) of(id int64) []Tag {
	tags := make([]Tag, 0, t.tables.Count())
	for table := range t.tables.All() {
		if s, narrowed := t.sides[table]; narrowed {
			tags = append(tags, Tag{table, s, id})
		} else {
			tags = append(tags, Tag{table: table})
		}
	}
	return tags
}

// maxTags is how many rows of a table a collection names one by one.
const maxTags = 256

// collection gathers tags, each once. Where they name too many rows of a table,
// they name the whole of it.
type collection struct {
	tags   map[Tag]struct{}
	counts map[changelog.Table]int
	whole  changelog.Tables
}

func (c *collection) add(tags []Tag) {
	if c.tags == nil {
		c.tags, c.counts = map[Tag]struct{}{}, map[changelog.Table]int{}
	}
	for _, t := range tags {
		if c.whole.Has(t.table) {
			continue
		}
		if _, known := c.tags[t]; known {
			continue
		}
		if t.side == whole || c.counts[t.table] == maxTags {
			c.widen(t.table)
			continue
		}
		c.counts[t.table]++
		c.tags[t] = struct{}{}
	}
}

func (c *collection) widen(table changelog.Table) {
	c.whole = c.whole.With(table)
	for t := range c.tags {
		if t.table == table {
			delete(c.tags, t)
		}
	}
}

func (c *collection) all() []Tag {
	tags := make([]Tag, 0, len(c.tags)+c.whole.Count())
	for t := range c.whole.All() {
		tags = append(tags, Tag{table: t})
	}
	for t := range c.tags {
		tags = append(tags, t)
	}
	return slices.Clip(tags)
}
