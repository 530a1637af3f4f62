package httpd_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/graph"
	"pressgraph/internal/access"
	"pressgraph/internal/fault"
	"pressgraph/internal/httpd"
	"pressgraph/internal/store/storetest"
)

const sdl = `
type Query {
  hello(name: String = "world"): String!
  who: String!
  refuse: String
  fail: String
  overload: String
  boom: String
  wait: String
  find(where: Where, ids: [ID!], order: Direction): String
  self: Query!
  other: Other
}
type Other { a: Other b: Other c: Int }
input Where { title: String!, year: Int, nested: Where }
enum Direction { ASC DESC }
type Mutation { add(n: Int!): Int! }
`

// testSchema answers the fields above from their names alone.
type testSchema struct {
	schema *ast.Schema
	added  atomic.Int64
}

func newTestSchema() *testSchema {
	return &testSchema{schema: gqlparser.MustLoadSchema(&ast.Source{Input: sdl})}
}

func (s *testSchema) Schema() *ast.Schema { return s.schema }

func (s *testSchema) Complexity(context.Context, string, string, int, map[string]any) (int, bool) {
	return 0, false
}

func (s *testSchema) Exec(ctx context.Context) graphql.ResponseHandler {
	operation := graphql.GetOperationContext(ctx)
	answered := false
	return func(ctx context.Context) *graphql.Response {
		if answered {
			return nil
		}
		answered = true
		return &graphql.Response{Data: s.data(ctx, operation)}
	}
}

func (s *testSchema) data(ctx context.Context, operation *graphql.OperationContext) json.RawMessage {
	out := map[string]any{}
	failed := false
	for _, selection := range operation.Operation.SelectionSet {
		field, ok := selection.(*ast.Field)
		if !ok {
			continue
		}
		value, err := s.resolve(ctx, field, operation.Variables)
		if err != nil {
			graphql.AddError(ctx, gqlerror.WrapPath(ast.Path{ast.PathName(field.Alias)}, err))
			failed = failed || field.Definition.Type.NonNull
		}
		out[field.Alias] = value
	}
	if failed {
		return json.RawMessage("null")
	}
	data, _ := json.Marshal(out)
	return data
}

func (s *testSchema) resolve(ctx context.Context, field *ast.Field, variables map[string]any) (value any, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = graphql.Recover(ctx, cause)
		}
	}()
	switch field.Name {
	case "hello":
		return "hello " + field.ArgumentMap(variables)["name"].(string), nil
	case "who":
		viewer := access.From(ctx)
		return string(viewer.Role) + " " + viewer.Name, nil
	case "refuse":
		return nil, fault.Invalid("refuse", "is refused")
	case "fail":
		return nil, errors.New("pq: password authentication failed")
	case "overload":
		return nil, fault.New(fault.CodeOverloaded, "the database has no room")
	case "boom":
		panic("kaboom")
	case "wait":
		<-ctx.Done()
		return nil, ctx.Err()
	case "add":
		return s.added.Add(1), nil
	default:
		return nil, nil
	}
}

// counters is a store that knows its versions, unless it has an error or panics.
type counters struct {
	content, public int64
	err             error
	panics          bool
}

func (c *counters) Versions(context.Context) (int64, int64, error) {
	if c.panics {
		panic("kaboom")
	}
	return c.content, c.public, c.err
}

// keyring knows one editor, breaks on the key "broken", cannot look up "busy",
// and looks for "slow" as long as it may.
type keyring struct{}

func (keyring) Authenticate(ctx context.Context, secret string) (access.Viewer, error) {
	switch secret {
	case "good":
		return access.Viewer{Name: "ada", KeyID: 1, Role: access.RoleEditor}, nil
	case "broken":
		return access.Viewer{}, errors.New("no database")
	case "slow":
		<-ctx.Done()
		return access.Viewer{}, ctx.Err()
	case "busy":
		return access.Viewer{}, fault.New(fault.CodeOverloaded, "the database cannot be reached")
	default:
		return access.Viewer{}, fault.New(fault.CodeUnauthenticated, "the key is not valid")
	}
}

// rig is a server under test with everything it was given.
type rig struct {
	*httpd.Server
	schema *testSchema
	store  *counters
	log    *storetest.Log
}

func setup(t *testing.T, change ...func(*httpd.Config)) *rig {
	t.Helper()
	r := &rig{schema: newTestSchema(), store: &counters{content: 97, public: 42}, log: &storetest.Log{}}
	log := slog.New(httpd.LogHandler(slog.NewJSONHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	config := httpd.Config{
		Schema: r.schema, SDL: sdl, Present: graph.Presenter(log), Store: r.store, Keys: keyring{}, Log: log,
		Limits: httpd.Limits{Time: 5 * time.Second},
	}
	for _, c := range change {
		c(&config)
	}
	r.Server = httpd.New(config)
	return r
}

// answer is what a request was answered with.
type answer struct {
	*http.Response
	body string
}

func (r *rig) do(t *testing.T, method, target, body string, headers ...string) answer {
	t.Helper()
	req := httptest.NewRequest(method, target, strings.NewReader(body))
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("X-Cost", "off") // Only its own tests speak of the cost.
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i+1] == "" {
			req.Header.Del(headers[i])
			continue
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	out := httptest.NewRecorder()
	r.ServeHTTP(out, req)
	return answer{out.Result(), out.Body.String()}
}

// query posts a document.
func (r *rig) query(t *testing.T, document string, headers ...string) answer {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		t.Fatal(err)
	}
	return r.do(t, http.MethodPost, "/graphql", string(body), headers...)
}

// codes returns the codes of the errors answered.
func (a answer) codes(t *testing.T) []string {
	t.Helper()
	var body struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal([]byte(a.body), &body); err != nil {
		t.Fatalf("the body is not JSON: %v\n%s", err, a.body)
	}
	var codes []string
	for _, e := range body.Errors {
		if e.Message == "" {
			t.Errorf("an error without a message: %s", a.body)
		}
		codes = append(codes, e.Extensions.Code)
	}
	return codes
}
