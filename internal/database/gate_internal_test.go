package database

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pressgraph/internal/budget"
	"pressgraph/internal/fault"
)

// operation returns the context of an operation without limits.
func operation(t *testing.T) context.Context {
	t.Helper()
	ctx, _, cancel := budget.With(t.Context(), budget.Limits{})
	t.Cleanup(cancel)
	return ctx
}

const (
	ofReleases = "SELECT r.id FROM releases AS r"
	ofTopics   = "SELECT t.id FROM topics AS t"
)

func TestGate(t *testing.T) {
	t.Parallel()
	t.Run("leaves_room_for_other_tables_than_one_that_is_locked", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			g := newGate(8)
			ctx := operation(t)
			refused := make(chan error, 64)
			for range 64 {
				go func() {
					// Whoever gets in waits for the lock, for ever.
					if _, _, err := g.enter(ctx, ofReleases); err != nil {
						refused <- err
					}
				}()
			}
			synctest.Wait()
			_, leave, err := g.enter(ctx, ofTopics)
			if err != nil {
				t.Fatalf("topics cannot be read: %v", err)
			}
			leave()
			for range 64 - (g.perTable - 1) { // One place is left to those who write.
				if err := <-refused; !fault.Is(err, fault.CodeOverloaded) {
					t.Errorf("those who wait in vain are told %v", err)
				}
			}
		})
	})
	t.Run("leaves_room_beside_those_who_read_and_write_one_that_is_locked", func(t *testing.T) {
		t.Parallel()
		for n := range 3 * 36 {
			conns, first := 5+n/3, n%3
			synctest.Test(t, func(t *testing.T) {
				g := newGate(conns)
				ctx, cancel := context.WithCancel(operation(t))
				for i := range 10 * conns {
					writes := i%2 == 0
					if first > 0 { // Those who read come first, or those who write.
						writes = i < 5*conns == (first == 1)
						synctest.Wait()
					}
					go func() {
						if writes {
							_, _ = g.hold(ctx) // Whoever gets in waits for the lock, for ever.
							return
						}
						_, _, _ = g.enter(ctx, ofReleases)
					}()
				}
				synctest.Wait()
				if g.running < 2 || g.running >= g.most || g.lanes[transactions].running == 0 || g.lanes["releases"].running == 0 {
					t.Errorf("of %d places of %d connections %d are taken", g.most, conns, g.running)
				}
				_, leave, err := g.enter(ctx, ofTopics)
				if err != nil {
					t.Fatalf("of %d connections none is left to read topics: %v", conns, err)
				}
				leave()
				begin := time.Now()
				hurried, release := context.WithTimeout(ctx, time.Hour)
				if _, err := g.hold(hurried); !fault.Is(err, fault.CodeOverloaded) {
					t.Errorf("who wants to write in vain is told %v", err)
				}
				if waited := time.Since(begin); waited > held {
					t.Errorf("and waits %s for it", waited)
				}
				release()
				ended := make(chan error, 1)
				go func() {
					_, err := g.hold(ctx)
					ended <- err
				}()
				time.Sleep(10 * held)
				synctest.Wait()
				select {
				case err := <-ended:
					t.Errorf("a command that writes does not wait: %v", err)
				default:
				}
				cancel()
				synctest.Wait()
			})
		}
	})
	t.Run("leaves_connections_to_what_is_no_operation", func(t *testing.T) {
		t.Parallel()
		for conns := 2; conns <= 40; conns++ {
			if g := newGate(conns); g.most >= conns || g.most < 1 || g.perTable < 1 || conns > 2 && g.perTable >= g.most {
				t.Errorf("of %d connections operations have %d, one table %d", conns, g.most, g.perTable)
			}
		}
		g := newGate(2)
		ctx := operation(t)
		if _, _, err := g.enter(ctx, ofReleases); err != nil {
			t.Fatal(err)
		}
		if _, _, err := g.enter(t.Context(), ofReleases); err != nil {
			t.Errorf("what has no budget waits: %v", err)
		}
	})
	t.Run("works_with_one_connection", func(t *testing.T) {
		t.Parallel()
		g := newGate(1)
		for range 3 {
			_, leave, err := g.enter(operation(t), ofReleases)
			if err != nil {
				t.Fatal(err)
			}
			leave()
			leave() // The rows have closed, too.
		}
		if g.running != 0 {
			t.Errorf("%d are thought to run", g.running)
		}
	})
	t.Run("ends_waiting_with_the_operation", func(t *testing.T) {
		t.Parallel()
		g := newGate(1)
		_, leave, err := g.enter(operation(t), ofReleases)
		if err != nil {
			t.Fatal(err)
		}
		ctx, b, cancel := budget.With(t.Context(), budget.Limits{Rows: 1})
		defer cancel()
		_, _ = b.Row(0), b.Row(0)
		if _, _, err := g.enter(ctx, ofReleases); !fault.Is(err, fault.CodeLimitExceeded) {
			t.Errorf("waiting ends with %v", err)
		}
		leave()
		if len(g.queue) != 0 || g.running != 0 {
			t.Errorf("%d wait and %d run", len(g.queue), g.running)
		}
	})
	t.Run("waits_as_long_as_others_move", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			g := newGate(1)
			ctx := operation(t)
			var running []func()
			_, leave, err := g.enter(ctx, ofReleases)
			if err != nil {
				t.Fatal(err)
			}
			running = append(running, leave)
			entered := make(chan func())
			for range 10 {
				go func() {
					_, leave, err := g.enter(ctx, ofReleases)
					if err != nil {
						t.Errorf("one that waited its turn is told %v", err)
					}
					entered <- leave
				}()
			}
			for range 10 {
				time.Sleep(stuck * 9 / 10)
				running[len(running)-1]()
				running = append(running, <-entered)
			}
		})
	})
}

func TestTablesOf(t *testing.T) {
	t.Parallel()
	for query, want := range map[string][]string{
		"SELECT 1":                       nil,
		`SELECT "id" FROM "releases"`:    {"releases"},
		ofReleases + " JOIN topics AS t": {"releases", "topics"},
		"SELECT x.* FROM (SELECT r.id FROM releases AS r) AS x":                        {"releases"},
		"SELECT count(*) FROM partners\nWHERE id IN (SELECT partner_id FROM mentions)": {"partners", "mentions"},
	} {
		if got := tablesOf(query); !slices.Equal(got, want) {
			t.Errorf("tablesOf(%q) = %v, want %v", query, got, want)
		}
	}
}
