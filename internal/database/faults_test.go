package database_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"entgo.io/ent/dialect/sql/sqlgraph"
	"github.com/lib/pq"

	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/store/storetest"
)

func TestFault(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := items(t, target, database.Options{})
		run(t, db, "INSERT INTO items (id, name, parent) VALUES (1, 'Acme', NULL), (2, 'Beta', 1)")
		for name, test := range map[string]struct {
			query string
			want  fault.Code
		}{
			"a name that is taken":         {"INSERT INTO items (id, name) VALUES (3, 'Acme')", fault.CodeConflict},
			"an id that is taken":          {"INSERT INTO items (id) VALUES (1)", fault.CodeConflict},
			"a parent that is missing":     {"INSERT INTO items (id, parent) VALUES (4, 9)", fault.CodeConflict},
			"a parent that goes":           {"DELETE FROM items WHERE id = 1", fault.CodeConflict},
			"a null where none may be":     {"INSERT INTO items (id, flag) VALUES (5, NULL)", ""},
			"a size that is out of bounds": {"INSERT INTO items (id, size) VALUES (6, 0)", ""},
			"a table that is not there":    {"INSERT INTO nowhere VALUES (1)", ""},
			"no SQL at all":                {"SELEC 1", ""},
		} {
			t.Run(name, func(t *testing.T) {
				err := db.Exec(t.Context(), test.query, []any{}, nil)
				assertFault(t, err, test.want)
				if again := database.Fault(fmt.Errorf("wrapped: %w", err)); len(fault.All(again)) != len(fault.All(err)) {
					t.Errorf("Fault is not idempotent: %v, then %v", fault.All(err), fault.All(again))
				}
			})
		}
	})
}

// assertFault checks that err is a fault of the wanted code, or none, and that
// its sentence betrays nothing.
func assertFault(t *testing.T, err error, want fault.Code) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	all := fault.All(err)
	if want == "" {
		if len(all) != 0 {
			t.Errorf("%v is a fault: %v", err, all)
		}
		return
	}
	if len(all) != 1 || all[0].Code != want {
		t.Fatalf("faults of %v = %v, want %s", err, all, want)
	}
	for _, word := range []string{"items", "SQL", "INSERT", "pq:", "sqlite", "*", "constraint"} {
		if strings.Contains(all[0].Message, word) {
			t.Errorf("the sentence %q speaks of %q", all[0].Message, word)
		}
	}
}

func TestFaultKeepsTheCause(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := items(t, target, database.Options{})
		run(t, db, "INSERT INTO items (id) VALUES (1)")
		err := db.Exec(t.Context(), "INSERT INTO items (id) VALUES (1)", []any{}, nil)
		if !sqlgraph.IsConstraintError(err) {
			t.Errorf("ent does not recognise %v", err)
		}
		if e, ok := errors.AsType[*pq.Error](err); ok != (db.Engine() == database.PostgreSQL) {
			t.Errorf("the driver's error is %v", e)
		}
		if database.Retryable(err) {
			t.Errorf("Retryable(%v) = true", err)
		}
	})
}

func TestFaultOfRows(t *testing.T) {
	t.Parallel()
	err := database.Fault(fmt.Errorf("partner: %w", sql.ErrNoRows))
	assertFault(t, err, fault.CodeNotFound)
	if !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("%v is no sql.ErrNoRows any more", err)
	}
	if database.Fault(nil) != nil {
		t.Error("Fault(nil) != nil")
	}
}

func TestFaultOfLostConnections(t *testing.T) {
	t.Parallel()
	for _, cause := range []error{io.EOF, io.ErrUnexpectedEOF, driver.ErrBadConn, &net.OpError{Op: "read", Err: io.EOF}} {
		assertFault(t, database.Fault(fmt.Errorf("pq: %w", cause)), fault.CodeOverloaded)
	}
}

func TestContext(t *testing.T) {
	t.Parallel()
	slow := map[database.Engine]string{
		database.PostgreSQL: "SELECT count(*) FROM generate_series(1, 300000000)",
		database.SQLite:     "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000000) SELECT max(i) FROM n",
	}
	read := func(ctx context.Context, db *database.DB) error {
		rows, err := db.QueryContext(ctx, slow[db.Engine()])
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
		}
		return database.Fault(rows.Err())
	}
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := items(t, target, database.Options{MaxConns: 1})
		for range 3 { // at once, prepared, and from the cache
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
			err := read(ctx, db)
			cancel()
			assertFault(t, err, fault.CodeTimeout)
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v is no context.DeadlineExceeded", err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(30*time.Millisecond, cancel)
		if err := read(ctx, db); !errors.Is(err, context.Canceled) || fault.All(err) != nil {
			t.Errorf("a cancelled statement ends with %v, want context.Canceled", err)
		}
		if got := storetest.Count(t, db, "SELECT 1"); got != 1 {
			t.Errorf("afterwards SELECT 1 = %d", got)
		}
	})
}

func TestFaultWhenAllConnectionsAreTaken(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := items(t, target, database.Options{MaxConns: 1})
		tx, err := db.Tx(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		assertFault(t, db.Exec(ctx, "DELETE FROM items", []any{}, nil), fault.CodeTimeout)
	})
}

func TestRetryable(t *testing.T) {
	t.Parallel()
	t.Run("when another process holds SQLite's lock", func(t *testing.T) {
		t.Parallel()
		target := storetest.SQLite(t)
		db := items(t, target, database.Options{LockTimeout: 5 * time.Millisecond})
		other := storetest.Open(t, target, database.Options{})
		tx, err := other.Tx(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		_, err = db.Tx(t.Context())
		assertFault(t, err, fault.CodeOverloaded)
		if !database.Retryable(err) {
			t.Errorf("Retryable(%v) = false", err)
		}
	})
	t.Run("when two transactions of PostgreSQL change the same row", func(t *testing.T) {
		t.Parallel()
		db := items(t, storetest.Postgres(t), database.Options{})
		run(t, db, "INSERT INTO items (id) VALUES (1)")
		tx, err := db.BeginTx(t.Context(), &sql.TxOptions{Isolation: sql.LevelSerializable})
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		run(t, tx, "SELECT 1 FROM items")
		run(t, db, "UPDATE items SET size = 1")
		err = tx.Exec(t.Context(), "UPDATE items SET size = 2", []any{}, nil)
		assertFault(t, err, fault.CodeOverloaded)
		if !database.Retryable(err) {
			t.Errorf("Retryable(%v) = false", err)
		}
	})
}

func TestFaultOfConnections(t *testing.T) {
	t.Parallel()
	target := storetest.Postgres(t)
	admin := storetest.Open(t, target, database.Options{})
	role := fmt.Sprintf("guest_%d", time.Now().UnixNano())
	run(t, admin, "CREATE ROLE "+role+" LOGIN CONNECTION LIMIT 1")
	t.Cleanup(func() { _ = admin.Exec(context.Background(), "DROP ROLE "+role, []any{}, nil) })
	guest := storetest.Parse(t, strings.Replace(database.Address(target), "pressgraph@", role+"@", 1))
	first := storetest.Open(t, guest, database.Options{})
	tx, err := first.Tx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()

	_, err = database.Open(t.Context(), guest, database.Options{})
	assertFault(t, err, fault.CodeOverloaded)

	run(t, tx, "SELECT 1")
	run(t, admin, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '"+role+"'")
	err = tx.Exec(t.Context(), "SELECT 1", []any{}, nil)
	assertFault(t, err, fault.CodeOverloaded)
	if err := tx.Rollback(); err != nil {
		t.Logf("rolling back what is gone: %v", err)
	}
	if got := storetest.Count(t, first, "SELECT 1"); got != 1 {
		t.Errorf("after its connection was ended the pool answers %d", got)
	}
}
