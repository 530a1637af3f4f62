package httpd_test

import (
	"context"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// TestALockedTableLeavesOthersAlone asks for releases 64 times while nobody may
// read them.
func TestALockedTableLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	w := openWorld(t, storetest.Postgres(t), 60)
	tx, err := storetest.Beside(t, w.store).Tx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.Exec(t.Context(), "LOCK TABLE releases", []any{}, nil); err != nil {
		t.Fatal(err)
	}
	var readers sync.WaitGroup
	for range 64 {
		readers.Go(func() {
			switch got := w.ask(t, `{ releases { nodes { title } } }`, nil); got.code() {
			case "", "OVERLOADED", "TIMEOUT":
			default:
				t.Errorf("a reader of releases is answered %d %.300s", got.status, got.body)
			}
		})
	}
	awaitLocks(t, w)
	for range 3 {
		if got := w.ask(t, `{ topics { nodes { name } totalCount } }`, nil); got.status != http.StatusOK || got.code() != "" {
			t.Errorf("a reader of topics is answered %d %.300s", got.status, got.body)
		}
		response, err := w.Client().Get(w.URL + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		if text := body(t, response); response.StatusCode != http.StatusOK {
			t.Errorf("/readyz answers %d %s", response.StatusCode, text)
		}
		_ = response.Body.Close()
	}
	if err := tx.Rollback(); err != nil {
		t.Error(err)
	}
	readers.Wait()
	if got := w.ask(t, `{ releases { nodes { title } } }`, nil); got.code() != "" {
		t.Errorf("after the lock a reader of releases is answered %d %.300s", got.status, got.body)
	}
}

// awaitLocks waits until statements wait for the lock.
func awaitLocks(t *testing.T, w *world) {
	t.Helper()
	for {
		waiting := 0
		err := w.store.Query(t.Context(), "SELECT count(*) FROM pg_locks WHERE NOT granted", nil, func(row database.Row) error { return row.Scan(&waiting) })
		if err != nil {
			t.Fatal(err)
		}
		if waiting > 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// BenchmarkBesideTheWorst tells how long a page of a list takes, alone and while
// eight of the dearest operations are asked for again and again, in the newsroom
// that PRESSGRAPH_DEAREST names.
func BenchmarkBesideTheWorst(b *testing.B) {
	name := os.Getenv("PRESSGRAPH_DEAREST")
	if name == "" {
		b.Skip("PRESSGRAPH_DEAREST names no database")
	}
	target, err := database.ParseTarget(name)
	if err != nil {
		b.Fatal(err)
	}
	w := serveWorld(b, target)
	page := func(b *testing.B) {
		for b.Loop() {
			if got := w.ask(b, `{ __typename releases(first: 20) { nodes { title } } }`, nil); got.code() != "" {
				b.Fatalf("answered %.300s", got.body)
			}
		}
	}
	b.Run("alone", page)
	b.Run("beside eight of the worst", func(b *testing.B) {
		ctx, cancel := context.WithCancel(b.Context())
		var worst sync.WaitGroup
		for i := range 8 {
			document := readDearest(b, target.Engine())[i].Document
			worst.Go(func() {
				for ctx.Err() == nil {
					w.ask(b, document, nil)
				}
			})
		}
		time.Sleep(time.Second)
		b.ResetTimer()
		page(b)
		b.StopTimer()
		cancel()
		worst.Wait()
	})
}
