package factcheck_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"

	"pressgraph/graph"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/factcheck"
	"pressgraph/internal/fault"
	"pressgraph/internal/network"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
	"pressgraph/internal/transfer"
)

// room is a newsroom with the API over it, whose editors choose by chance.
type room struct {
	kit.Desk
	*rand.Rand
	t        *testing.T
	ctx      context.Context
	executor *executor.Executor
	store    *store.Store
	log      storetest.Log

	partners, initiatives, topics, releases []int64
	// titled and languages are of releases by id, the latter of whole texts by
	// the id of the first.
	titled    map[int64]string
	languages map[int64][]string
}

func openRoom(t *testing.T, target database.Target, seed uint64) *room {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Hong_Kong")
	if err != nil {
		t.Fatal(err)
	}
	st, err := derive.Open(t.Context(), target, store.Options{Location: zone})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	n := newsroom.New(st, newsroom.Settings{Name: "Test", TimeZone: zone, Locales: []string{"en", "zh-Hant"}})
	r := &room{
		Desk: kit.Desk{Newsroom: n}, Rand: rand.New(rand.NewPCG(seed, 13)), t: t, store: st,
		ctx:      access.With(t.Context(), access.Viewer{Name: "ed", Role: access.RoleEditor}),
		executor: executor.New(graph.NewSchema(st, n)), titled: map[int64]string{}, languages: map[int64][]string{},
	}
	r.executor.SetErrorPresenter(graph.Presenter(slog.New(slog.NewTextHandler(&r.log, nil))))
	r.executor.Use(graph.Extension{Store: st, Network: network.NewCache(st)})
	return r
}

// export reads what the newsroom exports.
func (r *room) export() *factcheck.World {
	r.t.Helper()
	var file bytes.Buffer
	if _, err := transfer.Export(r.ctx, r.store, &file, nil); err != nil {
		r.t.Fatal(err)
	}
	w, err := factcheck.Read(&file)
	if err != nil {
		r.t.Fatal(err)
	}
	return w
}

// ask runs a query that must not fail and reads its data.
func (r *room) ask(ctx context.Context, query string, variables map[string]any, into any) {
	r.t.Helper()
	ctx = graphql.StartOperationTrace(ctx)
	operation, errs := r.executor.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: variables})
	var response *graphql.Response
	if errs == nil {
		respond, ctx := r.executor.DispatchOperation(ctx, operation)
		response = respond(ctx)
		errs = response.Errors
	}
	if errs != nil {
		r.t.Fatalf("asked for %s with %v: %v\n%s", query, variables, errs, &r.log)
	}
	decoder := json.NewDecoder(bytes.NewReader(response.Data))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		r.t.Fatal(err)
	}
}

// did takes what a use case returns. One that is refused as the newsroom stands
// did nothing; any other error ends the test.
func (r *room) did(done newsroom.Done, err error) int64 {
	r.t.Helper()
	if err != nil && !slices.ContainsFunc([]fault.Code{fault.CodeConflict, fault.CodeBadInput, fault.CodeNotFound}, func(c fault.Code) bool { return fault.Is(err, c) }) {
		r.t.Fatal(err)
	}
	return done.ID
}

func (r *room) chance(percent int) bool { return r.IntN(100) < percent }

func one[T any](r *room, of ...T) T { return of[r.IntN(len(of))] }

func kind[K interface {
	~string
	Values() []string
}](r *room) K {
	var k K
	return K(one(r, k.Values()...))
}

// some returns a few of all, each once.
func some[T any](r *room, n int, of []T) []T {
	all := slices.Clone(of)
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(n, len(all))]
}

// date is as precise as it happens to be, and lies in few years.
func (r *room) date() string {
	full := fmt.Sprintf("%04d-%02d-%02d", 2019+r.IntN(5), 1+r.IntN(12), 1+r.IntN(28))
	return one(r, full, full, full[:7], full[:4])
}

func maybe[T any](r *room, percent int, value func() T) *T {
	if !r.chance(percent) {
		return nil
	}
	v := value()
	return &v
}

func field[T any](v *T) input.Field[T] { return input.Field[T]{Set: v != nil, Value: v} }

func (r *room) money() kit.MoneyInput {
	return kit.MoneyInput{
		Amount: one(r, "1", "2.5", "0.0003", "100000000", "922337203685477.5807"), Currency: one(r, "HKD", "HKD", "USD", "CNY"),
		Qualifier: one(r, "", "", "", content.AmountAtLeast, content.AmountUpTo, content.AmountAbout),
	}
}
