package cli_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// TestKilledServer kills a server in the middle of what editors do, again and
// again. After each time every acknowledged change is there, and every other
// one wholly or not at all.
func TestKilledServer(t *testing.T) {
	t.Parallel()
	rounds := 3
	switch {
	case soak():
		rounds = 50
	case testing.Short():
		rounds = 2
	}
	storetest.Each(t, func(t *testing.T, target database.Target) {
		const editors = 6
		d := newDesk(t, target, editors, 5)
		random := rand.New(rand.NewPCG(9, 9))
		for round := range rounds {
			d.workUntilKilled(t, round, editors, random)
			d.verify(t)
			if out, err := program("check", "--database", target.String()).CombinedOutput(); err != nil {
				t.Errorf("check ends with %v: %s", err, out)
			}
			if t.Failed() {
				t.Fatalf("after %d rounds", round+1)
			}
		}
		lost := 0
		for _, a := range d.acts {
			if !a.acked {
				lost++
			}
		}
		t.Logf("%d changes were asked for, %d of them without an answer", len(d.acts), lost)
		if lost == 0 {
			t.Error("no change was under way when a server was killed")
		}
	})
}

// workUntilKilled starts a server, and kills it once the editors are at work.
// Every other time its database has hung up on it a moment before.
func (d *desk) workUntilKilled(t *testing.T, round, editors int, random *rand.Rand) {
	t.Helper()
	const name = "doomed"
	server := startProcess(t, named(t, d.target.String(), name))
	d.address = server.address
	var all sync.WaitGroup
	for i := range editors {
		of := rand.New(rand.NewPCG(uint64(round), uint64(i)))
		all.Go(func() { d.work(t.Context(), i, of) })
	}
	d.awaitActs(t, len(d.releases))
	time.Sleep(time.Duration(random.IntN(200)) * time.Millisecond)
	st, _, ctx := d.open(t, store.Options{SkipMigrate: true})
	defer closing(t, st)
	if postgres := d.target.Engine() == database.PostgreSQL; postgres && round%2 == 1 {
		const hangUp = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1"
		if err := st.Query(ctx, hangUp, []any{name}, func(database.Row) error { return nil }); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Duration(random.IntN(50)) * time.Millisecond)
	}
	server.kill()
	all.Wait()
	d.http.CloseIdleConnections()
	awaitSilence(ctx, t, st, name)
}

// awaitActs waits until so many more changes were acknowledged.
func (d *desk) awaitActs(t *testing.T, more int) {
	t.Helper()
	count := func() int {
		d.mu.Lock()
		defer d.mu.Unlock()
		return len(d.acts)
	}
	for begin, end := count(), time.Now().Add(time.Minute); count() < begin+more; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the editors do not get to work")
		}
	}
}

// awaitSilence waits until the database has noticed that a server is gone: what
// it was asked to commit may be committed until then.
func awaitSilence(ctx context.Context, t *testing.T, st *store.Store, name string) {
	t.Helper()
	if st.Target().Engine() != database.PostgreSQL {
		return
	}
	const left = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1"
	for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		var count int
		if err := st.Query(ctx, left, []any{name}, func(row database.Row) error { return row.Scan(&count) }); err != nil {
			t.Fatal(err)
		}
		if count == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d sessions of a killed server are left", count)
		}
	}
}
