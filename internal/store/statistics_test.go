package store_test

import (
	"context"
	"fmt"
	"testing"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// addTopics makes topics in one transaction.
func addTopics(t *testing.T, s *store.Store, first, many int) {
	t.Helper()
	_, err := s.Write(t.Context(), "test", func(ctx context.Context, tx *store.Tx) error {
		for i := range many {
			id := int64(first + i)
			_, err := tx.Exec(ctx, `INSERT INTO topics (id, slug, name, name_fold, name_sort, created_at, updated_at, public_updated_at)
				VALUES ($1, $2, 'T', '', '', $3, $3, $3)`, id, fmt.Sprintf("t%d", id), tx.Now())
			if err != nil {
				return err
			}
			tx.Touch(store.NodeRef{Type: content.NodeTopic, ID: id})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// believed returns how many topics the engine believes that there are; below 1
// where it has never looked.
func believed(t *testing.T, db *database.DB) int {
	t.Helper()
	query := `SELECT COALESCE((SELECT CAST(stat AS integer) FROM sqlite_stat1 WHERE idx = 'search_documents_node'), 0)`
	if db.Engine() == database.PostgreSQL {
		query = `SELECT reltuples::bigint FROM pg_class WHERE relname = 'search_documents'`
	} else if none := storetest.Count(t, db, "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'"); none == 0 {
		return 0
	}
	return storetest.Count(t, db, query)
}

// TestStatistics demands that the engine knows how much there is without an
// operator's doing.
func TestStatistics(t *testing.T) {
	t.Parallel()
	open := func(t *testing.T, target database.Target) *store.Store {
		t.Helper()
		s, err := derive.Open(t.Context(), target, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	shut := func(t *testing.T, s *store.Store) {
		t.Helper()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Run("follow an import of very many", func(t *testing.T) {
		t.Parallel()
		storetest.Each(t, func(t *testing.T, target database.Target) {
			s := open(t, target)
			defer shut(t, s)
			addTopics(t, s, 1, 1200)
			if got := believed(t, s.DB()); got != 1200 {
				t.Errorf("of 1,200 topics %d are believed in", got)
			}
		})
	})
	t.Run("follow what editors add one by one", func(t *testing.T) {
		t.Parallel()
		storetest.OneByOne(t)
		s := open(t, storetest.SQLite(t))
		defer shut(t, s)
		for i := range 300 {
			addTopics(t, s, 1+i, 1)
		}
		if got := believed(t, s.DB()); got < 200 {
			t.Errorf("of 300 topics %d are believed in", got)
		}
		addTopics(t, s, 1000, 4000)
		if got := believed(t, s.DB()); got < 2000 {
			t.Errorf("of 4,300 topics %d are believed in", got)
		}
	})
	t.Run("follow the last changes before the end", func(t *testing.T) {
		t.Parallel()
		target := storetest.SQLite(t)
		s := open(t, target)
		addTopics(t, s, 1, 20)
		shut(t, s)
		db := storetest.Open(t, target, database.Options{})
		if got := believed(t, db); got != 20 {
			t.Errorf("of 20 topics %d are believed in", got)
		}
	})
}

// TestSettlingVeryManyRowsHashesThem demands that PostgreSQL may hash where very
// many rows change in one statement: the triggers, which compare what they were
// with what they are, would compare each with each.
func TestSettlingVeryManyRowsHashesThem(t *testing.T) {
	t.Parallel()
	s, err := derive.Open(t.Context(), storetest.Postgres(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	addTopics(t, s, 1, 1000)
	for many, want := range map[int]string{3: "off", 1000: "on"} {
		_, err := s.Write(t.Context(), "test", func(ctx context.Context, tx *store.Tx) error {
			for id := range int64(many) {
				tx.Touch(store.NodeRef{Type: content.NodeTopic, ID: id + 1})
			}
			if err := tx.Settle(ctx); err != nil {
				return err
			}
			return tx.Query(ctx, "SELECT current_setting('enable_hashjoin')", nil, func(row database.Row) error {
				var got string
				err := row.Scan(&got)
				if got != want {
					t.Errorf("after settling %d topics hashing is %s, want %s", many, got, want)
				}
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
