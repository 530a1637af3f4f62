package query

import (
	"cmp"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"entgo.io/ent/dialect"

	"pressgraph/internal/content"
	"pressgraph/internal/store"
)

// Cell is one group as the database answers it.
type Cell struct {
	// Parent is the id of the list's parent, 0 for a list of all.
	Parent int64
	// Values are those of the dimensions, nil where the rows have none; a node's
	// is its number.
	Values []*string
	Count  int
}

// Key tells the cells of one grouping apart.
func (c Cell) Key() string {
	var b strings.Builder
	b.WriteString(strconv.FormatInt(c.Parent, 10))
	for _, v := range c.Values {
		if v == nil {
			b.WriteString("|")
			continue
		}
		b.WriteString("|=" + *v)
	}
	return b.String()
}

// Value returns the value of the i-th dimension as the API answers it.
func (g *Grouping) Value(c Cell, i int) *string {
	v := c.Values[i]
	if v == nil || !g.by[i].node {
		if v != nil && strings.HasSuffix(g.by[i].name, "YEAR") {
			padded := fmt.Sprintf("%04s", *v)
			return &padded
		}
		return v
	}
	id, _ := strconv.ParseInt(*v, 10, 64)
	global := content.GlobalID(g.by[i].kind.NodeType(), id)
	return &global
}

// Where returns the filter that, given to the same list, leads to exactly the
// rows that the cell counts.
func (g *Grouping) Where(c Cell) map[string]any {
	var cells []map[string]any
	done := map[string]bool{}
	for i, d := range g.by {
		switch {
		case d.relation == nil:
			cells = append(cells, d.cell(c.Values[i]))
		case !done[d.relation.field]:
			done[d.relation.field] = true
			cells = append(cells, g.relationCell(c, d.relation))
		}
	}
	return cellsJoin(g.page.filter.Given(), cells)
}

// cell leads to the rows with the value, or without any.
func (d dimension) cell(value *string) map[string]any {
	switch {
	case value != nil:
		return map[string]any{d.field: d.filter(*value)}
	case d.name == "MONTH":
		return map[string]any{"or": []any{
			map[string]any{d.field: isAbsent()},
			map[string]any{d.field: map[string]any{"precision": []any{string(content.PrecisionYear)}}},
		}}
	}
	return map[string]any{cmp.Or(d.absentField, d.field): d.absent}
}

// relationCell leads to the rows that one row of the relation ties to the
// values of all its dimensions together.
func (g *Grouping) relationCell(c Cell, r *groupRelation) map[string]any {
	inner := map[string]any{}
	tied := r.single
	for i, d := range g.by {
		if d.relation == nil || d.relation.field != r.field {
			continue
		}
		if c.Values[i] != nil {
			tied = true
		}
		maps.Copy(inner, d.cell(c.Values[i]))
	}
	switch {
	case r.single:
		return map[string]any{r.field: inner}
	case tied:
		return map[string]any{r.field: map[string]any{"some": inner}}
	}
	none := map[string]any{}
	if d, only := g.onlyOptional(r); only {
		none[d.field] = notNull()
	}
	return map[string]any{r.field: map[string]any{"none": none}}
}

// onlyOptional tells whether the relation's only dimension is one that its rows
// may lack: then the group without a value holds the rows related only to such.
func (g *Grouping) onlyOptional(r *groupRelation) (dimension, bool) {
	var found dimension
	n := 0
	for _, d := range g.by {
		if d.relation != nil && d.relation.field == r.field {
			found = d
			n++
		}
	}
	return found, n == 1 && found.nullable && !r.single
}

// Cells returns the statement for the groups. Cost: the rows of the list, each
// as often as the relations of its dimensions hold it.
func (g *Grouping) Cells(dialectName string, parents []int64) Statement {
	return build(dialectName, func(b store.Writer) {
		if parents != nil {
			b.WriteString("SELECT parent" + g.valueList() + ", c FROM (SELECT q.*, row_number() OVER (PARTITION BY parent ORDER BY ")
			g.orderBy(b)
			b.WriteString(") AS place FROM (")
			g.labelled(b, parents)
			b.WriteString(") AS q) AS ranked WHERE place <= ").Arg(g.first)
			b.WriteString(" ORDER BY parent, place")
			return
		}
		b.WriteString("SELECT parent" + g.valueList() + ", c FROM (")
		g.labelled(b, nil)
		b.WriteString(") AS q ORDER BY ")
		g.orderBy(b)
		b.WriteString(" LIMIT ").Arg(g.first)
	})
}

// ScanCell reads one row of the answer to Cells' statement.
func (g *Grouping) ScanCell(from Scanner) (Cell, error) {
	c := Cell{Values: make([]*string, len(g.by))}
	dest := []any{&c.Parent}
	for i := range c.Values {
		dest = append(dest, &c.Values[i])
	}
	dest = append(dest, &c.Count)
	if err := from.Scan(dest...); err != nil {
		return Cell{}, fmt.Errorf("scan group: %w", err)
	}
	return c, nil
}

// CountCells returns the statement that tells how many groups there are, for
// each parent that has any.
func (g *Grouping) CountCells(dialectName string, parents []int64) Statement {
	return build(dialectName, func(b store.Writer) {
		b.WriteString("SELECT parent, count(*) FROM (")
		g.counted(b, parents)
		b.WriteString(") AS q GROUP BY parent")
	})
}

// valueList names the values as text, after a comma each.
func (g *Grouping) valueList() string {
	var b strings.Builder
	for i := range g.by {
		fmt.Fprintf(&b, ", CAST(v%d AS TEXT) AS t%d", i, i)
	}
	return b.String()
}

// plainList names the values, after a comma each.
func (g *Grouping) plainList() string {
	var b strings.Builder
	for i := range g.by {
		fmt.Fprintf(&b, ", v%d", i)
	}
	return b.String()
}

// labelled writes the counted groups with what nodes are ordered by. It is
// looked up for each group, not for each row.
func (g *Grouping) labelled(b store.Writer, parents []int64) {
	var columns, joins strings.Builder
	for i, d := range g.by {
		if d.node {
			fmt.Fprintf(&columns, ", l%d.%s AS s%d", i, d.label, i)
			fmt.Fprintf(&joins, " LEFT JOIN %s ON l%d.id = v%d", store.Led(d.kind.Table(), fmt.Sprintf("l%d", i)), i, i)
		}
	}
	if columns.Len() == 0 {
		g.counted(b, parents)
		return
	}
	b.WriteString("SELECT parent" + g.plainList() + ", c" + columns.String() + " FROM (")
	g.counted(b, parents)
	b.WriteString(") AS g" + joins.String())
}

func (g *Grouping) counted(b store.Writer, parents []int64) {
	if d, ok := g.alone(b, parents); ok {
		g.tied(b, d)
		return
	}
	count := "count(*)"
	if g.page.prefer != nil {
		count = "count(DISTINCT text)"
	}
	b.WriteString("SELECT parent" + g.plainList() + ", " + count + " AS c FROM (")
	g.rows(b, parents)
	b.WriteString(") AS d GROUP BY parent" + g.plainList())
}

// repeats tells whether a row may come several times with the same values:
// where a relation is asked for values that several of its rows share.
func (g *Grouping) repeats() bool {
	identified := map[string]bool{}
	for _, d := range g.by {
		if d.relation != nil {
			identified[d.relation.field] = identified[d.relation.field] || d.node || d.relation.single
		}
	}
	for _, known := range identified {
		if !known {
			return true
		}
	}
	return false
}

// orderBy writes the order of the groups, total and the same on both engines.
func (g *Grouping) orderBy(b store.Writer) {
	direction := ""
	switch g.order {
	case GroupByCountDesc:
		b.WriteString("c DESC")
	case GroupByCountAsc:
		b.WriteString("c")
	case GroupByKeyDesc:
		direction = " DESC"
	case GroupByKeyAsc:
	}
	first := g.order == GroupByKeyAsc || g.order == GroupByKeyDesc
	for i, d := range g.by {
		if !first {
			b.WriteString(", ")
		}
		first = false
		b.WriteString(fmt.Sprintf("CASE WHEN v%d IS NULL THEN 1 ELSE 0 END, ", i))
		value := fmt.Sprintf("v%d", i)
		if d.node {
			b.WriteString(fmt.Sprintf("s%d%s, ", i, direction))
		}
		if d.text && b.Dialect() == dialect.Postgres {
			value += ` COLLATE "C"`
		}
		b.WriteString(value + direction)
	}
}
