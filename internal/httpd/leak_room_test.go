package httpd_test

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/graph"
	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/fault"
	"pressgraph/internal/httpd"
	"pressgraph/internal/memory"
	"pressgraph/internal/network"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/keys"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// room is a newsroom that is served, with an editor in it whose choices follow
// from a seed: its ids and times are the same in every run.
type room struct {
	kit.Desk

	t      *testing.T
	ctx    context.Context
	store  *store.Store
	random *rand.Rand
	server *httptest.Server
	log    *storetest.Log
	memory *memory.Memory
	// revoked is the secret of a key that is valid no longer.
	revoked string
}

func openRoom(t *testing.T, target database.Target, seed byte, begin time.Time) *room {
	t.Helper()
	zone := time.FixedZone("Hong Kong", 8*60*60)
	var ticks atomic.Int64
	options := store.Options{
		Location: zone, Rand: rand.NewChaCha8([32]byte{seed}),
		Database: database.Options{Simulated: true, Now: func() time.Time {
			return begin.Add(time.Duration(ticks.Add(1)) * 1_234_567 * time.Microsecond)
		}},
	}
	st, err := derive.Open(t.Context(), target, options)
	if err != nil {
		t.Fatal(err)
	}
	rooms := newsroom.New(st, newsroom.Settings{Name: "Test", Homepage: "https://news.example.org", Locales: []string{"en", "zh-Hant"}})
	r := &room{
		Desk: kit.Desk{Newsroom: rooms}, t: t, store: st, random: rand.New(rand.NewPCG(uint64(seed), 1)), log: &storetest.Log{},
		ctx: access.With(context.Background(), access.Viewer{Name: "ed", Role: access.RoleAdmin}),
	}
	log := slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	keys := keys.NewRing(st, log)
	// What was heard is never too old for it, so that both servers look alike.
	r.memory = memory.New(st, memory.Options{Bytes: 64 << 20, Now: func() time.Time { return begin }})
	st.Tell(r.memory)
	r.server = httptest.NewServer(httpd.New(httpd.Config{
		Schema: graph.NewSchema(st, rooms), SDL: graph.SDL(), Present: graph.Presenter(log), Store: st, Keys: keys, Log: log, Memory: r.memory,
		Extensions: []graphql.HandlerExtension{graph.Extension{Store: st, Network: network.NewCache(st), Shared: graph.NewShared()}},
	}))
	t.Cleanup(func() {
		r.server.Close()
		keys.Close()
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// chance draws whether something is so.
func (r *room) chance(percent int) bool { return r.random.IntN(100) < percent }

// one draws one of several; they must be some.
func one[V any](r *room, from []V) V { return from[r.random.IntN(len(from))] }

// some draws up to n different ones.
func some[V any](r *room, from []V, n int) []V {
	var drawn []V
	for _, i := range r.random.Perm(len(from))[:min(len(from), r.random.IntN(n+1))] {
		drawn = append(drawn, from[i])
	}
	return drawn
}

// maybe draws one of several, or none.
func maybe[V any](r *room, percent int, from []V) *V {
	if len(from) == 0 || !r.chance(percent) {
		return nil
	}
	drawn := one(r, from)
	return &drawn
}

// did takes what a use case returns. One that is refused as the newsroom stands
// did nothing; any other error ends the test.
func (r *room) did(what string, done newsroom.Done, err error) int64 {
	r.t.Helper()
	if err != nil && !fault.Is(err, fault.CodeConflict) {
		r.t.Fatalf("%s: %v", what, err)
	}
	if err != nil {
		return 0
	}
	return done.ID
}

// ids reads the ids of a table's rows that meet a condition, in order.
func (r *room) ids(table, condition string) []int64 {
	r.t.Helper()
	records := r.records(table, condition)
	ids := make([]int64, len(records))
	for i, record := range records {
		ids[i] = record.ID()
	}
	return ids
}

func (r *room) records(table, condition string) []store.Record {
	r.t.Helper()
	records, err := r.store.Records(r.ctx, table, condition)
	if err != nil {
		r.t.Fatal(err)
	}
	return records
}

// version returns the version that a node is at.
func (r *room) version(table string, id int64) int {
	r.t.Helper()
	found, err := r.store.RecordsOf(r.ctx, table, "id", id)
	if err != nil || len(found) != 1 {
		r.t.Fatalf("read %s %d: %d rows, %v", table, id, len(found), err)
	}
	return int(found[0].Number("version"))
}

// versions returns the content version and the public version.
func (r *room) versions() (content, public int64) {
	r.t.Helper()
	content, public, err := r.store.Versions(r.ctx)
	if err != nil {
		r.t.Fatal(err)
	}
	return content, public
}
