package graph_test

import (
	"context"
	"log/slog"
	"math"
	"syscall"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/graph"
	"pressgraph/graph/lean"
	"pressgraph/internal/database"
	"pressgraph/internal/memory"
	"pressgraph/internal/network"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// plainPage asks for 80 objects with 5 plain fields each, beside 21 lists.
const plainPage = `{ releases(first: 20) { nodes { id slug title kind publishedOn
	partners(first: 3) { nodes { id slug name kind country } } } } }`

// BenchmarkMemory measures pages of which all is in memory, by the planned
// executor and by gqlgen's own: from the operation, with its document and its
// variables, to the bytes.
func BenchmarkMemory(b *testing.B) {
	a := newAPI(b, benchTarget(b, database.SQLite, benchSize(b)), false)
	m := memory.New(a.store, memory.Options{Bytes: 256 << 20})
	a.store.Tell(m)
	if _, _, err := m.Reach(b.Context(), math.MaxInt64, 0); err != nil {
		b.Fatal(err)
	}
	schema := graph.NewSchema(a.store, a.newsroom.Newsroom)
	for _, by := range []struct {
		name   string
		schema graphql.ExecutableSchema
	}{{"planned", schema}, {"stock", schema.Stock()}} {
		exec := executor.New(by.schema)
		exec.SetErrorPresenter(graph.Presenter(slog.New(slog.NewTextHandler(&storetest.Log{}, nil))))
		exec.SetQueryCache(graphql.MapCache[*ast.QueryDocument]{})
		exec.Use(graph.Extension{Store: a.store, Network: network.NewCache(a.store), Shared: graph.NewShared()})
		requests := append(benchRequests(b, a), request{"plain_page", plainPage, nil, nil})
		for _, r := range requests {
			b.Run(by.name+"/"+r.name, func(b *testing.B) { r.recalled(b, exec, m, schema.Buffers()) })
		}
	}
}

// delayed makes each statement a millisecond longer.
type delayed struct{}

func (delayed) Statement(context.Context, string, time.Duration, error) { delay(time.Millisecond) }

// BenchmarkDelayed measures pages that are read from a database far away, by the
// planned executor and by gqlgen's own: what runs side by side is told by the clock.
func BenchmarkDelayed(b *testing.B) {
	a := newAPIWith(b, benchTarget(b, database.SQLite, benchSize(b)), store.Options{Database: database.Options{Probe: delayed{}}})
	schema := graph.NewSchema(a.store, a.newsroom.Newsroom)
	for _, by := range []struct {
		name   string
		schema graphql.ExecutableSchema
	}{{"planned", schema}, {"stock", schema.Stock()}} {
		exec := a.executing(by.schema)
		exec.SetQueryCache(graphql.MapCache[*ast.QueryDocument]{})
		for _, r := range append(benchRequests(b, a), request{"plain_page", plainPage, nil, nil}) {
			b.Run(by.name+"/"+r.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					answered(b, b.Context(), exec, graphql.RawParams{Query: r.query, Variables: r.variables})
				}
			})
		}
	}
}

func (r request) recalled(b *testing.B, exec *executor.Executor, m *memory.Memory, buffers *lean.Buffers) {
	b.Helper()
	base, counter := database.WithCounter(graphql.StartOperationTrace(b.Context()))
	operation, errs := exec.CreateOperationContext(base, &graphql.RawParams{Query: r.query, Variables: r.variables})
	if errs != nil {
		b.Fatal(errs)
	}
	ask := func() *graphql.Response {
		ctx, _, err := m.Begin(base, false)
		if err != nil {
			b.Fatal(err)
		}
		respond, ctx := exec.DispatchOperation(ctx, operation)
		return respond(ctx)
	}
	if got := ask(); len(got.Errors) > 0 {
		b.Fatal(got.Errors)
	}
	before, worked := counter.Count(), processorTime(b)
	b.ReportAllocs()
	for b.Loop() {
		buffers.Give(ask().Data) // As whoever has written it does.
	}
	b.ReportMetric(float64(processorTime(b)-worked)/float64(b.N), "cpu-ns/op")
	b.ReportMetric(float64(counter.Count()-before)/float64(b.N), "statements/op")
}

// processorTime is what this process has had of all processors: beside other work
// it tells more than the clock.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
