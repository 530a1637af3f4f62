package httpd_test

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/graph"
	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/httpd"
	"pressgraph/internal/store"
)

// answering is the real schema with one answer to everything, which it takes
// two statements to find.
type answering struct {
	schema *ast.Schema
	store  *store.Store
	data   string
	runs   int
}

func (a *answering) Schema() *ast.Schema { return a.schema }

func (a *answering) Complexity(context.Context, string, string, int, map[string]any) (int, bool) {
	return 0, false
}

func (a *answering) Exec(context.Context) graphql.ResponseHandler {
	return func(ctx context.Context) *graphql.Response {
		a.runs++
		for range 2 {
			if err := a.store.Query(ctx, "SELECT 1", nil, func(database.Row) error { return nil }); err != nil {
				graphql.AddError(ctx, err)
			}
		}
		return &graphql.Response{Data: json.RawMessage(a.data)}
	}
}

// analysts knows one analyst.
type analysts struct{}

func (analysts) Authenticate(context.Context, string) (access.Viewer, error) {
	return access.Viewer{Name: "grace", KeyID: 2, Role: access.RoleAnalyst}, nil
}

// setupCost serves the real schema; every request is answered with data.
func setupCost(t *testing.T, data string, change ...func(*httpd.Config)) (*rig, *answering) {
	t.Helper()
	target, err := database.ParseTarget("sqlite:" + filepath.Join(t.TempDir(), "cost.db"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := derive.Open(t.Context(), target, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	a := &answering{schema: gqlparser.MustLoadSchema(&ast.Source{Input: graph.SDL()}), store: s, data: data}
	all := append([]func(*httpd.Config){func(c *httpd.Config) { c.Schema = a }}, change...)
	return setup(t, all...), a
}

const (
	cheap = `{ releases(first: 10) { nodes { title topics { name } } } }`                              // 1 + 10 × (1 + 5)
	dear  = `{ releases(first: 100) { nodes { partners(first: 100) { nodes { names { text } } } } } }` // 1 + 100 × (1 + 1 + 100 × 2)
	data  = `{"releases":{"nodes":[{"title":"x","topics":[{"name":"a"},{"name":"b"}]}]}}`
)

func TestCostIsTold(t *testing.T) {
	t.Parallel()
	r, a := setupCost(t, data, func(c *httpd.Config) { c.Keys = analysts{} })
	const key = "Bearer any"
	tests := []struct {
		name, query, mode, key string
		want                   string
		runs                   int
	}{
		{"in every answer", cheap, "", "", `{"data":` + data + `,"extensions":{"cost":{"limit":20000,"requested":61}}}`, 1},
		{"with an analyst's limit", cheap, "", key, `{"data":` + data + `,"extensions":{"cost":{"limit":200000,"requested":61}}}`, 1},
		{"fully", cheap, "full", "", `{"data":` + data + `,"extensions":{"cost":{"actual":4,"limit":20000,"requested":61,"statements":2}}}`, 1},
		{"without executing", cheap, "only", "", `{"extensions":{"cost":{"limit":20000,"requested":61}}}`, 0},
		{"not at all", cheap, "off", "", `{"data":` + data + `}`, 1},
		{"for introspection, which is free", `{ __schema { queryType { name } } }`, "only", "", `{"extensions":{"cost":{"limit":20000,"requested":0}}}`, 0},
		{"to an analyst for what is too much for readers", dear, "only", key, `{"extensions":{"cost":{"limit":200000,"requested":20201}}}`, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a.runs = 0
			got := r.query(t, tt.query, "X-Cost", tt.mode, "Authorization", tt.key)
			if got.StatusCode != http.StatusOK || got.body != tt.want || a.runs != tt.runs {
				t.Errorf("answered %d %s after %d runs, want %s after %d", got.StatusCode, got.body, a.runs, tt.want, tt.runs)
			}
		})
	}
}

func TestCostOfABatchIsToldOfEach(t *testing.T) {
	t.Parallel()
	r, _ := setupCost(t, data)
	body := `[{"query": "{ newsroom { name } }"}, {"query": "query($n: Int) { releases(first: $n) { nodes { title } } }", "variables": {"n": 4}}]`
	got := r.do(t, http.MethodPost, "/graphql", body, "X-Cost", "only")
	want := `[{"extensions":{"cost":{"limit":20000,"requested":1}}},{"extensions":{"cost":{"limit":20000,"requested":5}}}]`
	if got.body != want {
		t.Errorf("answered %s, want %s", got.body, want)
	}
}

func TestOverTheLimitNothingRuns(t *testing.T) {
	t.Parallel()
	type told struct{ Requested, Limit int64 }
	type refused struct {
		Errors []struct {
			Message    string
			Extensions struct {
				Code        string
				Cost, Limit int64
				Suggestions []struct {
					Path     []string
					Argument string
					Max      int64
				}
			}
		}
		Data       json.RawMessage
		Extensions struct{ Cost told }
	}
	for _, mode := range []string{"", "full", "only"} {
		r, a := setupCost(t, data)
		got := r.query(t, dear, "X-Cost", mode, "Accept", graphqL)
		var body refused
		if err := json.Unmarshal([]byte(got.body), &body); err != nil || len(body.Errors) != 1 || body.Errors[0].Message == "" {
			t.Fatalf("X-Cost %q: answered %s", mode, got.body)
		}
		e := body.Errors[0].Extensions
		if got.StatusCode != 400 || a.runs != 0 || body.Data != nil || e.Code != "COST_LIMIT_EXCEEDED" || e.Cost != 20_201 || e.Limit != 20_000 {
			t.Errorf("X-Cost %q: answered %d %s after %d runs", mode, got.StatusCode, got.body, a.runs)
		}
		if want := (told{20_201, 20_000}); body.Extensions.Cost != want {
			t.Errorf("X-Cost %q: extensions.cost is %+v, want %+v", mode, body.Extensions.Cost, want)
		}
		var paths [][]string
		for _, suggestion := range e.Suggestions {
			paths = append(paths, suggestion.Path)
			if suggestion.Argument != "first" || suggestion.Max != 99 && suggestion.Max != 98 {
				t.Errorf("X-Cost %q: suggests %+v", mode, suggestion)
			}
		}
		if diff := cmp.Diff([][]string{{"releases"}, {"releases", "nodes", "partners"}}, paths); diff != "" {
			t.Errorf("X-Cost %q: suggestions (-want +got):\n%s", mode, diff)
		}
	}
}

func TestTheCostLimitCanBeSet(t *testing.T) {
	t.Parallel()
	for limit, code := range map[int64][]string{61: nil, 60: {"COST_LIMIT_EXCEEDED"}, math.MaxInt64: nil} {
		r, _ := setupCost(t, data, func(c *httpd.Config) { c.Limits.Cost = limit })
		if codes := r.query(t, cheap, "X-Cost", "").codes(t); !cmp.Equal(codes, code) {
			t.Errorf("with a limit of %d: answered %v, want %v", limit, codes, code)
		}
	}
	r, _ := setupCost(t, data, func(c *httpd.Config) { c.Keys, c.Limits.Cost = analysts{}, math.MaxInt64 })
	if codes := r.query(t, cheap, "Authorization", "Bearer any").codes(t); codes != nil {
		t.Errorf("ten times the greatest limit: answered %v", codes)
	}
}

func TestACostHeaderMustBeKnown(t *testing.T) {
	t.Parallel()
	r, a := setupCost(t, data)
	for _, value := range []string{"all", "FULL", " ", "full, off"} {
		got := r.query(t, cheap, "X-Cost", value)
		if codes := got.codes(t); got.StatusCode != 400 || !cmp.Equal(codes, []string{"BAD_USER_INPUT"}) || a.runs != 0 {
			t.Errorf("X-Cost %q: answered %d %s", value, got.StatusCode, got.body)
		}
	}
}

func TestWhatIsNotValidHasNoCost(t *testing.T) {
	t.Parallel()
	r, _ := setupCost(t, data)
	for _, query := range []string{"{", "{ nothing }"} {
		var body struct{ Extensions map[string]any }
		got := r.query(t, query, "X-Cost", "full")
		if err := json.Unmarshal([]byte(got.body), &body); err != nil || body.Extensions != nil {
			t.Errorf("%s: answered %s", query, got.body)
		}
	}
}
