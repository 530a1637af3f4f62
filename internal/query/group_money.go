package query

import (
	"fmt"
	"math/big"

	"pressgraph/internal/content"
	"pressgraph/internal/store"
)

// Carries tells whether the rows of the list carry money.
func (g *Grouping) Carries() bool { return g.money() != "" }

func (g *Grouping) money() string {
	switch g.page.list.Kind {
	case Initiatives:
		return "funding"
	case Participations:
		return "contribution"
	case Releases, Partners, Topics, Revisions, Suggestions, Changes:
	}
	return ""
}

// Sums returns the statement for the money in the groups: a row for each group,
// currency, and whether it is of parts whose wholes are in the same group.
// Amounts are summed in two halves, so that no sum overflows. Cost: the rows of
// the list, and what is above their initiatives.
func (g *Grouping) Sums(dialectName string, parents []int64) Statement {
	return build(dialectName, func(b store.Writer) {
		b.WriteString("WITH RECURSIVE d AS MATERIALIZED (SELECT q.*, row_number() OVER () AS place FROM (")
		g.rows(b, parents)
		b.WriteString(") AS q WHERE amount IS NOT NULL)")
		g.parts(b)
		b.WriteString(" SELECT parent" + g.valueList() + ", currency, part, ")
		b.WriteString("CAST(SUM(amount / 1000000) AS BIGINT), CAST(SUM(amount % 1000000) AS BIGINT), ")
		for i, q := range inexact() {
			if i > 0 {
				b.WriteString(" + ")
			}
			b.WriteString(fmt.Sprintf("MAX(CASE WHEN qualifier = '%s' THEN %d ELSE 0 END)", q, 1<<i))
		}
		b.WriteString(" FROM (SELECT d.*, CASE WHEN place IN (SELECT place FROM parts) THEN 1 ELSE 0 END AS part FROM d) AS m")
		b.WriteString(" GROUP BY parent" + g.plainList() + ", currency, part ORDER BY currency")
	})
}

// parts writes the places in d of the money that is a part of other money of its
// group: given by the same, to an initiative above. Readers see what is above
// the initiatives that they see.
func (g *Grouping) parts(b store.Writer) {
	along := store.Along(b.Dialect())
	b.WriteString(", above AS (SELECT i.id AS part, i.parent_id AS whole FROM " + store.Led("initiatives", "i"))
	b.WriteString(" WHERE i.parent_id IS NOT NULL AND i.id IN (SELECT initiative FROM d)")
	b.WriteString(" UNION SELECT a.part, i.parent_id FROM above AS a" + along + store.Led("initiatives", "i"))
	b.WriteString(" ON i.id = a.whole WHERE i.parent_id IS NOT NULL)")
	b.WriteString(", parts AS (SELECT p.place FROM above AS a" + along + "d AS p ON p.initiative = a.part")
	b.WriteString(along + "d AS w ON w.initiative = a.whole AND w.giver = p.giver AND w.parent = p.parent")
	for i := range g.by {
		b.WriteString(fmt.Sprintf(" AND w.v%d IS NOT DISTINCT FROM p.v%[1]d", i))
	}
	b.WriteString(")")
}

// Sum is the money of one group in one currency.
type Sum struct {
	Cell     Cell
	Currency string
	// Part is whether its wholes are in the group, too.
	Part bool
	// Amount is in ten-thousandths.
	Amount    *big.Int
	Qualifier content.AmountQualifier
}

// ScanSum reads one row of the answer to Sums' statement.
func (g *Grouping) ScanSum(from Scanner) (Sum, error) {
	s := Sum{Cell: Cell{Values: make([]*string, len(g.by))}}
	var millions, rest int64
	var kinds int
	dest := []any{&s.Cell.Parent}
	for i := range s.Cell.Values {
		dest = append(dest, &s.Cell.Values[i])
	}
	dest = append(dest, &s.Currency, &s.Part, &millions, &rest, &kinds)
	if err := from.Scan(dest...); err != nil {
		return Sum{}, fmt.Errorf("scan sum: %w", err)
	}
	s.Amount = new(big.Int).Mul(big.NewInt(millions), big.NewInt(1_000_000))
	s.Amount.Add(s.Amount, big.NewInt(rest))
	s.Qualifier = qualifierOf(kinds)
	return s, nil
}

// inexact are the qualifiers that a sum tells apart, each by a bit.
func inexact() []content.AmountQualifier {
	return []content.AmountQualifier{content.AmountAtLeast, content.AmountUpTo, content.AmountAbout}
}

// qualifierOf returns the qualifier of a sum of exact amounts and of those whose
// bits are set: of several kinds it is near what they come to.
func qualifierOf(kinds int) content.AmountQualifier {
	if kinds == 0 {
		return content.AmountExact
	}
	for i, q := range inexact() {
		if kinds == 1<<i {
			return q
		}
	}
	return content.AmountAbout
}
