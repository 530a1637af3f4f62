package graph_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

func TestNodes(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		id := dig(a.data(t, reader(t), `{ releases(first: 1) { nodes { id } } }`, nil), "releases", "nodes", 0, "id")
		unknown := content.GlobalID(content.NodeTopic, 1)
		const asked = `query($ids: [ID!]!) { again: nodes(ids: $ids) { id } }`
		response := a.ask(reader(t), asked, map[string]any{"ids": []any{"nonsense", id, unknown, "", id}})
		want := `{"again":[null,{"id":"` + id.(string) + `"},null,null,{"id":"` + id.(string) + `"}]}`
		if diff := cmp.Diff(want, string(response.Data)); diff != "" {
			t.Errorf("a malformed id is not null in its place alone (-want +got):\n%s", diff)
		}
		var places []string
		for _, err := range response.Errors {
			places = append(places, err.Path.String()+" "+err.Extensions["code"].(string)+" "+err.Extensions["field"].(string))
		}
		if diff := cmp.Diff([]string{"again[0] BAD_USER_INPUT ids[0]", "again[3] BAD_USER_INPUT ids[3]"}, places); diff != "" {
			t.Errorf("errors (-want +got):\n%s", diff)
		}
		if got := a.ask(reader(t), asked, map[string]any{"ids": slicesOf("x", 101)}); len(got.Errors) != 1 {
			t.Errorf("101 malformed ids answer %d errors, want 1", len(got.Errors))
		}
	})
}
