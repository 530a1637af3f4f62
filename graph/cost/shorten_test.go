package cost_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/graph/cost"
)

func TestShorten(t *testing.T) {
	t.Parallel()
	type list = cost.Suggestion
	tests := []struct {
		name, document string
		variables      map[string]any
		limit          int64
		want           []list
	}{
		{"suggests nothing for what fits", `{ releases(first: 10) { nodes { slug } } }`, nil, 11, nil},
		{"suggests nothing where there is no list", `{ a: newsroom { name } b: newsroom { name } }`, nil, 1, []list{}},
		{"suggests the one list", `{ releases(first: 100) { nodes { slug } } }`, nil, 51, []list{{[]string{"releases"}, "first", 50}}},
		{"names last", `{ releases(last: 100) { nodes { slug } } }`, nil, 51, []list{{[]string{"releases"}, "last", 50}}},
		{"names first where none is given", `{ releases { nodes { slug } } }`, nil, 11, []list{{[]string{"releases"}, "first", 10}}},
		{"names ids", `query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, map[string]any{"ids": []any{"a", "b", "c"}}, 2, []list{{[]string{"nodes"}, "ids", 2}}},
		{
			"suggests each list that is enough alone, by its alias",
			`{ a: releases(first: 100) { nodes { b: partners(first: 100) { nodes { slug } } } } }`, nil, 5000,
			// 1 + 100 × (1 + 1 + n) and 1 + n × (1 + 1 + 100)
			[]list{{[]string{"a"}, "first", 49}, {[]string{"a", "nodes", "b"}, "first", 47}},
		},
		{
			"leaves out what is not enough alone",
			`{ a: releases(first: 100) { nodes { body } } b: topics(first: 10) { nodes { slug } } }`, nil, 100,
			[]list{{[]string{"a"}, "first", 44}},
		},
		{
			"leads through edges",
			`{ releases(first: 1) { edges { node { partners(first: 100) { edges { node { slug } } } } } } }`, nil, 53,
			[]list{{[]string{"releases", "edges", "node", "partners"}, "first", 50}},
		},
		{
			"names a list in a fragment by the first of its places, and counts all",
			`{ x: releases(first: 1) { nodes { ...f } } y: releases(first: 1) { nodes { ...f } } } fragment f on Release { partners(first: 100) { nodes { slug } } }`, nil, 106,
			[]list{{[]string{"x", "nodes", "partners"}, "first", 50}},
		},
		{
			"shortens several in proportion where none is enough",
			`{ a: releases(first: 100) { nodes { slug } } b: releases(first: 50) { nodes { slug } } }`, nil, 32,
			[]list{{[]string{"a"}, "first", 20}, {[]string{"b"}, "first", 10}},
		},
		{
			"comes down to one row where nothing is enough",
			`{ a: releases(first: 100) { nodes { slug } } b: releases(first: 50) { nodes { slug } } }`, nil, 1,
			[]list{{[]string{"a"}, "first", 1}, {[]string{"b"}, "first", 1}},
		},
	}
	s := cost.LoadSchema(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := price(t, s, tt.document, tt.variables)
			if diff := cmp.Diff(tt.want, c.Shorten(tt.limit)); diff != "" {
				t.Errorf("Shorten(%d) of a cost of %d (-want +got):\n%s", tt.limit, c.Requested, diff)
			}
		})
	}
}

// generator writes documents at random.
type generator struct {
	*rand.Rand
	// size writes the size of the list numbered.
	size  func(list int) string
	lists int
}

// selection writes what is selected of a release, a partner or an initiative.
func (g *generator) selection(of string, depth int) string {
	fields := []string{"slug", "label"}
	if depth > 0 {
		for range 1 + g.IntN(3) {
			fields = append(fields, g.list(of, depth))
		}
	}
	return "{ " + strings.Join(fields, " ") + " }"
}

func (g *generator) list(of string, depth int) string {
	below := map[string][][2]string{
		"Query":      {{"releases", "Release"}, {"partners", "Partner"}, {"initiatives", "Initiative"}},
		"Release":    {{"partners", "Partner"}, {"initiatives", "Initiative"}},
		"Partner":    {{"releases", "Release"}, {"children", "Partner"}, {"initiatives", "Initiative"}},
		"Initiative": {{"releases", "Release"}, {"participants", "Partner"}, {"children", "Initiative"}},
	}[of]
	chosen := below[g.IntN(len(below))]
	g.lists++
	number := g.lists
	inner := g.selection(chosen[1], depth-1)
	rows := []string{"nodes " + inner, "edges { cursor node " + inner + " }", "totalCount nodes " + inner}[g.IntN(3)]
	return fmt.Sprintf("l%d: %s(first: %s) { %s }", number, chosen[0], g.size(number), rows)
}

// document writes a whole document of lists whose sizes are written by size.
func document(seed uint64, size func(list int) string) (text string, lists int) {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 0)), size: size}
	return "{ " + g.list("Query", 3) + " " + g.list("Query", 2) + " }", g.lists
}

// sizes draws a size for each list of the document with the seed.
func sizes(seed uint64, lists int) map[int]int {
	random := rand.New(rand.NewPCG(seed, 1))
	drawn := map[int]int{}
	for list := 1; list <= lists; list++ {
		drawn[list] = random.IntN(100)
	}
	return drawn
}

const documents = 300

func TestVariablesCostWhatLiteralsCost(t *testing.T) {
	t.Parallel()
	s := cost.LoadSchema(t)
	for seed := range uint64(documents) {
		inVariables, lists := document(seed, func(list int) string { return fmt.Sprintf("$n%d", list) })
		drawn := sizes(seed, lists)
		written, _ := document(seed, func(list int) string { return fmt.Sprint(drawn[list]) })
		variables, declared := map[string]any{}, ""
		for list, n := range drawn {
			variables[fmt.Sprintf("n%d", list)] = n
			declared += fmt.Sprintf(" $n%d: Int", list)
		}
		literal := price(t, s, written, nil)
		variable := price(t, s, "query("+declared+")"+inVariables, variables)
		if literal.Requested != variable.Requested {
			t.Errorf("%s\ncosts %d, and %d with variables", written, literal.Requested, variable.Requested)
		}
	}
}

func TestLongerListsNeverCostLess(t *testing.T) {
	t.Parallel()
	s := cost.LoadSchema(t)
	for seed := range uint64(documents) {
		_, lists := document(seed, func(int) string { return "1" })
		drawn := sizes(seed, lists)
		written := func() string {
			text, _ := document(seed, func(list int) string { return fmt.Sprint(drawn[list]) })
			return text
		}
		before := price(t, s, written(), nil).Requested
		grown := int(seed)%lists + 1
		drawn[grown]++
		if after := price(t, s, written(), nil).Requested; after < before {
			t.Errorf("%s\ncosts %d; with one row less in l%d it costs %d", written(), after, grown, before)
		}
	}
}

// TestSuggestionsHold takes every suggestion by its word.
func TestSuggestionsHold(t *testing.T) {
	t.Parallel()
	s := cost.LoadSchema(t)
	for seed := range uint64(documents) {
		_, lists := document(seed, func(int) string { return "1" })
		drawn := sizes(seed, lists)
		written := func(changed map[string]int64) cost.Cost {
			text, _ := document(seed, func(list int) string {
				if n, ok := changed[fmt.Sprintf("l%d", list)]; ok {
					return fmt.Sprint(n)
				}
				return fmt.Sprint(drawn[list])
			})
			return price(t, s, text, nil)
		}
		c := written(nil)
		limit := c.Requested/3 + 1
		suggestions := c.Shorten(limit)
		if c.Requested > limit && len(suggestions) == 0 {
			t.Errorf("seed %d: a cost of %d with the limit %d is left without suggestions", seed, c.Requested, limit)
		}
		together := map[string]int64{}
		for _, suggestion := range suggestions {
			name := suggestion.Path[len(suggestion.Path)-1]
			together[name] = suggestion.Max
			if suggestion.Max < 1 {
				t.Errorf("seed %d: %v is to have %d rows", seed, suggestion.Path, suggestion.Max)
			}
			alone := written(map[string]int64{name: suggestion.Max}).Requested
			if longer := written(map[string]int64{name: suggestion.Max + 1}).Requested; alone <= limit && longer <= limit {
				t.Errorf("seed %d: %v with %d rows more than suggested costs %d, within %d", seed, suggestion.Path, 1, longer, limit)
			}
		}
		if got := written(together).Requested; len(suggestions) > 0 && got > limit {
			t.Errorf("seed %d: with all of %v it costs %d, more than %d", seed, suggestions, got, limit)
		}
	}
}

func TestActual(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, document, data string
		want                 int64
	}{
		{"no data cost nothing", `{ newsroom { name } }`, ``, 0},
		{"null costs nothing", `{ release(slug: "x") { body publisher { slug } } }`, `{"release": null}`, 0},
		{"no data at all", `{ newsroom { name } }`, `null`, 0},
		{"objects count as they are", `{ release(slug: "x") { body publisher { slug } } }`, `{"release": {"body": null, "publisher": {"slug": "y"}}}`, 3},
		{"rows count as they are", `{ releases(first: 100) { nodes { slug } totalCount } }`, `{"releases": {"nodes": [{}, {}], "totalCount": 2}}`, 1 + 1 + 2},
		{"edges and nodes are the same rows", `{ releases { a: edges { node { publisher { slug } } } b: nodes { slug } } }`, `{"releases": {"a": [{"node": {"publisher": {}}}, {"node": {"publisher": null}}], "b": [{}, {}]}}`, 1 + 2 + 1},
		{"unpaged nodes count as they are", `{ release(slug: "x") { topics { slug } } }`, `{"release": {"topics": [{}, {}, {}]}}`, 4},
		{"unpaged values are 1", `{ partner(slug: "x") { names { text } mergedFrom } }`, `{"partner": {"names": [{}, {}], "mergedFrom": []}}`, 3},
		{"groups count with their work", `{ releases { groups(by: [PARTNER]) { keys { node { slug } } } } }`, `{"releases": {"groups": [{"keys": [{"node": {}}]}, {"keys": [{"node": null}]}]}}`, 1 + 1 + 2 + 2 + 1 + 1000},
		{"only the types that are there count", `{ nodes(ids: ["a", "b"]) { ... on Release { topics { slug } } ... on Partner { parent { slug } } } }`, `{"nodes": [{"topics": [{}, {}]}, null]}`, 1 + 2},
		{"what is selected twice is answered once", `{ newsroom { name } ...q } fragment q on Query { newsroom { timeZone } }`, `{"newsroom": {"name": "", "timeZone": ""}}`, 1},
		{"what was done once for all counts once", `{ partners(first: 9) { nodes { metrics(links: {minStrength: 2}) { rank } } } }`, `{"partners": {"nodes": [{"metrics": {"rank": 1}}, {"metrics": {"rank": 2}}]}}`, 1 + 2*(1+1) + 20 + 5000},
		{"introspection is free", `{ __schema { types { name } } }`, `{"__schema": {"types": [{}, {}]}}`, 0},
	}
	s := cost.LoadSchema(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := price(t, s, tt.document, nil).Actual([]byte(tt.data))
			if err != nil || got != tt.want {
				t.Errorf("Actual(%s) of %s = %d, %v, want %d", tt.data, tt.document, got, err, tt.want)
			}
		})
	}
	if _, err := price(t, s, `{ newsroom { name } }`, nil).Actual([]byte(`{`)); err == nil {
		t.Error("Actual read half an answer")
	}
}
