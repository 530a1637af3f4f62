package query_test

import (
	"os"
	"strings"
	"testing"

	"entgo.io/ent/dialect"

	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/query"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// skewed fills a database with 4,000 partners in five initiatives each, and a
// first one that is in 600.
func skewed(t *testing.T) *store.Store {
	t.Helper()
	s, err := derive.Open(t.Context(), storetest.Postgres(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	db := storetest.Beside(t, s)
	for _, text := range []string{
		`SET session_replication_role = replica;
		INSERT INTO partners (id, slug, kind, name, name_fold, name_sort, created_at, updated_at, public_updated_at, visible)
			SELECT i, 'p' || i, 'OTHER', 'P', '', '', now(), now(), now(), TRUE FROM generate_series(1, 4000) i;
		INSERT INTO initiatives (id, slug, kind, name, name_fold, name_sort, created_at, updated_at, public_updated_at, visible)
			SELECT i, 'i' || i, 'OTHER', 'I', '', '', now(), now(), now(), TRUE FROM generate_series(1, 600) i;
		INSERT INTO participations (id, partner_id, initiative_id, started, visible, public_pair_first)
			SELECT row_number() OVER (), p, i, 20000101 + i * 7919 % 600, TRUE, TRUE
			FROM generate_series(1, 600) i, generate_series(1, 4000) p WHERE p = 1 OR (i + p * 31) % 120 = 0;
		SET session_replication_role = DEFAULT`,
		"VACUUM (ANALYZE)",
	} {
		if _, err := db.SQL().ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// planOf returns how PostgreSQL answers a statement.
func planOf(t *testing.T, s *store.Store, statement query.Statement) string {
	t.Helper()
	var plan []string
	err := s.Query(t.Context(), "EXPLAIN (ANALYZE, TIMING OFF) "+statement.SQL, statement.Args, func(row database.Row) error {
		var line string
		err := row.Scan(&line)
		plan = append(plan, line)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "\n")
}

func TestPageOfThePartnerWithMostWalksAnIndex(t *testing.T) {
	t.Parallel()
	page, err := query.NewPage(query.PartnerInitiatives(), access.Public, query.InitiativeSteps(nil), query.Args{})
	if err != nil {
		t.Fatal(err)
	}
	plan := planOf(t, skewed(t), page.Rows(dialect.Postgres, []int64{1}))
	if !strings.Contains(plan, "participations_visible_pairs") || strings.Contains(plan, "Sort") {
		t.Errorf("twenty of 600 rows are not read from the index alone:\n%s", plan)
	}
}
