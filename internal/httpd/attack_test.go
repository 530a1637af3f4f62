package httpd_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// hostileTexts are texts that mean something to somebody: to SQL, to LIKE, to the
// index of words, to JSON, to pages.
func hostileTexts() []string {
	return []string{
		`'`, `''`, `"`, `""`, `\`, `\\`, `%`, `_`, `%%%%`, `[a-z]`, `*`, `?`, `;`, `--`, `/*`, `*/`, `) OR 1=1 --`, `' OR '1'='1`,
		`'; DROP TABLE releases; --`, `$1`, `?1`, `:a`, `@a`, `NULL`, `NaN`, "\x00", "a\x00b", "\u2028", "\u202e", "\ufeff", "\ufffd",
		`AND OR NOT NEAR(a b, 3)`, `"unclosed`, `a" OR "b`, `-`, `-a`, `^a`, `a:b`, `{a b}`, `(((((`, `&|!`, `a & b | !c`, `<->`,
		`<script>alert(1)</script>`, `{{7*7}}`, `../../etc/passwd`, `=cmd()`, strings.Repeat("x", 200), strings.Repeat("(", 200), strings.Repeat("𝕏", 60),
	}
}

// everywhere are queries with a text in each place where readers may write one.
func everywhere() []string {
	return []string{
		`query($t: String!) { search(query: $t) { totalCount nodes { __typename } } }`,
		`query($t: String!) { releases(where: {text: $t}) { totalCount nodes { slug } } }`,
		`query($t: String!) { releases(where: {title: {contains: $t}}) { totalCount nodes { slug } } }`,
		`query($t: String!) { releases(where: {title: {startsWith: $t}}) { totalCount nodes { slug } } }`,
		`query($t: String!) { releases(where: {or: [{slug: {eq: $t}}, {slug: {in: [$t]}}, {not: {slug: {ne: $t}}}]}) { totalCount nodes { slug } } }`,
		`query($t: String!) { partners(where: {name: {contains: $t}}) { totalCount nodes { slug } } }`,
		`query($t: String!) { releases(where: {partners: {some: {name: {contains: $t}}}}) { totalCount nodes { slug } } }`,
		`query($t: String!) { release(slug: $t) { slug } partner(slug: $t) { slug } initiative(slug: $t) { slug } topic(slug: $t) { slug } }`,
	}
}

// wellFormed checks what every answer to readers has to be.
func wellFormed(t *testing.T, what string, got told) {
	t.Helper()
	if got.status >= http.StatusInternalServerError && got.status != http.StatusServiceUnavailable && got.status != http.StatusGatewayTimeout {
		t.Errorf("%s is answered %d %.300s", what, got.status, got.body)
	}
	for _, e := range got.Errors {
		if e.Message == "" || e.Extensions.Code == "" || e.Extensions.Code == "INTERNAL" {
			t.Errorf("%s is answered %.300s", what, got.body)
		}
		for _, word := range []string{"SQL", "sqlite", "pq:", "syntax error", "goroutine", ".go:", "panic", "strconv", "json:", "interface {}"} {
			if strings.Contains(e.Message, word) {
				t.Errorf("%s is told of %q: %s", what, word, e.Message)
			}
		}
	}
	if len(got.body) > 9<<20 {
		t.Errorf("%s is answered with %d bytes", what, len(got.body))
	}
}

func TestHostileTextsAreTexts(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		w := openWorld(t, target, 60)
		before := w.ask(t, `{ releases { totalCount } partners { totalCount } }`, nil).body
		for _, document := range everywhere() {
			for _, text := range hostileTexts() {
				got := w.ask(t, document, map[string]any{"t": text})
				wellFormed(t, fmt.Sprintf("%.60q in %s", text, document), got)
				if status := got.status; status != http.StatusOK {
					t.Errorf("%.60q in %s is answered %d", text, document, status)
				}
			}
		}
		if got := w.ask(t, `{ releases { totalCount } partners { totalCount } }`, nil); got.body != before {
			t.Errorf("before there was %s, afterwards %s", before, got.body)
		}
	})
}

func TestHostileIdsAndCursors(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		w := openWorld(t, target, 60)
		first := w.ask(t, `{ releases(first: 1) { nodes { id } pageInfo { endCursor } } }`, nil)
		var known struct {
			Releases struct {
				Nodes    []struct{ ID string }
				PageInfo struct{ EndCursor string }
			}
		}
		if err := json.Unmarshal(first.Data, &known); err != nil {
			t.Fatal(err)
		}
		id, cursor := known.Releases.Nodes[0].ID, known.Releases.PageInfo.EndCursor
		for _, tampered := range tamperings(id) {
			wellFormed(t, "the id "+tampered, w.ask(t, `query($i: ID!) { node(id: $i) { id } nodes(ids: [$i]) { id } release(id: $i) { id } partnerNetwork(focus: [$i]) { linkCount } partnerPaths(from: $i, to: $i) { length } }`, map[string]any{"i": tampered}))
		}
		for _, tampered := range tamperings(cursor) {
			got := w.ask(t, `query($c: Cursor) { a: releases(after: $c) { nodes { id } } b: releases(before: $c, last: 2) { nodes { id } } c: partners(after: $c) { nodes { id } } }`, map[string]any{"c": tampered})
			wellFormed(t, "the cursor "+tampered, got)
		}
	})
}

// tamperings are texts that look like one, but are not it.
func tamperings(text string) []string {
	all := append(hostileTexts(), "", " ", text+text, text+"=", text[:len(text)/2], strings.ToUpper(text), strings.Repeat("A", 5000))
	for i := range text {
		changed := []byte(text)
		changed[i] ^= 1
		all = append(all, string(changed))
	}
	return slices.DeleteFunc(all, func(t string) bool { return t == text })
}

func TestHostileDocuments(t *testing.T) {
	t.Parallel()
	deep := func(n int) string {
		return `{ releases(first: 1) { nodes ` + strings.Repeat(`{ partners(first: 1) { nodes { releases(first: 1) { nodes `, n) + `{ slug }` + strings.Repeat(` } } } }`, n) + ` } }`
	}
	doubling := func(n int) string {
		var doc strings.Builder
		doc.WriteString(`{ ...f0 }`)
		for i := range n {
			fmt.Fprintf(&doc, ` fragment f%d on Query { ...f%d ...f%d }`, i, i+1, i+1)
		}
		fmt.Fprintf(&doc, ` fragment f%d on Query { __typename }`, n)
		return doc.String()
	}
	tests := []struct{ name, document, code string }{
		{"a thousand aliases", `{ ` + numbered(1000, "a#: __typename ") + `}`, "LIMIT_EXCEEDED"},
		{"a thousand equal fields", `{ ` + strings.Repeat("__typename ", 1000) + `}`, "LIMIT_EXCEEDED"},
		{"a thousand equal lists", `{ ` + strings.Repeat("releases { totalCount } ", 1000) + `}`, "LIMIT_EXCEEDED"},
		{"a thousand directives", `{ __typename ` + strings.Repeat("@include(if: true) ", 1000) + `}`, "LIMIT_EXCEEDED"},
		{"recursion through types", deep(20), "LIMIT_EXCEEDED"},
		{"recursion as deep as is allowed", deep(3), ""},
		{"fragments that spread each other", `{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }`, "GRAPHQL_VALIDATION_FAILED"},
		{"fragments that double", doubling(30), "LIMIT_EXCEEDED"},
		{"the greatest page", `{ releases(first: 2147483647) { nodes { slug } } }`, "PAGE_SIZE_OUT_OF_RANGE"},
		{"a page beyond 2^31", `{ releases(first: 2147483648) { nodes { slug } } }`, "GRAPHQL_VALIDATION_FAILED BAD_USER_INPUT PAGE_SIZE_OUT_OF_RANGE"},
		{"a page beyond 2^53", `{ releases(first: 9007199254740993) { nodes { slug } } }`, "GRAPHQL_VALIDATION_FAILED BAD_USER_INPUT PAGE_SIZE_OUT_OF_RANGE"},
		{"a page beyond 2^64", `{ releases(first: 18446744073709551617) { nodes { slug } } }`, "GRAPHQL_VALIDATION_FAILED BAD_USER_INPUT PAGE_SIZE_OUT_OF_RANGE"},
		{"less than no page", `{ releases(first: -2147483648) { nodes { slug } } }`, "PAGE_SIZE_OUT_OF_RANGE"},
		{"a network of 2^31", `{ partnerNetwork(limit: 2147483647) { linkCount } }`, "COST_LIMIT_EXCEEDED BAD_USER_INPUT"},
		{"a document that holds nothing", "\x00", "GRAPHQL_PARSE_FAILED"},
		{"a document of half a character", "{ a\xc3 }", "GRAPHQL_PARSE_FAILED GRAPHQL_VALIDATION_FAILED"},
		{"49 files", `{ partnerNetwork(limit: 1000) { ` + numbered(49, "a#: export(format: GRAPHML) ") + `} }`, "COST_LIMIT_EXCEEDED"},
		{"49 summaries of 9,801 releases", `{ partners(first: 99) { nodes { releases(first: 99) { nodes { ` + numbered(49, "a#: summary ") + `} } } } }`, "COST_LIMIT_EXCEEDED"},
		{"49 names of 9,801 types", `{ partners(first: 99) { nodes { releases(first: 99) { nodes { ` + numbered(49, "a#: __typename ") + `} } } } }`, "COST_LIMIT_EXCEEDED"},
		{"50 counts of what holds a text", `{ ` + numbered(50, `a#: releases(first: 1, where: {title: {contains: "zq#"}}) { totalCount } `) + `}`, "COST_LIMIT_EXCEEDED"},
		{"160 texts in one filter", `{ releases(first: 1, where: {or: [` + numbered(160, `{title: {contains: "z#q"}}, `) + `]}) { totalCount } }`, "COST_LIMIT_EXCEEDED"},
		{"groups by three relations", `{ releases { groups(by: [PARTNER, INITIATIVE, TOPIC]) { count } } }`, "COST_LIMIT_EXCEEDED"},
		{"related ones of related ones", `{ releases(first: 100) { nodes { related(first: 100) { slug } } } }`, "COST_LIMIT_EXCEEDED"},
		{"ten networks of other ties", `{ partner(slug: "x") { ` + numbered(10, `a#: metrics(links: {minStrength: 1#}) { rank } `) + `} }`, "COST_LIMIT_EXCEEDED"},
	}
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		w := openWorld(t, target, 60)
		for _, tt := range tests {
			got := w.ask(t, tt.document, nil)
			wellFormed(t, tt.name, got)
			if !slices.Contains(append(strings.Fields(tt.code), tt.code), got.code()) {
				t.Errorf("%s: answered %d %.300s, want %q", tt.name, got.status, got.body, tt.code)
			}
		}
	})
}
