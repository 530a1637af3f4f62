package graph_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/internal/query"
	"pressgraph/internal/store/storetest"
)

// hard are filters that took SQLite or PostgreSQL to a limit of its own, or would.
func hard() map[string][]object {
	named := object{"name": object{"contains": "a"}}
	some := func(field string, of object) object { return object{field: object{"some": of}} }
	chain := object{}
	for i := range 12 {
		chain = some([]string{"initiatives", "partners"}[i%2], chain)
	}
	return map[string][]object{
		"releases": {
			some("partners", named), chain, some("partners", some("initiatives", named)), some("partners", object{"slug": object{"in": []any{"a"}}}),
			{"partners": object{"every": named}}, {"partners": object{"none": object{}}}, {"not": some("topics", object{})},
			{"title": object{"contains": strings.Repeat("%_", 100)}}, {"publishedAt": object{"gte": "2020-01-01T00:00:00Z"}},
		},
		"partners": {
			some("releases", object{"title": object{"contains": "a"}}), {"parent": named}, {"name": object{"ne": "a"}},
			{"parent": object{"parent": object{"parent": named}}},
		},
		"initiatives":    {some("partners", named), {"parent": object{"partners": object{"none": named}}}},
		"participations": {{"partner": named}, {"initiative": some("partners", named)}},
		"topics":         {},
	}
}

func kindOf(list string) query.Kind {
	return map[string]query.Kind{
		"releases": query.Releases, "partners": query.Partners, "initiatives": query.Initiatives,
		"participations": query.Participations, "topics": query.Topics,
	}[list]
}

// fits tells whether a filter leaves room for so many conditions.
func fits(t *testing.T, list string, where object, room int) bool {
	t.Helper()
	padded := maps.Clone(where)
	members, _ := padded["and"].([]any)
	members = slices.Clone(members)
	for range room {
		members = append(members, object{})
	}
	padded["and"] = members
	given, _ := asGiven(asJSON(t, padded)).(map[string]any)
	_, err := query.NewFilter(kindOf(list), "where", given)
	return err == nil
}

// asGiven makes whole numbers of those of JSON, as the API does.
func asGiven(value any) any {
	switch v := value.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
	case map[string]any:
		for name := range v {
			v[name] = asGiven(v[name])
		}
	case []any:
		for i := range v {
			v[i] = asGiven(v[i])
		}
	}
	return value
}

// filled repeats a filter under and or or until no more of it fits.
func filled(t *testing.T, list, op string, room int, member func() object) object {
	t.Helper()
	var members []any
	for range query.MaxConditions {
		members = append(members, member())
	}
	most := sort.Search(len(members), func(n int) bool { return !fits(t, list, object{op: members[:n+1]}, room) })
	return object{op: members[:most]}
}

// deep nests a filter in others, as deep as may be but for so many levels.
func deep(list string, where object, room int) object {
	for range query.MaxFilterDepth - 2 - room {
		switch list {
		case "releases", "initiatives":
			where = object{"partners": object{"every": where}}
			list = "partners"
		default:
			where = object{"not": where}
		}
	}
	return where
}

// TestFiltersAtTheirBounds asks with filters as long and as deep as the limits
// let them be, for what they hold for and for every way to read a list.
func TestFiltersAtTheirBounds(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	eachTrial(t, long(1, 10), func(t *testing.T, trial trial) {
		for _, list := range slices.Sorted(maps.Keys(filtered())) {
			if trial.schema.Types[filtered()[list]].Fields.ForName("and") == nil || testing.Short() && list != "partners" {
				continue
			}
			trial.boundsOf(t, list)
		}
	})
}

// whole tells whether every filter is asked for in every way: hundreds of
// conditions take the engines their time.
func whole() bool { return long(1, 2) == 2 }

func (trial trial) boundsOf(t *testing.T, list string) {
	t.Helper()
	input := filtered()[list]
	same := func(leaf object) func() object { return func() object { return leaf } }
	members := []func() object{func() object { return trial.make.plain(input, 3) }}
	leaves := hard()[list]
	other := trial.make.IntN(len(leaves) + 1)
	for i, leaf := range leaves {
		if whole() || i == 0 || i == other {
			members = append(members, same(leaf))
		}
	}
	for range long(1, 40) {
		members = append(members, same(trial.make.plain(input, 3)))
	}
	for i, member := range members {
		op := []string{"and", "or"}[(i+trial.make.IntN(2))%2]
		if whole() || i == 0 {
			trial.compareFilter(t, list, input, filled(t, list, op, 2, member))
		}
		trial.readAll(t, list, input, filled(t, list, op, 0, member), filled(t, list, op, query.CellConditions, member))
	}
	bottom := filled(t, "partners", "or", 80, same(object{"name": object{"contains": "a"}}))
	if list == "partners" || whole() && (list == "releases" || list == "initiatives") {
		if list == "partners" {
			bottom = object{"not": bottom}
		}
		where := deep(list, bottom, 1)
		trial.readAll(t, list, input, where, where)
	}
}

// plain is a filter without full texts, of which few are allowed.
func (m *maker) plain(input string, depth int) object {
	for {
		if made := m.object(input, depth); len(made) > 0 && !strings.Contains(text(made), `"text"`) {
			return made
		}
	}
}

// readAll reads a list in all ways that there are; groups with a filter that
// leaves room for theirs.
func (trial trial) readAll(t *testing.T, list, input string, where, grouped object) {
	t.Helper()
	if list == "releases" {
		trial.readPreferring(t, where)
	}
	page := fmt.Sprintf("%s(where: $where, first: 2%%s) { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } }", list)
	document := fmt.Sprintf("query($where: %s) { a: %s b: %s last: %s(where: $where, last: 1) { nodes { id } } }",
		input, fmt.Sprintf(page, ""), fmt.Sprintf(page, trial.order(list)), list)
	answer := trial.nothingFails(t, document, where)
	if cursor := dig(answer, "a", "pageInfo", "endCursor"); cursor != nil {
		trial.nothingFails(t, fmt.Sprintf("query($where: %s) { %s }", input, fmt.Sprintf(page, fmt.Sprintf(", after: %q", cursor))), where)
	}
	if by := trial.schema.Query.Fields.ForName(list); by != nil {
		dimensions := trial.schema.Types[by.Type.Name()].Fields.ForName("groups").Arguments.ForName("by").Type.Name()
		names := trial.schema.Types[dimensions].EnumValues
		one, other := oneOf(trial.make.Rand, names).Name, oneOf(trial.make.Rand, names).Name
		chosen := slices.Compact([]string{one, other})
		if kinds := crossing(names); trial.make.IntN(2) == 0 && len(kinds) > 1 {
			chosen = kinds
		}
		trial.nothingFails(t, fmt.Sprintf("query($where: %s) { %s(where: $where) { groupCount(by: [%s]) groups(by: [%[3]s], first: 3) { count } } }",
			input, list, strings.Join(chosen, ", ")), grouped)
	}
	for _, along := range map[string][]string{
		"releases":    {"partners(first: 2) { nodes { releases(first: 2, where: $where) { totalCount nodes { id } } } }"},
		"initiatives": {"partners(first: 2) { nodes { initiatives(first: 2, where: $where) { totalCount nodes { id } } } }"},
		"partners": {
			"releases(first: 2) { nodes { partners(first: 2, where: $where) { totalCount nodes { id } } } }",
			"partners(first: 2) { nodes { collaborators(first: 2, where: $where) { totalCount } } }",
			"partnerNetwork(limit: 2, where: $where) { linkCount }",
		},
	}[list] {
		trial.nothingFails(t, fmt.Sprintf("query($where: %s) { %s }", input, along), where)
	}
}

// readPreferring reads releases in all ways, one of each text, with as much of
// a filter as there may be then.
func (trial trial) readPreferring(t *testing.T, where object) {
	t.Helper()
	for op, members := range where {
		all, ok := members.([]any)
		if !ok {
			return
		}
		where = object{op: all[:sort.Search(len(all), func(n int) bool {
			return !fits(t, "releases", object{op: all[:n+1]}, query.MaxConditions-query.MaxPreferring+query.CellConditions)
		})]}
	}
	const arguments = `where: $where, prefer: ["zh-Hant", "zh", "en", "sr-Latn", "de"]`
	trial.nothingFails(t, fmt.Sprintf(`query($where: ReleaseFilter) {
		a: releases(first: 2, %[1]s) { totalCount nodes { id } pageInfo { hasNextPage endCursor } groupCount(by: [PARTNER, INITIATIVE_KIND]) groups(by: [TOPIC]) { count } }
		b: releases(last: 2, %[1]s, orderBy: [{field: TITLE}, {field: PUBLISHED_AT}]) { nodes { id } }
		c: releases(first: 2, %[1]s, orderBy: [{field: PUBLISHED_AT}]) { nodes { id } }
		partners(first: 2) { nodes { releases(first: 2, %[1]s) { totalCount nodes { id } } } }
	}`, arguments), where)
}

// crossing are dimensions of different relations, each of which is joined.
func crossing(dimensions ast.EnumValueList) []string {
	var chosen []string
	for _, d := range dimensions {
		if strings.HasSuffix(d.Name, "_KIND") || d.Name == "TOPIC" {
			chosen = append(chosen, d.Name)
		}
	}
	return chosen[:min(3, len(chosen))]
}

// order is an order of two fields, where the list has one to choose.
func (trial trial) order(list string) string {
	by := trial.schema.Query.Fields.ForName(list).Arguments.ForName("orderBy")
	if by == nil {
		return ""
	}
	fields := trial.schema.Types[trial.schema.Types[by.Type.Name()].Fields.ForName("field").Type.Name()].EnumValues
	at := trial.make.IntN(len(fields))
	return fmt.Sprintf(", orderBy: [{field: %s, direction: DESC}, {field: %s, direction: ASC}]", fields[at].Name, fields[(at+1)%len(fields)].Name)
}

func (trial trial) nothingFails(t *testing.T, document string, where object) any {
	t.Helper()
	answer := trial.api.ask(trial.ctx, document, map[string]any{"where": asJSON(t, where)})
	if len(answer.Errors) > 0 {
		filter := text(where)
		t.Errorf("%s: %s where %s… (%d characters): %v\nlog: %s", trial.name, document, filter[:min(300, len(filter))], len(filter),
			answer.Errors[0], lastOf(trial.api.log.String()))
		return nil
	}
	var data map[string]any
	if err := json.Unmarshal(answer.Data, &data); err != nil {
		t.Fatal(err)
	}
	return data
}

// lastOf is the end of a log.
func lastOf(log string) string { return log[max(0, len(log)-400):] }
