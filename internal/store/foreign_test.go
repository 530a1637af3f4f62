package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

func TestFileOfAnotherProgramIsLookedAtAndLeftAsItIs(t *testing.T) {
	t.Parallel()
	target := foreignFile(t)
	before, err := os.ReadFile(target.Path())
	if err != nil {
		t.Fatal(err)
	}
	for _, options := range []store.Options{{}, {SkipMigrate: true, Database: database.Options{Existing: true}}} {
		_, err = derive.Open(t.Context(), target, options)
		storetest.WantError(t, err, `holds a table "bookmarks" that pressgraph has not made`)
	}
	after, err := os.ReadFile(target.Path())
	if err != nil || string(after) != string(before) {
		t.Errorf("its %d bytes have changed, %v", len(before), err)
	}
	if left, err := os.ReadDir(filepath.Dir(target.Path())); err != nil || len(left) != 1 {
		t.Errorf("there lie %v, %v", left, err)
	}
}

// foreignFile returns a database as another program makes one, without a log.
func foreignFile(t *testing.T) database.Target {
	t.Helper()
	target := storetest.SQLite(t)
	db, err := database.Open(t.Context(), target, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	storetest.Exec(t, db, "CREATE TABLE bookmarks (id integer PRIMARY KEY, title text)", "INSERT INTO bookmarks (title) VALUES ('theirs')")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	// The log is a mark in the header, which only a program that is alone may change.
	const place = 18
	storetest.Overwrite(t, target.Path(), place, []byte{1, 1})
	return target
}
