package database_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/store/storetest"
)

func TestOpenDB(t *testing.T) {
	t.Parallel()
	t.Run("refuses the zero target", func(t *testing.T) {
		t.Parallel()
		if _, err := database.Open(t.Context(), database.Target{}, database.Options{}); err == nil {
			t.Error("OpenDB(Target{}) = nil error")
		}
	})
	t.Run("keeps a SQLite file with any name", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "a b?c#d%20é.db")
		db := items(t, storetest.Parse(t, "sqlite:"+path), database.Options{})
		run(t, db, "INSERT INTO items (id) VALUES (1)")
		if _, err := os.Stat(path); err != nil {
			t.Errorf("the file is not where it was asked for: %v", err)
		}
		again := storetest.Open(t, storetest.Parse(t, "sqlite:"+path), database.Options{})
		if got := storetest.Count(t, again, "SELECT count(*) FROM items"); got != 1 {
			t.Errorf("found %d items after opening again, want 1", got)
		}
	})
	t.Run("says which folder of SQLite is missing", func(t *testing.T) {
		t.Parallel()
		_, err := database.Open(t.Context(), storetest.Parse(t, "sqlite:/nowhere/at/all.db"), database.Options{})
		if err == nil || !strings.Contains(err.Error(), "/nowhere/at/all.db") {
			t.Errorf("OpenDB = %v, want an error naming the file", err)
		}
	})
	t.Run("is overloaded when PostgreSQL is out of reach", func(t *testing.T) {
		t.Parallel()
		_, err := database.Open(t.Context(), storetest.Parse(t, "postgres://u:hidden@127.0.0.1:1/x"), database.Options{})
		if !fault.Is(err, fault.CodeOverloaded) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("OpenDB = %v, want OVERLOADED without the password", err)
		}
	})
	t.Run("gives readers of SQLite no way to write", func(t *testing.T) {
		t.Parallel()
		db := items(t, storetest.SQLite(t), database.Options{})
		tx, err := db.BeginRead(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		if _, err := tx.ExecContext(t.Context(), "INSERT INTO items (id) VALUES (1)"); err == nil {
			t.Error("a read transaction has written")
		}
	})
}

func TestOpenDBSetsSQLiteUp(t *testing.T) {
	t.Parallel()
	db := items(t, storetest.SQLite(t), database.Options{})
	want := map[string]string{"journal_mode": "wal", "foreign_keys": "1", "synchronous": "2", "temp_store": "2",
		"busy_timeout": "10000", "cache_size": "-4096"}
	reader, err := db.BeginRead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Rollback()
	for name, value := range want {
		for pool, on := range map[string]querier{"writer": db, "reader": reader} {
			rows, err := on.QueryContext(t.Context(), "PRAGMA "+name)
			if err != nil {
				t.Fatal(err)
			}
			var got string
			for rows.Next() {
				if err := rows.Scan(&got); err != nil {
					t.Fatal(err)
				}
			}
			if rows.Close(); got != value {
				t.Errorf("%s: %s = %s, want %s", pool, name, got, value)
			}
		}
	}
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func TestMemory(t *testing.T) {
	t.Parallel()
	memory := storetest.Parse(t, "sqlite::memory:")
	t.Run("is private to one opened store", func(t *testing.T) {
		t.Parallel()
		first := items(t, memory, database.Options{})
		second := items(t, memory, database.Options{})
		run(t, first, "INSERT INTO items (id) VALUES (1)")
		if got := storetest.Count(t, second, "SELECT count(*) FROM items"); got != 0 {
			t.Errorf("the second store sees %d items of the first", got)
		}
	})
	t.Run("outlives its connections", func(t *testing.T) {
		t.Parallel()
		db := items(t, memory, database.Options{})
		run(t, db, "INSERT INTO items (id) VALUES (1)")
		db.SQL().SetMaxIdleConns(0)
		for range 20 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			_, _ = db.ExecContext(ctx, slowWrite) // fails, and spoils its connection
			cancel()
		}
		if got := storetest.Count(t, db, "SELECT count(*) FROM items"); got != 1 {
			t.Errorf("%d items are left, want 1", got)
		}
	})
	t.Run("serves readers and writers at once", func(t *testing.T) {
		t.Parallel()
		db := items(t, memory, database.Options{})
		readAndWrite(t, db)
	})
}

// slowWrite takes SQLite some seconds.
const slowWrite = "UPDATE items SET size = (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000000) SELECT max(i) FROM n)"

// readAndWrite lets four writers and eight readers loose. Each transaction
// adds two items, so that a reader who sees an odd number has seen half of one.
func readAndWrite(t *testing.T, db *database.DB) {
	t.Helper()
	const writers, readers, rounds = 4, 8, 50
	group, ctx := errgroup.WithContext(t.Context())
	dialectInsert := map[database.Engine]string{
		database.SQLite:     "INSERT INTO items (id) VALUES (?)",
		database.PostgreSQL: "INSERT INTO items (id) VALUES ($1)",
	}[db.Engine()]
	for w := range writers {
		group.Go(func() error {
			for i := range rounds {
				tx, err := db.Tx(ctx)
				if err != nil {
					return fmt.Errorf("begin: %w", err)
				}
				id := int64(w*rounds+i) * 2
				for _, id := range []int64{id, id + 1} {
					if err := tx.Exec(ctx, dialectInsert, []any{id}, nil); err != nil {
						return fmt.Errorf("insert: %w", err)
					}
				}
				if err := tx.Commit(); err != nil {
					return fmt.Errorf("commit: %w", err)
				}
			}
			return nil
		})
	}
	for range readers {
		group.Go(func() error {
			for range rounds {
				var n int
				rows, err := db.QueryContext(ctx, "SELECT count(*) FROM items")
				if err != nil {
					return fmt.Errorf("count: %w", err)
				}
				for rows.Next() {
					if err := rows.Scan(&n); err != nil {
						return err
					}
				}
				if err := rows.Err(); err != nil {
					return fmt.Errorf("count: %w", err)
				}
				if n%2 != 0 {
					return fmt.Errorf("a reader has seen %d items: half a transaction", n)
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if got := storetest.Count(t, db, "SELECT count(*) FROM items"); got != writers*rounds*2 {
		t.Errorf("%d items are there, want %d", got, writers*rounds*2)
	}
}

func TestConcurrency(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		readAndWrite(t, items(t, target, database.Options{Statements: 2}))
	})
}

func TestBeginRead(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := items(t, target, database.Options{})
		tx, err := db.BeginRead(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		seen := func() (n int) {
			rows, err := tx.QueryContext(t.Context(), "SELECT count(*) FROM items")
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			for rows.Next() {
				if err := rows.Scan(&n); err != nil {
					t.Fatal(err)
				}
			}
			return n
		}
		before := seen()
		run(t, db, "INSERT INTO items (id) VALUES (1)")
		if after := seen(); before != 0 || after != 0 {
			t.Errorf("the read transaction sees %d items, then %d; want 0 both times", before, after)
		}
		if got := storetest.Count(t, db, "SELECT count(*) FROM items"); got != 1 {
			t.Errorf("outside there are %d items, want 1", got)
		}
	})
}
