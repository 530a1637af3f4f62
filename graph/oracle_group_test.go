package graph_test

import (
	"bytes"
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
)

// grouped is one group as it ought to be, and as the API answers it.
type grouped struct {
	Keys    []string
	Count   int
	Funding []string
	// Parts is the money that Funding leaves out.
	Parts []string

	rows  []row
	nodes []row
}

// absent stands for a key without a value.
const absent = "(none)"

// axis is what a dimension reads: the relation that it goes by, if any, and the
// value of the row there; the row itself where the value is its id.
type axis struct {
	relation string
	value    string
	optional bool
}

// axis returns what a dimension of a list reads. It ends the test at one that
// it does not know.
func (f *filters) axis(list, dimension string) axis {
	axes := map[string]axis{
		"releases YEAR": {value: "year"}, "releases MONTH": {value: "month"}, "releases KIND": {value: "kind"},
		"releases STATUS": {value: "status"}, "releases LANGUAGE": {value: "language"},
		"releases PARTNER": {"partners", "id", false}, "releases PARTNER_KIND": {"partners", "kind", false},
		"releases PARTNER_COUNTRY": {"partners", "country", true},
		"releases INITIATIVE":      {"initiatives", "id", false}, "releases INITIATIVE_KIND": {"initiatives", "kind", false},
		"releases TOPIC": {"topics", "id", false},
		"partners KIND":  {value: "kind"}, "partners COUNTRY": {value: "country"},
		"partners INITIATIVE_KIND": {"initiatives", "kind", false}, "partners RELEASE_YEAR": {"releases", "year", true},
		"initiatives KIND": {value: "kind"}, "initiatives STATUS": {value: "status"},
		"initiatives CURRENCY": {value: "currency"}, "initiatives START_YEAR": {value: "startedOn year"},
		"initiatives PARTNER": {"partners", "id", false}, "initiatives PARTNER_KIND": {"partners", "kind", false},
		"initiatives PARTNER_COUNTRY": {"partners", "country", true}, "initiatives TOPIC": {"topics", "id", false},
		"participations ROLE": {value: "roles"}, "participations STATUS": {value: "statuses"},
		"participations CURRENCY": {value: "currency"}, "participations SINCE_YEAR": {value: "since year"},
		"participations KNOWN_SINCE_YEAR": {value: "knownSince year"}, "participations KNOWN_SINCE_BASIS": {value: "knownSinceBasis"},
		"participations PARTNER": {"partner", "id", false}, "participations PARTNER_KIND": {"partner", "kind", false},
		"participations PARTNER_COUNTRY": {"partner", "country", true},
		"participations INITIATIVE":      {"initiative", "id", false}, "participations INITIATIVE_KIND": {"initiative", "kind", false},
	}
	found, ok := axes[list+" "+dimension]
	if !ok {
		f.unknown("the dimension %s of %s", dimension, list)
	}
	return found
}

// keyOf returns a row's value on an axis, as the API writes it.
func (f *filters) keyOf(r row, value string) string {
	field, part, _ := strings.Cut(value, " ")
	if field == "month" {
		field, part = "publishedOn", "month"
	}
	at := f.value(r, field)
	date, isDate := at.(content.PartialDate)
	switch {
	case at == nil, part == "month" && isDate && len(date) < 7:
		return absent
	case part == "month":
		return string(date[:7])
	case part == "year":
		return string(date[:4])
	case field == "year":
		return fmt.Sprintf("%04d", at)
	}
	return fmt.Sprint(at)
}

// groups groups rows in the slow and obvious way.
func (f *filters) groups(list string, rows []row, by []string) []*grouped {
	cells := map[string]*grouped{}
	for _, r := range rows {
		for _, cell := range f.cells(list, r, by) {
			key := strings.Join(cell.Keys, "|")
			if cells[key] == nil {
				cells[key] = cell
			}
			cells[key].rows = append(cells[key].rows, r)
		}
	}
	all := []*grouped{}
	for _, cell := range cells {
		wholes, parts := f.apart(cell.rows)
		cell.Count, cell.Funding, cell.Parts = len(cell.rows), funding(wholes), funding(parts)
		all = append(all, cell)
	}
	return all
}

// cells returns the groups that a row belongs to, each once.
func (f *filters) cells(list string, r row, by []string) []*grouped {
	perRelation := map[string][]row{"": {r}}
	var relations []string
	for _, dimension := range by {
		a := f.axis(list, dimension)
		if a.relation != "" && perRelation[a.relation] == nil {
			perRelation[a.relation] = f.counting(list, r, by, a.relation)
			relations = append(relations, a.relation)
		}
	}
	found := map[string]*grouped{}
	f.combine(list, by, relations, perRelation, map[string]row{"": r}, found)
	return values(found)
}

// counting returns the related rows that make groups; one of nil where there
// are none. Where the relation's only dimension is a value that they may lack,
// those without it count only if all lack it.
func (f *filters) counting(list string, r row, by []string, relation string) []row {
	all := f.related(r, relation)
	var only []axis
	for _, dimension := range by {
		if a := f.axis(list, dimension); a.relation == relation {
			only = append(only, a)
		}
	}
	if len(only) == 1 && only[0].optional {
		all = slices.DeleteFunc(slices.Clone(all), func(x row) bool { return f.keyOf(x, only[0].value) == absent })
	}
	if len(all) == 0 {
		return []row{nil}
	}
	return all
}

// combine goes through all ways to pick one row of each relation.
func (f *filters) combine(
	list string, by, relations []string, from map[string][]row, picked map[string]row, found map[string]*grouped,
) {
	if len(relations) > 0 {
		for _, r := range from[relations[0]] {
			picked[relations[0]] = r
			f.combine(list, by, relations[1:], from, picked, found)
		}
		return
	}
	cell := &grouped{}
	for _, dimension := range by {
		a := f.axis(list, dimension)
		key, at := absent, picked[a.relation]
		if at != nil {
			key = f.keyOf(at, a.value)
		}
		if a.value != "id" {
			at = nil
		}
		cell.Keys, cell.nodes = append(cell.Keys, key), append(cell.nodes, at)
	}
	found[strings.Join(cell.Keys, "|")] = cell
}

func values[V any](m map[string]V) []V {
	all := make([]V, 0, len(m))
	for _, v := range m {
		all = append(all, v)
	}
	return all
}

// carried is the money that a row carries: in what, from whom (0 for all).
type carried struct {
	amount     *content.Amount
	currency   *string
	qualifier  *content.AmountQualifier
	initiative int64
	giver      int64
}

func moneyOf(r row) carried {
	switch x := r.(type) {
	case *db.Initiative:
		return carried{x.FundingAmount, x.FundingCurrency, x.FundingQualifier, x.ID, 0}
	case *db.Participation:
		return carried{x.ContributionAmount, x.ContributionCurrency, x.ContributionQualifier, x.InitiativeID, x.PartnerID}
	}
	return carried{}
}

// apart tells the money of rows that is a part of other money among them from
// the rest: that of the same giver in something above.
func (f *filters) apart(rows []row) (wholes, parts []carried) {
	above := map[int64]*int64{}
	for _, x := range f.initiatives {
		above[x.ID] = x.ParentID
	}
	given := map[[2]int64]bool{}
	for _, r := range rows {
		if m := moneyOf(r); m.amount != nil {
			given[[2]int64{m.initiative, m.giver}] = true
		}
	}
	for _, r := range rows {
		m, part := moneyOf(r), false
		for at := above[m.initiative]; at != nil; at = above[*at] {
			part = part || given[[2]int64{*at, m.giver}]
		}
		if part {
			parts = append(parts, m)
		} else {
			wholes = append(wholes, m)
		}
	}
	return wholes, parts
}

// funding sums money, each currency by itself.
func funding(of []carried) []string {
	sums, kinds := map[string]*big.Int{}, map[string]string{}
	for _, m := range of {
		if m.amount == nil {
			continue
		}
		if sums[*m.currency] == nil {
			sums[*m.currency] = new(big.Int)
		}
		sums[*m.currency].Add(sums[*m.currency], big.NewInt(int64(*m.amount)))
		switch known := kinds[*m.currency]; {
		case m.qualifier == nil:
		case known == "", known == string(*m.qualifier):
			kinds[*m.currency] = string(*m.qualifier)
		default:
			kinds[*m.currency] = "ABOUT"
		}
	}
	all := []string{}
	for currency, sum := range sums {
		// Two decimals, and more where there are more.
		number := new(big.Rat).SetFrac(sum, big.NewInt(10_000)).FloatString(4)
		for range 2 {
			number = strings.TrimSuffix(number, "0")
		}
		all = append(all, fmt.Sprintf("%s %s %s", currency, number, cmp.Or(kinds[currency], "EXACT")))
	}
	slices.Sort(all)
	return all
}

// arrange puts groups in an order of the API.
func arrange(all []*grouped, order string) {
	slices.SortFunc(all, func(a, b *grouped) int {
		switch order {
		case "COUNT_DESC":
			if a.Count != b.Count {
				return b.Count - a.Count
			}
		case "COUNT_ASC":
			if a.Count != b.Count {
				return a.Count - b.Count
			}
		}
		for i := range a.Keys {
			if c := compareKeys(a, b, i, order == "KEY_DESC"); c != 0 {
				return c
			}
		}
		return 0
	})
}

// compareKeys compares by the i-th key: nodes by name, what has none last.
func compareKeys(a, b *grouped, i int, descending bool) int {
	if a.Keys[i] == absent || b.Keys[i] == absent {
		return cmp.Compare(boolInt(a.Keys[i] == absent), boolInt(b.Keys[i] == absent))
	}
	order := strings.Compare(a.Keys[i], b.Keys[i])
	if a.nodes[i] != nil {
		nameA, idA := sortKey(a.nodes[i])
		nameB, idB := sortKey(b.nodes[i])
		order = cmp.Or(bytes.Compare(nameA, nameB), cmp.Compare(idA, idB))
	}
	if descending {
		return -order
	}
	return order
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func sortKey(r row) ([]byte, int64) {
	key := content.NewCollator().Key
	switch x := r.(type) {
	case *db.Partner:
		return key(x.Name), x.ID
	case *db.Initiative:
		return key(x.Name), x.ID
	case *db.Topic:
		return key(x.Name), x.ID
	}
	panic("no node that groups name")
}
