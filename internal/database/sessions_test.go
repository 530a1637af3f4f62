package database_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

func TestPooler(t *testing.T) {
	t.Parallel()
	target := storetest.Postgres(t)
	opens := func(t *testing.T, target database.Target, conns int) error {
		t.Helper()
		db, err := database.Open(t.Context(), target, database.Options{MaxConns: conns})
		if err != nil {
			return err
		}
		return db.Close()
	}
	refused := func(t *testing.T, err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), "pool_mode=session") || strings.Contains(err.Error(), "\n") {
			t.Errorf("the database is opened with %v, want it refused in one sentence that says how to go on", err)
		}
	}
	for _, mode := range []string{"transaction", "statement"} {
		for _, sessions := range []int{1, 2, 10} {
			for _, order := range []int{0, 1} {
				name := fmt.Sprintf("that hands on %d sessions by %s is refused (round robin %d)", sessions, mode, order)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					pooled := storetest.PgBouncer(t, target, mode, sessions, fmt.Sprintf("server_round_robin = %d", order))
					for _, conns := range []int{0, 1, 5} {
						refused(t, opens(t, pooled, conns))
					}
				})
			}
		}
	}
	t.Run("that forgets what was prepared is refused", func(t *testing.T) {
		t.Parallel()
		refused(t, opens(t, storetest.PgBouncer(t, target, "transaction", 1, "server_reset_query_always = 1"), 0))
	})
	t.Run("that hands on sessions is refused while others use it, too", func(t *testing.T) {
		t.Parallel()
		pooled := storetest.PgBouncer(t, target, "transaction", 2)
		var together sync.WaitGroup
		for range 16 {
			together.Go(func() { refused(t, opens(t, pooled, 0)) })
		}
		together.Wait()
	})
	t.Run("that keeps a session for each client is taken", func(t *testing.T) {
		t.Parallel()
		for _, sessions := range []int{2, 10} {
			pooled := storetest.PgBouncer(t, target, "session", sessions)
			for _, conns := range []int{0, 1, 2, 5} {
				if err := opens(t, pooled, conns); err != nil {
					t.Errorf("a pool of %d sessions for %d connections is refused: %v", sessions, conns, err)
				}
			}
		}
	})
	t.Run("with a single session is taken where one is enough", func(t *testing.T) {
		t.Parallel()
		pooled := storetest.PgBouncer(t, target, "session", 1)
		if err := opens(t, pooled, 1); err != nil {
			t.Errorf("for one connection it is refused: %v", err)
		}
		if err := opens(t, pooled, 5); err == nil || !strings.Contains(err.Error(), "--database-connections") {
			t.Errorf("for five it is opened with %v, want a sentence that names --database-connections", err)
		}
	})
}
