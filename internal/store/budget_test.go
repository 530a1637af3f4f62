package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"pressgraph/internal/budget"
	"pressgraph/internal/fault"
	"pressgraph/internal/store"
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
	storetest.Each(t, func(t *testing.T, target store.Target) {
		db := storetest.Open(t, target, store.Options{})
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
	db := storetest.Open(t, storetest.SQLite(t), store.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err := readTo(ctx, db, counting("n", "n IN (1, 1000000000)"), cancel)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v, want that of its context", err)
	}
}

// readTo reads all rows of a query, and calls first at the first.
func readTo(ctx context.Context, db *store.DB, query string, first func()) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	for rows.Next() {
		first()
		first = func() {}
	}
	return errors.Join(store.Fault(rows.Err()), rows.Close())
}
