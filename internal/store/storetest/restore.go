package storetest

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"pressgraph/internal/database"
)

// Restore fills target, in which there is nothing yet, with the copy of a
// database that folder holds for its engine: the file of SQLite, or what pg_dump
// wrote.
func Restore(t testing.TB, target database.Target, folder string) {
	t.Helper()
	name := map[database.Engine]string{database.SQLite: "sqlite.db.gz", database.PostgreSQL: "postgres.sql.gz"}[target.Engine()]
	content := Unpack(t, filepath.Join(folder, name))
	if target.Engine() == database.SQLite {
		if err := os.WriteFile(target.Path(), content, 0o600); err != nil {
			t.Fatalf("Restore: %v", err)
		}
		return
	}
	db, err := database.Open(t.Context(), target, database.Options{Statements: -1})
	if err != nil {
		t.Fatalf("Restore: %v", err)
	}
	// A dump sets its session up, which ends here.
	defer db.Close()
	if _, err := db.SQL().ExecContext(t.Context(), string(content)); err != nil {
		t.Fatalf("Restore: %v", err)
	}
}

// Unpack returns what a file holds that gzip has packed.
func Unpack(t testing.TB, name string) []byte {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	content, err := io.ReadAll(packed)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return content
}
