package query

import (
	"fmt"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// alone returns the only dimension of a grouping that can be counted in the table
// of its relation, without the rows of the list: these are all rows, so that no
// row of the relation is left out with them. Values of the nodes behind it are
// counted one after the other, which pays on SQLite alone.
func (g *Grouping) alone(b *sql.Builder, parents []int64) (d dimension, ok bool) {
	if len(g.by) != 1 || parents != nil || !g.page.Whole() || g.page.list.nodeAlias() != "r" {
		return dimension{}, false
	}
	d = g.by[0]
	return d, d.relation != nil && !d.relation.single && (d.node || b.Dialect() == dialect.SQLite)
}

// tied writes the groups of a dimension that is alone: those of its values, and
// that of the rows without any.
func (g *Grouping) tied(b *sql.Builder, d dimension) {
	r := d.relation
	b.WriteString("SELECT 0 AS parent, v0, c FROM (SELECT ")
	if d.node {
		b.WriteString("x." + r.via.far + " AS v0, count(*) AS c FROM " + r.via.table + " AS x WHERE " + g.ruleOf(r))
		b.WriteString(" GROUP BY x." + r.via.far)
	} else {
		value := fmt.Sprintf(d.expr, "t")
		b.WriteString("v.v0, (SELECT count(DISTINCT x." + r.via.near + ") FROM " + r.kind.Table() + " AS t CROSS JOIN " + r.via.table)
		b.WriteString(" AS x ON x." + r.via.far + " = t.id AND " + g.ruleOf(r) + " WHERE " + value + " = v.v0) AS c")
		b.WriteString(" FROM (SELECT DISTINCT " + value + " AS v0 FROM " + r.kind.Table() + " AS t) AS v")
	}
	b.WriteString(" UNION ALL SELECT NULL, count(*) FROM " + g.page.list.Rows + " AS r WHERE ")
	if rule := g.page.list.rule(g.page.world, "r"); rule != "" {
		b.WriteString(rule + " AND ")
	}
	_, optional := g.onlyOptional(r)
	// For SQLite a set is quicker than looking each row up, unless that ends with the
	// first node of several that has a value. PostgreSQL makes a join of what it can.
	without, of := "NOT EXISTS (SELECT 1", " AND x."+r.via.near+" = r.id"
	if b.Dialect() == dialect.SQLite && !optional {
		without, of = "r.id NOT IN (SELECT x."+r.via.near, ""
	}
	b.WriteString(without + " FROM " + r.via.table + " AS x")
	if optional {
		b.WriteString(" CROSS JOIN " + r.kind.Table() + " AS t WHERE t.id = x." + r.via.far)
		b.WriteString(" AND " + fmt.Sprintf(d.expr, "t") + " IS NOT NULL AND ")
	} else {
		b.WriteString(" WHERE ")
	}
	b.WriteString(g.ruleOf(r) + of + ")) AS g WHERE c > 0")
}

// ruleOf writes which rows of a relation, known as x, exist in the asker's world.
func (g *Grouping) ruleOf(r *groupRelation) string {
	if rule := (List{Pairs: r.pairs}).rule(g.page.world, "x"); rule != "" {
		return rule
	}
	return "1 = 1"
}
