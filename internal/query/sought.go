package query

import (
	"strconv"

	"entgo.io/ent/dialect"

	"pressgraph/internal/store"
)

// reading says which conditions of its filter a statement asks about, and how
// SQLite asks about relations. PostgreSQL finds out by itself what is better.
type reading int

const (
	// rowByRow asks about each row on its own, until there are enough.
	rowByRow reading = iota
	// gathered is for statements that read all rows of their list: the nodes that
	// a relation leads to are gathered first, and rows looked up among them.
	gathered
	// soughtOut is for the first few of rare rows: gathered, but for relations
	// that must be missing, which rule few rows out and lead to none.
	soughtOut
	// nearAlone is for few of the rows, as their own values leave them: only what
	// lies beyond the first relation is gathered.
	nearAlone
	// ownOnly asks only what each row itself answers.
	ownOnly
	// unasked leaves the filter out.
	unasked
)

// nearby is how many rows SQLite asks about one by one before it gathers what
// their relations lead to. Asking takes 3 to 16 µs a row, gathering up to 0.2 s.
const nearby = 1000

// fewRows is how many rows SQLite asks about one by one where their filter leads
// through one relation to others, and what lies beyond is gathered in any case: that
// takes 3 µs a row, but 0.7 s to gather the rows that all of it leads to.
const fewRows = 20 * nearby

// few is how many rows may be left by their own values for being asked about one
// by one, and how that is done.
func (p *Page) few() (most int, how reading) {
	if p.filter.far {
		return fewRows, nearAlone
	}
	return nearby, rowByRow
}

// weighs tells whether the rows of a whole list are to be counted before SQLite
// knows how to ask about them.
func (p *Page) weighs(b store.Writer, parent string) bool {
	return b.Dialect() == dialect.SQLite && parent == "" && p.filter != nil && p.filter.far && p.filter.conditions <= longFilter
}

// left writes whether few rows are left by their own values.
func (p *Page) left(b store.Writer) {
	most, _ := p.few()
	b.WriteString("(SELECT count(*) FROM (SELECT 1")
	p.conditions(b, "", ownOnly, nil)
	b.WriteString(" LIMIT " + strconv.Itoa(most+1) + ")) <= " + strconv.Itoa(most))
}

// seeks tells whether a page's rows may be so rare that SQLite would ask about
// every row of a list before it has them. In an order of several fields, which
// no index has, all rows are read anyway.
func (p *Page) seeks(b store.Writer, parent string) bool {
	return p.leadsOn(b, parent) && p.order.steps == 1
}

// leadsOn tells whether the page's filter leads SQLite from the rows of all nodes
// to others.
func (p *Page) leadsOn(b store.Writer, parent string) bool {
	return b.Dialect() == dialect.SQLite && parent == "" && p.filter != nil && p.filter.leadsOn
}

// firstReading returns how the rows of a page are asked about where they are not
// sought.
func (p *Page) firstReading(b store.Writer, parent string) reading {
	if p.leadsOn(b, parent) && p.order.steps > 1 {
		return soughtOut
	}
	return rowByRow
}

// sought writes a table of the first rows in an order, or the last, with the
// columns of Page.columns. It looks in three places, and in the next only where
// that before had too few:
//
//  1. among the rows nearby, one by one,
//  2. among those that the filter's own conditions leave, one by one: where they
//     are many, the first of them,
//  3. in the whole list, after gathering what relations lead to.
//
// Each place holds the rows of that before, so that the last one looked at has
// them all. What is found is carried along as ids, from step to step: each step
// is named once, as SQLite writes out anew what a name stands for wherever it is
// used, and refuses names after a thousand tables. Limits are written so that
// SQLite cannot read them beforehand: then it walks the order's index, where for
// few rows it would rather sort those of another.
func (p *Page) sought(b store.Writer, o ordering, reverse bool, limit int, more func(*store.Conjunction)) {
	rows := p.rows()
	ordered := func(from store.Rows, how reading, more func(*store.Conjunction)) {
		b.WriteString("SELECT json_group_array(id) AS ids, count(*) AS n FROM (SELECT r.id AS id")
		p.read(b, nil, from, "", how, more)
		b.WriteString(" ORDER BY ")
		o.by(b, reverse)
		b.WriteString(" LIMIT (SELECT ").Arg(limit).WriteString("))")
	}
	most, how := p.few()
	b.WriteString("WITH near AS MATERIALIZED (")
	ordered(rows, rowByRow, func(c *store.Conjunction) {
		more(c)
		c.Add(func() { p.upTo(b, o, reverse, more) })
	})
	b.WriteString("), few AS MATERIALIZED (SELECT ids, CASE WHEN n < ").Arg(limit)
	b.WriteString(" THEN (SELECT json_group_array(id) FROM (SELECT r.id AS id")
	p.read(b, nil, rows, "", ownOnly, more)
	b.WriteString(" ORDER BY ")
	o.by(b, reverse)
	b.WriteString(" LIMIT " + strconv.Itoa(most+1) + ")) ELSE '[]' END AS own FROM near)")
	b.WriteString(", first AS MATERIALIZED (SELECT json_array_length(own) AS asked, CASE WHEN json_array_length(own) = 0" +
		" THEN ids ELSE (SELECT ids FROM (")
	ordered(rows.Beside("json_each(few.own) AS k CROSS JOIN ", " ON r.id = k.value"), how, more)
	b.WriteString(")) END AS ids FROM few), found AS MATERIALIZED (SELECT CASE WHEN asked <= " + strconv.Itoa(most))
	b.WriteString(" OR json_array_length(ids) >= ").Arg(limit)
	b.WriteString(" THEN ids ELSE (SELECT ids FROM (")
	ordered(rows, soughtOut, more)
	b.WriteString(")) END AS ids FROM first) SELECT ")
	p.columns(b)
	b.WriteString(" FROM found CROSS JOIN json_each(found.ids) AS k CROSS JOIN " + store.Led(p.list.Rows, "r") + " ON r.id = k.value")
}

// wholly returns how a statement that reads all rows of its list asks about them.
func wholly(parents []int64) reading {
	if parents == nil {
		return gathered
	}
	return rowByRow
}

// upTo writes the condition for a row to be among those nearby: not beyond the
// last of them, which is the list's own last where it is short. It is called
// likely because SQLite takes a condition that ends a range for a rare one.
func (p *Page) upTo(b store.Writer, o ordering, reverse bool, more func(*store.Conjunction)) {
	last := func(reverse bool, end string) {
		b.WriteString("SELECT * FROM (SELECT ")
		o.values(b)
		p.read(b, nil, p.rows(), "", unasked, more)
		b.WriteString(" ORDER BY ")
		o.by(b, reverse)
		b.WriteString(end + ")")
	}
	b.WriteString("likely((")
	o.values(b)
	b.WriteString(") " + comparison(o.terms[0].desc == reverse, true) + " (")
	last(reverse, " LIMIT (SELECT 1) OFFSET "+strconv.Itoa(nearby-1))
	b.WriteString(" UNION ALL ")
	last(!reverse, " LIMIT (SELECT 1)")
	b.WriteString(" LIMIT 1))")
}

// values writes the order's own values of a row.
func (o ordering) values(b store.Writer) {
	for i, t := range o.terms {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(t.expr)
	}
}
