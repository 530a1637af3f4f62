package newsroom_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"pressgraph/ent/db/change"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/revision"
	"pressgraph/internal/access"
	"pressgraph/internal/background"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/keys"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// keeper is a server that keeps the schedule until it is lost.
func keeper(t *testing.T, target database.Target) (lose func()) {
	t.Helper()
	ctx, stop := context.WithCancel(access.With(context.Background(), access.System("test")))
	st, err := derive.Open(ctx, target, store.Options{SkipMigrate: true})
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
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		const releases = 12
		var made []int64
		for i := range releases {
			made = append(made, k.Release(fmt.Sprintf("Later %d", i)))
		}
		begin := time.Now().Add(3 * time.Second)
		due := map[int64]time.Time{}
		for i, id := range made {
			at := begin.Add(time.Duration(i) * 200 * time.Millisecond)
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

// TestClockOfTheDatabase has servers whose own clocks are wrong: what is due,
// what lies in the future and which keys have expired is judged by the
// database's, which here is that of this machine.
func TestClockOfTheDatabase(t *testing.T) {
	t.Parallel()
	for name, off := range map[string]time.Duration{"ahead": 5 * time.Minute, "behind": -5 * time.Minute} {
		t.Run("counts on a server that is "+name, func(t *testing.T) {
			t.Parallel()
			target := storetest.Postgres(t)
			k := kit.New(t, target)
			wrong, err := derive.Open(k.Ctx, target, store.Options{
				SkipMigrate: true, Database: database.Options{Now: func() time.Time { return time.Now().Add(off) }},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer wrong.Close()
			n := newsroom.New(wrong, newsroom.Settings{})
			soon, past := time.Now().Add(2*time.Second), time.Now().Add(-time.Minute)
			id := k.Release("Later")
			if _, err := n.PublishRelease(k.Ctx, id, 1, newsroom.PublishInput{At: &past}); !fault.Is(err, fault.CodeBadInput) {
				t.Errorf("a time that has passed is taken for one to come: %v", err)
			}
			if _, err := n.PublishRelease(k.Ctx, id, 1, newsroom.PublishInput{At: &soon}); err != nil {
				t.Fatalf("a time to come is refused: %v", err)
			}
			_, secret, err := keys.Create(k.Ctx, wrong, keys.CreateInput{Name: "short", Role: access.RoleEditor, ExpiresAt: &soon})
			if err != nil {
				t.Fatalf("a key that ends in the future is refused: %v", err)
			}
			if _, _, err := keys.Create(k.Ctx, wrong, keys.CreateInput{Name: "old", Role: access.RoleEditor, ExpiresAt: &past}); err == nil {
				t.Error("a key is made that has expired")
			}
			ring := keys.NewRing(wrong, slog.New(slog.DiscardHandler))
			defer ring.Close()
			ctx, stop := context.WithCancel(k.Ctx)
			var running sync.WaitGroup
			running.Go(func() { n.KeepSchedule(ctx, slog.New(slog.DiscardHandler)) })
			defer running.Wait()
			defer stop()
			visible := func() bool {
				return k.Store.Client().Release.Query().Where(release.ID(id), release.Visible(true)).ExistX(k.Ctx)
			}
			for time.Now().Before(soon) {
				_, err := ring.Authenticate(k.Ctx, secret)
				if seen := visible(); time.Now().Before(soon) && (seen || err != nil) {
					t.Fatalf("before its time the release is visible: %t, and the key is answered with %v", seen, err)
				}
				time.Sleep(10 * time.Millisecond)
			}
			for end := soon.Add(time.Minute); !visible(); time.Sleep(10 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatal("the release is not published a minute after its time")
				}
			}
			for end := soon.Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
				if _, err := ring.Authenticate(k.Ctx, secret); fault.Is(err, fault.CodeUnauthenticated) {
					break
				}
				if time.Now().After(end) {
					t.Fatal("the key is good a minute after its end")
				}
			}
			if at := k.Store.Client().Release.GetX(k.Ctx, id).UpdatedAt; at.Before(soon.Add(-time.Millisecond)) || at.After(time.Now()) {
				t.Errorf("the release was changed at %s by the log, published at %s", at, soon)
			}
		})
	}
}

func TestLead(t *testing.T) {
	t.Parallel()
	target := storetest.Postgres(t)
	k := kit.New(t, target)
	other, err := derive.Open(k.Ctx, target, store.Options{SkipMigrate: true})
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
	_, err = storetest.Beside(t, k.Store).SQL().ExecContext(k.Ctx, `SELECT pg_terminate_backend(pid) FROM pg_locks
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

func TestLeadGoesOnAfterAPanic(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		ctx, stop := context.WithCancel(k.Ctx)
		terms := 0
		background.Keep(ctx, slog.New(slog.DiscardHandler), "leading", func(ctx context.Context) {
			k.Store.Lead(ctx, func(context.Context) {
				if terms++; terms < 3 {
					panic("no")
				}
				stop()
			})
		})
		if terms != 3 {
			t.Errorf("it was led %d times, want 3: after each of two panics again", terms)
		}
	})
}
