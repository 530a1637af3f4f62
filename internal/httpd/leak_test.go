package httpd_test

import (
	"bytes"
	"os"
	"strconv"
	"testing"
	"time"

	"pressgraph/graph/walk"
	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
	"pressgraph/internal/transfer"
)

// twoWorlds opens a newsroom, and a copy of it in which editors have gone on
// with what readers cannot see.
func twoWorlds(t *testing.T, target database.Target, releases int) (plain, hiding *room) {
	t.Helper()
	begin := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	plain = openRoom(t, target, 1, begin)
	plain.fill(releases)
	var file bytes.Buffer
	if _, err := transfer.Export(plain.ctx, plain.store, &file, nil); err != nil {
		t.Fatal(err)
	}
	copied := storetest.SQLite(t)
	if target.Engine() == database.PostgreSQL {
		copied = storetest.Postgres(t)
	}
	hiding = openRoom(t, copied, 2, begin.Add(240*time.Hour))
	if _, err := transfer.Import(hiding.ctx, hiding.store, bytes.NewReader(file.Bytes()), nil); err != nil {
		t.Fatal(err)
	}
	hiding.hide(0.3)
	return plain, hiding
}

// TestReadersNoticeNothingHidden asks two newsrooms the same, one of which
// holds more that readers do not see. All that is answered must be the same.
// PRESSGRAPH_SEED chooses other requests.
func TestReadersNoticeNothingHidden(t *testing.T) {
	t.Parallel()
	releases, requests := 50, 300
	soak := os.Getenv("PRESSGRAPH_SOAK") != ""
	switch {
	case soak:
		releases, requests = 120, 4000
	case testing.Short():
		releases, requests = 30, 100
	}
	seed := seedOf(t)
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		plain, hiding := twoWorlds(t, target, releases)
		p := &pair{t: t, servers: [2]*room{plain, hiding}, codes: map[string]int{}}
		p.same(httpRequest{path: "/graphql", body: map[string]any{"query": walk.Introspection}})
		schema, err := walk.ReadSchema(p.answers[0].body)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("seed %d", seed)
		w := walk.New(schema, hiding.values(), seed)
		p.ask(w, requests)
		p.pages()
		p.report(w, soak)
	})
}

// seedOf returns the seed that PRESSGRAPH_SEED names, or the usual one.
func seedOf(t *testing.T) uint64 {
	t.Helper()
	const usual = 2026
	if given, err := strconv.ParseUint(os.Getenv("PRESSGRAPH_SEED"), 10, 64); err == nil {
		return given
	}
	return usual
}
