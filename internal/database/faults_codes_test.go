package database_test

import (
	"os"
	"strings"
	"testing"

	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/store/storetest"
)

// TestFaultOfPostgreSQL has a server answer every code that says that the
// database cannot do its work.
func TestFaultOfPostgreSQL(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, storetest.Postgres(t), database.Options{})
	raise := func(code string) error {
		return db.Exec(t.Context(), "DO $$ BEGIN RAISE EXCEPTION 'of items' USING ERRCODE = '"+code+"'; END $$", []any{}, nil)
	}
	for code, says := range map[string]string{
		"53100": "room", "25006": "not changed", "53000": "busy", "53200": "busy", "53300": "busy", "53400": "busy",
		"57P01": "reached", "57P02": "reached", "57P03": "reached", "57P04": "reached", "57P05": "reached", "25P03": "reached",
		"08006": "reached", "58000": "damaged", "58030": "damaged", "58P01": "damaged", "XX001": "damaged", "XX002": "damaged",
		"40001": "busy", "40P01": "busy", "55P03": "busy",
	} {
		t.Run(code, func(t *testing.T) {
			err := raise(code)
			assertFault(t, err, fault.CodeOverloaded)
			if !strings.Contains(fault.All(err)[0].Message, says) {
				t.Errorf("the sentence is %q, want one that says %q", fault.All(err)[0].Message, says)
			}
		})
	}
	for _, code := range []string{"57014", "25P04"} {
		assertFault(t, raise(code), fault.CodeTimeout)
	}
	for _, code := range []string{"42P01", "22012", "XX000", "0A000", "P0001"} {
		assertFault(t, raise(code), "")
	}
}

func TestFaultOfSQLite(t *testing.T) {
	t.Parallel()
	fill := func(t *testing.T, db *database.DB) error {
		t.Helper()
		run(t, db, "DELETE FROM items")
		var err error
		for i := 10; i < 60 && err == nil; i++ {
			err = db.Exec(t.Context(), "INSERT INTO items (id, name) VALUES ($1, $2)", []any{i, strings.Repeat("x", 4000) + string(rune('a'+i))}, nil)
		}
		return err
	}
	says := func(t *testing.T, err error, words string) {
		t.Helper()
		assertFault(t, err, fault.CodeOverloaded)
		if !strings.Contains(fault.All(err)[0].Message, words) {
			t.Errorf("the sentence is %q, want one that says %q", fault.All(err)[0].Message, words)
		}
	}
	t.Run("that has no room left", func(t *testing.T) {
		t.Parallel()
		db := items(t, storetest.SQLite(t), database.Options{})
		run(t, db, "PRAGMA max_page_count = 10")
		says(t, fill(t, db), "room")
		run(t, db, "PRAGMA max_page_count = 1000")
		if err := fill(t, db); err != nil {
			t.Errorf("with room again a row is refused: %v", err)
		}
	})
	t.Run("that may only be read", func(t *testing.T) {
		t.Parallel()
		db := items(t, storetest.SQLite(t), database.Options{})
		run(t, db, "PRAGMA query_only = ON")
		says(t, db.Exec(t.Context(), "INSERT INTO items (id) VALUES (1)", []any{}, nil), "not changed")
	})
	t.Run("that is no database", func(t *testing.T) {
		t.Parallel()
		target := storetest.SQLite(t)
		path := strings.TrimPrefix(target.String(), "sqlite:")
		if err := os.WriteFile(path, []byte(strings.Repeat("This is no database. ", 1000)), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := database.Open(t.Context(), target, database.Options{})
		says(t, err, "damaged")
	})
	t.Run("that is damaged", func(t *testing.T) {
		t.Parallel()
		target := storetest.SQLite(t)
		db := items(t, target, database.Options{})
		if err := fill(t, db); err != nil {
			t.Fatal(err)
		}
		run(t, db, "PRAGMA wal_checkpoint(TRUNCATE)")
		path := strings.TrimPrefix(target.String(), "sqlite:")
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := 4096; i < len(text); i++ {
			text[i] = 0xA5
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		again := storetest.Open(t, target, database.Options{})
		rows, err := again.QueryContext(t.Context(), "SELECT name FROM items WHERE name > 'a' ORDER BY name")
		if err == nil {
			defer rows.Close()
			for rows.Next() {
			}
			err = database.Fault(rows.Err())
		}
		says(t, err, "damaged")
	})
}
