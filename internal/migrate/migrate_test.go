package migrate_test

import (
	"errors"
	"log/slog"
	"os"
	"testing"
	"testing/fstest"

	atlas "ariga.io/atlas/sql/migrate"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"pressgraph/internal/changelog/logtest"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/migrate"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// folder is a folder of migrations with correct sums.
func folder(t *testing.T, files map[string]string) fstest.MapFS {
	t.Helper()
	all := fstest.MapFS{}
	dir := new(atlas.MemDir)
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
		if err := dir.WriteFile(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	sums, err := dir.Checksum()
	if err != nil {
		t.Fatal(err)
	}
	text, err := sums.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	all["atlas.sum"] = &fstest.MapFile{Data: text}
	return all
}

func migrateFolder(t *testing.T, db *database.DB, files map[string]string) error {
	t.Helper()
	all, err := migrate.ReadMigrations(folder(t, files))
	if err != nil {
		t.Fatalf("ReadMigrations: %v", err)
	}
	return migrate.MigrateTo(t.Context(), db, all, slog.New(slog.DiscardHandler))
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	t.Run("brings an empty database up to date, once", func(t *testing.T) {
		t.Parallel()
		storetest.Each(t, func(t *testing.T, target database.Target) {
			db := storetest.Open(t, target, database.Options{})
			before, err := migrate.Status(t.Context(), db)
			if err != nil || len(before) < 2 || !before[0].Applied.IsZero() {
				t.Fatalf("MigrationStatus = %v, %v, want some that are pending", before, err)
			}
			for range 2 {
				if err := migrate.Apply(t.Context(), db, slog.New(slog.DiscardHandler)); err != nil {
					t.Fatalf("Migrate: %v", err)
				}
			}
			after, err := migrate.Status(t.Context(), db)
			if err != nil {
				t.Fatalf("MigrationStatus: %v", err)
			}
			for i, state := range after {
				if state.Name != before[i].Name || state.Applied.IsZero() || state.Problem != "" {
					t.Errorf("state %d = %+v, want %s applied without a problem", i, state, before[i].Name)
				}
			}
		})
	})
	t.Run("is done by one of many servers that start at once", func(t *testing.T) {
		t.Parallel()
		storetest.Each(t, func(t *testing.T, target database.Target) {
			servers := make([]*database.DB, 4)
			for i := range servers {
				servers[i] = storetest.Open(t, target, database.Options{})
			}
			var all errgroup.Group
			for _, db := range servers {
				all.Go(func() error { return migrate.Apply(t.Context(), db, slog.New(slog.DiscardHandler)) })
			}
			if err := all.Wait(); err != nil {
				t.Errorf("Migrate: %v", err)
			}
		})
	})
	t.Run("undoes everything where one migration fails", func(t *testing.T) {
		t.Parallel()
		storetest.Each(t, func(t *testing.T, target database.Target) {
			db := storetest.Open(t, target, database.Options{})
			files := map[string]string{
				"0001_good.sql": "CREATE TABLE good (id int);",
				"0002_bad.sql":  "CREATE TABLE half (id int); CREATE TABLE half (id int);",
			}
			storetest.WantError(t, migrateFolder(t, db, files), "0002_bad.sql")
			if _, err := db.ExecContext(t.Context(), "SELECT * FROM good"); err == nil {
				t.Error("the table of the migration before is there")
			}
			files["0002_bad.sql"] = "CREATE TABLE half (id int);"
			if err := migrateFolder(t, db, files); err != nil {
				t.Errorf("Migrate after the repair: %v", err)
			}
		})
	})
}

func TestMigrateRefuses(t *testing.T) {
	t.Parallel()
	first := map[string]string{"0001_one.sql": "CREATE TABLE one (id int);"}
	setup := func(t *testing.T, target database.Target) *database.DB {
		db := storetest.Open(t, target, database.Options{})
		if err := migrateFolder(t, db, first); err != nil {
			t.Fatalf("Migrate: %v", err)
		}
		return db
	}
	t.Run("a database of a newer program", func(t *testing.T) {
		t.Parallel()
		storetest.Each(t, func(t *testing.T, target database.Target) {
			db := logtest.UpToDate(t, target)
			storetest.Exec(t, db, "INSERT INTO schema_migrations (name, hash, applied_at) VALUES ('9999_future.sql', 'h1:', CURRENT_TIMESTAMP)")
			storetest.WantError(t, migrate.Apply(t.Context(), db, slog.New(slog.DiscardHandler)), "newer version of pressgraph: migration 9999_future.sql")
			states, err := migrate.Status(t.Context(), db)
			if err != nil || states[len(states)-2].Problem == "" {
				t.Errorf("MigrationStatus = %+v, %v, want a problem with the last migration", states, err)
			}
		})
	})
	t.Run("a database made with another text", func(t *testing.T) {
		t.Parallel()
		storetest.Each(t, func(t *testing.T, target database.Target) {
			db := setup(t, target)
			storetest.WantError(t, migrateFolder(t, db, map[string]string{"0001_one.sql": "CREATE TABLE one (id bigint);"}), "another text of migration 0001_one.sql")
		})
	})
	t.Run("a migration before those that are applied", func(t *testing.T) {
		t.Parallel()
		storetest.Each(t, func(t *testing.T, target database.Target) {
			db := setup(t, target)
			storetest.WantError(t, migrateFolder(t, db, map[string]string{"0000_nought.sql": "SELECT 1;", "0001_one.sql": first["0001_one.sql"]}), "0001_one.sql")
		})
	})
	t.Run("a database that holds a table of somebody else by a name of ours", func(t *testing.T) {
		t.Parallel()
		for _, create := range []string{
			"CREATE TABLE releases (id int)", "CREATE TABLE content_version (id int)", "CREATE TABLE schema_kernel (id int)", "CREATE VIEW changes AS SELECT 1 AS id",
			"CREATE TABLE schema_migrations (version bigint, dirty bool)", "CREATE TABLE schema_migrations (version text); INSERT INTO schema_migrations VALUES ('1')",
		} {
			t.Run(create, func(t *testing.T) {
				t.Parallel()
				storetest.Each(t, func(t *testing.T, target database.Target) { refusesUntouched(t, target, create) })
			})
		}
	})
	t.Run("a schema of PostgreSQL that holds a function by a name of ours", func(t *testing.T) {
		t.Parallel()
		refusesUntouched(t, storetest.Postgres(t), "CREATE FUNCTION touch() RETURNS int LANGUAGE sql AS 'SELECT 1'")
	})
	t.Run("a file of SQLite that holds anything of somebody else", func(t *testing.T) {
		t.Parallel()
		for _, create := range []string{"CREATE TABLE unrelated (id int)", "CREATE VIEW unrelated AS SELECT 1", "CREATE VIRTUAL TABLE unrelated USING fts5(text)"} {
			refusesUntouched(t, storetest.SQLite(t), create)
		}
	})
	t.Run("no unrelated table of PostgreSQL, and none in a database that is ours", func(t *testing.T) {
		t.Parallel()
		db := storetest.Open(t, storetest.Postgres(t), database.Options{})
		storetest.Exec(t, db, "CREATE TABLE unrelated (id int)", "CREATE FUNCTION unrelated() RETURNS int LANGUAGE sql AS 'SELECT 1'")
		if err := migrate.Apply(t.Context(), db, slog.New(slog.DiscardHandler)); err != nil {
			t.Errorf("Migrate beside an unrelated table: %v", err)
		}
		storetest.Each(t, func(t *testing.T, target database.Target) {
			db := logtest.UpToDate(t, target)
			storetest.Exec(t, db, "CREATE TABLE unrelated (id int)")
			if err := migrate.Apply(t.Context(), db, slog.New(slog.DiscardHandler)); err != nil {
				t.Errorf("Migrate: %v", err)
			}
		})
	})
	t.Run("a database that keeps text by other codes, before it writes anything", func(t *testing.T) {
		t.Parallel()
		for encoding, target := range map[string]database.Target{
			"LATIN1":    storetest.PostgresWith(t, "ENCODING 'LATIN1' LOCALE 'C'"),
			"SQL_ASCII": storetest.PostgresWith(t, "ENCODING 'SQL_ASCII' LOCALE 'C'"),
		} {
			for _, options := range []store.Options{{}, {SkipMigrate: true}} {
				_, err := derive.Open(t.Context(), target, options)
				storetest.WantError(t, err, "keeps text as "+encoding+"; create one with ENCODING 'UTF8'")
			}
			db := storetest.Open(t, target, database.Options{})
			if got := storetest.Count(t, db, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"); got != 0 {
				t.Errorf("%d tables were made", got)
			}
		}
		utf16 := storetest.SQLite(t)
		db, err := database.Open(t.Context(), utf16, database.Options{})
		storetest.Must(t, err, db.Close())
		const place = 56 // Where the header of the file tells the encoding.
		storetest.Overwrite(t, utf16.Path(), place, []byte{0, 0, 0, 2})
		_, err = database.Open(t.Context(), utf16, database.Options{})
		storetest.WantError(t, err, "keeps text as UTF-16")
	})
	t.Run("a damaged folder", func(t *testing.T) {
		t.Parallel()
		files := folder(t, first)
		files["0001_one.sql"].Data = []byte("CREATE TABLE two (id int);")
		_, err := migrate.ReadMigrations(files)
		storetest.WantError(t, err, "damaged")
		if !errors.Is(err, atlas.ErrChecksumMismatch) {
			t.Errorf("error = %v, want a checksum error", err)
		}
		delete(files, "atlas.sum")
		_, err = migrate.ReadMigrations(files)
		storetest.WantError(t, err, "damaged")
	})
}

// refusesUntouched makes a database with something in it that we must not write
// beside, and finds that nothing was.
func refusesUntouched(t *testing.T, target database.Target, create string) {
	t.Helper()
	db := storetest.Open(t, target, database.Options{})
	storetest.Exec(t, db, create)
	tables := "SELECT count(*) FROM sqlite_master"
	if db.Engine() == database.PostgreSQL {
		tables = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
	}
	before := storetest.Count(t, db, tables)
	for _, options := range []store.Options{{}, {SkipMigrate: true}} {
		s, err := derive.Open(t.Context(), target, options)
		if storetest.WantError(t, err, "a database of its own"); err == nil {
			_ = s.Close()
		}
	}
	if after := storetest.Count(t, db, tables); after != before {
		t.Errorf("it holds %d tables beside %q now, want %d", after, create, before)
	}
}

func TestMigrateMakesSQLiteTablesAnew(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, storetest.SQLite(t), database.Options{})
	files := map[string]string{"0001_first.sql": `
		CREATE TABLE owners (id integer NOT NULL PRIMARY KEY);
		CREATE TABLE things (id integer NOT NULL PRIMARY KEY, owner integer NOT NULL REFERENCES owners (id) ON DELETE CASCADE);
		CREATE TRIGGER things_insert AFTER INSERT ON things BEGIN SELECT * FROM owners; END;
		INSERT INTO owners VALUES (1); INSERT INTO things VALUES (1, 1);`}
	if err := migrateFolder(t, db, files); err != nil {
		t.Fatalf("Migrate: %v", err)
	}
	files["0002_anew.sql"] = `
		PRAGMA foreign_keys = off;
		CREATE TABLE new_owners (id integer NOT NULL PRIMARY KEY, name text);
		INSERT INTO new_owners (id) SELECT id FROM owners;
		DROP TABLE owners;
		ALTER TABLE new_owners RENAME TO owners;
		PRAGMA foreign_keys = on;`
	if err := migrateFolder(t, db, files); err != nil {
		t.Fatalf("Migrate: %v", err)
	}
	if got := storetest.Count(t, db, "SELECT count(*) FROM things"); got != 1 {
		t.Errorf("things = %d after their owners' table was made anew, want 1", got)
	}
	storetest.Exec(t, db, "DELETE FROM owners")
	if got := storetest.Count(t, db, "SELECT count(*) FROM things"); got != 0 {
		t.Errorf("things = %d after their owner went, want 0: foreign keys are off", got)
	}
	files["0003_broken.sql"] = "INSERT INTO things VALUES (2, 2);"
	storetest.WantError(t, migrateFolder(t, db, files), "a row of things refers to one of owners that is missing")
}

func TestMigrationFoldersHaveTheSameNames(t *testing.T) {
	t.Parallel()
	names := func(engine string) (all []string) {
		entries, err := os.ReadDir("../../migrations/" + engine)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			all = append(all, entry.Name())
		}
		return all
	}
	if diff := cmp.Diff(names("sqlite"), names("postgres")); diff != "" {
		t.Errorf("files in migrations/sqlite (-) and migrations/postgres (+):\n%s", diff)
	}
}

func TestMigrateCountsAnewWhatWasCounted(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, storetest.SQLite(t), database.Options{})
	files := map[string]string{"0001_things.sql": "CREATE TABLE things (id integer PRIMARY KEY, name text, kind text);"}
	migrate := func() {
		t.Helper()
		if err := migrateFolder(t, db, files); err != nil {
			t.Fatal(err)
		}
	}
	migrate()
	storetest.Exec(t, db, "INSERT INTO things (name, kind) VALUES ('a', 'x'), ('b', 'x')", "ANALYZE")
	files["0002_index.sql"] = "CREATE INDEX things_by_kind ON things (kind);"
	migrate()
	var counted string
	if err := db.SQL().QueryRowContext(t.Context(), "SELECT stat FROM sqlite_stat1 WHERE idx = 'things_by_kind'").Scan(&counted); err != nil {
		t.Fatalf("the new index has no statistics: %v", err)
	}
	if counted != "2 2" {
		t.Errorf("the new index has the statistics %q, want 2 2", counted)
	}
}
