package store

import (
	"strings"

	entsql "entgo.io/ent/dialect/sql"

	"pressgraph/internal/access"
)

// Statement is SQL with its arguments.
type Statement struct {
	SQL  string
	Args []any
}

// Writer writes SQL by hand. Tables of the content come into it by From, which
// adds what a world sees of them, and by Led.
type Writer struct{ *entsql.Builder }

// Written returns what write writes for an engine.
func Written(dialectName string, write func(Writer)) Statement {
	w := Writer{&entsql.Builder{}}
	w.SetDialect(dialectName)
	write(w)
	text, args := w.Query()
	return Statement{SQL: text, Args: args}
}

// Rows are the rows of a table, known by an alias, that exist in a world. They
// are written with the rule that says so, or not at all.
type Rows struct{ before, table, after, rule string }

// From returns the rows of a table that w sees.
func From(table, alias string, w access.World) Rows {
	return Rows{table: Led(table, alias), rule: sees(table, alias, w)}
}

// FromPairs is From for the first row of each pair, where several rows of the
// table may tie the same two nodes.
func FromPairs(table, alias string, w access.World) Rows {
	return Rows{table: Led(table, alias), rule: alias + "." + w.Column("pair_first")}
}

// Led names a table of which only rows are met that others lead to by id. What
// a row that exists leads to exists, too.
func Led(table, alias string) string { return table + " AS " + alias }

// Beside returns the rows with what else stands in their FROM, before and after.
func (r Rows) Beside(before, after string) Rows {
	r.before, r.after = before+r.before, r.after+after
	return r
}

// Where writes FROM and WHERE: conditions and then the rule, TRUE for neither.
func (r Rows) Where(conditions ...string) string {
	return " FROM " + r.before + r.table + r.after + " WHERE " + r.with(conditions)
}

// Join writes a join of the rows on conditions and the rule; how is JOIN with
// what leads it.
func (r Rows) Join(how string, on ...string) string {
	return how + r.table + r.after + " ON " + r.with(on)
}

func (r Rows) with(conditions []string) string {
	if r.rule != "" {
		conditions = append(conditions, r.rule)
	}
	if len(conditions) == 0 {
		return "TRUE"
	}
	return strings.Join(conditions, " AND ")
}

// Read writes what Where does, where keys, if they are not nil, stand before
// the rows, and more conditions may follow, with arguments.
func (w Writer) Read(keys entsql.Querier, r Rows, conditions ...string) *Conjunction {
	w.WriteString(" FROM ")
	if keys != nil {
		w.Join(keys)
	}
	w.WriteString(r.before + r.table + r.after)
	c := &Conjunction{w: w}
	for _, condition := range conditions {
		c.Add(func() { w.WriteString(condition) })
	}
	if r.rule != "" {
		c.Add(func() { w.WriteString(r.rule) })
	}
	return c
}

// Conjunction writes WHERE and AND between conditions.
type Conjunction struct {
	w     Writer
	began bool
}

// Add writes a condition.
func (c *Conjunction) Add(condition func()) {
	if c.began {
		c.w.WriteString(" AND ")
	} else {
		c.w.WriteString(" WHERE ")
	}
	c.began = true
	condition()
}
