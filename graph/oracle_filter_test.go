package graph_test

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
)

// filters tells for which rows a filter holds, by the words of the schema. It
// ends the test at a condition that it does not know.
type filters struct {
	*oracle
	t      testing.TB
	schema *ast.Schema
}

// object is an input object as a client writes it.
type object = map[string]any

func (f *filters) unknown(what string, args ...any) bool {
	f.t.Fatalf("the oracle does not know "+what, args...)
	return false
}

// holds tells whether all conditions of a filter hold for a row.
func (f *filters) holds(input string, r row, where object) bool {
	for name, value := range where {
		if !f.condition(input, r, name, value) {
			return false
		}
	}
	return true
}

func (f *filters) condition(input string, r row, name string, value any) bool {
	field := f.schema.Types[input].Fields.ForName(name)
	if field == nil {
		return f.unknown("%s.%s", input, name)
	}
	kind := field.Type.Name()
	holds := func(each any) bool { return f.holds(input, r, each.(object)) }
	switch {
	case name == "and":
		return !slices.ContainsFunc(value.([]any), func(each any) bool { return !holds(each) })
	case name == "or":
		return slices.ContainsFunc(value.([]any), holds)
	case name == "not":
		return !holds(value)
	case strings.HasSuffix(kind, "ListFilter"):
		return f.ofRelated(strings.Replace(kind, "List", "", 1), f.related(r, name), value.(object))
	case listOf(kind) != "":
		found := f.related(r, name)
		return len(found) == 1 && f.holds(kind, found[0], value.(object))
	case f.schema.Types[kind].Kind == ast.Enum:
		return slices.Contains(value.([]any), f.value(r, name))
	case name == "text":
		return saysAll(slices.Concat(f.said(r)...), value.(string))
	}
	return f.compares(kind, f.value(r, name), value.(object))
}

// listOf returns the list whose rows a filter is of; empty for other inputs.
func listOf(input string) string {
	return map[string]string{
		"ReleaseFilter": "releases", "PartnerFilter": "partners", "InitiativeFilter": "initiatives",
		"ParticipationFilter": "participations", "TopicFilter": "topics",
	}[input]
}

func (f *filters) ofRelated(input string, all []row, where object) bool {
	for word, inner := range where {
		n := 0
		for _, r := range all {
			if f.holds(input, r, inner.(object)) {
				n++
			}
		}
		switch word {
		case "some":
			if n == 0 {
				return false
			}
		case "every":
			if n < len(all) {
				return false
			}
		case "none":
			if n > 0 {
				return false
			}
		default:
			return f.unknown("the word %q of relations", word)
		}
	}
	return true
}

// value returns what a condition of a row compares: names as []string, all
// else as string, int, time.Time, content.PartialDate or content.Amount, or
// nil where there is none.
func (f *filters) value(r row, name string) any {
	if name == "id" {
		return idOf(r)
	}
	switch x := r.(type) {
	case *db.Release:
		switch name {
		case "slug":
			return x.Slug
		case "title":
			return x.Title
		case "kind":
			return string(x.Kind)
		case "status":
			return string(x.Status)
		case "language":
			return x.Language
		case "year":
			return opt(x.Year)
		case "publishedAt":
			return opt(x.PublishedAt)
		case "publishedOn":
			return opt(x.PublishedOn)
		case "partnerCount":
			return len(f.related(r, "partners"))
		case "initiativeCount":
			return len(f.related(r, "initiatives"))
		}
	case *db.Partner:
		switch name {
		case "slug":
			return x.Slug
		case "name":
			return f.partnerNames[x.ID]
		case "kind":
			return string(x.Kind)
		case "country":
			return opt(x.Country)
		case "releaseCount":
			return len(f.related(r, "releases"))
		case "initiativeCount":
			return len(f.related(r, "initiatives"))
		}
	case *db.Initiative:
		return f.initiativeValue(x, name)
	case *db.Participation:
		return f.participationValue(x, name)
	case *db.Topic:
		switch name {
		case "slug":
			return x.Slug
		case "name":
			return f.topicNames[x.ID]
		}
	}
	return f.unknown("the value %s of %T", name, r)
}

func (f *filters) initiativeValue(x *db.Initiative, name string) any {
	switch name {
	case "slug":
		return x.Slug
	case "name":
		return f.initiativeNames[x.ID]
	case "kind":
		return string(x.Kind)
	case "status":
		return string(x.Status)
	case "startedOn":
		return opt(x.StartedOn)
	case "endedOn":
		return opt(x.EndedOn)
	case "funding":
		return opt(x.FundingAmount)
	case "currency":
		return opt(x.FundingCurrency)
	case "partnerCount":
		return len(f.related(x, "partners"))
	}
	return f.unknown("the value %s of initiatives", name)
}

func (f *filters) participationValue(x *db.Participation, name string) any {
	switch name {
	case "roles":
		return string(x.Role)
	case "statuses":
		return string(x.Status)
	case "since":
		return opt(x.Since)
	case "knownSince":
		on, _ := f.known(x)
		return on
	case "knownSinceBasis":
		_, basis := f.known(x)
		return basis
	case "until":
		return opt(x.Until)
	case "contribution":
		return opt(x.ContributionAmount)
	case "currency":
		return opt(x.ContributionCurrency)
	}
	return f.unknown("the value %s of participations", name)
}

// known tells since when a participation is known and by what: as entered, else
// by the release that has certainly come first of those that tell of it.
func (o *oracle) known(x *db.Participation) (on, basis any) {
	at := slices.IndexFunc(o.initiatives, func(i *db.Initiative) bool { return i.ID == x.InitiativeID })
	switch {
	case x.Since != nil:
		return *x.Since, "STATED"
	case o.initiatives[at].StartedOn != nil:
		return *o.initiatives[at].StartedOn, "STATED"
	}
	for _, r := range o.releases {
		states := slices.ContainsFunc(o.evidence, func(e *db.Evidence) bool {
			return e.ReleaseID == r.ID && e.ParticipationID != nil && *e.ParticipationID == x.ID
		})
		reports := slices.ContainsFunc(o.announcements, func(a *db.Announcement) bool {
			return a.ReleaseID == r.ID && a.InitiativeID == x.InitiativeID
		})
		if r.PublishedOn == nil || !states && !reports {
			continue
		}
		first, found := on.(content.PartialDate)
		if !found || r.PublishedOn.Latest() < first.Latest() ||
			r.PublishedOn.Latest() == first.Latest() && r.PublishedOn.Earliest() < first.Earliest() {
			on, basis = *r.PublishedOn, "REPORTED"
		}
	}
	return on, basis
}

func opt[V any](v *V) any {
	if v == nil {
		return nil
	}
	return *v
}

// compares tells whether all comparisons of an input such as StringFilter hold.
func (f *filters) compares(input string, value any, with object) bool {
	if input == "StringFilter" {
		return f.comparesText(value, with)
	}
	for word, operand := range with {
		if !f.compare(input, value, word, operand) {
			return false
		}
	}
	return true
}

func (f *filters) compare(input string, value any, word string, operand any) bool {
	equal := func(each any) bool { return value != nil && f.order(input, value, each) == 0 }
	switch word {
	case "isNull":
		return (value == nil) == operand.(bool)
	case "eq":
		if input == "DateFilter" {
			return value != nil && within(value.(content.PartialDate), content.PartialDate(operand.(string)))
		}
		return equal(operand)
	case "ne":
		return !equal(operand)
	case "in":
		return slices.ContainsFunc(operand.([]any), equal)
	case "notIn":
		return !slices.ContainsFunc(operand.([]any), equal)
	case "precision":
		return value != nil && slices.Contains(operand.([]any), any(map[int]string{4: "YEAR", 7: "MONTH", 10: "DAY"}[len(value.(content.PartialDate))]))
	case "lt":
		return value != nil && f.order(input, value, operand) < 0
	case "lte":
		if input == "DateFilter" {
			return value != nil && first(value.(content.PartialDate)) <= last(content.PartialDate(operand.(string)))
		}
		return value != nil && f.order(input, value, operand) <= 0
	case "gt":
		if input == "DateFilter" {
			return value != nil && first(value.(content.PartialDate)) > last(content.PartialDate(operand.(string)))
		}
		return value != nil && f.order(input, value, operand) > 0
	case "gte":
		return value != nil && f.order(input, value, operand) >= 0
	}
	return f.unknown("the comparison %s.%s", input, word)
}

// order compares a value with an operand as it was written. Dates are compared
// by their first days.
func (f *filters) order(input string, value, operand any) int {
	switch v := value.(type) {
	case string:
		return strings.Compare(v, operand.(string))
	case int:
		return v - operand.(int)
	case time.Time:
		at, err := time.Parse(time.RFC3339Nano, operand.(string))
		if err != nil {
			f.t.Fatal(err)
		}
		return v.Compare(at)
	case content.PartialDate:
		return strings.Compare(first(v), first(content.PartialDate(operand.(string))))
	case content.Amount:
		amount, ok := new(big.Rat).SetString(operand.(string))
		if !ok {
			f.t.Fatalf("%v is no number", operand)
		}
		return big.NewRat(int64(v), 10_000).Cmp(amount)
	}
	f.unknown("how %s compares a %T", input, value)
	return 0
}

// first and last are the days that a date can mean, as YYYY-MM-DD.
func first(d content.PartialDate) string { return (string(d) + "-01-01")[:10] }

func last(d content.PartialDate) string {
	switch len(d) {
	case len("2024"):
		return string(d) + "-12-31"
	case len("2024-01"):
		start, err := time.Parse("2006-01", string(d))
		if err != nil {
			panic(err)
		}
		return start.AddDate(0, 1, -1).Format("2006-01-02")
	}
	return string(d)
}

// within tells whether all days that d can mean are in bound.
func within(d, bound content.PartialDate) bool {
	return first(bound) <= first(d) && last(d) <= last(bound)
}

// comparesText is compares for a text, none, or several names: all comparisons
// hold of one of them, and ne and notIn of every one.
func (f *filters) comparesText(value any, with object) bool {
	texts, several := value.([]string)
	if one, ok := value.(string); ok && !several {
		texts = []string{one}
	}
	positive := false
	for word, operand := range with {
		switch word {
		case "ne":
			if slices.Contains(texts, operand.(string)) {
				return false
			}
		case "notIn":
			for _, each := range operand.([]any) {
				if slices.Contains(texts, each.(string)) {
					return false
				}
			}
		case "isNull":
			if (len(texts) == 0) != operand.(bool) {
				return false
			}
		default:
			positive = true
		}
	}
	return !positive || slices.ContainsFunc(texts, func(text string) bool { return f.textMeets(text, with) })
}

func (f *filters) textMeets(text string, with object) bool {
	for word, operand := range with {
		met := true
		switch word {
		case "ne", "notIn", "isNull":
		case "eq":
			met = text == operand
		case "in":
			met = slices.Contains(operand.([]any), any(text))
		case "contains":
			met = bytes.Contains(content.Fold(text), content.Fold(operand.(string)))
		case "startsWith":
			met = bytes.HasPrefix(content.Fold(text), content.Fold(operand.(string)))
		default:
			return f.unknown("the comparison StringFilter.%s", word)
		}
		if !met {
			return false
		}
	}
	return true
}

// maker makes random filters by walking the schema's inputs, so that none of
// their conditions is forgotten. Operands are mostly values of the newsroom,
// hidden rows among them.
type maker struct {
	*rand.Rand
	values *filters
	// used counts how often each condition was made.
	used map[string]int
}

// object makes a filter of up to so many levels.
func (m *maker) object(input string, depth int) object {
	fields := slices.Clone(m.values.schema.Types[input].Fields)
	if depth <= 1 {
		fields = slices.DeleteFunc(fields, func(f *ast.FieldDefinition) bool {
			return strings.HasSuffix(f.Type.Name(), "ListFilter") || listOf(f.Type.Name()) != ""
		})
	}
	made := object{}
	for range []int{1, 1, 1, 1, 2, 2, 3, 0}[m.IntN(8)] {
		field := oneOf(m.Rand, fields)
		m.used[input+"."+field.Name]++
		made[field.Name] = m.field(input, field, depth)
	}
	return made
}

func (m *maker) field(input string, field *ast.FieldDefinition, depth int) any {
	kind := field.Type.Name()
	switch {
	case field.Name == "and" || field.Name == "or":
		all := []any{}
		for range m.IntN(4) {
			all = append(all, m.object(kind, depth-1))
		}
		return all
	case listOf(kind) != "":
		return m.object(kind, depth-1)
	case strings.HasSuffix(kind, "ListFilter"):
		word := oneOf(m.Rand, m.values.schema.Types[kind].Fields)
		m.used[kind+"."+word.Name]++
		return object{word.Name: m.object(word.Type.Name(), depth-1)}
	case field.Type.Elem != nil:
		return m.enums(kind)
	case field.Name == "text":
		return m.question()
	}
	made := object{}
	for range 1 + m.IntN(2)*m.IntN(2) {
		word := oneOf(m.Rand, m.values.schema.Types[kind].Fields)
		m.used[kind+"."+word.Name]++
		made[word.Name] = m.operand(input, field.Name, word)
	}
	return made
}

// enums returns up to three names of an enum.
func (m *maker) enums(kind string) []any {
	all := []any{}
	for range m.IntN(4) {
		all = append(all, oneOf(m.Rand, m.values.schema.Types[kind].EnumValues).Name)
	}
	return all
}

func (m *maker) operand(input, field string, word *ast.FieldDefinition) any {
	kind := word.Type.Name()
	switch {
	case kind == "Boolean":
		return m.IntN(2) == 0
	case word.Name == "precision":
		return m.enums(kind)
	case word.Type.Elem != nil:
		all := []any{}
		for range m.IntN(4) {
			all = append(all, m.drawn(input, field, kind))
		}
		return all
	case word.Name == "contains" || word.Name == "startsWith":
		text := []rune(m.drawn(input, field, kind).(string))
		from, to := 0, 0
		if len(text) > 0 {
			to = 1 + m.IntN(len(text))
			if word.Name == "contains" {
				from = m.IntN(to)
			}
		}
		part := string(text[from:to])
		return oneOf(m.Rand, []string{part, strings.ToLower(part), strings.ToUpper(part)})
	}
	return m.drawn(input, field, kind)
}

// drawn returns a value of the scalar kind, mostly one that a row has.
func (m *maker) drawn(input, field, kind string) any {
	rows := m.values.all(listOf(input))
	if enum := m.values.schema.Types[kind]; enum.Kind == ast.Enum {
		return oneOf(m.Rand, enum.EnumValues).Name
	}
	var value any
	if len(rows) > 0 && m.IntN(8) > 0 {
		value = m.values.value(oneOf(m.Rand, rows), field)
	}
	switch kind {
	case "ID":
		if value == nil {
			return content.GlobalID(content.NodeTopic, 1)
		}
	case "String":
		if names, ok := value.([]string); ok {
			return oneOf(m.Rand, names)
		}
		if value == nil {
			return oneOf(m.Rand, append(words(), "", "%", "_", `\`, "nothing"))
		}
	case "Int":
		if n, ok := value.(int); ok {
			return n + m.IntN(3) - 1
		}
		return m.IntN(5) - 1
	case "Time":
		at, ok := value.(time.Time)
		if !ok {
			at = m.instant()
		}
		return at.Add(time.Duration(m.IntN(3)-1) * time.Microsecond).Format(time.RFC3339Nano)
	case "PartialDate":
		date, ok := value.(content.PartialDate)
		if !ok {
			date = oneOf(m.Rand, dates())
		}
		return string(date[:oneOf(m.Rand, []int{4, min(7, len(date)), len(date)})])
	case "Decimal":
		amount, ok := value.(content.Amount)
		if !ok {
			amount = oneOf(m.Rand, amounts())
		}
		return amount.String()
	default:
		m.values.unknown("how to make a %s", kind)
	}
	return value
}

func (m *maker) instant() time.Time { return time.Date(2024, 1, 1+m.IntN(3), 0, 0, 0, 0, time.UTC) }

// unused returns the conditions of the lists' filters that were never made.
func (m *maker) unused() []string {
	var never []string
	seen := map[string]bool{}
	wanted := values(filtered())
	for len(wanted) > 0 {
		input := m.values.schema.Types[wanted[0]]
		wanted = wanted[1:]
		if input == nil || input.Kind != ast.InputObject || seen[input.Name] {
			continue
		}
		seen[input.Name] = true
		for _, field := range input.Fields {
			wanted = append(wanted, field.Type.Name())
			if m.used[input.Name+"."+field.Name] == 0 {
				never = append(never, fmt.Sprintf("%s.%s", input.Name, field.Name))
			}
		}
	}
	slices.Sort(never)
	return never
}
