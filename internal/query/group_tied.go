package query

import (
	"fmt"

	"entgo.io/ent/dialect"

	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// alone returns the only dimension of a grouping that can be counted in the table
// of its relation, without the rows of the list: these are all rows, so that no
// row of the relation is left out with them. Values of the nodes behind it are
// counted one after the other, which pays on SQLite alone, and not for texts.
func (g *Grouping) alone(b store.Writer, parents []int64) (d dimension, ok bool) {
	if len(g.by) != 1 || parents != nil || !g.page.unfiltered() || g.page.list.nodeAlias() != "r" {
		return dimension{}, false
	}
	d = g.by[0]
	if g.page.prefer != nil {
		return d, d.relation != nil && !d.relation.single && d.node
	}
	return d, d.relation != nil && !d.relation.single && (d.node || b.Dialect() == dialect.SQLite)
}

// tied writes the groups of a dimension that is alone: those of its values, and
// that of the rows without any.
func (g *Grouping) tied(b store.Writer, d dimension) {
	r := d.relation
	x := r.from("x", g.page.world)
	b.WriteString("SELECT 0 AS parent, v0, c FROM (SELECT ")
	switch {
	case g.page.prefer != nil:
		g.tiedTexts(b, r)
	case d.node:
		b.WriteString("x." + r.via.far + " AS v0, count(*) AS c" + x.Where())
		b.WriteString(" GROUP BY x." + r.via.far)
	default:
		value := fmt.Sprintf(d.expr, "t")
		b.WriteString("v.v0, (SELECT count(DISTINCT x." + r.via.near + ") FROM " + store.Led(r.kind.Table(), "t"))
		b.WriteString(x.Join(" CROSS JOIN ", "x."+r.via.far+" = t.id") + " WHERE " + value + " = v.v0) AS c")
		b.WriteString(" FROM (SELECT DISTINCT " + value + " AS v0 FROM " + store.Led(r.kind.Table(), "t") + ") AS v")
	}
	b.WriteString(" UNION ALL SELECT NULL, " + g.page.counting(b.Dialect()) + g.page.rows().Where() + " AND ")
	_, optional := g.onlyOptional(r)
	// For SQLite a set is quicker than looking each row up, unless that ends with the
	// first node of several that has a value. PostgreSQL makes a join of what it can.
	without, of := "NOT EXISTS (SELECT 1", []string{"x." + r.via.near + " = r.id"}
	if b.Dialect() == dialect.SQLite && !optional {
		without, of = "r.id NOT IN (SELECT x."+r.via.near, nil
	}
	if optional {
		x = x.Beside("", " CROSS JOIN "+store.Led(r.kind.Table(), "t"))
		of = append(of, "t.id = x."+r.via.far, fmt.Sprintf(d.expr, "t")+" IS NOT NULL")
	}
	b.WriteString(without + x.Where(of...) + ")) AS g WHERE c > 0")
}

// tiedTexts counts the texts that nodes are tied to: the releases, without what is
// too much for those that have translations, which are few.
func (g *Grouping) tiedTexts(b store.Writer, r *groupRelation) {
	x, table, along := r.from("x", g.page.world), g.page.list.Kind.Table(), database.Along(b.Dialect())
	b.WriteString("v0, CAST(SUM(c) AS BIGINT) AS c FROM (SELECT x." + r.via.far + " AS v0, count(*) AS c" + x.Where())
	b.WriteString(" GROUP BY x." + r.via.far)
	b.WriteString(" UNION ALL SELECT x." + r.via.far + ", count(DISTINCT " + textOf("t") + ") - count(*) FROM (")
	for i, column := range []string{"id", "translation_group"} {
		if i > 0 {
			b.WriteString(" UNION ")
		}
		b.WriteString("SELECT t." + column + " FROM " + store.Led(table, "t") + " WHERE t.translation_group IS NOT NULL")
	}
	b.WriteString(") AS o" + along + store.Led(table, "t") + " ON t.id = o.id" + x.Join(along, "x."+r.via.near+" = t.id"))
	b.WriteString(" GROUP BY x." + r.via.far + ") AS s GROUP BY v0")
}
