package query

import (
	"fmt"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// rows writes the rows of the list with the values of their dimensions, each
// row once for every combination: first the rows as w, then what their
// relations tie them to. SQLite makes a table of w, so that it reads one index
// that has all of it; joined right away it takes an index that does not.
func (g *Grouping) rows(b store.Writer, parents []int64) {
	apart := b.Dialect() == dialect.SQLite || g.crosses()
	if apart {
		b.WriteString("WITH w AS MATERIALIZED (")
		g.own(b, parents)
		b.WriteString(")")
		g.values(b, parents)
		b.WriteString(" ")
	}
	b.WriteString("SELECT ")
	if g.repeats() && !g.crosses() {
		b.WriteString("DISTINCT ")
	}
	b.WriteString("w.parent, w.row_id")
	if g.money() != "" {
		b.WriteString(", w.amount, w.currency, w.qualifier, w.initiative, w.giver")
	}
	if g.page.prefer != nil {
		b.WriteString(", w.text")
	}
	for i, d := range g.by {
		b.WriteString(fmt.Sprintf(", %s AS v%d", g.value(b, parents, i, d), i))
	}
	b.WriteString(" FROM ")
	if apart {
		b.WriteString("w")
	} else {
		b.WriteString("(")
		g.own(b, parents)
		b.WriteString(") AS w")
	}
	for _, r := range g.relations() {
		g.join(b, parents, r)
	}
}

// own writes the rows of the list with their own values, and the ids of the
// nodes that each refers to.
func (g *Grouping) own(b store.Writer, parents []int64) {
	parent, key := "0", ""
	if parents != nil {
		parent, key = "p.key", "p.key"
	}
	list := g.page.list
	node := list.nodeAlias()
	b.WriteString("SELECT " + parent + " AS parent, " + node + ".id AS row_id")
	if money := g.money(); money != "" {
		of := node + "." + money
		b.WriteString(", " + of + "_amount AS amount, " + of + "_currency AS currency, " + of + "_qualifier AS qualifier, ")
		initiative, giver := node+".id", "0"
		if list.Kind == Participations {
			initiative, giver = node+".initiative_id", node+".partner_id"
		}
		b.WriteString(initiative + " AS initiative, " + giver + " AS giver")
	}
	if g.page.prefer != nil {
		b.WriteString(", " + textOf(node) + " AS text")
	}
	for i, d := range g.by {
		if d.relation == nil {
			b.WriteString(", " + fmt.Sprintf(d.expr, node) + fmt.Sprintf(" AS v%d", i))
		}
	}
	for _, r := range g.relations() {
		if r.single {
			b.WriteString(", " + node + "." + r.via.near)
		}
	}
	rows := g.page.rows()
	if node == "n" {
		rows = rows.Beside("", list.joinNodes(b))
	}
	var keys sql.Querier
	if parents != nil {
		keys, rows = database.KeyTable("p", parents), rows.Beside(" CROSS JOIN ", "")
	}
	g.page.together().read(b, keys, rows, key, wholly(parents), nil)
}

// relations returns those of the dimensions, each once.
func (g *Grouping) relations() []*groupRelation {
	var all []*groupRelation
	done := map[string]bool{}
	for _, d := range g.by {
		if d.relation != nil && !done[d.relation.field] {
			done[d.relation.field] = true
			all = append(all, d.relation)
		}
	}
	return all
}

// value names the value of a dimension in the joined rows. The id of a node is
// in what leads to it.
func (g *Grouping) value(b store.Writer, parents []int64, i int, d dimension) string {
	switch {
	case d.relation == nil:
		return fmt.Sprintf("w.v%d", i)
	case d.node && d.relation.single:
		return "w." + d.relation.via.near
	case d.node:
		return "x_" + d.relation.field + "." + d.relation.via.far
	case g.crosses():
		return fmt.Sprintf("x_%s.v%d", d.relation.field, i)
	case g.tabled(b, parents):
		return fmt.Sprintf("t_%s.v%d", d.relation.field, i)
	}
	return fmt.Sprintf(d.expr, "t_"+d.relation.field)
}

// tabled tells whether the values of all nodes on the other side of a relation
// are made a table of first: where SQLite would look up most of them anyway,
// time and again, in rows that are much longer.
func (g *Grouping) tabled(b store.Writer, parents []int64) bool {
	return b.Dialect() == dialect.SQLite && parents == nil && g.page.unfiltered()
}

// crosses tells whether rows are tied to several nodes by one relation, and to
// several by another, with values that nodes share. A partner in 700
// initiatives and 5,000 releases would be 3,500,000 rows, so that each relation
// is reduced to its few values first.
func (g *Grouping) crosses() bool {
	many, shared := 0, false
	for _, r := range g.relations() {
		if !r.single {
			many++
			shared = shared || g.looksUp(r)
		}
	}
	return many > 1 && shared
}

// values writes the tables that tabled is about.
func (g *Grouping) values(b store.Writer, parents []int64) {
	if !g.tabled(b, parents) {
		return
	}
	for _, r := range g.relations() {
		if !g.looksUp(r) {
			continue
		}
		b.WriteString(", t_" + r.field + " AS MATERIALIZED (SELECT t.id")
		for i, d := range g.by {
			if d.of(r) && !d.node {
				b.WriteString(", " + fmt.Sprintf(d.expr, "t") + fmt.Sprintf(" AS v%d", i))
			}
		}
		b.WriteString(" FROM " + store.Led(r.kind.Table(), "t") + ")")
	}
}

// of tells whether the dimension is one of the relation.
func (d dimension) of(r *groupRelation) bool { return d.relation != nil && d.relation.field == r.field }

// looksUp tells whether any of the relation's dimensions needs more of the
// nodes than their ids.
func (g *Grouping) looksUp(r *groupRelation) bool {
	for _, d := range g.by {
		if d.of(r) && !d.node {
			return true
		}
	}
	return false
}

// join ties the rows to those of a relation; what has none is kept.
func (g *Grouping) join(b store.Writer, parents []int64, r *groupRelation) {
	t, x := "t_"+r.field, "x_"+r.field
	table := store.Led(r.kind.Table(), t)
	if g.tabled(b, parents) {
		table = t
	}
	if r.single {
		if g.looksUp(r) {
			b.WriteString(fmt.Sprintf("%s%s ON %s.id = w.%s", database.Along(b.Dialect()), table, t, r.via.near))
		}
		return
	}
	if g.crosses() && g.looksUp(r) {
		g.joinValues(b, g.tabled(b, parents), r)
		return
	}
	// Not one join of both in brackets: SQLite would make a table of it.
	b.WriteString(r.from(x, g.page.world).Join(" LEFT JOIN ", x+"."+r.via.near+" = w.row_id"))
	if d, only := g.onlyOptional(r); only {
		has := "EXISTS (SELECT 1 FROM %s WHERE o.id = %s.%s AND %s IS NOT NULL)"
		if g.tabled(b, parents) {
			has = "%[2]s.%[3]s NOT IN (SELECT o.id FROM %[1]s WHERE %[4]s IS NULL)"
		}
		b.WriteString(" AND " + fmt.Sprintf(has, store.Led(r.kind.Table(), "o"), x, r.via.far, fmt.Sprintf(d.expr, "o")))
	}
	if g.looksUp(r) {
		b.WriteString(fmt.Sprintf(" LEFT JOIN %s ON %s.id = %s.%s", table, t, x, r.via.far))
	}
}

// longFilter is how many conditions, of up to two tables each, leave room for w to
// be named wherever it helps: SQLite writes it out anew each time, and refuses
// names after a thousand tables.
const longFilter = 150

// isLong tells whether the filter is too long to name w more often than needed.
func (g *Grouping) isLong(b store.Writer) bool {
	f := g.page.filter
	return b.Dialect() == dialect.SQLite && f != nil && f.conditions > longFilter
}

// joinValues ties the rows to the different values that a relation leads to.
func (g *Grouping) joinValues(b store.Writer, tabled bool, r *groupRelation) {
	x, table := "x_"+r.field, store.Led(r.kind.Table(), "t")
	value := func(i int) string { return fmt.Sprintf(g.by[i].expr, "t") }
	if tabled {
		table, value = "t_"+r.field+" AS t", func(i int) string { return fmt.Sprintf("t.v%d", i) }
	}
	b.WriteString(" LEFT JOIN (SELECT DISTINCT x." + r.via.near)
	for i, d := range g.by {
		switch {
		case d.of(r) && d.node:
			b.WriteString(", x." + r.via.far)
		case d.of(r):
			b.WriteString(", " + value(i) + fmt.Sprintf(" AS v%d", i))
		}
	}
	// From w on, so that SQLite knows how many there are, and indexes them.
	from, condition := "w CROSS JOIN ", "x."+r.via.near+" = w.row_id"
	if g.isLong(b) {
		from, condition = "", "TRUE"
	}
	rows := r.from("x", g.page.world).Beside(from, database.Along(b.Dialect())+table+" ON t.id = x."+r.via.far)
	b.WriteString(rows.Where(condition))
	for i, d := range g.by {
		if _, only := g.onlyOptional(r); only && d.of(r) {
			b.WriteString(" AND " + value(i) + " IS NOT NULL")
		}
	}
	b.WriteString(fmt.Sprintf(") AS %s ON %s.%s = w.row_id", x, x, r.via.near))
}
