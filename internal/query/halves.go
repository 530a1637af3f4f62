package query

import (
	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// half is one of two parts of a list: the rows that have a value in the first
// column of the order, and then those that have none, last in both directions.
// No index has both in this order, but each for itself; so they are read apart
// and put together.
type half struct {
	missing bool
	order   ordering
	// from is how many terms of the page's order its own leave out at the front.
	from int
}

// halves returns the parts that a page's order falls into; none where an index
// has the order as it is, or another table's column comes first.
func (o ordering) halves() []half {
	if o.first == nil {
		return nil
	}
	at := o.valueAt()
	known := append([]term{{name: o.terms[at].name, expr: o.first.expr, kind: kindInt, desc: o.terms[at].desc}}, o.terms[at+1:]...)
	return []half{
		{order: ordering{terms: known}, from: at},
		{missing: true, order: ordering{terms: known}, from: at},
	}
}

// valueAt returns which term holds the value of the first column.
func (o ordering) valueAt() int {
	if o.terms[0].flag {
		return 1
	}
	return 0
}

// lacks tells whether a position is one of the rows without a value.
func (o ordering) lacks(at position) bool { return at[o.valueAt()] == o.first.none }

// condition tells the half's rows from the others.
func (h half) condition(c *absence) string {
	switch {
	case c.nullable && h.missing:
		return c.expr + " IS NULL"
	case c.nullable:
		return c.expr + " IS NOT NULL"
	case h.missing:
		return c.expr + " = " + c.text
	}
	return c.expr + " > " + c.text
}

// beyond adds what holds for the half's rows after a position, or before it. It
// reports false where there are none, and adds nothing where that is all of them.
func (h half) beyond(b store.Writer, c *store.Conjunction, o ordering, at position, reverse, inclusive bool) bool {
	lacks := o.lacks(at)
	switch {
	case lacks == h.missing:
		own, from := h.order, h.from
		if h.missing {
			own, from = ordering{terms: own.terms[1:]}, from+1
		}
		c.Add(func() { own.beyond(b, at[from:], reverse, inclusive) })
		return true
	case reverse:
		return lacks
	}
	return !lacks
}

// reaches reports whether the half has rows between the page's cursors, as far
// as these tell.
func (p *Page) reaches(h half) bool {
	if p.after != nil && p.order.lacks(p.after) && !h.missing {
		return false
	}
	return p.before == nil || p.order.lacks(p.before) || !h.missing
}

// split returns the halves that the page's rows may be in; none where it is
// read in one.
func (p *Page) split() []half {
	var reached []half
	for _, h := range p.order.halves() {
		if p.reaches(h) {
			reached = append(reached, h)
		}
	}
	return reached
}

// union writes a table of the rows of all halves, each as far as the page may
// reach, with the columns of Page.columns.
func (p *Page) union(b store.Writer, parent string, halves []half) {
	for i, h := range halves {
		if i > 0 {
			b.WriteString(" UNION ALL ")
		}
		b.WriteString("SELECT * FROM (")
		p.half(b, parent, h)
		b.WriteString(") AS h" + string(rune('0'+i)))
	}
}

func (p *Page) half(b store.Writer, parent string, h half) {
	more := func(c *store.Conjunction) {
		c.Add(func() { b.WriteString(h.condition(p.order.first)) })
		if p.after != nil {
			h.beyond(b, c, p.order, p.after, false, false)
		}
		if p.before != nil {
			h.beyond(b, c, p.order, p.before, true, false)
		}
	}
	if p.seeks(b, parent) {
		p.sought(b, h.order, p.backward, p.limit+1, more)
		return
	}
	b.WriteString("SELECT ")
	p.columns(b)
	p.conditions(b, parent, p.firstReading(b, parent), more)
	b.WriteString(" ORDER BY ")
	h.order.by(b, p.backward)
	p.limitTo(b, parent != "")
}

// splitRows is Rows for an order that falls into halves.
func (p *Page) splitRows(b store.Writer, postgres bool, parents []int64, halves []half) {
	switch {
	case parents == nil:
		b.WriteString("SELECT 0, x.* FROM (")
		p.union(b, "", halves)
		b.WriteString(") AS x ORDER BY ")
		p.order.byColumns(b, p.backward)
		p.limitTo(b, false)
	case postgres:
		b.WriteString("SELECT p.key, x.* FROM ").Join(database.KeyTable("p", parents))
		b.WriteString(" CROSS JOIN LATERAL (SELECT * FROM (")
		p.union(b, "p.key", halves)
		b.WriteString(") AS u ORDER BY ")
		p.order.byColumns(b, p.backward)
		p.limitTo(b, true)
		b.WriteString(") AS x")
	default:
		b.WriteString("SELECT p.key, ")
		p.columns(b)
		b.WriteString(" FROM ").Join(database.KeyTable("p", parents))
		b.WriteString(database.Along(b.Dialect()) + store.Led(p.list.Rows, "r") + " ON r.id IN (SELECT u.id FROM (")
		p.union(b, "p.key", halves)
		b.WriteString(") AS u ORDER BY ")
		p.order.byColumns(b, p.backward)
		p.limitTo(b, true)
		b.WriteString(")")
		b.WriteString(p.nodes(b) + " ORDER BY p.ord, ")
		p.order.by(b, p.backward)
	}
}
