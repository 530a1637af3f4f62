package httpd_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/graph"
	"pressgraph/internal/derive"
	"pressgraph/internal/httpd"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// whole returns a server of the project's own schema over an empty database.
func whole(t *testing.T) *rig {
	t.Helper()
	st, err := derive.Open(t.Context(), storetest.SQLite(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return setup(t, func(c *httpd.Config) {
		c.Schema = graph.NewSchema(st, newsroom.New(st, newsroom.Settings{Name: "Test"}))
		c.SDL, c.Store = graph.SDL(), st
		c.Extensions = []graphql.HandlerExtension{graph.Extension{Store: st}}
	})
}

func TestTheSchemaCanBeAskedFor(t *testing.T) {
	t.Parallel()
	r := whole(t)
	t.Run("by tools, in one query", func(t *testing.T) {
		t.Parallel()
		got := r.query(t, schemaQuery)
		var body struct {
			Errors []any
			Data   struct {
				Schema struct{ Types []struct{ Name string } } `json:"__schema"`
			}
		}
		if err := json.Unmarshal([]byte(got.body), &body); err != nil || len(body.Errors) > 0 || len(body.Data.Schema.Types) < 20 {
			t.Errorf("answered %.500s", got.body)
		}
	})
	t.Run("as text with descriptions and directives", func(t *testing.T) {
		t.Parallel()
		got := r.do(t, http.MethodGet, "/schema.graphql", "")
		if _, err := gqlparser.LoadSchema(&ast.Source{Input: got.body}); err != nil {
			t.Errorf("the text is no schema: %v", err)
		}
		for _, want := range []string{`"A press release or story."`, `version: Int @access(role: EDITOR)`} {
			if !strings.Contains(got.body, want) {
				t.Errorf("the text lacks %s", want)
			}
		}
	})
	t.Run("and hostile documents are answered soon", func(t *testing.T) {
		t.Parallel()
		for name, doc := range hostile() {
			if got := r.query(t, doc); len(got.codes(t)) == 0 {
				t.Logf("%s was answered", name)
			}
		}
	})
}
