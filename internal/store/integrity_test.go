package store_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // The engine by itself, to compare with.

	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// manyTopics makes a database of some hundred pages.
func manyTopics(t *testing.T, target store.Target) {
	t.Helper()
	s, err := store.Open(t.Context(), target, store.Options{})
	must(t, err)
	defer func() { must(t, s.Close()) }()
	const topics = 400
	for i := range topics {
		insert := fmt.Sprintf(`INSERT INTO topics (id, slug, name, name_fold, name_sort, created_at, updated_at, public_updated_at)
			VALUES (%d, 'topic-%[1]d', 'Topic %[1]d %[2]s', '', '', '2025-01-15 08:00:00+00:00', '2025-01-15 08:00:00+00:00', '2025-01-15 08:00:00+00:00')`,
			i+1, strings.Repeat("about something ", 5))
		execAll(t, s.DB(), insert)
	}
}

// engineFinds asks the engine alone about a file.
func engineFinds(t *testing.T, path string) bool {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	must(t, err)
	defer db.Close()
	var first string
	err = db.QueryRowContext(t.Context(), "PRAGMA integrity_check(1)").Scan(&first)
	return err != nil || first != "ok"
}

// weFind tells whether a file is opened and called good.
func weFind(t *testing.T, path string) bool {
	t.Helper()
	s, err := store.Open(t.Context(), parse(t, "sqlite:"+path), store.Options{Existing: true, SkipMigrate: true})
	if err != nil {
		return true
	}
	defer s.Close()
	damage, err := s.Integrity(t.Context())
	return err != nil || len(damage) > 0
}

func TestIntegrityOfSQLite(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	target := storetest.SQLite(t)
	manyTopics(t, target)
	whole, err := os.ReadFile(fileOf(target))
	must(t, err)
	if weFind(t, fileOf(target)) {
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
			must(t, os.WriteFile(path, text, 0o600))
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
	db := storetest.Open(t, target, store.Options{})
	execAll(t, db, "PRAGMA foreign_keys = OFF", "UPDATE topics SET parent_id = 4711 WHERE id = 7", "PRAGMA foreign_keys = ON")
	s, err := store.Open(t.Context(), target, store.Options{SkipMigrate: true})
	must(t, err)
	defer s.Close()
	damage, err := s.Integrity(t.Context())
	if err != nil || len(damage) != 1 || damage[0] != "row 7 of topics refers to one of topics that is missing" {
		t.Errorf("Integrity = %q, %v", damage, err)
	}
}

func TestIntegrityOfPostgreSQL(t *testing.T) {
	t.Parallel()
	target := storetest.Postgres(t)
	s, err := store.Open(t.Context(), target, store.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	finds := func(want string) {
		t.Helper()
		damage, err := s.Integrity(t.Context())
		if got := strings.Join(damage, "; "); err != nil || (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("Integrity = %q, %v, want %q", got, err, want)
		}
	}
	finds("")
	execAll(t, s.DB(), "CREATE TABLE odd (id int)", "CREATE INDEX odd_id ON odd (id)",
		"UPDATE pg_index SET indisvalid = FALSE WHERE indexrelid = 'odd_id'::regclass")
	finds("index odd_id is not valid")
	execAll(t, s.DB(), "DROP TABLE odd")
	if count(t, s.DB(), "SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck'") == 0 {
		t.Skip("this PostgreSQL has no amcheck")
	}
	// An order that changes under its index is how amcheck tests itself.
	execAll(t, s.DB(), "CREATE EXTENSION amcheck",
		"CREATE FUNCTION fickle(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT btint4cmp($1, $2)'",
		"CREATE OPERATOR CLASS fickle_ops FOR TYPE int4 USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 fickle(int, int)",
		"CREATE TABLE odd (id int)", "INSERT INTO odd SELECT generate_series(1, 1000)", "CREATE INDEX odd_id ON odd (id fickle_ops)")
	finds("")
	execAll(t, s.DB(), "CREATE OR REPLACE FUNCTION fickle(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT btint4cmp($2, $1)'")
	finds("odd_id")
}
