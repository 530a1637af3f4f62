package query

import (
	"fmt"
	"math/big"
	"strings"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
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
		b.WriteString(" SELECT parent" + g.valueList() + ", part, currency, " + summed())
		b.WriteString(" FROM (SELECT d.*, CASE WHEN place IN (SELECT place FROM parts) THEN 1 ELSE 0 END AS part FROM d) AS m")
		b.WriteString(" GROUP BY parent" + g.plainList() + ", part, currency ORDER BY currency")
	})
}

// parts writes the places in d of the money that is a part of other money of its
// group: given by the same, to an initiative above.
func (g *Grouping) parts(b store.Writer) {
	together := []string{"w.giver = p.giver", "w.parent = p.parent"}
	for i := range g.by {
		together = append(together, fmt.Sprintf("w.v%d IS NOT DISTINCT FROM p.v%[1]d", i))
	}
	partsOf(b, strings.Join(together, " AND "))
}

// partsOf writes the places in d of the money, p, that is a part of other money, w:
// of an initiative above, where the two belong together.
func partsOf(b store.Writer, together string) {
	along := database.Along(b.Dialect())
	above(b)
	b.WriteString(", parts AS (SELECT p.place FROM above AS a" + along + "d AS p ON p.initiative = a.part")
	b.WriteString(along + "d AS w ON w.initiative = a.whole AND " + together + ")")
}

// above writes the table of all that is above the initiatives of the money in d.
// Readers see what is above the initiatives that they see.
func above(b store.Writer) {
	b.WriteString(", above AS (SELECT i.id AS part, i.parent_id AS whole FROM " + store.Led("initiatives", "i"))
	b.WriteString(" WHERE i.parent_id IS NOT NULL AND i.id IN (SELECT initiative FROM d)")
	b.WriteString(" UNION SELECT a.part, i.parent_id FROM above AS a" + database.Along(b.Dialect()) + store.Led("initiatives", "i"))
	b.WriteString(" ON i.id = a.whole WHERE i.parent_id IS NOT NULL)")
}

// summed are the columns of a sum of money: its amount in two halves, and the
// bits of its qualifiers.
func summed() string {
	kinds := make([]string, len(inexact()))
	for i, q := range inexact() {
		kinds[i] = fmt.Sprintf("MAX(CASE WHEN qualifier = '%s' THEN %d ELSE 0 END)", q, 1<<i)
	}
	return "CAST(SUM(amount / 1000000) AS BIGINT), CAST(SUM(amount % 1000000) AS BIGINT), " + strings.Join(kinds, " + ")
}

// Total is a sum of money in one currency.
type Total struct {
	Currency string
	// Amount is in ten-thousandths.
	Amount    *big.Int
	Qualifier content.AmountQualifier
}

// Sum is the money of one group in one currency.
type Sum struct {
	Total

	Cell Cell
	// Part is whether its wholes are in the group, too.
	Part bool
}

// ScanSum reads one row of the answer to Sums' statement.
func (g *Grouping) ScanSum(from Scanner) (Sum, error) {
	s := Sum{Cell: Cell{Values: make([]*string, len(g.by))}}
	dest := []any{&s.Cell.Parent}
	for i := range s.Cell.Values {
		dest = append(dest, &s.Cell.Values[i])
	}
	var err error
	s.Total, err = scanTotal(from, append(dest, &s.Part)...)
	return s, err
}

// scanTotal reads a row that ends with a currency and the columns of its sum.
func scanTotal(from Scanner, before ...any) (Total, error) {
	var t Total
	var millions, rest int64
	var kinds int
	if err := from.Scan(append(before, &t.Currency, &millions, &rest, &kinds)...); err != nil {
		return Total{}, fmt.Errorf("scan sum: %w", err)
	}
	t.Amount = new(big.Int).Mul(big.NewInt(millions), big.NewInt(1_000_000))
	t.Amount.Add(t.Amount, big.NewInt(rest))
	t.Qualifier = qualifierOf(kinds)
	return t, nil
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
