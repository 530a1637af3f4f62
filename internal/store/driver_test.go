package store_test

import (
	"context"
	"os"
	"testing"
	"time"

	entsql "entgo.io/ent/dialect/sql"
	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// items opens target with a table of every kind of column we store.
func items(t *testing.T, target store.Target, options store.Options) *store.DB {
	t.Helper()
	db := storetest.Open(t, target, options)
	instant, bytes := "datetime", "blob"
	if db.Engine() == store.PostgreSQL {
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
	storetest.Each(t, func(t *testing.T, target store.Target) {
		db := items(t, target, store.Options{})
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
