package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/graph"
	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/memory"
	"pressgraph/internal/network"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/bundle"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// api is the whole API over one database.
type api struct {
	executor *executor.Executor
	store    *store.Store
	newsroom kit.Desk
	log      *storetest.Log
	// memory is what answers are compared with; nil in benchmarks.
	memory *memory.Memory
	asked  atomic.Int64
	t      testing.TB
}

// newAPI opens a database with the bundled newsroom in it, if seeded.
func newAPI(t testing.TB, target database.Target, seeded bool) *api {
	t.Helper()
	a := newAPIWith(t, target, store.Options{})
	if seeded {
		if _, err := bundle.Seed(t.Context(), a.newsroom.Newsroom); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// newAPIWith opens an empty database with options, but for its time zone.
func newAPIWith(t testing.TB, target database.Target, options store.Options) *api {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Hong_Kong")
	if err != nil {
		t.Fatal(err)
	}
	options.Location = zone
	s, err := derive.Open(t.Context(), target, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	n := newsroom.New(s, newsroom.Settings{Name: "Test Newsroom", TimeZone: zone, Locales: []string{"en", "zh-Hant", "zh-Hans"}})
	a := &api{executor: executor.New(graph.NewSchema(s, n)), store: s, newsroom: kit.Desk{Newsroom: n}, log: &storetest.Log{}}
	a.executor.SetErrorPresenter(graph.Presenter(slog.New(slog.NewTextHandler(a.log, nil))))
	a.executor.Use(graph.Extension{Store: s, Network: network.NewCache(s), Shared: graph.NewShared()})
	// A clock of the test's own tells how often it was looked at.
	if _, tested := t.(*testing.T); tested && options.Database.Now == nil {
		a.memory, a.t = memory.New(s, memory.Options{Bytes: 64 << 20}), t
		s.Tell(a.memory)
	}
	return a
}

// reader is a context in which an anonymous reader asks.
func reader(t testing.TB) context.Context { return t.Context() }

// editor is a context in which an editor asks.
func editor(t testing.TB) context.Context {
	return access.With(t.Context(), access.Viewer{Name: "ed", Role: access.RoleEditor})
}

// ask runs a query and returns its whole answer.
func (a *api) ask(ctx context.Context, query string, variables map[string]any) *graphql.Response {
	return a.run(ctx, &graphql.RawParams{Query: query, Variables: variables})
}

// eachRemembered is how often what readers ask is also answered with the memory,
// which takes as long again.
const eachRemembered = 6

// run runs an operation and returns its whole answer. Some of what readers ask is
// also answered with the memory, which must make no difference.
func (a *api) run(ctx context.Context, params *graphql.RawParams) *graphql.Response {
	response := a.once(ctx, params)
	reads := access.From(ctx).World() == access.Public && !strings.Contains(params.Query, "mutation")
	if a.memory != nil && reads && a.asked.Add(1)%eachRemembered == 1 {
		a.remembered(ctx, params, response)
	}
	return response
}

func (a *api) remembered(ctx context.Context, params *graphql.RawParams, want *graphql.Response) {
	a.t.Helper()
	ctx, _ = database.WithCounter(ctx)
	if _, _, err := a.memory.Reach(ctx, math.MaxInt64, 0); err != nil {
		return // The test has closed what is read.
	}
	ctx, reading, err := a.memory.Begin(ctx, false)
	if err != nil || !reading.Keeps() {
		a.t.Errorf("nothing is remembered: %v", err)
	}
	got := a.once(ctx, params)
	if len(want.Errors) > 0 && ctx.Err() != nil {
		return
	}
	if diff := cmp.Diff(string(want.Data), string(got.Data)); diff != "" {
		a.t.Errorf("%s\nwith %v is answered otherwise from memory (-want +got):\n%s", params.Query, params.Variables, diff)
	}
	if diff := cmp.Diff(fmt.Sprint(want.Errors), fmt.Sprint(got.Errors)); diff != "" {
		a.t.Errorf("%s\nwith %v has other errors from memory (-want +got):\n%s", params.Query, params.Variables, diff)
	}
}

func (a *api) once(ctx context.Context, params *graphql.RawParams) *graphql.Response {
	ctx = graphql.StartOperationTrace(ctx)
	operation, errs := a.executor.CreateOperationContext(ctx, params)
	if errs != nil {
		return &graphql.Response{Errors: errs}
	}
	respond, ctx := a.executor.DispatchOperation(ctx, operation)
	return respond(ctx)
}

// data runs a query that must not fail and decodes its data.
func (a *api) data(t testing.TB, ctx context.Context, query string, variables map[string]any) map[string]any {
	t.Helper()
	response := a.ask(ctx, query, variables)
	if len(response.Errors) > 0 {
		t.Fatalf("%s\nwith %v answers errors: %v\nlog: %s", query, variables, response.Errors, a.log)
	}
	var data map[string]any
	decoder := json.NewDecoder(bytes.NewReader(response.Data))
	decoder.UseNumber()
	if err := decoder.Decode(&data); err != nil {
		t.Fatal(err)
	}
	return data
}

// codes returns the codes of errors, in order.
func codes(errs gqlerror.List) []string {
	var all []string
	for _, err := range errs {
		code, _ := err.Extensions["code"].(string)
		all = append(all, code)
	}
	return all
}

// dig follows keys and indexes into decoded JSON; nil where a step leads nowhere.
func dig(value any, path ...any) any {
	for _, step := range path {
		switch at := step.(type) {
		case string:
			object, _ := value.(map[string]any)
			value = object[at]
		case int:
			list, _ := value.([]any)
			if at >= len(list) {
				return nil
			}
			value = list[at]
		}
	}
	return value
}

var update = flag.Bool("update", false, "write the golden answers anew")

// some returns every fourth of all with -short, as under the race detector.
func some[T any](all []T) []T {
	if !testing.Short() {
		return all
	}
	var few []T
	for i := 0; i < len(all); i += 4 {
		few = append(few, all[i])
	}
	return few
}

// TestAnswers runs every testdata/<case>.graphql against the bundled newsroom
// on both engines and compares the whole answer with <case>.golden.json.
func TestAnswers(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob("testdata/*.graphql")
	if err != nil || len(cases) == 0 {
		t.Fatalf("found %d cases, %v", len(cases), err)
	}
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		for _, file := range some(cases) {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".graphql"), func(t *testing.T) {
				query, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				got, err := json.MarshalIndent(a.ask(reader(t), string(query), nil), "", "  ")
				if a.log.Len() > 0 {
					t.Errorf("the log tells of failures:\n%s", a.log)
				}
				if err != nil {
					t.Fatal(err)
				}
				golden := strings.TrimSuffix(file, ".graphql") + ".golden.json"
				if *update {
					if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(strings.TrimSpace(string(want)), string(got)); diff != "" {
					t.Errorf("%s answers otherwise than its golden file (-want +got):\n%s", file, diff)
				}
			})
		}
	})
}
