package graph_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// steps are the changes that an asker sees, as one text without what differs
// between databases.
const steps = `{ changes(first: 100) { edges { cursor node { cursor action nodeId } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }`

func TestHiddenChangesLeaveNoTrace(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, false)
		all := func() string {
			text, err := json.Marshal(a.data(t, reader(t), steps, nil))
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
		do := func(mutation string, variables map[string]any) map[string]any {
			return a.data(t, editor(t), mutation, variables)
		}
		hide := func() {
			do(`mutation { createRelease(input: {kind: STORY, title: "Hidden"}) { release { id } } createPartner(input: {kind: OTHER, names: [{text: "Hidden"}]}) { partner { id } } }`, nil)
		}
		hide()
		shown := do(`mutation { createPartner(input: {kind: OTHER, public: true, names: [{text: "Shown"}]}) { partner { id version } } }`, nil)
		id := dig(shown, "createPartner", "partner", "id")
		first := all()
		hide()
		if diff := cmp.Diff(first, all()); diff != "" {
			t.Errorf("hidden changes show in the readers' log (-before +after):\n%s", diff)
		}
		cursor := dig(a.data(t, reader(t), steps, nil), "changes", "pageInfo", "endCursor")
		hide()
		do(`mutation($id: ID!) { updatePartner(id: $id, version: 1, input: {city: "Hong Kong"}) { partner { id } } }`, map[string]any{"id": id})
		hide()
		do(`mutation($id: ID!) { updatePartner(id: $id, version: 2, input: {public: false}) { partner { id } } }`, map[string]any{"id": id})
		later := a.data(t, reader(t), `query($c: Cursor) { changes(after: $c) { nodes { action nodeId node { id } } pageInfo { hasNextPage hasPreviousPage } } }`, map[string]any{"c": cursor})
		want := map[string]any{"changes": map[string]any{
			"nodes": []any{
				map[string]any{"action": "UPDATED", "nodeId": id, "node": nil},
				map[string]any{"action": "UNPUBLISHED", "nodeId": id, "node": nil},
			},
			"pageInfo": map[string]any{"hasNextPage": false, "hasPreviousPage": true},
		}}
		if diff := cmp.Diff(want, later); diff != "" {
			t.Errorf("the readers' next steps (-want +got):\n%s", diff)
		}
		mine := dig(a.data(t, editor(t), steps, nil), "changes", "edges", 0, "cursor")
		for _, c := range []struct {
			asker string
			codes []string
		}{{"reader", []string{"INVALID_CURSOR"}}, {"editor", nil}} {
			ctx := reader(t)
			if c.asker == "editor" {
				ctx = editor(t)
			}
			got := codes(a.ask(ctx, `query($c: Cursor) { changes(after: $c) { nodes { action } } }`, map[string]any{"c": mine}).Errors)
			if diff := cmp.Diff(c.codes, got); diff != "" {
				t.Errorf("an editor's cursor given by a %s (-want +got):\n%s", c.asker, diff)
			}
		}
	})
}

func TestChangesArePagedBothWays(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, false)
		for _, name := range []string{"A", "B", "C", "D", "E"} {
			a.data(t, editor(t), `mutation($n: String!) { createTopic(input: {names: [{text: $n}]}) { topic { id } }
				createPartner(input: {kind: OTHER, public: true, names: [{text: $n}]}) { partner { id } } }`, map[string]any{"n": name})
		}
		for _, who := range []string{"reader", "editor"} {
			whole := a.changesOf(t, who, "first: 100")
			var forth []any
			for after := any(nil); ; {
				page := a.page(t, who, `query($c: Cursor) { changes(first: 2, after: $c) { nodes { cursor nodeId } pageInfo { hasNextPage endCursor } } }`, after)
				nodes, _ := dig(page, "nodes").([]any)
				forth = append(forth, nodes...)
				if after = dig(page, "pageInfo", "endCursor"); dig(page, "pageInfo", "hasNextPage") == false {
					break
				}
			}
			var back []any
			for before := any(nil); ; {
				page := a.page(t, who, `query($c: Cursor) { changes(last: 3, before: $c) { nodes { cursor nodeId } pageInfo { hasPreviousPage startCursor } } }`, before)
				nodes, _ := dig(page, "nodes").([]any)
				back = append(append([]any{}, nodes...), back...)
				if before = dig(page, "pageInfo", "startCursor"); dig(page, "pageInfo", "hasPreviousPage") == false {
					break
				}
			}
			if diff := cmp.Diff(whole, forth); diff != "" {
				t.Errorf("the %s's changes, page by page forwards (-whole +pages):\n%s", who, diff)
			}
			if diff := cmp.Diff(whole, back); diff != "" {
				t.Errorf("the %s's changes, page by page backwards (-whole +pages):\n%s", who, diff)
			}
		}
		one := dig(a.changesOf(t, "editor", "first: 1"), 0, "nodeId")
		filtered := a.data(t, editor(t), `query($id: ID!) { changes(where: {nodeId: {eq: $id}, actions: [CREATED], since: "2020-01-01T00:00:00Z"}) { nodes { nodeId } }
			none: changes(where: {actions: []}) { nodes { nodeId } } future: changes(where: {since: "2100-01-01T00:00:00Z"}) { nodes { nodeId } } }`, map[string]any{"id": one})
		want := map[string]any{
			"changes": map[string]any{"nodes": []any{map[string]any{"nodeId": one}}},
			"none":    map[string]any{"nodes": []any{}}, "future": map[string]any{"nodes": []any{}},
		}
		if diff := cmp.Diff(want, filtered); diff != "" {
			t.Errorf("filtered changes (-want +got):\n%s", diff)
		}
	})
}

func (a *api) changesOf(t *testing.T, who, arguments string) []any {
	t.Helper()
	nodes, _ := dig(a.page(t, who, "{ changes("+arguments+") { nodes { cursor nodeId } } }", nil), "nodes").([]any)
	return nodes
}

func (a *api) page(t *testing.T, who, query string, cursor any) any {
	t.Helper()
	return dig(a.data(t, asker(t, who), query, map[string]any{"c": cursor}), "changes")
}
