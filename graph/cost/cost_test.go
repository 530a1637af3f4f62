package cost_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"pressgraph/graph/cost"
)

// load returns the first operation of a valid document.
func load(t testing.TB, s *ast.Schema, document string) *ast.OperationDefinition {
	t.Helper()
	doc, errs := gqlparser.LoadQueryWithRules(s, document, nil)
	if len(errs) > 0 {
		t.Fatalf("%s\nis not valid: %v", document, errs)
	}
	return doc.Operations[0]
}

func price(t testing.TB, s *ast.Schema, document string, variables map[string]any) cost.Cost {
	t.Helper()
	operation := load(t, s, document)
	coerced, err := validator.VariableValues(s, operation, variables)
	if err != nil {
		t.Fatalf("%s\nwith %v: %v", document, variables, err)
	}
	c, err := cost.Of(s, operation, coerced)
	if err != nil {
		t.Fatalf("Of(%s): %v", document, err)
	}
	return c
}

func TestOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, document string
		want           int64
	}{
		{"a name of a type is free", `{ __typename }`, 0},
		{"an object is 1", `{ newsroom { name timeZone } }`, 1},
		{"objects within each other are 1 each", `{ release(slug: "x") { title publisher { logo { url } } } }`, 3},
		{"a list of plain values is 1", `{ newsroom { locales } partner(slug: "x") { mergedFrom } }`, 4},
		{"an unpaged list of values is 1", `{ partner(slug: "x") { names { text } descriptions { text } identifiers { url } } }`, 4},
		{"an unpaged list of nodes counts as 5", `{ release(slug: "x") { topics { slug } } }`, 6},
		{"unpaged lists within each other multiply", `{ partner(slug: "x") { ancestors { ancestors { slug } } } }`, 1 + 5*(1+5)},
		{"corrections count as 5", `{ release(slug: "x") { corrections { note } } }`, 6},
		{"the body needs work", `{ release(slug: "x") { body } }`, 2},
		{"a plain summary is a column", `{ release(slug: "x") { summary(format: MARKDOWN) } }`, 1},
		{"a column under another name is 1", `{ release(slug: "x") { summary a: summary(format: MARKDOWN) t: __typename } }`, 1 + 1 + 1},
		{"columns under other names count for each row", `{ releases(first: 10) { nodes { a: title b: title title } } }`, 1 + 10*(1+1+1)},
		{"an HTML summary needs work", `{ release(slug: "x") { summary(format: HTML) } }`, 2},
		{"the label in a language is a column", `{ release(slug: "x") { label(locale: "en") } }`, 1},

		{"a page has 20 rows", `{ releases { nodes { title } } }`, 21},
		{"first says how many", `{ releases(first: 7) { nodes { title } } }`, 8},
		{"last says how many", `{ releases(last: 7) { nodes { title } } }`, 8},
		{"null is as left out", `{ releases(first: null, last: null) { nodes { title } } }`, 21},
		{"null leaves it to the other", `{ releases(first: null, last: 3) { nodes { title } } }`, 4},
		{"a page of none is the list alone", `{ releases(first: 0) { nodes { title } } }`, 1},
		{"less than none is none", `{ releases(first: -5) { nodes { title } } }`, 1},
		{"more than a page may hold is a full page", `{ releases(first: 2147483647) { nodes { title } } }`, 101},
		{"the count alone needs no rows", `{ releases(first: 100) { totalCount } }`, 2},
		{"page info needs the rows", `{ releases(first: 10) { pageInfo { hasNextPage } } }`, 11},
		{"page info beside nodes is free", `{ releases(first: 10) { nodes { title } pageInfo { hasNextPage } } }`, 11},
		{"edges cost what nodes cost", `{ releases(first: 10) { edges { cursor node { title } } } }`, 11},
		{"edges and nodes have the same rows", `{ releases(first: 10) { edges { node { publisher { slug } } } nodes { publisher { slug } body } } }`, 1 + 10*(1+1+1+1)},
		{"evidence hangs on the edge", `{ release(slug: "x") { partners(first: 10) { edges { role evidence { quote } } } } }`, 1 + 1 + 10*(1+5)},
		{"participations hang on the edge", `{ partner(slug: "x") { initiatives(first: 2) { edges { participations { role contribution { amount } } } } } }`, 1 + 1 + 2*(1+5*2)},
		{"pages within each other multiply", `{ releases(first: 10) { nodes { partners(first: 5) { nodes { slug } } } } }`, 1 + 10*(1+1+5)},
		{"a page of the newsroom", `{ releases { nodes { title partners { nodes { name } } initiatives { nodes { name } } topics { name } } } }`, 1 + 20*(1+21+21+5)},
		{"aliases are lists of their own", `{ a: releases(first: 3) { nodes { slug } } b: releases(first: 4) { nodes { slug } } }`, 9},

		{"the example of docs/cost.md", `{ releases { nodes { title partners(first: 5) { nodes { name } } topics { name } } totalCount } }`, 242},

		{"groups are 100", `{ releases { groups(by: [YEAR]) { count where } } }`, 1 + 1 + 100 + 100},
		{"first says how many groups", `{ releases { groups(by: [YEAR], first: 3) { keys { value } funding { amount } } } }`, 1 + 1 + 3*(1+1+1) + 100 + 500},
		{"groups have up to 1000", `{ releases { groups(by: [YEAR], first: 5000) { count } } }`, 1 + 1 + 1000 + 100},
		{"the node of a key counts for each dimension", `{ releases { groups(by: [PARTNER], first: 2) { keys { node { slug } } } } }`, 1 + 1 + 2*(1+1+3) + 1000},
		{"the number of groups needs the work of groups", `{ releases { groupCount(by: [YEAR]) } }`, 1 + 1 + 100},

		{"dimensions of the rows themselves double", `{ releases { groupCount(by: [YEAR, KIND, LANGUAGE]) } }`, 1 + 1 + 400},
		{"a dimension beside one of a relation doubles", `{ releases { groupCount(by: [TOPIC, YEAR]) } }`, 1 + 1 + 2000},
		{"two dimensions of one relation double", `{ releases { groupCount(by: [PARTNER, PARTNER_COUNTRY, MONTH]) } }`, 1 + 1 + 4000},
		{"dimensions of two relations multiply", `{ releases { groupCount(by: [PARTNER, TOPIC]) } }`, 1 + 1 + 10_000},
		{"dimensions of three relations are too many", `{ releases { groupCount(by: [PARTNER, INITIATIVE, TOPIC]) } }`, 1 + 1 + 100_000},
		{"one dimension is a list of one", `{ releases { groupCount(by: YEAR) } }`, 1 + 1 + 100},

		{"a filter that an index knows is nearly free", `{ releases(first: 1, where: {kind: {eq: STORY}, year: {in: [2020, 2021]}}) { nodes { slug } } }`, 2 + 5 + 5},
		{"no filter at all is free", `{ releases(first: 1, where: {}) { nodes { slug } } }`, 2},
		{"a filter that is null is free", `{ releases(first: 1, where: null) { nodes { slug } } }`, 2},
		{"looking into texts reads them all", `{ releases(first: 1, where: {title: {contains: "x"}}) { nodes { slug } } }`, 2 + 350 + 150 + 5},
		{"each further look into texts counts", `{ releases(first: 1, where: {or: [{title: {contains: "x"}}, {not: {title: {contains: "y"}}}]}) { nodes { slug } } }`, 2 + 350 + 2*(150+5)},
		{"words cost a search", `{ releases(first: 1, where: {text: "the"}) { nodes { slug } } }`, 2 + 350 + 500 + 10},
		{"a relation reaches further", `{ releases(first: 1, where: {partners: {some: {name: {startsWith: "x"}}}}) { nodes { slug } } }`, 2 + 350 + 50 + 5 + 20 + 1},
		{"what is done once for all rows counts once", `{ partners(first: 10) { nodes { releases(first: 1, where: {title: {contains: "x"}}) { totalCount } } } }`, 1 + 10*(1+1+1+5) + 350 + 150},
		{"a search has its price", `{ search(query: "x", first: 1) { nodes { __typename } } }`, 2 + 100},
		{"metrics are looked up", `{ partner(slug: "x") { metrics { rank } } }`, 2 + 20},
		{"metrics of no other links are looked up", `{ partner(slug: "x") { metrics(links: {}) { rank } } }`, 2 + 20},
		{"metrics of other links are measured, once for all", `{ partners(first: 10) { nodes { metrics(links: {minStrength: 2}) { rank } } } }`, 1 + 10*(1+1) + 20 + 5000},
		{"other links make another network", `{ partnerNetwork(limit: 1, links: {minStrength: 2}) { linkCount } }`, 1 + 300},
		{"a file costs as much as the network holds", `{ partnerNetwork(limit: 100) { export(format: GEXF) } }`, 1 + 100*10},
		{"a file beside its partners", `{ partnerNetwork(limit: 100) { export(format: GEXF) partners { degree } } }`, 1 + 100*(10+1)},
		{"paths are looked for", `{ partnerPaths(from: "a", to: "b") { length } }`, 1 + 1 + 400},
		{"what partners have received is added up", `{ partners(first: 3) { nodes { received { sole { amount } parts { amount } soleWhere } } } }`, 1 + 3*(1+1+10+1+1)},
		{"participations of initiatives are asked for", `{ initiatives(first: 1, where: {participations: {some: {roles: [FUNDER]}}}) { nodes { slug } } }`, 1 + 1 + 50 + 5 + 5 + 350},
		{"related releases are looked for", `{ release(slug: "x") { related { slug } } }`, 1 + 100 + 5},
		{"texts are told apart", `{ releases(first: 1, prefer: ["en"]) { nodes { slug } } }`, 2 + 350 + 5},
		{"texts are not told apart", `{ releases(first: 1, prefer: null) { nodes { slug } } }`, 2},
		{"a timeline is drawn up", `{ partner(slug: "x") { timeline { period } } }`, 1 + 1 + 10},

		{"nodes count their ids", `{ nodes(ids: ["a", "b", "c"]) { id } }`, 3},
		{"one id is a list of one", `{ nodes(ids: "a") { id } }`, 1},
		{"no ids are nothing", `{ nodes(ids: []) { id } }`, 0},
		{"an object of any type is the dearest of them", `{ node(id: "x") { ... on Release { topics { slug } } ... on Partner { names { text } parent { slug } } } }`, 1 + 5},
		{"what all types have is added to the dearest", `{ node(id: "x") { ... on Addressable { ... on Topic { children { slug } names { text } } ... on Partner { names { text } } } ... on Topic { names { text } } } }`, 1 + 5 + 1 + 1},
		{"a fragment of an interface counts in its objects alone", `{ release(slug: "x") { ...l } } fragment l on Addressable { label ... on Release { topics { slug } } ... on Partner { ancestors { slug } } }`, 6},

		{"fragments count where they are spread", `{ releases(first: 2) { ...p } } fragment p on ReleaseConnection { nodes { ...r } totalCount } fragment r on Release { publisher { slug } }`, 1 + 1 + 2*2},
		{"a fragment of a page follows the page", `{ a: releases(first: 2) { ...p } b: releases(first: 50) { ...p } } fragment p on ReleaseConnection { nodes { slug } }`, 3 + 51},
		{"skip leaves out", `{ releases @skip(if: true) { nodes { slug } } newsroom { name } }`, 1},
		{"skip false leaves in", `{ newsroom @skip(if: false) { name } }`, 1},
		{"include false leaves out", `{ ... @include(if: false) { releases { nodes { slug } } } ...q @include(if: false) } fragment q on Query { newsroom { name } }`, 0},
		{"both must leave in", `{ newsroom @include(if: true) @skip(if: true) { name } }`, 0},
	}
	s := cost.LoadSchema(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			document := tt.document
			if got := price(t, s, document, nil).Requested; got != tt.want {
				t.Errorf("Of(%s) = %d, want %d", document, got, tt.want)
			}
		})
	}
}

func TestOfHeedsVariables(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, document string
		variables      map[string]any
		want           int64
	}{
		{"given", `query($n: Int) { releases(first: $n) { nodes { slug } } }`, map[string]any{"n": 5}, 6},
		{"as JSON has them", `query($n: Int) { releases(first: $n) { nodes { slug } } }`, map[string]any{"n": 5.0}, 6},
		{"as text", `query($n: Int) { releases(first: $n) { nodes { slug } } }`, map[string]any{"n": "5"}, 6},
		{"left out", `query($n: Int) { releases(first: $n) { nodes { slug } } }`, nil, 21},
		{"null", `query($n: Int) { releases(first: $n) { nodes { slug } } }`, map[string]any{"n": nil}, 21},
		{"with a default", `query($n: Int = 9) { releases(first: $n) { nodes { slug } } }`, nil, 10},
		{"null in spite of a default", `query($n: Int = 9) { releases(first: $n) { nodes { slug } } }`, map[string]any{"n": nil}, 21},
		{"null where the schema has a default", `query($n: Int) { releases { groups(by: [], first: $n) { count } } }`, map[string]any{"n": nil}, 202},
		{"a list of ids", `query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, map[string]any{"ids": []any{"a", "b"}}, 2},
		{"an id in a list", `query($id: ID!) { nodes(ids: [$id, $id]) { id } }`, map[string]any{"id": "a"}, 2},
		{"one id for a list", `query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, map[string]any{"ids": "a"}, 1},
		{"a format", `query($f: TextFormat) { release(slug: "x") { summary(format: $f) } }`, map[string]any{"f": "HTML"}, 2},
		{"in skip", `query($no: Boolean!) { newsroom @skip(if: $no) { name } }`, map[string]any{"no": true}, 0},
		{"in include", `query($yes: Boolean = false) { newsroom @include(if: $yes) { name } }`, nil, 0},
	}
	s := cost.LoadSchema(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := price(t, s, tt.document, tt.variables).Requested; got != tt.want {
				t.Errorf("Of(%s, %v) = %d, want %d", tt.document, tt.variables, got, tt.want)
			}
		})
	}
}

func TestOfRefusesWhatWasNotValidated(t *testing.T) {
	t.Parallel()
	s := cost.LoadSchema(t)
	operation := &ast.OperationDefinition{Operation: ast.Query, SelectionSet: ast.SelectionSet{&ast.Field{Name: "newsroom"}}}
	if _, err := cost.Of(s, operation, nil); err == nil {
		t.Error("Of priced a document that was not validated")
	}
	if _, err := cost.Of(s, &ast.OperationDefinition{Operation: ast.Subscription}, nil); s.Subscription == nil && err == nil {
		t.Error("Of priced an operation that the schema does not have")
	}
}

func TestIntrospectionIsFree(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/introspection.graphql")
	if err != nil {
		t.Fatal(err)
	}
	if got := price(t, cost.LoadSchema(t), string(text), nil).Requested; got != 0 {
		t.Errorf("what tools ask to learn the schema costs %d, want 0", got)
	}
}

// doubling returns fragments that come to 2^n pages within each other, and 2^n
// beside each other.
func doubling(n int) string {
	var doc strings.Builder
	doc.WriteString("{ initiative(slug: \"x\") { ...f0 ...g0 } }")
	for i := range n {
		fmt.Fprintf(&doc, " fragment f%d on Initiative { a: children(first: 100) { nodes { ...f%d } } b: children(first: 100) { nodes { ...f%d } } }", i, i+1, i+1)
		fmt.Fprintf(&doc, " fragment g%d on Initiative { ...g%d ...g%d }", i, i+1, i+1)
	}
	fmt.Fprintf(&doc, " fragment f%d on Initiative { slug } fragment g%d on Initiative { parent { slug } }", n, n)
	return doc.String()
}

// within returns types of objects within each other, n deep.
func within(n int) string {
	opening := "... on Release { publisher { parent { ancestors { slug } } } } ... on Partner { ancestors { slug } }" +
		" ... on Initiative { parent { slug } } ... on Topic { children { slug } } ... on Participation { initiative { slug } } "
	return "{ node(id: \"x\") {" + strings.Repeat("... on Node {"+opening, n) + "id" + strings.Repeat("}", n) + "} }"
}

// TestHostileFragmentsArePriced ends at all only where a fragment is priced
// once: written out, these documents would take longer than anybody lives.
// BenchmarkHostileFragments says how long it takes.
func TestHostileFragmentsArePriced(t *testing.T) {
	t.Parallel()
	s := cost.LoadSchema(t)
	for name, test := range map[string]struct {
		document string
		want     int64
	}{
		"doubling":                {doubling(40), 1<<63 - 1},
		"types within each other": {within(200), 1401},
	} {
		c, err := cost.Of(s, parse(t, s, test.document), nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.Requested != test.want {
			t.Errorf("%s: costs %d, want %d", name, c.Requested, test.want)
		}
		if refused := c.Requested > 20_000; refused != (len(c.Shorten(20_000)) > 0) {
			t.Errorf("%s: %d suggestions for a cost of %d", name, len(c.Shorten(20_000)), c.Requested)
		}
	}
}

func BenchmarkHostileFragments(b *testing.B) {
	s := cost.LoadSchema(b)
	for name, document := range map[string]string{"doubling": doubling(40), "types": within(200)} {
		parsed := parse(b, s, document)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				c, err := cost.Of(s, parsed, nil)
				if err != nil {
					b.Fatal(err)
				}
				c.Shorten(20_000)
			}
		})
	}
}

func TestFragmentsThatSpreadThemselvesEnd(t *testing.T) {
	t.Parallel()
	s := cost.LoadSchema(t)
	operation := parse(t, s, `{ newsroom { ...a } } fragment a on Newsroom { name ...b } fragment b on Newsroom { ...a }`)
	if _, err := cost.Of(s, operation, nil); err != nil {
		t.Error(err)
	}
}

// parse returns the first operation of a document that is known to the schema,
// without the rules of validation, which take their time.
func parse(t testing.TB, s *ast.Schema, document string) *ast.OperationDefinition {
	t.Helper()
	doc, err := parser.ParseQuery(&ast.Source{Input: document})
	if err != nil {
		t.Fatal(err)
	}
	validator.Walk(s, doc, &validator.Events{})
	return doc.Operations[0]
}

func BenchmarkOf(b *testing.B) {
	s := cost.LoadSchema(b)
	documents := map[string]string{
		"a newsroom page":   `{ releases { nodes { id title publishedOn summary partners { nodes { id name kind } } initiatives { nodes { id name } } topics { id name } } pageInfo { hasNextPage endCursor } totalCount } }`,
		"40 doubled twice":  doubling(40),
		"types in 200 ways": within(200),
	}
	for name, document := range documents {
		operation := parse(b, s, document)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := cost.Of(s, operation, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+", again", func(b *testing.B) {
			var prices cost.Prices
			b.ReportAllocs()
			for b.Loop() {
				if _, err := prices.Of(s, operation, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
