package database_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	entsql "entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqlgraph"
	"entgo.io/ent/schema/field"
	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// items opens target with a table of every kind of column we store.
func items(t *testing.T, target database.Target, options database.Options) *database.DB {
	t.Helper()
	db := storetest.Open(t, target, options)
	instant, bytes := "datetime", "blob"
	if db.Engine() == database.PostgreSQL {
		instant, bytes = "timestamptz", "bytea"
	}
	run(t, db, "CREATE TABLE items (id bigint PRIMARY KEY, name text UNIQUE, made "+instant+", data "+bytes+
		", flag boolean NOT NULL DEFAULT false, parent bigint REFERENCES items (id), size integer CHECK (size > 0))")
	return db
}

type runner interface {
	Exec(ctx context.Context, query string, args, v any) error
}

func run(t *testing.T, on runner, query string, args ...any) {
	t.Helper()
	if err := on.Exec(t.Context(), query, args, nil); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func TestDB(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := items(t, target, database.Options{})
		made := time.Date(2025, 1, 15, 23, 59, 59, 123456789, time.FixedZone("HKT", 8*3600))
		insert := entsql.Dialect(db.Dialect()).Insert("items").Columns("id", "name", "made", "data", "flag").
			Values(int64(1)<<62, "Acme", made, []byte{0, 255}, true)
		query, args := insert.Query()
		run(t, db, query, args...)
		var rows entsql.Rows
		query, args = entsql.Dialect(db.Dialect()).Select("id", "name", "made", "data", "flag", "parent").
			From(entsql.Table("items")).Where(entsql.EQ("made", made)).Query()
		if err := db.Query(t.Context(), query, args, &rows); err != nil {
			t.Fatalf("Query: %v", err)
		}
		defer rows.Close()
		type item struct {
			ID     int64
			Name   string
			Made   time.Time
			Data   []byte
			Flag   bool
			Parent *int64
		}
		var got []item
		if err := entsql.ScanSlice(rows, &got); err != nil {
			t.Fatalf("ScanSlice: %v", err)
		}
		want := []item{{ID: 1 << 62, Name: "Acme", Made: made.UTC().Truncate(time.Microsecond), Data: []byte{0, 255}, Flag: true}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("read back (-want +got):\n%s", diff)
		}
	})
}

// TestEnt works as generated code does.
func TestEnt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := items(t, target, database.Options{})
		node := &sqlgraph.NodeSpec{Table: "items", Columns: []string{"id", "name"}, ID: &sqlgraph.FieldSpec{Column: "id", Type: field.TypeInt64}}
		for id, name := range map[int64]string{1: "Acme", 2: "Beta"} {
			create := &sqlgraph.CreateSpec{Table: "items", ID: &sqlgraph.FieldSpec{Column: "id", Type: field.TypeInt64, Value: id}}
			create.SetField("name", field.TypeString, name)
			if err := sqlgraph.CreateNode(t.Context(), db, create); err != nil {
				t.Fatalf("CreateNode: %v", err)
			}
		}
		update := sqlgraph.NewUpdateSpec("items", node.Columns, node.ID)
		update.Predicate = entsql.FieldEQ("name", "Beta")
		update.SetField("name", field.TypeString, "Gamma")
		update.AddModifier(func(u *entsql.UpdateBuilder) { u.Set("flag", true) })
		if n, err := sqlgraph.UpdateNodes(t.Context(), db, update); n != 1 || err != nil {
			t.Fatalf("UpdateNodes = %d, %v, want 1", n, err)
		}
		var got []string
		query := &sqlgraph.QuerySpec{Node: node,
			Predicate:  database.In("id", []int64{1, 2, 3}),
			Order:      func(s *entsql.Selector) { s.OrderBy(s.C("id")) },
			Modifiers:  []func(*entsql.Selector){func(s *entsql.Selector) { s.Where(entsql.NotNull("name")) }},
			ScanValues: func([]string) ([]any, error) { return []any{new(entsql.NullInt64), new(entsql.NullString)}, nil },
			Assign: func(_ []string, values []any) error {
				got = append(got, values[1].(*entsql.NullString).String)
				return nil
			}}
		if err := sqlgraph.QueryNodes(t.Context(), db, query); err != nil {
			t.Fatalf("QueryNodes: %v", err)
		}
		if diff := cmp.Diff([]string{"Acme", "Gamma"}, got); diff != "" {
			t.Errorf("names (-want +got):\n%s", diff)
		}
		if n, err := sqlgraph.DeleteNodes(t.Context(), db, &sqlgraph.DeleteSpec{Node: node}); n != 2 || err != nil {
			t.Errorf("DeleteNodes = %d, %v, want 2", n, err)
		}
	})
}

func TestDBAfterItsConnectionsAreEnded(t *testing.T) {
	t.Parallel()
	target := storetest.Postgres(t)
	db := items(t, target, database.Options{})
	admin := storetest.Open(t, target, database.Options{})
	for name, step := range map[string]func(t *testing.T){
		"a new statement":      func(t *testing.T) { storetest.Count(t, db, fmt.Sprintf("SELECT %d", time.Now().UnixNano()%1000)) },
		"a prepared statement": func(t *testing.T) { storetest.Count(t, db, "SELECT count(*) FROM items") },
		"a transaction": func(t *testing.T) {
			tx, err := db.Tx(t.Context())
			if err != nil {
				t.Fatalf("Tx: %v", err)
			}
			if err := tx.Rollback(); err != nil {
				t.Fatalf("Rollback: %v", err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			for range 10 {
				step(t)
				step(t)
				run(t, admin, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
			}
			step(t)
		})
	}
	t.Run("a write may have to be asked for again", func(t *testing.T) {
		run(t, db, "UPDATE items SET size = 1")
		run(t, admin, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
		if err := db.Exec(t.Context(), "UPDATE items SET size = 1", []any{}, nil); err != nil {
			assertFault(t, err, fault.CodeOverloaded)
		}
		run(t, db, "UPDATE items SET size = 1")
	})
}

func TestSQLiteKeepsWhatWasCommittedBeforeAKill(t *testing.T) {
	t.Parallel()
	const variable = "STORE_TEST_KILLED_WRITER"
	if path := os.Getenv(variable); path != "" {
		db := items(t, storetest.Parse(t, "sqlite:"+path), database.Options{})
		run(t, db, "INSERT INTO items (id) VALUES (1)")
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
	path := filepath.Join(t.TempDir(), "killed.db")
	writer := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	writer.Env = append(os.Environ(), variable+"="+path)
	if output, err := writer.CombinedOutput(); err == nil || len(output) > 0 {
		t.Fatalf("the writer was not killed: %v: %s", err, output)
	}
	db := storetest.Open(t, storetest.Parse(t, "sqlite:"+path), database.Options{})
	if got := storetest.Count(t, db, "SELECT count(*) FROM items"); got != 1 {
		t.Errorf("%d items have survived, want 1", got)
	}
}

func TestValuesThatCannotBeGivenBackAreRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := items(t, target, database.Options{})
		late := time.Date(9999, 12, 31, 23, 59, 59, 0, time.FixedZone("", -60))
		early := time.Date(1, 1, 1, 0, 0, 0, 0, time.FixedZone("", 60))
		for name, value := range map[string]any{
			"a time after the year 9999": late, "one behind a pointer": &late, "one that may be null": sql.NullTime{Time: late, Valid: true},
			"a time before the year 1": early, "a text with NUL": "a\x00b", "a text that is no UTF-8": "\xff", "JSON that is none": json.RawMessage("\"\xff\""),
		} {
			if err := db.Exec(t.Context(), "INSERT INTO items (id, name) VALUES (1, $1)", []any{value}, nil); !fault.Is(err, fault.CodeBadInput) {
				t.Errorf("%s is answered with %v", name, err)
			}
		}
	})
}
