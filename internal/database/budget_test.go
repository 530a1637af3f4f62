package database_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"pressgraph/internal/budget"
	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/store/storetest"
)

// counting returns a statement that counts to n on either engine, its rows those
// of the numbers that hold for condition.
func counting(what, condition string) string {
	return "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000000) SELECT " + what + " FROM c WHERE " + condition
}

func TestABudgetEndsStatements(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, query string
		limits      budget.Limits
		code        fault.Code
	}{
		{"that answer too many rows", counting("n", "n > 0 LIMIT 100"), budget.Limits{Rows: 99}, fault.CodeLimitExceeded},
		{"whose rows hold too much", counting("'0123456789'", "n > 0 LIMIT 100"), budget.Limits{Read: 999}, fault.CodeLimitExceeded},
		{"that take too long before their first row", counting("count(*)", "n > 0"), budget.Limits{Time: 50 * time.Millisecond}, fault.CodeTimeout},
	}
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := storetest.Open(t, target, database.Options{})
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				ctx, b, cancel := budget.With(t.Context(), tt.limits)
				defer cancel()
				err := readTo(ctx, db, tt.query, func() {})
				if !fault.Is(err, tt.code) || !fault.Is(b.Err(), tt.code) {
					t.Errorf("it ended with %v (the budget with %v), want %s", err, b.Err(), tt.code)
				}
			})
		}
		t.Run("leaves the pool as it was", func(t *testing.T) {
			if err := readTo(t.Context(), db, "SELECT 1", func() {}); err != nil {
				t.Error(err)
			}
		})
	})
}

// TestAStatementEndsBetweenTwoRows would take minutes if only the way to the
// first row were watched.
func TestAStatementEndsBetweenTwoRows(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, storetest.SQLite(t), database.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err := readTo(ctx, db, counting("n", "n IN (1, 1000000000)"), cancel)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v, want that of its context", err)
	}
}

// readTo reads all rows of a query, and calls first at the first.
func readTo(ctx context.Context, db *database.DB, query string, first func()) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	for rows.Next() {
		first()
		first = func() {}
	}
	return errors.Join(database.Fault(rows.Err()), rows.Close())
}

// TestPostgreSQLStopsWhatNobodyWaitsFor looks from beside whether the server goes
// on with a statement whose context has ended, in all three ways to end.
func TestPostgreSQLStopsWhatNobodyWaitsFor(t *testing.T) {
	t.Parallel()
	target := storetest.Postgres(t)
	db, beside := storetest.Open(t, target, database.Options{}), storetest.Open(t, target, database.Options{})
	const running = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()" +
		" AND query LIKE 'WITH RECURSIVE%'"
	for name, end := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"at its deadline": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 300*time.Millisecond)
		},
		"when it is cancelled": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(300*time.Millisecond, cancel)
			return ctx, cancel
		},
		"at the end of its budget": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, _, cancel := budget.With(ctx, budget.Limits{Time: 300 * time.Millisecond})
			return ctx, cancel
		},
	} {
		ctx, cancel := end(t.Context())
		err := readTo(ctx, db, counting("count(*)", "n > 0"), func() {})
		ended := time.Now()
		cancel()
		if err == nil {
			t.Fatalf("%s: it counted to the end", name)
		}
		for storetest.Count(t, beside, running) > 0 {
			if time.Since(ended) > 30*time.Second {
				t.Fatalf("%s the server still counts half a minute later", name)
			}
			time.Sleep(time.Millisecond)
		}
		t.Logf("%s the server stops within %s", name, time.Since(ended))
	}
}
