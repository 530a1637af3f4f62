package walk_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/graph/walk"
)

const sdl = `
type Query { dogs(first: Int, after: String, where: Where): [Dog!]! pet(id: ID, slug: String): Pet }
interface Pet { id: ID! }
type Dog implements Pet { id: ID! name(loud: Boolean): String size: Size }
type Cat implements Pet { id: ID! name: Int }
enum Size { SMALL LARGE }
input Where { size: Size not: Where name: String }
`

const told = `{"data": {"__schema": {"queryType": {"name": "Query"}, "mutationType": null, "types": [
  {"kind": "OBJECT", "name": "Query", "fields": [
    {"name": "dogs", "args": [
      {"name": "first", "type": {"kind": "SCALAR", "name": "Int"}}, {"name": "after", "type": {"kind": "SCALAR", "name": "String"}},
      {"name": "where", "type": {"kind": "INPUT_OBJECT", "name": "Where"}}],
      "type": {"kind": "NON_NULL", "ofType": {"kind": "LIST", "ofType": {"kind": "OBJECT", "name": "Dog"}}}},
    {"name": "pet", "args": [{"name": "id", "type": {"kind": "SCALAR", "name": "ID"}}, {"name": "slug", "type": {"kind": "SCALAR", "name": "String"}}],
      "type": {"kind": "INTERFACE", "name": "Pet"}}]},
  {"kind": "INTERFACE", "name": "Pet", "fields": [{"name": "id", "args": [], "type": {"kind": "SCALAR", "name": "ID"}}],
    "possibleTypes": [{"name": "Dog"}, {"name": "Cat"}]},
  {"kind": "OBJECT", "name": "Dog", "fields": [{"name": "id", "args": [], "type": {"kind": "SCALAR", "name": "ID"}},
    {"name": "name", "args": [{"name": "loud", "type": {"kind": "SCALAR", "name": "Boolean"}}], "type": {"kind": "SCALAR", "name": "String"}},
    {"name": "size", "args": [], "type": {"kind": "ENUM", "name": "Size"}}]},
  {"kind": "OBJECT", "name": "Cat", "fields": [{"name": "id", "args": [], "type": {"kind": "SCALAR", "name": "ID"}},
    {"name": "name", "args": [], "type": {"kind": "SCALAR", "name": "Int"}}]},
  {"kind": "ENUM", "name": "Size", "enumValues": [{"name": "SMALL"}, {"name": "LARGE"}]},
  {"kind": "INPUT_OBJECT", "name": "Where", "inputFields": [{"name": "size", "type": {"kind": "ENUM", "name": "Size"}},
    {"name": "not", "type": {"kind": "INPUT_OBJECT", "name": "Where"}}, {"name": "name", "type": {"kind": "SCALAR", "name": "String"}}]},
  {"kind": "SCALAR", "name": "ID"}, {"kind": "SCALAR", "name": "Int"}, {"kind": "SCALAR", "name": "String"}, {"kind": "SCALAR", "name": "Boolean"}
]}}}`

// words is a source that knows one text.
type words struct{}

func (words) Value(string, []string, bool, *rand.Rand) any { return "word" }

func TestOperations(t *testing.T) {
	t.Parallel()
	schema, err := walk.ReadSchema([]byte(told))
	if err != nil {
		t.Fatal(err)
	}
	against := gqlparser.MustLoadSchema(&ast.Source{Input: sdl})
	w, again := walk.New(schema, words{}, 1), walk.New(schema, words{}, 1)
	for range 300 {
		document, _ := w.Operation().Document()
		if same, _ := again.Operation().Document(); same != document {
			t.Fatalf("the same seed gives\n%sand\n%s", document, same)
		}
		if _, errs := gqlparser.LoadQueryWithRules(against, document, nil); errs != nil && !strings.Contains(errs.Error(), "cannot represent") {
			t.Errorf("%s is not valid: %v", document, errs)
		}
	}
	for name, share := range map[string]walk.Share{"fields": w.Covered.Asked(), "inputs": w.Covered.Inputs()} {
		if share.Used < share.All {
			t.Errorf("of the %s these were never used: %v", name, share.Missing)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	_, err := walk.ReadSchema([]byte(`{"errors": [{"message": "no"}]}`))
	if err == nil {
		t.Error("a refusal is read as a schema")
	}
}

func TestProbes(t *testing.T) {
	t.Parallel()
	schema, err := walk.ReadSchema([]byte(told))
	if err != nil {
		t.Fatal(err)
	}
	against := gqlparser.MustLoadSchema(&ast.Source{Input: sdl})
	w := walk.New(schema, words{}, 1)
	values := map[string]any{
		"Int": 1, "String": "a", "Boolean": true, "ID": "a", "Size": walk.Enum("LARGE"), "Where": map[string]any{"size": walk.Enum("SMALL"), "name": "b"},
	}
	var found []string
	for _, p := range schema.Places() {
		found = append(found, p.Coordinate)
		for _, variable := range []bool{false, true} {
			document, variables := w.Probe(p, values[p.Type], variable).Document()
			if _, errs := gqlparser.LoadQueryWithRules(against, document, nil); errs != nil || (len(variables) > 0) != variable {
				t.Errorf("%s with %v at %s is not valid: %v", document, variables, p.Coordinate, errs)
			}
		}
	}
	want := "Dog.name(loud) Query.dogs(after) Query.dogs(first) Query.dogs(where) Query.pet(id) Query.pet(slug) Where.name Where.not Where.size"
	if got := strings.Join(found, " "); got != want {
		t.Errorf("places are %s, want %s", got, want)
	}
}
