package newsroom

import "pressgraph/internal/content"

// moneyColumns are those of a row that hold a sum: all null for none, and the
// qualifier for an exact one.
type moneyColumns struct {
	amount    **content.Amount
	currency  **string
	qualifier **content.AmountQualifier
}

func (c moneyColumns) get() *content.Money {
	if *c.amount == nil || *c.currency == nil {
		return nil
	}
	m := content.Money{Amount: **c.amount, Currency: **c.currency, Qualifier: content.AmountExact}
	if *c.qualifier != nil {
		m.Qualifier = **c.qualifier
	}
	return &m
}

func (c moneyColumns) set(m *content.Money) {
	*c.amount, *c.currency, *c.qualifier = nil, nil, nil
	if m == nil {
		return
	}
	*c.amount, *c.currency = &m.Amount, &m.Currency
	if m.Qualifier != content.AmountExact {
		*c.qualifier = &m.Qualifier
	}
}
