package database_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// preparedTexts returns what the only connection of db has prepared.
func preparedTexts(t *testing.T, db *database.DB) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%items%'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var texts []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	slices.Sort(texts)
	return texts
}

func TestStatements(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T, options database.Options) *database.DB {
		t.Helper()
		options.MaxConns = 1
		return items(t, storetest.Postgres(t), options)
	}
	read := func(column string) string { return "SELECT count(" + column + ") FROM items" }

	t.Run("are prepared when they come again", func(t *testing.T) {
		t.Parallel()
		db := setup(t, database.Options{})
		storetest.Count(t, db, read("id"))
		storetest.Count(t, db, read("name"))
		storetest.Count(t, db, read("name"))
		if diff := cmp.Diff([]string{read("name")}, preparedTexts(t, db)); diff != "" {
			t.Errorf("prepared (-want +got):\n%s", diff)
		}
	})
	t.Run("make room for others and are closed then", func(t *testing.T) {
		t.Parallel()
		db := setup(t, database.Options{Statements: 3})
		for _, column := range []string{"id", "name", "made", "data"} {
			storetest.Count(t, db, read(column))
			storetest.Count(t, db, read(column))
		}
		// preparedTexts itself takes one of the three places.
		if diff := cmp.Diff([]string{read("data"), read("made")}, preparedTexts(t, db)); diff != "" {
			t.Errorf("prepared (-want +got):\n%s", diff)
		}
	})
	t.Run("are shared by transactions on a connection", func(t *testing.T) {
		t.Parallel()
		db := setup(t, database.Options{})
		for range 3 {
			tx, err := db.Tx(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			run(t, tx, "UPDATE items SET size = $1", 3)
			if err := tx.Commit(); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff([]string{"UPDATE items SET size = $1"}, preparedTexts(t, db)); diff != "" {
			t.Errorf("prepared (-want +got):\n%s", diff)
		}
	})
	t.Run("are left alone when large, many, or about the schema", func(t *testing.T) {
		t.Parallel()
		db := setup(t, database.Options{})
		marks := make([]string, 201)
		args := make([]any, len(marks))
		for i := range marks {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), i
		}
		for range 3 {
			storetest.Count(t, db, "SELECT count(*) FROM items WHERE id IN ("+strings.Join(marks, ",")+")", args...)
			storetest.Count(t, db, "SELECT count(*) FROM items --"+strings.Repeat("-", 16<<10))
			run(t, db, "SELECT 1 FROM items; SELECT 2 FROM items")
			run(t, db, "CREATE INDEX IF NOT EXISTS items_size ON items (size)")
		}
		if got := preparedTexts(t, db); len(got) != 0 {
			t.Errorf("prepared: %q", got)
		}
	})
	t.Run("are not kept at all if so asked", func(t *testing.T) {
		t.Parallel()
		db := setup(t, database.Options{Statements: -1})
		for range 3 {
			storetest.Count(t, db, read("id"))
		}
		if got := preparedTexts(t, db); len(got) != 0 {
			t.Errorf("prepared: %q", got)
		}
	})
}

func TestStatementsSurviveChangesOfTheSchema(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := items(t, target, database.Options{MaxConns: 1})
		run(t, db, "INSERT INTO items (id) VALUES (7)")
		width := func() int {
			rows, err := db.QueryContext(t.Context(), "SELECT * FROM items")
			if err != nil {
				t.Fatalf("query: %v", err)
			}
			defer rows.Close()
			columns, err := rows.Columns()
			if err != nil {
				t.Fatal(err)
			}
			return len(columns)
		}
		width()
		before := width()
		run(t, db, "ALTER TABLE items ADD COLUMN extra text")
		if after := width(); after != before+1 {
			t.Errorf("%d columns after one was added to %d", after, before)
		}
		if db.Engine() == database.SQLite {
			return
		}
		tx, err := db.Tx(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		for range 2 {
			run(t, tx, "SELECT * FROM items")
		}
		run(t, tx, "ALTER TABLE items DROP COLUMN extra")
		err = tx.Exec(t.Context(), "SELECT * FROM items", []any{}, nil)
		if !database.Retryable(err) {
			t.Errorf("Retryable(%v) = false", err)
		}
	})
}

func TestStatementsInUse(t *testing.T) {
	t.Parallel()
	// Only SQLite runs a statement while the rows of another are open.
	db := items(t, storetest.SQLite(t), database.Options{Statements: 1})
	run(t, db, "INSERT INTO items (id) VALUES (1), (2), (3)")
	tx, err := db.BeginRead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	list := func(read func(id int64)) {
		rows, err := tx.QueryContext(t.Context(), "SELECT id FROM items ORDER BY id")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				t.Fatal(err)
			}
			read(id)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	var got []int64
	list(func(outer int64) {
		list(func(inner int64) { got = append(got, outer*10+inner) })
		run(t, tx, "SELECT count(*) FROM items") // pushes the outer one out of the cache
	})
	if diff := cmp.Diff([]int64{11, 12, 13, 21, 22, 23, 31, 32, 33}, got); diff != "" {
		t.Errorf("nested lists (-want +got):\n%s", diff)
	}
}

func TestCounter(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := items(t, target, database.Options{})
		ctx, counter := database.WithTexts(t.Context())
		tx, err := db.Tx(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, query := range []string{"INSERT INTO items (id) VALUES (1)", "UPDATE items SET size = 1"} {
			if err := tx.Exec(ctx, query, []any{}, nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		if err := db.Exec(ctx, "DELETE FROM nowhere", []any{}, nil); err == nil {
			t.Error("no error from a table that is not there")
		}
		storetest.Count(t, db, "SELECT 1")
		want := []string{"INSERT INTO items (id) VALUES (1)", "UPDATE items SET size = 1", "DELETE FROM nowhere"}
		if diff := cmp.Diff(want, counter.Texts()); diff != "" || counter.Count() != len(want) {
			t.Errorf("counted %d (-want +got):\n%s", counter.Count(), diff)
		}

		ctx, counter = database.WithCounter(t.Context())
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				for range 10 {
					if err := db.Exec(ctx, "DELETE FROM items", []any{}, nil); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		if counter.Count() != 80 || counter.Texts() != nil {
			t.Errorf("counted %d statements %q, want 80 without texts", counter.Count(), counter.Texts())
		}
	})
}

// log is a probe.
type log struct {
	mu   sync.Mutex
	seen []string
}

func (l *log) Statement(_ context.Context, text string, d time.Duration, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen = append(l.seen, fmt.Sprintf("%s %t %t", text, d > 0, err != nil))
}

func TestProbe(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		probe := new(log)
		db := storetest.Open(t, target, database.Options{Probe: probe})
		storetest.Count(t, db, "SELECT 1")
		if err := db.Exec(t.Context(), "DELETE FROM nowhere", []any{}, nil); err == nil {
			t.Error("no error from a table that is not there")
		}
		if diff := cmp.Diff([]string{"SELECT 1 true false", "DELETE FROM nowhere true true"}, probe.seen); diff != "" {
			t.Errorf("probed (-want +got):\n%s", diff)
		}
	})
}

func TestReadsOnly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"SELECT 1": true, " \n( select 1) UNION SELECT 2": true, "-- why\nSELECT 1": true, "/* why */ values (1)": true,
		"EXPLAIN QUERY PLAN DELETE FROM t": true, "WITH a AS (SELECT 1) SELECT * FROM a": true,
		"WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a": false, "INSERT INTO t VALUES (1) RETURNING id": false,
		"PRAGMA optimize": false, "SELECTED": false, "": false, "-- SELECT": false, "/* SELECT": false,
	} {
		if got := database.ReadsOnly(text); got != want {
			t.Errorf("readsOnly(%q) = %t, want %t", text, got, want)
		}
	}
}

func TestTx(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := items(t, target, database.Options{})
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		var result sql.Result
		if err := tx.Exec(t.Context(), "INSERT INTO items (id) VALUES (1), (2)", []any{}, &result); err != nil {
			t.Fatal(err)
		}
		if n, err := result.RowsAffected(); n != 2 || err != nil {
			t.Errorf("RowsAffected = %d, %v, want 2", n, err)
		}
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
		if got := storetest.Count(t, db, "SELECT count(*) FROM items"); got != 0 {
			t.Errorf("%d items are there after a rollback", got)
		}
		if err := tx.Commit(); !errors.Is(err, sql.ErrTxDone) {
			t.Errorf("Commit after Rollback = %v, want sql.ErrTxDone", err)
		}
		if err := db.Exec(t.Context(), "SELECT 1", 1, nil); err == nil {
			t.Error("Exec takes arguments that are no []any")
		}
		if err := db.Query(t.Context(), "SELECT 1", []any{}, new(int)); err == nil {
			t.Error("Query fills what is not ent's Rows")
		}
	})
}
