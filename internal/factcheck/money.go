package factcheck

import (
	"math/big"
	"strings"
)

// Money is an amount in ten-thousandths, and how exactly it is known.
type Money struct {
	Amount              big.Int
	Currency, Qualifier string
}

// sum adds money up by currency, written as the API writes it: "HKD 30 AT_LEAST".
// Amounts that are all exact come to an exact sum; where those that are not all
// say the same, so does the sum, else it says about.
func sum(all []*Money) map[string]string {
	amounts, qualifiers := map[string]*big.Int{}, map[string]string{}
	for _, m := range all {
		if amounts[m.Currency] == nil {
			amounts[m.Currency], qualifiers[m.Currency] = new(big.Int), "EXACT"
		}
		amounts[m.Currency].Add(amounts[m.Currency], &m.Amount)
		switch had := qualifiers[m.Currency]; {
		case m.Qualifier == "EXACT" || m.Qualifier == had:
		case had == "EXACT":
			qualifiers[m.Currency] = m.Qualifier
		default:
			qualifiers[m.Currency] = "ABOUT"
		}
	}
	sums := map[string]string{}
	for currency, amount := range amounts {
		sums[currency] = decimal(amount) + " " + qualifiers[currency]
	}
	return sums
}

// decimal writes ten-thousandths without zeros at the end.
func decimal(amount *big.Int) string {
	whole, rest := new(big.Int).QuoRem(amount, big.NewInt(10_000), new(big.Int))
	text := whole.String()
	if fraction := strings.TrimRight(new(big.Int).Add(rest, big.NewInt(10_000)).String()[1:], "0"); fraction != "" {
		text += "." + fraction
	}
	return text
}

// below tells whether an initiative is part of another one.
func (i *Initiative) below(other *Initiative) bool {
	for up := i.Parent; up != nil; up = up.Parent {
		if up == other {
			return true
		}
	}
	return false
}

// gift is money in an initiative, given by someone, or its funding (nil).
type gift struct {
	*Money
	in *Initiative
	by *Partner
}

// moneyOf returns the money that a row carries; none for most.
func moneyOf(row any) (gift, bool) {
	switch r := row.(type) {
	case *Initiative:
		return gift{r.Funding, r, nil}, r.Funding != nil
	case *Participation:
		return gift{r.Gift, r.Initiative, r.Partner}, r.Gift != nil
	}
	return gift{}, false
}

// sums adds up the money of rows: what counts, and what is a part of that.
func sums(rows []any) (whole, parts map[string]string) {
	var counted, left []*Money
	for _, row := range rows {
		g, ok := moneyOf(row)
		if !ok {
			continue
		}
		part := false
		for _, other := range rows {
			o, carries := moneyOf(other)
			part = part || carries && o.by == g.by && g.in.below(o.in)
		}
		if part {
			left = append(left, g.Money)
		} else {
			counted = append(counted, g.Money)
		}
	}
	return sum(counted), sum(left)
}
