package store_test

import (
	"strings"
	"testing"

	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// TestAStatementHasOneProcessOfPostgreSQL explains a statement that a server would
// rather share among several processes, and compile.
func TestAStatementHasOneProcessOfPostgreSQL(t *testing.T) {
	t.Parallel()
	target := storetest.Postgres(t)
	s, err := derive.Open(t.Context(), target, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const wishes = `DO $$ BEGIN
		EXECUTE format('ALTER DATABASE %I SET parallel_setup_cost = 0', current_database());
		EXECUTE format('ALTER DATABASE %I SET parallel_tuple_cost = 0', current_database());
		EXECUTE format('ALTER DATABASE %I SET min_parallel_table_scan_size = 0', current_database());
		EXECUTE format('ALTER DATABASE %I SET jit_above_cost = 0', current_database());
	END $$`
	if _, err := s.DB().SQL().ExecContext(t.Context(), wishes); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = derive.Open(t.Context(), target, store.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	var plan []string
	err = s.Query(t.Context(), "EXPLAIN SELECT count(*) FROM releases WHERE length(body) > 5", nil, func(row database.Row) error {
		var line string
		err := row.Scan(&line)
		plan = append(plan, line)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(plan, "\n"); strings.Contains(text, "Gather") || strings.Contains(text, "JIT") {
		t.Errorf("others work for a statement:\n%s", text)
	}
}
