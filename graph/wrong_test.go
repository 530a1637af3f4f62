package graph_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

func TestWrongInput(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		release := dig(a.data(t, reader(t), `{ releases(first: 1) { edges { cursor node { id } } } }`, nil), "releases", "edges", 0)
		cursor, id := dig(release, "cursor").(string), dig(release, "node", "id").(string)
		long := strings.Repeat("x", 1<<20)
		for _, c := range []struct {
			name, query string
			variables   map[string]any
			codes       []string
		}{
			{"unknown slug", `{ release(slug: "nothing") { id } partner(slug: "nothing") { id } initiative(slug: "x") { id } topic(slug: "x") { id } }`, nil, nil},
			{"slug that is none", `query($s: String) { release(slug: $s) { id } partner(slug: $s) { id } }`, map[string]any{"s": "a\x00b"}, nil},
			{"endless slug", `query($s: String) { release(slug: $s) { id } }`, map[string]any{"s": long}, nil},
			{"malformed id", `{ node(id: "nonsense") { id } }`, nil, []string{"BAD_USER_INPUT"}},
			{"id with NUL", `query($i: ID!) { node(id: $i) { id } }`, map[string]any{"i": "\x00"}, []string{"BAD_USER_INPUT"}},
			{"id of another type", `query($i: ID!) { partner(id: $i) { id } }`, map[string]any{"i": id}, nil},
			{"neither id nor slug", `{ release { id } }`, nil, []string{"BAD_USER_INPUT"}},
			{"both id and slug", `query($i: ID!) { release(id: $i, slug: "x") { id } }`, map[string]any{"i": id}, []string{"BAD_USER_INPUT"}},
			{"first 0", `{ releases(first: 0) { nodes { id } } }`, nil, []string{"PAGE_SIZE_OUT_OF_RANGE"}},
			{"first 101", `{ releases(first: 101) { nodes { id } } }`, nil, []string{"PAGE_SIZE_OUT_OF_RANGE"}},
			{"first -1", `{ partners(first: -1) { nodes { id } } }`, nil, []string{"PAGE_SIZE_OUT_OF_RANGE"}},
			{"last 0", `{ initiatives(last: 0) { totalCount } }`, nil, []string{"PAGE_SIZE_OUT_OF_RANGE"}},
			{"first and last", `{ releases(first: 1, last: 1) { nodes { id } } }`, nil, []string{"BAD_USER_INPUT"}},
			{"nulls are as left out", `{ releases(first: null, last: null, after: null, before: null, where: null, orderBy: null) { totalCount } }`, nil, nil},
			{"cursor of another order", `query($c: Cursor) { releases(after: $c, orderBy: [{field: TITLE}]) { nodes { id } } }`, map[string]any{"c": cursor}, []string{"INVALID_CURSOR"}},
			{"cursor of another list", `query($c: Cursor) { partners(after: $c) { nodes { id } } }`, map[string]any{"c": cursor}, []string{"INVALID_CURSOR"}},
			{"damaged cursor", `query($c: Cursor) { releases(before: $c) { nodes { id } } }`, map[string]any{"c": cursor[:len(cursor)-2] + "AA"}, []string{"INVALID_CURSOR"}},
			{"no cursor at all", `query($c: Cursor) { releases(before: $c) { nodes { id } } }`, map[string]any{"c": "\x00ü"}, []string{"INVALID_CURSOR"}},
			{"endless cursor", `query($c: Cursor) { releases(before: $c) { nodes { id } } }`, map[string]any{"c": long}, []string{"INVALID_CURSOR"}},
			{"101 ids", `query($i: [ID!]!) { nodes(ids: $i) { id } }`, map[string]any{"i": slicesOf(id, 101)}, []string{"BAD_USER_INPUT"}},
			{"editors' fields", `{ releases(first: 1) { nodes { version createdAt scheduledFor } } }`, nil, []string{"FORBIDDEN", "FORBIDDEN", "FORBIDDEN"}},
			{"eq null", `{ releases(where: {title: {eq: null}}) { totalCount } }`, nil, []string{"BAD_USER_INPUT"}},
			{"unknown enum", `{ releases(where: {kind: {eq: NOVEL}}) { totalCount } }`, nil, []string{"GRAPHQL_VALIDATION_FAILED"}},
			{"malformed id in a filter", `{ releases(where: {partners: {some: {id: {in: ["x"]}}}}) { totalCount } }`, nil, []string{"BAD_USER_INPUT"}},
			{"malformed date", `{ releases(where: {publishedOn: {gte: "yesterday"}}) { totalCount } }`, nil, []string{"BAD_USER_INPUT"}},
			{"malformed amount", `{ initiatives(where: {funding: {gte: "much"}}) { totalCount } }`, nil, []string{"BAD_USER_INPUT"}},
			{"NUL in a filter", `query($t: String) { releases(where: {title: {contains: $t}}) { totalCount } }`, map[string]any{"t": "\x00"}, []string{"BAD_USER_INPUT"}},
			{"two complaints at once", `{ releases(where: {publishedOn: {gte: "x", lt: "y"}}) { totalCount } }`, nil, []string{"BAD_USER_INPUT", "BAD_USER_INPUT"}},
			{"10,000 values", `query($t: [String!]) { releases(where: {slug: {in: $t}}) { totalCount } }`, map[string]any{"t": slicesOf("x", 10_000)}, []string{"LIMIT_EXCEEDED"}},
			{"nested 200 deep", `query($w: ReleaseFilter) { releases(where: $w) { totalCount } }`, map[string]any{"w": nested(200)}, []string{"LIMIT_EXCEEDED"}},
			{"four dimensions", `{ releases { groups(by: [YEAR, KIND, STATUS, MONTH]) { count } } }`, nil, []string{"BAD_USER_INPUT"}},
			{"a dimension twice", `{ releases { groups(by: [YEAR, YEAR]) { count } } }`, nil, []string{"BAD_USER_INPUT"}},
			{"1,001 groups", `{ releases { groups(by: [YEAR], first: 1001) { count } } }`, nil, []string{"PAGE_SIZE_OUT_OF_RANGE"}},
		} {
			t.Run(c.name, func(t *testing.T) {
				response := a.ask(reader(t), c.query, c.variables)
				if diff := cmp.Diff(c.codes, codes(response.Errors)); diff != "" {
					t.Errorf("codes (-want +got):\n%s\n%v", diff, response.Errors)
				}
				for _, err := range response.Errors {
					for _, leak := range []string{"SELECT", "sql", "ent:", "pq:", "map[", "0x", ".go"} {
						if strings.Contains(err.Message, leak) {
							t.Errorf("the error %q shows %q", err.Message, leak)
						}
					}
				}
			})
		}
		if a.log.Len() > 0 {
			t.Errorf("wrong input was logged as a failure of ours:\n%s", a.log)
		}
	})
}

func slicesOf(v string, n int) []any {
	all := make([]any, n)
	for i := range all {
		all[i] = v
	}
	return all
}

func nested(depth int) map[string]any {
	filter := map[string]any{}
	for range depth {
		filter = map[string]any{"not": filter}
	}
	return filter
}

func TestDraftsDoNotExist(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		made := a.data(t, editor(t), `mutation { createRelease(input: {kind: STORY, title: "A word too early"}) { release { id slug } } }`, nil)
		id, slug := dig(made, "createRelease", "release", "id"), dig(made, "createRelease", "release", "slug")
		const asked = `query($i: ID!, $s: String) {
			node(id: $i) { id } nodes(ids: [$i]) { id } byID: release(id: $i) { id } bySlug: release(slug: $s) { id }
			releases(where: {id: {eq: $i}}) { totalCount nodes { id } groups(by: [STATUS]) { count } }
		}`
		variables := map[string]any{"i": id, "s": slug}
		want := map[string]any{
			"node": nil, "nodes": []any{nil}, "byID": nil, "bySlug": nil,
			"releases": map[string]any{"totalCount": json.Number("0"), "nodes": []any{}, "groups": []any{}},
		}
		if diff := cmp.Diff(want, a.data(t, reader(t), asked, variables)); diff != "" {
			t.Errorf("a reader sees a draft (-want +got):\n%s", diff)
		}
		if got := dig(a.data(t, editor(t), asked, variables), "node", "id"); got != id {
			t.Errorf("an editor's node = %v, want %v", got, id)
		}
	})
}
