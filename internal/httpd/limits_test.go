package httpd_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"pressgraph/internal/httpd"
)

// nest returns a query of the given depth.
func nest(depth int) string {
	return "{ other" + strings.Repeat("{ a", depth-2) + "{ c }" + strings.Repeat("}", depth-2) + " }"
}

// exponential returns fragments that come to 2^n fields.
func exponential(n int) string {
	var doc strings.Builder
	doc.WriteString("{ other { ...f0 } }")
	for i := range n {
		fmt.Fprintf(&doc, " fragment f%d on Other { a { ...f%d } b { ...f%d } }", i, i+1, i+1)
	}
	fmt.Fprintf(&doc, " fragment f%d on Other { c }", n)
	return doc.String()
}

// chain returns n fragments, each of which spreads the next.
func chain(n int) string {
	var doc strings.Builder
	doc.WriteString("{ other { ...f0 } }")
	for i := range n {
		fmt.Fprintf(&doc, " fragment f%d on Other { c ...f%d }", i, i+1)
	}
	fmt.Fprintf(&doc, " fragment f%d on Other { c }", n)
	return doc.String()
}

func numbered(n int, format string) string {
	var out strings.Builder
	for i := range n {
		out.WriteString(strings.ReplaceAll(format, "#", fmt.Sprint(i)))
	}
	return out.String()
}

// schemaQuery is what tools ask to learn a schema, with every option.
const schemaQuery = `query IntrospectionQuery {
  __schema {
    description
    queryType { name kind } mutationType { name kind } subscriptionType { name kind }
    types { ...FullType }
    directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } }
  }
}
fragment FullType on __Type {
  kind name description specifiedByURL isOneOf
  fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
  inputFields(includeDeprecated: true) { ...InputValue }
  interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef }
}
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
fragment TypeRef on __Type {
  kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }
}`

func TestLimits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, query string
		want        string // part of the message; empty where the document is taken
	}{
		{"the deepest that is taken", nest(15), ""},
		{"too deep", nest(16), "16 levels deep; at most 15"},
		{"too deep in a fragment", "{ other { a { ...f } } } fragment f on Other " + strings.TrimSuffix(strings.TrimPrefix(nest(16), "{ other"), " }"), "17 levels deep"},
		{"one field 500 times", "{" + strings.Repeat(" hello", 500) + " }", ""},
		{"one field 501 times", "{" + strings.Repeat(" hello", 501) + " }", "repeats fields"},
		{"50 aliases", "{" + numbered(50, " a#: hello") + " }", ""},
		{"51 aliases", "{" + numbered(51, " a#: hello") + " }", "51 aliases; at most 50"},
		{"aliases in a fragment spread twice", "{ other { a { ...f } b { ...f } } } fragment f on Other {" + numbered(26, " a#: c") + " }", "52 aliases"},
		{"aliases in two operations", "query q0 {" + numbered(30, " a#: hello") + "} query r {" + numbered(30, " a#: hello") + "}", ""},
		{"50 directives", "{" + strings.Repeat(" hello @skip(if: false)", 50) + " }", ""},
		{"51 directives", "{" + strings.Repeat(" hello @skip(if: false)", 51) + " }", "51 directives; at most 50"},
		{"a field with many directives", "{ hello " + strings.Repeat(" @skip(if: false)", 51) + " }", "directives"},
		{"5,000 tokens and one", "{" + strings.Repeat(" hello", 5000) + "}", "more than 5000 tokens"},
		{"comments without end", strings.Repeat("#\n", 5001) + "{ hello }", "more than 5000 tokens"},
		{"a name without end", "{ " + strings.Repeat("x", 100_000) + " }", "more than 128 characters"},
		{"many long names", "{" + numbered(1000, strings.Repeat("x", 100)+"# ") + "}", "more than 100000 characters"},
		{"50 operations", numbered(50, "query q# { hello }"), ""},
		{"51 operations", numbered(51, "query q# { hello }"), "51 operations; at most 50"},
		{"fragments that come to 2^13 fields", exponential(13), "too many fields"},
		{"fragments that come to 2^100 fields", exponential(100), "levels deep"},
		{"fragments in a long chain", chain(500), "too many fields"},
		{"fragments nobody spreads", "{ hello } " + strings.TrimPrefix(chain(500), "{ other { ...f0 } }"), "too many fields"},
		{"a fragment that spreads itself", "{ other { ...f } } fragment f on Other { c ...f }", `"f" spreads itself`},
		{"fragments that spread each other", "{ other { ...f } } fragment f on Other { a { ...g } } fragment g on Other { b { ...f } }", "spreads itself"},
		{"a cycle that nobody spreads", "{ hello } fragment f on Other { a { ...f } }", "spreads itself"},
		{"the question of tools about the schema", schemaQuery, ""},
		{"the same twice", strings.Replace(schemaQuery, "__schema {", "again: __schema { types { ...FullType } } __schema {", 1), ""},
		{"the same four times", strings.Replace(schemaQuery, "__schema {", numbered(3, "a#: __schema { types { ...FullType } } ")+"__schema {", 1), "too large"},
		{"the schema too deep", "{ __type(name: \"x\") { " + strings.Repeat("ofType { ", 30) + "name" + strings.Repeat(" }", 30) + " } }", "about the schema is 32 levels deep"},
	}
	r := setup(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := map[string]string{"query": tt.query}
			if strings.HasPrefix(tt.query, "query q0") {
				body["operationName"] = "q0"
			}
			got := r.do(t, http.MethodPost, "/graphql", string(mustJSON(t, body)))
			if tt.want == "" {
				if len(got.codes(t)) > 0 {
					t.Errorf("refused: %s", got.body)
				}
				return
			}
			want := "LIMIT_EXCEEDED"
			if strings.Contains(tt.want, "itself") {
				want = "GRAPHQL_VALIDATION_FAILED"
			}
			if codes := got.codes(t); !cmp.Equal(codes, []string{want}) || !strings.Contains(strings.ReplaceAll(got.body, `\"`, `"`), tt.want) {
				t.Errorf("answered %v, want %s with %q\n%.500s", codes, want, tt.want, got.body)
			}
			if !strings.Contains(got.body, `"locations":[{"line":`) {
				t.Errorf("the error has no location: %.500s", got.body)
			}
		})
	}
}

func TestErrorsOfADocumentAreBounded(t *testing.T) {
	t.Parallel()
	r := setup(t)
	got := r.query(t, "{"+numbered(1000, " nothing#")+" }")
	if n := len(got.codes(t)); n != 21 || !strings.Contains(got.body, "and 980 more errors") {
		t.Errorf("answered %d errors, want 20 and one that counts the rest: %.300s", n, got.body)
	}
	got = r.query(t, `{ find(order: "`+strings.Repeat("x", 100_000)+`") }`)
	if len(got.body) > 2000 {
		t.Errorf("the answer to a long wrong value has %d bytes", len(got.body))
	}
}

// hostile are documents that would cost much if they were validated as they
// stand, within the limits of their text.
func hostile() map[string]string {
	return map[string]string{
		"fragments 2^100":            exponential(100),
		"fragments 2^12":             exponential(12),
		"chain of 500":               chain(500),
		"chain of 150":               chain(150),
		"one field 4,990 times":      "{" + strings.Repeat(" hello", 4990) + " }",
		"one object 1,200 times":     "{ other {" + strings.Repeat(" a{c}", 1200) + " } }",
		"objects in objects":         "{ other {" + strings.Repeat(" a{"+strings.Repeat("a{"+strings.Repeat("c ", 20)+"}", 10)+"}", 19) + " } }",
		"one object at 12 levels":    "{ other " + strings.Repeat("{ a", 11) + "{" + strings.Repeat("a{c}", 1200) + "}" + strings.Repeat("}", 11) + " }",
		"500 fragments side by side": "{ other {" + numbered(400, " ...f#") + " } }" + numbered(400, " fragment f# on Other { c }"),
		"fragments between objects":  "{ other {" + numbered(200, " a { ...f# }") + " } }" + numbered(200, " fragment f# on Other { a { c } b { c } }"),
		"1,000 unknown fields":       "{" + numbered(1000, " hellp#") + " }",
		"4,900 unknown fields":       "{" + numbered(4900, " h#") + " }",
		"1,200 variables":            "query(" + numbered(1200, " $v#: Int") + ") { hello }",
		"uses of variables":          "query(" + numbered(600, " $v#: String") + ") {" + numbered(400, " hello(name: $v#)") + " }",
		"unknown arguments":          "{ hello(" + numbered(1600, " nam#: 1") + ") }",
		"one list":                   "{ find(ids: [" + strings.Repeat("1 ", 4980) + "]) }",
		"nested lists":               "{ find(ids: " + strings.Repeat("[", 900) + strings.Repeat("]", 900) + ") }",
		"members of an input":        "{ find(where: {" + numbered(1600, " t#: 1") + "}) }",
		"a long wrong value":         `{ find(order: "` + strings.Repeat("x", 1_000_000) + `") }`,
		"names of 128 bytes":         "{" + numbered(4900, " "+strings.Repeat("y", 120)+"#") + " }",
		"inline fragments":           "{ other {" + strings.Repeat(" ... on Other { c }", 800) + " } }",
	}
}

// The limit is far above what any of them takes, for machines that are busy
// and slow; it is far below what one of them took without its limit.
func TestHostileDocumentsAreAnsweredSoon(t *testing.T) {
	t.Parallel()
	const soon = 10 * time.Second
	r := setup(t)
	for name, doc := range hostile() {
		begin := time.Now()
		got := r.query(t, doc)
		if took := time.Since(begin); took > soon {
			t.Errorf("%s took %v: %.200s", name, took, got.body)
		} else {
			t.Logf("%-28s %v %.150s", name, took, got.body)
		}
	}
}

func BenchmarkHostileDocuments(b *testing.B) {
	for name, doc := range hostile() {
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			for b.Loop() {
				_ = httpd.Check(httpd.Limits{}, doc)
			}
		})
	}
}

// FuzzCheck holds whatever passes the limits to be validated soon.
func FuzzCheck(f *testing.F) {
	for _, doc := range hostile() {
		if len(doc) < 1<<16 {
			f.Add(doc)
		}
	}
	f.Add(schemaQuery)
	f.Add("{ hello(name: \"\"\"x\"\"\") @skip(if: $x) { ... @include(if: true) { a } } }")
	schema := newTestSchema().Schema()
	f.Fuzz(func(t *testing.T, query string) {
		begin := time.Now()
		if httpd.Check(httpd.Limits{}, query) != nil {
			return
		}
		doc, err := parser.ParseQuery(&ast.Source{Input: query})
		if err != nil || len(doc.Operations) == 0 {
			return
		}
		validator.ValidateWithRules(schema, doc, rules.NewDefaultRules())
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("took %v", took)
		}
	})
}
