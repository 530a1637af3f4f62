package query

import (
	"slices"
	"strconv"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// Statement is SQL with its arguments.
type Statement = store.Statement

// build renders f for an engine.
func build(dialectName string, f func(b store.Writer)) Statement {
	return store.Written(dialectName, f)
}

// Rows returns the statement that reads the page, one row more than asked for,
// so that it tells whether the list goes on. The rows of
// each parent come together and in the page's order; parents is nil for a list
// of all. Cost: the page's rows times parents.
func (p *Page) Rows(dialectName string, parents []int64) Statement {
	return build(dialectName, func(b store.Writer) {
		halves := p.split()
		switch {
		case halves != nil:
			p.splitRows(b, dialectName == dialect.Postgres, parents, halves)
		case parents == nil && p.seeks(b, ""):
			b.WriteString("SELECT 0, x.* FROM (")
			p.sought(b, p.order, p.backward, p.limit+1, p.between(b))
			b.WriteString(") AS x ORDER BY ")
			p.order.byColumns(b, p.backward)
			p.limitTo(b, false)
		case parents == nil:
			b.WriteString("SELECT 0, ")
			p.columns(b)
			p.where(b, "")
			p.orderBy(b)
			p.limitTo(b, false)
		case dialectName == dialect.Postgres:
			b.WriteString("SELECT p.key, x.* FROM ").Join(database.KeyTable("p", parents)).WriteString(" CROSS JOIN LATERAL (SELECT ")
			p.columns(b)
			p.where(b, "p.key")
			p.orderBy(b)
			p.limitTo(b, true)
			b.WriteString(") AS x")
		default:
			b.WriteString("SELECT p.key, ")
			p.columns(b)
			b.WriteString(" FROM ").Join(database.KeyTable("p", parents))
			b.WriteString(database.Along(dialectName) + store.Led(p.list.Rows, "r") + " ON r.id IN (SELECT r.id")
			p.where(b, "p.key")
			p.orderBy(b)
			p.limitTo(b, true)
			b.WriteString(")")
			b.WriteString(p.nodes(b) + " ORDER BY p.ord, ")
			p.order.by(b, p.backward)
		}
	})
}

// limitTo ends a list after the page's rows and one more. PostgreSQL takes every
// parent for an average one: a page longer than what that one has would be all
// rows of the hottest, sorted. Of a limit that it cannot read beforehand it
// expects a tenth of the rows, and walks the index.
func (p *Page) limitTo(b store.Writer, perParent bool) {
	if perParent && b.Dialect() == dialect.Postgres {
		b.WriteString(" LIMIT (SELECT ").Arg(p.limit + 1).WriteString("::bigint)")
		return
	}
	b.WriteString(" LIMIT ").Arg(p.limit + 1)
}

// HasBeyond returns the statement that tells, by 0 or 1 for each parent (0 for
// a list of all), whether the list has rows up to the after cursor (start) or
// from the before cursor on (end). Cost: one index look-up a parent.
func (p *Page) HasBeyond(dialectName string, start bool, parents []int64) Statement {
	at, reverse := p.after, true
	if !start {
		at, reverse = p.before, false
	}
	return p.scalar(dialectName, parents, func(b store.Writer, parent string) {
		b.WriteString("CASE WHEN ")
		halves := p.order.halves()
		for i, h := range halves {
			if i > 0 {
				b.WriteString(" OR ")
			}
			p.nearest(b, parent, h.order, reverse, func(c *store.Conjunction) {
				c.Add(func() { b.WriteString(h.condition(p.order.first)) })
				if !h.beyond(b, c, p.order, at, reverse, true) {
					c.Add(func() { b.WriteString("1 = 0") })
				}
			})
		}
		if halves == nil {
			p.nearest(b, parent, p.order, reverse, func(c *store.Conjunction) {
				c.Add(func() { p.order.beyond(b, at, reverse, true) })
			})
		}
		b.WriteString(" THEN 1 ELSE 0 END")
	})
}

// nearest writes the condition that there is a row beyond a position. The order
// says where to look: with EXISTS alone PostgreSQL may read the table from its
// start, once it has forgotten which position is asked about.
func (p *Page) nearest(b store.Writer, parent string, o ordering, reverse bool, beyond func(*store.Conjunction)) {
	b.WriteString("(SELECT 1")
	if p.seeks(b, parent) {
		b.WriteString(" FROM (")
		p.sought(b, o, reverse, 1, beyond)
		b.WriteString(") LIMIT 1) IS NOT NULL")
		return
	}
	p.conditions(b, parent, p.firstReading(b, parent), beyond)
	b.WriteString(" ORDER BY ")
	o.by(b, reverse)
	b.WriteString(" LIMIT 1) IS NOT NULL")
}

// Count returns the statement that counts the whole list, for each parent.
// Cost: the rows of the list, from an index where there is no filter.
func (p *Page) Count(dialectName string, parents []int64) Statement {
	return p.scalar(dialectName, parents, func(b store.Writer, parent string) {
		count := func(how reading) {
			b.WriteString("(SELECT " + p.counting(dialectName))
			p.together().conditions(b, parent, how, nil)
			b.WriteString(")")
		}
		if !p.weighs(b, parent) {
			count(wholly(parents))
			return
		}
		_, few := p.few()
		b.WriteString("CASE WHEN ")
		p.left(b)
		b.WriteString(" THEN ")
		count(few)
		b.WriteString(" ELSE ")
		count(gathered)
		b.WriteString(" END")
	})
}

// scalar asks for one value a parent, or one in all.
func (p *Page) scalar(dialectName string, parents []int64, value func(b store.Writer, parent string)) Statement {
	return build(dialectName, func(b store.Writer) {
		if parents == nil {
			b.WriteString("SELECT 0, ")
			value(b, "")
			return
		}
		b.WriteString("SELECT p.key, ")
		value(b, "p.key")
		b.WriteString(" FROM ").Join(database.KeyTable("p", parents))
	})
}

// columns are what Scan reads after the parent's id.
func (p *Page) columns(b store.Writer) {
	label := "''"
	if p.list.Label != "" {
		label = "r." + p.list.Label
	}
	b.WriteString("r.id, r." + p.list.Node + " AS node, " + label + " AS label, ")
	for i, t := range p.order.terms {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(t.expr + " AS k" + strconv.Itoa(i))
	}
}

// nodes is the join of the table of the nodes, where the order or the filter needs it.
func (p *Page) nodes(b store.Writer) string {
	if p.list.Rows == p.list.Kind.Table() || !p.order.joins && p.filter == nil && p.prefer == nil {
		return ""
	}
	return p.list.joinNodes(b)
}

// joinNodes is the join of the table of the nodes, known as n.
func (l List) joinNodes(b store.Writer) string {
	return database.Along(b.Dialect()) + store.Led(l.Kind.Table(), "n") + " ON n.id = r." + l.Node
}

// where writes FROM and the conditions of the page itself, cursors included.
func (p *Page) where(b store.Writer, parent string) {
	p.conditions(b, parent, p.firstReading(b, parent), p.between(b))
}

// between adds what holds for rows between the page's cursors.
func (p *Page) between(b store.Writer) func(*store.Conjunction) {
	return func(c *store.Conjunction) {
		if p.after != nil {
			c.Add(func() { p.order.beyond(b, p.after, false, false) })
		}
		if p.before != nil {
			c.Add(func() { p.order.beyond(b, p.before, true, false) })
		}
	}
}

// conditions writes FROM, what holds for every row of the list, and what more adds.
func (p *Page) conditions(b store.Writer, parent string, how reading, more func(*store.Conjunction)) {
	p.read(b, nil, p.rows().Beside("", p.nodes(b)), parent, how, more)
}

// rows are those of the list as a whole, known as r.
func (p *Page) rows() store.Rows { return p.list.from("r", p.world) }

// read is conditions for rows with other tables beside them.
func (p *Page) read(b store.Writer, keys sql.Querier, rows store.Rows, parent string, how reading, more func(*store.Conjunction)) {
	var of []string
	if parent != "" {
		of = []string{"r." + p.list.Parent + " = " + parent}
	}
	c := b.Read(keys, rows, of...)
	if p.list.Kind == Changes && p.world == access.Everything {
		c.Add(func() { b.WriteString("NOT r.derived") })
	}
	w := &sqlWriter{Writer: b, world: p.world, reading: how, all: parent == ""}
	if p.roles != nil {
		c.Add(func() { p.list.hasRole(p.roles)(w, "r") })
	}
	switch {
	case p.filter == nil, how == unasked:
	case how == ownOnly:
		c.Add(func() { p.filter.own(w, p.list.nodeAlias()) })
	default:
		c.Add(func() { p.filter.condition(w, p.list.nodeAlias()) })
	}
	if p.prefer != nil && !p.undivided && how != unasked && how != ownOnly {
		c.Add(func() { p.best(w) })
	}
	if more != nil {
		more(c)
	}
}

func (p *Page) orderBy(b store.Writer) {
	b.WriteString(" ORDER BY ")
	p.order.by(b, p.backward)
}

// by writes the terms of an ORDER BY.
func (o ordering) by(b store.Writer, backward bool) {
	for i, t := range o.terms {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(t.expr)
		if t.desc != backward {
			b.WriteString(" DESC")
		}
	}
}

// byColumns is by for a table that holds what Page.columns writes.
func (o ordering) byColumns(b store.Writer, backward bool) {
	columns := ordering{terms: slices.Clone(o.terms)}
	for i := range columns.terms {
		columns.terms[i].expr = "k" + strconv.Itoa(i)
	}
	columns.by(b, backward)
}

// beyond writes the condition for a row to come after a position in the order,
// or before it (reverse), the position itself included or not. Where all terms
// run one way it is a comparison of rows, which an index can seek.
func (o ordering) beyond(b store.Writer, at position, reverse, inclusive bool) {
	if !o.uniform() {
		// The first term alone is what an index can seek.
		b.WriteString("(" + o.terms[0].expr + " " + comparison(o.terms[0].desc != reverse, true) + " ").Arg(at[0]).WriteString(" AND ")
		o.stepwise(b, at, 0, reverse, inclusive)
		b.WriteString(")")
		return
	}
	b.WriteString("(")
	for i, t := range o.terms {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(t.expr)
	}
	b.WriteString(") " + comparison(o.terms[0].desc != reverse, inclusive) + " (")
	for i := range o.terms {
		if i > 0 {
			b.WriteString(", ")
		}
		b.Arg(at[i])
	}
	b.WriteString(")")
}

// stepwise compares term by term: a beyond, or a equal and the rest beyond.
func (o ordering) stepwise(b store.Writer, at position, i int, reverse, inclusive bool) {
	t := o.terms[i]
	lastTerm := i == len(o.terms)-1
	b.WriteString("(" + t.expr + " " + comparison(t.desc != reverse, inclusive && lastTerm) + " ").Arg(at[i])
	if !lastTerm {
		b.WriteString(" OR " + t.expr + " = ").Arg(at[i]).WriteString(" AND ")
		o.stepwise(b, at, i+1, reverse, inclusive)
	}
	b.WriteString(")")
}

func (o ordering) uniform() bool {
	for _, t := range o.terms[1:] {
		if t.desc != o.terms[0].desc {
			return false
		}
	}
	return true
}

func comparison(less, inclusive bool) string {
	op := ">"
	if less {
		op = "<"
	}
	if inclusive {
		op += "="
	}
	return op
}
