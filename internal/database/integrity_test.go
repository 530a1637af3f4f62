package database_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // The engine by itself, to compare with.

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// manyTopics makes a database of some hundred pages.
func manyTopics(t *testing.T, target database.Target) {
	t.Helper()
	db, err := database.Open(t.Context(), target, database.Options{})
	storetest.Must(t, err)
	defer func() { storetest.Must(t, db.Close()) }()
	storetest.Exec(t, db, "CREATE TABLE topics (id integer PRIMARY KEY, slug text UNIQUE, name text, parent_id integer REFERENCES topics (id))",
		"CREATE INDEX topics_name ON topics (name)")
	const topics = 400
	for i := range topics {
		insert := fmt.Sprintf("INSERT INTO topics (id, slug, name) VALUES (%d, 'topic-%[1]d', 'Topic %[1]d %[2]s')", i+1, strings.Repeat("about something ", 10))
		storetest.Exec(t, db, insert)
	}
}

// engineFinds asks the engine alone about a file.
func engineFinds(t *testing.T, path string) bool {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	storetest.Must(t, err)
	defer db.Close()
	var first string
	err = db.QueryRowContext(t.Context(), "PRAGMA integrity_check(1)").Scan(&first)
	return err != nil || first != "ok"
}

// weFind tells whether a file is opened and called good.
func weFind(t *testing.T, path string) bool {
	t.Helper()
	db, err := database.Open(t.Context(), storetest.Parse(t, "sqlite:"+path), database.Options{Existing: true})
	if err != nil {
		return true
	}
	defer db.Close()
	damage, err := db.Integrity(t.Context())
	return err != nil || len(damage) > 0
}

func TestIntegrityOfSQLite(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	target := storetest.SQLite(t)
	manyTopics(t, target)
	whole, err := os.ReadFile(target.Path())
	storetest.Must(t, err)
	if weFind(t, target.Path()) {
		t.Fatal("a sound file is called damaged")
	}
	places := 60
	if os.Getenv("PRESSGRAPH_SOAK") != "" {
		places = 2000
	}
	random, folder, known := rand.New(rand.NewPCG(1, 2)), t.TempDir(), 0
	for place := range places {
		text := append([]byte(nil), whole...)
		at, length := random.IntN(len(text)-64), 1+random.IntN(64)
		if place%2 == 0 {
			// Where a page begins, and tells where the rest of it is.
			at = at/4096*4096 + random.IntN(16)
		}
		for i := range length {
			text[at+i] ^= byte(1 + random.IntN(255))
		}
		// Each reader gets a copy of its own, as opening one may write.
		ours, engines := filepath.Join(folder, "ours.db"), filepath.Join(folder, "engines.db")
		for _, path := range []string{ours, engines} {
			for _, suffix := range []string{"-wal", "-shm"} {
				_ = os.Remove(path + suffix) // There need not be one.
			}
			storetest.Must(t, os.WriteFile(path, text, 0o600))
		}
		if !engineFinds(t, engines) {
			continue
		}
		known++
		if !weFind(t, ours) {
			t.Errorf("damage %d, of %d bytes at %d of %d, is known to the engine, and not to us", place, length, at, len(text))
		}
	}
	if known < places/4 {
		t.Errorf("the engine knows of %d of %d damages, which proves little", known, places)
	}
}

func TestIntegrityOfReferences(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	target := storetest.SQLite(t)
	manyTopics(t, target)
	db := storetest.Open(t, target, database.Options{})
	storetest.Exec(t, db, "PRAGMA foreign_keys = OFF", "UPDATE topics SET parent_id = 4711 WHERE id = 7", "PRAGMA foreign_keys = ON")
	damage, err := db.Integrity(t.Context())
	if err != nil || len(damage) != 1 || damage[0] != "row 7 of topics refers to one of topics that is missing" {
		t.Errorf("Integrity = %q, %v", damage, err)
	}
}

func TestIntegrityOfPostgreSQL(t *testing.T) {
	t.Parallel()
	target := storetest.Postgres(t)
	db := storetest.Open(t, target, database.Options{})
	finds := func(want string) {
		t.Helper()
		damage, err := db.Integrity(t.Context())
		if got := strings.Join(damage, "; "); err != nil || (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("Integrity = %q, %v, want %q", got, err, want)
		}
	}
	finds("")
	storetest.Exec(t, db, "CREATE TABLE odd (id int)", "CREATE INDEX odd_id ON odd (id)",
		"UPDATE pg_index SET indisvalid = FALSE WHERE indexrelid = 'odd_id'::regclass")
	finds("index odd_id is not valid")
	storetest.Exec(t, db, "DROP TABLE odd")
	if storetest.Count(t, db, "SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck'") == 0 {
		t.Skip("this PostgreSQL has no amcheck")
	}
	// An order that changes under its index is how amcheck tests itself.
	storetest.Exec(t, db, "CREATE EXTENSION amcheck",
		"CREATE FUNCTION fickle(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT btint4cmp($1, $2)'",
		"CREATE OPERATOR CLASS fickle_ops FOR TYPE int4 USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 fickle(int, int)",
		"CREATE TABLE odd (id int)", "INSERT INTO odd SELECT generate_series(1, 1000)", "CREATE INDEX odd_id ON odd (id fickle_ops)")
	finds("")
	storetest.Exec(t, db, "CREATE OR REPLACE FUNCTION fickle(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT btint4cmp($2, $1)'")
	finds("odd_id")
}
