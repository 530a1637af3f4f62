package query

import (
	"fmt"
	"strings"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// Receipt is how money came to a partner.
type Receipt int

// The receipts.
const (
	// ReceivedAlone is what came to the partner alone.
	ReceivedAlone Receipt = iota
	// ReceivedWithOthers is what came to it and other beneficiaries together.
	ReceivedWithOthers
	// ReceivedAsPart is a part of other money that it has received.
	ReceivedAsPart
)

// ReceivedSum is what a partner has received in one way and one currency.
type ReceivedSum struct {
	Total

	Partner int64
	As      Receipt
}

// pending are the states in which an initiative has given nothing.
func pending() []any {
	return []any{string(content.InitiativeStatusProposed), string(content.InitiativeStatusCancelled)}
}

// Received returns the statement for what each of the partners has received,
// as far as the world sees: the money of the initiatives of which it is a
// beneficiary.
//
//   - Of an initiative it is the amount of its own, which is the whole, else what
//     its other funders put in.
//   - What others are a beneficiary of, too, is told apart.
//   - What is a part of other money that the partner has received is told apart:
//     of an initiative above, and by the same funder where both are contributions.
//
// Cost: the initiatives of which they are beneficiaries, and what is above these.
func Received(dialectName string, world access.World, partners []int64) Statement {
	return build(dialectName, func(b store.Writer) {
		b.WriteString("WITH RECURSIVE mine AS MATERIALIZED (")
		received(b, world, partners)
		b.WriteString("), d AS MATERIALIZED (SELECT q.*, row_number() OVER () AS place FROM (")
		giftMoney(b, world)
		b.WriteString(") AS q)")
		partsOf(b, "w.receiver = p.receiver AND (w.giver = p.giver OR w.giver = 0 OR p.giver = 0)")
		b.WriteString(" SELECT receiver, receipt, currency, " + summed() + " FROM (SELECT d.*, CASE WHEN place IN (SELECT place FROM parts)")
		b.WriteString(fmt.Sprintf(" THEN %d ELSE shared END AS receipt FROM d) AS m", ReceivedAsPart))
		b.WriteString(" GROUP BY receiver, receipt, currency ORDER BY currency")
	})
}

// received writes the initiatives of which partners are beneficiaries, each
// once, and whether others are, too.
func received(b store.Writer, world access.World, partners []int64) {
	states := make([]string, len(pending()))
	for i, s := range pending() {
		states[i] = fmt.Sprintf("'%s'", s)
	}
	beneficiary := fmt.Sprintf("role = '%s'", content.ParticipationBeneficiary)
	along := database.Along(b.Dialect())
	others := store.From("participations", "o", world).Where("o.initiative_id = p.initiative_id", "o."+beneficiary, "o.partner_id <> p.partner_id")
	b.WriteString("SELECT DISTINCT k.key AS receiver, p.initiative_id AS initiative, ")
	b.WriteString(fmt.Sprintf("CASE WHEN EXISTS (SELECT 1%s) THEN %d ELSE %d END AS shared FROM ", others, ReceivedWithOthers, ReceivedAlone))
	b.Join(database.KeyTable("k", partners))
	b.WriteString(store.From("participations", "p", world).Join(along, "p.partner_id = k.key", "p."+beneficiary))
	b.WriteString(along + store.Led("initiatives", "i") + " ON i.id = p.initiative_id")
	b.WriteString(" AND i.status NOT IN (" + strings.Join(states, ", ") + ")")
}

// giftMoney writes the money of the initiatives in mine, and by whom: 0 for an
// initiative's own.
func giftMoney(b store.Writer, world access.World) {
	along := database.Along(b.Dialect())
	from := " FROM mine AS m" + along + store.Led("initiatives", "i") + " ON i.id = m.initiative"
	column := func(of string) string {
		return fmt.Sprintf("%[1]s_amount AS amount, %[1]s_currency AS currency, %[1]s_qualifier AS qualifier", of)
	}
	b.WriteString("SELECT m.*, 0 AS giver, " + column("i.funding") + from + " WHERE i.funding_amount IS NOT NULL")
	b.WriteString(" UNION ALL SELECT m.*, f.partner_id, " + column("f.contribution") + from)
	b.WriteString(store.From("participations", "f", world).Join(along, "f.initiative_id = m.initiative",
		fmt.Sprintf("f.role = '%s'", content.ParticipationFunder), "f.partner_id <> m.receiver"))
	b.WriteString(" WHERE i.funding_amount IS NULL AND f.contribution_amount IS NOT NULL")
}

// ScanReceived reads one row of the answer to Received's statement.
func ScanReceived(from Scanner) (ReceivedSum, error) {
	var s ReceivedSum
	var err error
	s.Total, err = scanTotal(from, &s.Partner, &s.As)
	return s, err
}

// ReceivedWhere returns the filter that leads to the initiatives whose money a
// partner has received alone, or with others.
func ReceivedWhere(partner int64, as Receipt) map[string]any {
	beneficiary := func(comparison string) map[string]any {
		return map[string]any{
			"roles":   []any{string(content.ParticipationBeneficiary)},
			"partner": map[string]any{"id": map[string]any{comparison: content.GlobalID(content.NodePartner, partner)}},
		}
	}
	others := "none"
	if as == ReceivedWithOthers {
		others = "some"
	}
	return map[string]any{"and": []any{
		map[string]any{"not": map[string]any{"status": map[string]any{"in": pending()}}},
		map[string]any{"participations": map[string]any{"some": beneficiary("eq")}},
		map[string]any{"participations": map[string]any{others: beneficiary("ne")}},
	}}
}
