package input_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"pressgraph/graph/input"
)

const sdl = `
type Query {
  find(where: Where, ids: [ID!], order: Direction, grid: [[Int!]!], by: Direction! = ASC, at: Time, any: JSON, size: Float, on: Boolean, name: String, n: Int): String
  need(ids: [ID!]!): String
}
input Where { title: String!, year: Int, kinds: [Direction!], and: [Where!], direction: Direction! = ASC }
enum Direction { ASC DESC }
scalar Time
scalar JSON
`

// coerce coerces variables, given as JSON, for the only operation of a document.
func coerce(t *testing.T, document, variables string) (map[string]any, gqlerror.List) {
	t.Helper()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: sdl})
	doc, err := parser.ParseQuery(&ast.Source{Input: document})
	if err != nil {
		t.Fatal(err)
	}
	if errs := input.Validate(schema, doc); errs != nil {
		t.Fatalf("%s: %v", document, errs)
	}
	var given map[string]any
	decoder := json.NewDecoder(strings.NewReader(variables))
	decoder.UseNumber()
	if err := decoder.Decode(&given); err != nil {
		t.Fatal(err)
	}
	return input.Operation{Schema: schema, OperationDefinition: doc.Operations[0], MaxItems: 100}.Coerce(given)
}

// declare is a document with a variable of a type.
func declare(t *testing.T, of string) string {
	t.Helper()
	argument, ok := map[string]string{
		"Int": "n", "Float": "size", "ID": "ids", "String": "name", "Boolean": "on", "Time": "at", "JSON": "any",
		"Direction": "order", "[ID!]": "ids", "[[Int!]!]": "grid", "Where": "where",
	}[of]
	if !ok {
		t.Fatalf("there is no argument of %s", of)
	}
	if of == "ID" {
		return "query($v: ID!) { find(ids: [$v]) }"
	}
	return fmt.Sprintf("query($v: %s) { find(%s: $v) }", of, argument)
}

func TestCoerce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		of, value string
		want      any
	}{
		{"Int", `2`, int64(2)},
		{"Int", `2.0`, int64(2)},
		{"Int", `2e2`, int64(200)},
		{"Int", `-0`, int64(0)},
		{"Int", `2147483647`, int64(2147483647)},
		{"Int", `-2147483648`, int64(-2147483648)},
		{"Int", `null`, nil},
		{"Float", `2`, 2.0},
		{"Float", `2.5`, 2.5},
		{"ID", `"7"`, "7"},
		{"ID", `7`, "7"},
		{"ID", `7.0`, "7"},
		{"ID", `99999999999999999999`, "99999999999999999999"},
		{"String", `"5"`, "5"},
		{"Boolean", `false`, false},
		{"Time", `"any text"`, "any text"},
		{"JSON", `{"a": [1, true, null]}`, map[string]any{"a": []any{json.Number("1"), true, nil}}},
		{"Direction", `"DESC"`, "DESC"},
		{"[ID!]", `["a", 1]`, []any{"a", "1"}},
		{"[ID!]", `"a"`, []any{"a"}},
		{"[[Int!]!]", `1`, []any{[]any{int64(1)}}},
		{"[[Int!]!]", `[1, [2, 3]]`, []any{[]any{int64(1)}, []any{int64(2), int64(3)}}},
		{"Where", `{"title": "x", "kinds": "ASC", "and": {"title": "y"}}`, map[string]any{
			"title": "x", "kinds": []any{"ASC"}, "and": []any{map[string]any{"title": "y"}},
		}},
	} {
		t.Run("takes "+c.value+" for "+c.of, func(t *testing.T) {
			t.Parallel()
			got, errs := coerce(t, declare(t, c.of), `{"v": `+c.value+`, "other": 1}`)
			if diff := cmp.Diff(map[string]any{"v": c.want}, got); diff != "" || errs != nil {
				t.Errorf("(-want +got):\n%s%v", diff, errs)
			}
		})
	}
}

func TestCoerceRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ of, value, field, message string }{
		{"Int", `"2"`, "v", "must be of type Int"},
		{"Int", `2.5`, "v", "must be of type Int"},
		{"Int", `true`, "v", "must be of type Int"},
		{"Int", `[2]`, "v", "must be of type Int"},
		{"Int", `2147483648`, "v", "must be a whole number of 32 bits"},
		{"Int", `-2147483649`, "v", "must be a whole number of 32 bits"},
		{"Int", `1e400`, "v", "must be a whole number of 32 bits"},
		{"Float", `"2.5"`, "v", "must be of type Float"},
		{"Float", `1e400`, "v", "must be of type Float"},
		{"ID", `1.5`, "v", "must be of type ID!"},
		{"ID", `true`, "v", "must be of type ID!"},
		{"ID", `{}`, "v", "must be of type ID!"},
		{"ID", `null`, "v", "must not be null, as its type is ID!"},
		{"String", `5`, "v", "must be of type String"},
		{"String", `false`, "v", "must be of type String"},
		{"String", `["a"]`, "v", "must be of type String"},
		{"Boolean", `"true"`, "v", "must be of type Boolean"},
		{"Boolean", `1`, "v", "must be of type Boolean"},
		{"Time", `5`, "v", "must be of type Time"},
		{"Time", `true`, "v", "must be of type Time"},
		{"Time", `["2020"]`, "v", "must be of type Time"},
		{"Time", `{}`, "v", "must be of type Time"},
		{"Direction", `"desc"`, "v", `must be one of "ASC", "DESC"`},
		{"Direction", `"Desc"`, "v", `must be one of "ASC", "DESC"`},
		{"Direction", `""`, "v", `must be one of "ASC", "DESC"`},
		{"Direction", `0`, "v", `must be one of "ASC", "DESC"`},
		{"Direction", `["ASC"]`, "v", `must be one of "ASC", "DESC"`},
		{"[ID!]", `["a", null]`, "v[1]", "must not be null, as its type is ID!"},
		{"[ID!]", `[["a"]]`, "v[0]", "must be of type ID!"},
		{"[ID!]", `[` + strings.Repeat(`"a",`, 100) + `"a"]`, "v", "holds 101 values; at most 100 are taken"},
		{"Where", `{}`, "v.title", "must be given, as its type is String!"},
		{"Where", `"x"`, "v", "must be of type Where"},
		{"Where", `[{"title": "x"}]`, "v", "must be of type Where"},
		{"Where", `{"title": "x", "size": 1}`, "v.size", "is no field of Where"},
		{"Where", `{"title": "x", "__typename": "Where"}`, "v.__typename", "is no field of Where"},
		{"Where", `{"title": "x", "direction": null}`, "v.direction", "must not be null, as its type is Direction!"},
		{"Where", `{"title": "x", "and": [{"title": "x", "and": {"title": "x", "kinds": ["asc"]}}]}`, "v.and[0].and[0].kinds[0]", `must be one of "ASC", "DESC"`},
	} {
		t.Run(c.value+" for "+c.of, func(t *testing.T) {
			t.Parallel()
			_, errs := coerce(t, declare(t, c.of), `{"v": `+c.value+`}`)
			if len(errs) != 1 || errs[0].Message != c.field+" "+c.message || errs[0].Extensions["field"] != c.field {
				t.Errorf("got %v, want %s %s", errs, c.field, c.message)
			}
		})
	}
	t.Run("a variable that is left out and needed", func(t *testing.T) {
		t.Parallel()
		if _, errs := coerce(t, "query($v: [ID!]!) { need(ids: $v) }", `{}`); len(errs) != 1 || errs[0].Extensions["field"] != "v" {
			t.Errorf("got %v", errs)
		}
	})
	t.Run("all that is wrong at once, but not without end", func(t *testing.T) {
		t.Parallel()
		_, errs := coerce(t, declare(t, "[ID!]"), `{"v": [true`+strings.Repeat(", true", 99)+`]}`)
		if len(errs) != 21 || errs[19].Extensions["field"] != "v[19]" || errs[20].Message != "and 80 more errors" {
			t.Errorf("got %v", errs)
		}
	})
	t.Run("and repeats no endless name", func(t *testing.T) {
		t.Parallel()
		_, errs := coerce(t, declare(t, "Where"), `{"v": {"title": "x", "`+strings.Repeat("ü", 10_000)+`": 1}}`)
		if len(errs) != 1 || len(errs[0].Message) > 400 {
			t.Errorf("got %d errors, the first of %d bytes", len(errs), len(errs[0].Message))
		}
	})
}

func TestCoerceNulls(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, document, variables string
		want                      map[string]any
		field                     string
	}{
		{"leaves a null where it may be", "query($v: Int) { find(n: $v) }", `{"v": null}`, map[string]any{"v": nil}, ""},
		{"takes it for left out at an argument with a default", "query($v: Direction) { find(by: $v) }", `{"v": null}`, map[string]any{}, ""},
		{"refuses it where the declared default stood in", "query($v: [ID!] = []) { need(ids: $v) }", `{"v": null}`, nil, "v"},
		{"takes that default where it is left out", "query($v: [ID!] = []) { need(ids: $v) }", `{}`, map[string]any{}, ""},
		{"refuses it in a directive", "query($v: Boolean = true) { find @skip(if: $v) }", `{"v": null}`, nil, "v"},
		{"refuses it in a directive of a fragment",
			"query($v: Boolean = true) { ...f } fragment f on Query { ... @include(if: $v) { find } }", `{"v": null}`, nil, "v"},
		{"refuses it in an input within the document", `query($v: String = "x") { find(where: {title: $v}) }`, `{"v": null}`, nil, "v"},
		{"refuses it at a field with a default", `query($v: Direction) { find(where: {title: "x", direction: $v}) }`, `{"v": null}`, nil, "v"},
		{"refuses it in a list within the document", `query($v: ID = "x") { find(ids: [$v]) }`, `{"v": null}`, nil, "v"},
		{"refuses it where it is wanted as null and as left out",
			"query($v: Direction) { find(by: $v, order: $v) }", `{"v": null}`, nil, "v"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, errs := coerce(t, c.document, c.variables)
			if c.field != "" {
				if len(errs) != 1 || errs[0].Extensions["field"] != c.field {
					t.Errorf("got %v and %v, want a complaint about %s", got, errs, c.field)
				}
				return
			}
			if diff := cmp.Diff(c.want, got); diff != "" || errs != nil {
				t.Errorf("(-want +got):\n%s%v", diff, errs)
			}
		})
	}
}

func TestLiterals(t *testing.T) {
	t.Parallel()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: sdl})
	for argument, valid := range map[string]bool{
		`at: "x"`: true, `at: null`: true, `at: """x"""`: true, `at: 5`: false, `at: 5.5`: false, `at: true`: false, `at: X`: false, `at: {}`: false,
		`at: {a: 1}`: false, `at: ["x"]`: false, `any: {a: [1, X]}`: true, `name: {}`: false, `name: {a: 1}`: false, `on: {}`: false,
		`order: DESC`: true, `order: desc`: false, `order: "DESC"`: false, `order: {}`: false, `ids: {}`: false, `ids: [{}]`: false, `ids: "x"`: true,
		`grid: [1]`: true, `n: 1.5`: false, `n: "1"`: false, `size: 1`: true, `where: {title: {}}`: false, `where: {title: "x", and: {title: "y"}}`: true,
	} {
		doc, err := parser.ParseQuery(&ast.Source{Input: "{ find(" + argument + ") }"})
		if err != nil {
			t.Fatal(err)
		}
		if errs := input.Validate(schema, doc); (len(errs) == 0) != valid {
			t.Errorf("find(%s): %v, want valid: %t", argument, errs, valid)
		}
	}
}
