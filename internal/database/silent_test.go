package database_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/store/storetest"
)

// endOf returns what do ends with, and fails where it does not end.
func endOf(t *testing.T, do func() error) error {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- do() }()
	select {
	case err := <-ended:
		return err
	case <-time.After(2 * time.Minute):
		t.Fatal("it has not ended two minutes later")
		return nil
	}
}

func TestNobodyWaitsForEver(t *testing.T) {
	t.Parallel()
	t.Run("for a server that has gone silent", func(t *testing.T) {
		t.Parallel()
		between := storetest.Holdable(t, storetest.Postgres(t))
		db := storetest.Open(t, storetest.Parse(t, between.Name), database.Options{MaxConns: 1})
		if got := storetest.Count(t, db, "SELECT 1"); got != 1 {
			t.Fatalf("SELECT 1 = %d", got)
		}
		between.Hold()
		defer between.Release()
		for _, what := range []string{"a query", "a transaction"} {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			err := endOf(t, func() error {
				if what == "a query" {
					rows, err := db.QueryContext(ctx, "SELECT 1")
					if err != nil {
						return err
					}
					return errors.Join(rows.Err(), rows.Close())
				}
				_, err := db.Tx(ctx)
				return err
			})
			cancel()
			if err == nil || len(fault.All(err)) == 0 {
				t.Errorf("%s of a silent server ends with %v, want a fault", what, err)
			}
		}
	})
	t.Run("for a pooler that has no session left", func(t *testing.T) {
		t.Parallel()
		pooled := storetest.PgBouncer(t, storetest.Postgres(t), "session", 1)
		db := storetest.Open(t, pooled, database.Options{MaxConns: 1})
		tx, err := db.Tx(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		assertFault(t, endOf(t, func() error {
			_, err := database.Open(context.WithoutCancel(t.Context()), pooled, database.Options{MaxConns: 1})
			return err
		}), fault.CodeOverloaded)
	})
}
