package migrate_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"pressgraph/internal/changelog"
	"pressgraph/internal/changelog/logtest"
	"pressgraph/internal/database"
	"pressgraph/internal/migrate"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// spyOn is a trigger of somebody else on partners, as each engine makes it.
func spyOn(engine database.Engine, name string) []string {
	if engine == database.SQLite {
		return []string{"CREATE TRIGGER " + name + " AFTER UPDATE ON partners BEGIN SELECT 1; END"}
	}
	return []string{
		"CREATE OR REPLACE FUNCTION looks() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
		"CREATE TRIGGER " + name + " AFTER UPDATE ON partners FOR EACH ROW EXECUTE FUNCTION looks()",
	}
}

// dropTrigger takes a trigger of partners away.
func dropTrigger(db *database.DB, name string) string {
	if db.Engine() == database.SQLite {
		return "DROP TRIGGER " + name
	}
	return "DROP TRIGGER " + name + " ON partners"
}

// triggersOf lists the triggers of partners.
func triggersOf(t *testing.T, db *database.DB) []string {
	t.Helper()
	query := "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'partners'"
	if db.Engine() == database.PostgreSQL {
		query = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'partners'::regclass AND NOT tgisinternal"
	}
	return texts(t, db, query)
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// with is a change of the kernel: without its deletions of partners, and with
// another trigger, whose text may be none that an engine takes.
func with(engine database.Engine, text string) func([]changelog.Object) []changelog.Object {
	return func(objects []changelog.Object) []changelog.Object {
		kept := slices.DeleteFunc(objects, func(o changelog.Object) bool { return o.String() == "trigger partners_delete on partners" })
		if text == "" {
			text = spyOn(engine, "partners_later")[0]
			if engine == database.PostgreSQL {
				text = "CREATE TRIGGER partners_later AFTER UPDATE ON partners FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated()"
			}
		}
		return append(kept, migrate.KernelTrigger("partners_later", "partners", text))
	}
}

func TestKernelStep(t *testing.T) {
	t.Parallel()
	each := func(name string, test func(t *testing.T, db *database.DB)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, target database.Target) { test(t, logtest.UpToDate(t, target)) })
		})
	}
	each("puts a later kernel in the place of ours, and leaves the triggers of others", func(t *testing.T, db *database.DB) {
		storetest.Exec(t, db, append(spyOn(db.Engine(), "spy"), logtest.Partner(5, "acme", true))...)
		before := triggersOf(t, db)
		if err := migrate.NextKernel(t.Context(), db, quiet(), with(db.Engine(), "")); err != nil {
			t.Fatal(err)
		}
		want := append(slices.DeleteFunc(slices.Clone(before), func(name string) bool { return name == "partners_delete" }), "partners_later")
		slices.Sort(want)
		if diff := cmp.Diff(want, triggersOf(t, db)); diff != "" || !slices.Contains(want, "spy") {
			t.Errorf("triggers (-want +got):\n%s", diff)
		}
		storetest.WantError(t, migrate.Apply(t.Context(), db, quiet()), "migrated by a newer version of pressgraph: kernel ")
		states, err := migrate.Status(t.Context(), db)
		if err != nil || !strings.Contains(states[len(states)-1].Problem, "newer version") {
			t.Errorf("MigrationStatus = %+v, %v, want a problem with the kernel", states, err)
		}
	})
	each("leaves everything as it was where it fails", func(t *testing.T, db *database.DB) {
		schema, rows := schemaOf(t, db), readings(t, db)
		rows = append(rows, "SELECT number, digest FROM schema_kernel")
		before := allRows(t, db, rows)
		if err := migrate.NextKernel(t.Context(), db, quiet(), with(db.Engine(), "CREATE TRIGGER nonsense")); err == nil {
			t.Error("a kernel that is no SQL was taken")
		}
		if diff := cmp.Diff(schema, schemaOf(t, db)); diff != "" {
			t.Errorf("schema before (-) and after (+):\n%s", diff)
		}
		if diff := cmp.Diff(before, allRows(t, db, rows)); diff != "" {
			t.Errorf("rows before (-) and after (+):\n%s", diff)
		}
	})
	each("comes again where the database has a lower one, whatever is left of it", func(t *testing.T, db *database.DB) {
		want := schemaOf(t, db)
		storetest.Exec(t, db, dropTrigger(db, "partners_insert"), "UPDATE schema_kernel SET number = 0")
		if err := migrate.Apply(t.Context(), db, quiet()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, schemaOf(t, db)); diff != "" {
			t.Errorf("schema of a new database (-) and of this one (+):\n%s", diff)
		}
	})
	each("is refused where the database has another text of the same number", func(t *testing.T, db *database.DB) {
		storetest.Exec(t, db, "UPDATE schema_kernel SET digest = 'h1:other'")
		storetest.WantError(t, migrate.Apply(t.Context(), db, quiet()), "made with another text of kernel ")
	})
	each("changes nothing and moves no version", func(t *testing.T, db *database.DB) {
		storetest.Exec(t, db, logtest.Partner(5, "acme", true), "UPDATE schema_kernel SET number = 0")
		rows := readings(t, db)
		before := allRows(t, db, rows)
		if err := migrate.Apply(t.Context(), db, quiet()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, allRows(t, db, rows)); diff != "" {
			t.Errorf("rows before (-) and after (+):\n%s", diff)
		}
		seen := logtest.Newest(t, db)
		storetest.Exec(t, db, "UPDATE partners SET name = 'Acme Ltd'")
		if diff := cmp.Diff([]string{"partners 5 UPDATED public step"}, logtest.Told(t, db, seen)); diff != "" {
			t.Errorf("changes afterwards (-want +got):\n%s", diff)
		}
	})
}

func TestKernelStepIsDoneByOneOfManyServers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		storetest.Exec(t, logtest.UpToDate(t, target), "UPDATE schema_kernel SET number = 0")
		var log bytes.Buffer
		logger := slog.New(slog.NewTextHandler(&log, nil))
		var all errgroup.Group
		for range 4 {
			db := storetest.Open(t, target, database.Options{})
			all.Go(func() error { return migrate.Apply(t.Context(), db, logger) })
		}
		if err := all.Wait(); err != nil {
			t.Errorf("Migrate: %v", err)
		}
		if got := strings.Count(log.String(), "migration applied"); got != 1 {
			t.Errorf("%d servers have applied the kernel, want 1:\n%s", got, log.String())
		}
	})
}

// migrationsOf reads the migrations of an engine.
func migrationsOf(t *testing.T, engine database.Engine) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "migrations", string(engine), "*.sql"))
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d migrations of %s, %v", len(files), engine, err)
	}
	all := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(file)] = string(text)
	}
	return all
}

// TestKernelStepIsSilentWhileTablesChange runs a migration that changes what
// readers see: its rows are not told, before there are triggers that fit.
func TestKernelStepIsSilentWhileTablesChange(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := logtest.UpToDate(t, target)
		storetest.Exec(t, db, logtest.Partner(5, "acme", true))
		files := migrationsOf(t, db.Engine())
		files["9999_city.sql"] = "ALTER TABLE partners ADD COLUMN extra text; UPDATE partners SET city = 'Paris';"
		seen := logtest.Newest(t, db)
		if err := migrate.ApplyFrom(t.Context(), db, folder(t, files), quiet()); err != nil {
			t.Fatal(err)
		}
		if got := logtest.Told(t, db, seen); len(got) > 0 {
			t.Errorf("the migration has told %q", got)
		}
		storetest.Exec(t, db, "UPDATE partners SET city = 'Rome'")
		if diff := cmp.Diff([]string{"partners 5 UPDATED public step"}, logtest.Told(t, db, seen)); diff != "" {
			t.Errorf("changes afterwards (-want +got):\n%s", diff)
		}
	})
}

func TestStartAsksLittleOfACurrentDatabase(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		logtest.UpToDate(t, target)
		db := storetest.Open(t, target, database.Options{})
		ctx, counter := database.WithTexts(t.Context())
		if err := migrate.Apply(ctx, db, quiet()); err != nil {
			t.Fatal(err)
		}
		kernel := 0
		for _, text := range counter.Texts() {
			if !strings.HasPrefix(strings.TrimSpace(text), "SELECT") {
				t.Errorf("a start writes: %s", text)
			}
			if strings.Contains(text, "schema_kernel") {
				kernel++
			}
		}
		if kernel != 1 {
			t.Errorf("a start asks %d times about the kernel, want once", kernel)
		}
	})
}

func TestKernelFaults(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		s := storeOpen(t, target, store.Options{})
		faults := func(want ...string) {
			t.Helper()
			got, err := s.KernelFaults(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		}
		faults()
		db := storetest.Beside(t, s)
		want := schemaOf(t, db)
		spoil := append(spyOn(db.Engine(), "spy"), dropTrigger(db, "partners_insert"), dropTrigger(db, "partners_update"))
		told := []string{"trigger partners_insert on partners is missing", "trigger partners_update on partners was changed", "trigger spy on partners is not of pressgraph"}
		if db.Engine() == database.PostgreSQL {
			spoil = append(spoil,
				"CREATE TRIGGER partners_update AFTER UPDATE ON partners FOR EACH ROW EXECUTE FUNCTION looks()",
				"ALTER TABLE topics DISABLE TRIGGER topics_delete",
				"CREATE OR REPLACE FUNCTION touch() RETURNS void LANGUAGE sql AS 'SELECT'",
				"DROP FUNCTION bulk_load()")
			told = append([]string{"function bulk_load is missing", "function touch was changed"}, told...)
			told = slices.Insert(told, 4, "trigger topics_delete on topics is disabled")
		} else {
			spoil = append(spoil, "CREATE TRIGGER partners_update AFTER UPDATE ON partners BEGIN SELECT 1; END",
				"DROP VIEW change_sink", "CREATE VIEW change_sink AS SELECT 1")
			told = append([]string{"view change_sink was changed", "trigger change_sink_insert on change_sink is missing"}, told...)
		}
		storetest.Exec(t, db, spoil...)
		faults(told...)
		before, _, err := s.Versions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := s.RenewKernel(t.Context()); err != nil {
			t.Fatal(err)
		}
		faults("trigger spy on partners is not of pressgraph")
		if after, _, err := s.Versions(t.Context()); err != nil || after <= before {
			t.Errorf("content version = %d, %v, want one after %d: nobody knows what was not told", after, err, before)
		}
		storetest.Exec(t, db, dropTrigger(db, "spy"))
		if db.Engine() == database.PostgreSQL {
			storetest.Exec(t, db, "DROP FUNCTION looks()")
		}
		faults()
		if diff := cmp.Diff(want, schemaOf(t, db)); diff != "" {
			t.Errorf("schema before (-) and after (+):\n%s", diff)
		}
	})
}
