package newsroom_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"pressgraph/ent/change"
	"pressgraph/ent/release"
	"pressgraph/ent/revision"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// keeper is a server that keeps the schedule until it is lost.
func keeper(t *testing.T, target store.Target) (lose func()) {
	t.Helper()
	ctx, stop := context.WithCancel(access.With(context.Background(), access.System("test")))
	st, err := store.Open(ctx, target, store.Options{SkipMigrate: true})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	n := newsroom.New(st, newsroom.Settings{})
	var running sync.WaitGroup
	running.Go(func() {
		st.Lead(ctx, func(ctx context.Context) { n.KeepSchedule(ctx, slog.New(slog.DiscardHandler)) })
	})
	return sync.OnceFunc(func() {
		stop()
		running.Wait()
		if err := st.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
}

func TestKeepSchedule(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target store.Target) {
		k := kit.New(t, target)
		const releases = 12
		begin := time.Now().Add(1500 * time.Millisecond)
		due := map[int64]time.Time{}
		for i := range releases {
			id, at := k.Release(fmt.Sprintf("Later %d", i)), begin.Add(time.Duration(i)*200*time.Millisecond)
			if _, err := k.PublishRelease(k.Ctx, id, 1, newsroom.PublishInput{At: &at}); err != nil {
				t.Fatalf("schedule: %v", err)
			}
			due[id] = at
		}
		first, second := keeper(t, target), keeper(t, target)
		defer first()
		defer second()
		lost := false
		seen := map[int64]bool{}
		// How late the latest is depends on the machine, and is told, not judged.
		latest := time.Duration(0)
		for end := begin.Add(releases*200*time.Millisecond + 30*time.Second); len(seen) < releases && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			asked := time.Now()
			for _, row := range k.Store.Client().Release.Query().Where(release.Visible(true)).Select(release.FieldID).AllX(k.Ctx) {
				if seen[row.ID] {
					continue
				}
				seen[row.ID] = true
				latest = max(latest, asked.Sub(due[row.ID]))
				if now := time.Now(); now.Before(due[row.ID]) {
					t.Errorf("release due at %s appeared at %s", due[row.ID], now)
				}
			}
			if len(seen) > releases/2 && !lost {
				lost = true
				first()
			}
		}
		t.Logf("the latest appeared %v after its time", latest)
		if len(seen) != releases {
			t.Fatalf("%d of %d releases appeared", len(seen), releases)
		}
		for id := range due {
			n := k.Store.Client().Revision.Query().Where(revision.ReleaseID(id)).CountX(k.Ctx)
			steps := k.Store.Client().Change.Query().Where(change.EntityID(id), change.ActionEQ(content.ActionPublished)).CountX(k.Ctx)
			if n != 3 || steps != 1 {
				t.Errorf("%d revisions and %d publications of one release, want 3 and 1", n, steps)
			}
		}
		for _, row := range k.Store.Client().Release.Query().AllX(k.Ctx) {
			if !row.PublishedAt.Equal(due[row.ID].UTC().Truncate(time.Microsecond)) {
				t.Errorf("published at %s, was due at %s", row.PublishedAt, due[row.ID])
			}
		}
	})
}

func TestLead(t *testing.T) {
	t.Parallel()
	target := storetest.Postgres(t)
	k := kit.New(t, target)
	other, err := store.Open(k.Ctx, target, store.Options{SkipMigrate: true})
	if err != nil {
		t.Fatal(err)
	}
	var leaders, most, terms int
	var mu sync.Mutex
	lead := func(ctx context.Context) {
		mu.Lock()
		leaders++
		terms++
		most = max(most, leaders)
		mu.Unlock()
		<-ctx.Done()
		mu.Lock()
		leaders--
		mu.Unlock()
	}
	ctx, stop := context.WithCancel(k.Ctx)
	var running sync.WaitGroup
	running.Go(func() { k.Store.Lead(ctx, lead) })
	running.Go(func() { other.Lead(ctx, lead) })
	waitFor := func(want int) {
		t.Helper()
		for range 1500 {
			mu.Lock()
			reached := terms >= want && leaders == 1
			mu.Unlock()
			if reached {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Errorf("no leader number %d", want)
	}
	waitFor(1)
	time.Sleep(time.Second)
	mu.Lock()
	if most != 1 || terms != 1 {
		t.Errorf("%d led at once and %d one after the other, want 1", most, terms)
	}
	mu.Unlock()
	// The session of the leader is lost, as when its server is.
	_, err = k.Store.DB().SQL().ExecContext(k.Ctx, `SELECT pg_terminate_backend(pid) FROM pg_locks
		WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
	if err != nil {
		t.Fatal(err)
	}
	waitFor(2)
	stop()
	running.Wait()
	if leaders != 0 {
		t.Errorf("%d still lead", leaders)
	}
	if err := other.Close(); err != nil {
		t.Error(err)
	}
}
