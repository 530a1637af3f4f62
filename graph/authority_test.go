package graph_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/graph"
	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

func (a *api) schema() *ast.Schema { return graph.NewSchema(a.store, a.newsroom.Newsroom).Schema() }

// guarded are the fields that the schema protects, found in the schema itself
// so that a new one is tested without being named here.
func guarded(a *api) map[string]access.Role {
	found := map[string]access.Role{}
	for _, definition := range a.schema().Types {
		if definition.Kind != ast.Object {
			continue
		}
		for _, field := range definition.Fields {
			if at := field.Directives.ForName("access"); at != nil {
				found[definition.Name+"."+field.Name] = access.Role(at.Arguments.ForName("role").Value.Raw)
			}
		}
	}
	return found
}

// sample writes a value of a type: what is needed of an input, an id that
// names nothing, and zeros.
func sample(schema *ast.Schema, typ *ast.Type) string {
	if typ.Elem != nil {
		return "[" + sample(schema, typ.Elem) + "]"
	}
	definition := schema.Types[typ.NamedType]
	switch definition.Kind {
	case ast.Enum:
		return definition.EnumValues[0].Name
	case ast.InputObject:
		var parts []string
		for _, field := range definition.Fields {
			if field.Type.NonNull && field.DefaultValue == nil {
				parts = append(parts, field.Name+": "+sample(schema, field.Type))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	switch typ.NamedType {
	case "Int", "Float":
		return "1"
	case "Boolean":
		return "false"
	}
	return `"x"`
}

// call writes a field with the arguments it needs and something selected below it.
func call(schema *ast.Schema, field *ast.FieldDefinition) string {
	var arguments []string
	for _, argument := range field.Arguments {
		if argument.Type.NonNull && argument.DefaultValue == nil {
			arguments = append(arguments, argument.Name+": "+sample(schema, argument.Type))
		}
	}
	text := field.Name
	if len(arguments) > 0 {
		text += "(" + strings.Join(arguments, ", ") + ")"
	}
	if schema.Types[field.Type.Name()].IsCompositeType() {
		text += " { __typename }"
	}
	return text
}

// paths lead to an object of a type: by its own field, by a relation, and by node.
func paths(t *testing.T, a *api) map[string][]string {
	t.Helper()
	data := a.data(t, editor(t), `{
		releases(first: 1, where: {partners: {some: {}}}) { nodes { id slug } } partners(first: 1, where: {releaseCount: {gt: 0}}) { nodes { id slug } }
		initiatives(first: 1) { nodes { id slug } } topics(first: 1) { nodes { id slug } }
	}`, nil)
	all := map[string][]string{"Change": {"changes(first: 1) { nodes { FIELD } }", "changes(last: 1) { edges { node { FIELD } } }"}}
	for list, typ := range map[string]string{"releases": "Release", "partners": "Partner", "initiatives": "Initiative", "topics": "Topic"} {
		id, slug := dig(data, list, "nodes", 0, "id"), dig(data, list, "nodes", 0, "slug")
		all[typ] = []string{
			fmt.Sprintf("%s(id: %q) { FIELD }", strings.ToLower(typ), id),
			fmt.Sprintf("%s(slug: %q) { FIELD }", strings.ToLower(typ), slug),
			fmt.Sprintf("node(id: %q) { ... on %s { FIELD } }", id, typ),
			fmt.Sprintf("nodes(ids: [%q]) { ... on %s { FIELD } }", id, typ),
			fmt.Sprintf("%s(first: 1) { nodes { FIELD } }", list),
		}
	}
	all["Partner"] = append(all["Partner"], "releases(first: 1, where: {partners: {some: {}}}) { nodes { partners(first: 1) { edges { node { FIELD } } } } }")
	all["Release"] = append(all["Release"], "partners(first: 1, where: {releaseCount: {gt: 0}}) { nodes { releases(first: 1) { nodes { FIELD } } } }")
	return all
}

func TestAuthority(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		schema, leads := a.schema(), paths(t, a)
		for coordinate, need := range guarded(a) {
			typ, name, _ := strings.Cut(coordinate, ".")
			field := call(schema, schema.Types[typ].Fields.ForName(name))
			var documents []string
			switch typ {
			case "Mutation":
				documents = []string{"mutation { " + field + " }"}
			case "Query":
				documents = []string{"{ " + field + " }"}
			default:
				for _, path := range leads[typ] {
					documents = append(documents, "{ "+strings.Replace(path, "FIELD", field, 1)+" }")
				}
			}
			if len(documents) == 0 {
				t.Errorf("%s is protected, and no path leads to it here", coordinate)
			}
			for _, document := range documents {
				a.checkAuthority(t, document, need)
			}
		}
		if a.log.Len() > 0 {
			t.Errorf("the log tells of failures of ours:\n%s", a.log)
		}
	})
}

// checkAuthority asks as each role, and expects FORBIDDEN and no data from
// those that are not enough, and anything else from those that are.
func (a *api) checkAuthority(t *testing.T, document string, need access.Role) {
	t.Helper()
	before, _, err := a.store.Versions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []access.Role{access.RolePublic, access.RoleAnalyst, access.RoleEditor, access.RoleAdmin} {
		response := a.ask(asRole(t, role), document, nil)
		got := codes(response.Errors)
		if role.Allows(need) {
			if slices.Contains(got, "FORBIDDEN") || slices.Contains(got, "INTERNAL") {
				t.Errorf("%s as %s answers %v", document, role, response.Errors)
			}
			continue
		}
		if len(got) == 0 || slices.ContainsFunc(got, func(code string) bool { return code != "FORBIDDEN" }) {
			t.Errorf("%s as %s answers the codes %v, want FORBIDDEN alone\n%s", document, role, got, response.Data)
		}
		if after, _, err := a.store.Versions(t.Context()); err != nil || after != before {
			t.Errorf("%s as %s has changed something, %v", document, role, err)
		}
	}
}

func asRole(t *testing.T, role access.Role) context.Context {
	t.Helper()
	return access.With(t.Context(), access.Viewer{Name: "somebody", Role: role})
}

// TestRecordsAreHidden reaches for what only editors and admins see by ids that
// they know.
func TestRecordsAreHidden(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		data := a.data(t, editor(t), `{ releases(first: 1) { nodes { id revisions(first: 1) { nodes { id } } } } }`, nil)
		revision := dig(data, "releases", "nodes", 0, "revisions", "nodes", 0, "id")
		for _, role := range []access.Role{access.RolePublic, access.RoleAnalyst} {
			if got := dig(a.data(t, asRole(t, role), `query($id: ID!) { node(id: $id) { id } }`, map[string]any{"id": revision}), "node"); got != nil {
				t.Errorf("%s sees the revision %v", role, got)
			}
		}
		if got := dig(a.data(t, editor(t), `query($id: ID!) { node(id: $id) { __typename } }`, map[string]any{"id": revision}), "node", "__typename"); got != "Revision" {
			t.Errorf("an editor sees %v, want the Revision", got)
		}
	})
}
