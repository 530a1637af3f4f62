package storetest

import (
	"errors"
	"os"
	"strings"
	"testing"

	"pressgraph/internal/database"
)

// Parse returns the database of a name.
func Parse(t testing.TB, name string) database.Target {
	t.Helper()
	target, err := database.ParseTarget(name)
	if err != nil {
		t.Fatalf("ParseTarget(%q): %v", name, err)
	}
	return target
}

// Count returns the one number that a query asks for.
func Count(t testing.TB, db *database.DB, query string, args ...any) int {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var n int
	if rows.Next() {
		err = rows.Scan(&n)
	}
	if err != nil || rows.Err() != nil {
		t.Fatalf("%s: %v, %v", query, err, rows.Err())
	}
	return n
}

// Exec runs statements.
func Exec(t testing.TB, db *database.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// Overwrite writes bytes into the middle of a file.
func Overwrite(t testing.TB, path string, at int64, text []byte) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	Must(t, err)
	_, err = file.WriteAt(text, at)
	Must(t, err, file.Close())
}

// Must ends the test unless all went well.
func Must(t testing.TB, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// WantError complains of an error that does not say part of it.
func WantError(t testing.TB, err error, part string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), part) {
		t.Errorf("error = %v, want one that says %q", err, part)
	}
}
