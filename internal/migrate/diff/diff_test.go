package diff_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	atlas "ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"
	entsql "entgo.io/ent/dialect/sql"
	entschema "entgo.io/ent/dialect/sql/schema"
	"github.com/google/go-cmp/cmp"

	model "pressgraph/ent/db/migrate"
	"pressgraph/internal/changelog/logtest"
	"pressgraph/internal/database"
	"pressgraph/internal/migrate"
	"pressgraph/internal/migrate/diff"
	"pressgraph/internal/store/storetest"
	"pressgraph/migrations"
)

const root = "../../../migrations"

func TestMigrationsAreCurrent(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	storetest.Each(t, func(t *testing.T, target database.Target) {
		folder := filepath.Join(root, string(target.Engine()))
		missing, err := diff.DiffModel(t.Context(), folder, target)
		if err != nil {
			t.Fatalf("compare %s with ent/schema: %v", folder, err)
		}
		if missing != "" {
			t.Errorf("ent/schema has moved on from %s; run make migration. Missing:\n%s", folder, missing)
		}
	})
}

func TestKernelHasANumberOfItsOwn(t *testing.T) {
	t.Parallel()
	file := filepath.Join(root, migrations.KernelSum)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want, err := migrate.RaisedKernel(string(text))
	if err != nil || string(text) != want {
		t.Errorf("the kernel is not the last one of %s (%v); run make migration, which gives it the next number:\n%s", file, err, want)
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	server := storetest.Postgres(t)
	setup := func(t *testing.T) string {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(root)); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	write := func(t *testing.T, dir string, want ...string) {
		t.Helper()
		got, err := diff.Write(t.Context(), dir, "change", server)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("Write = %v, %v, want %v", got, err, want)
		}
	}
	t.Run("writes nothing where nothing has changed", func(t *testing.T) {
		t.Parallel()
		write(t, setup(t))
	})
	t.Run("writes the model in both folders, and the number of the kernel", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		for _, engine := range []string{"sqlite", "postgres"} {
			if err := os.Mkdir(filepath.Join(dir, engine), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		write(t, dir, "0001_change.sql", migrations.KernelSum)
		write(t, dir)
	})
	t.Run("makes up for what differs, with data in place", func(t *testing.T) {
		t.Parallel()
		dir := setup(t)
		next := nextNumber(t, dir)
		addFile(t, dir, fmt.Sprintf("%04d_other.sql", next),
			"DROP INDEX release_sort_at_rank_id;\nALTER TABLE partners ADD COLUMN extra int;\n")
		write(t, dir, fmt.Sprintf("%04d_change.sql", next+1))
		write(t, dir)
		storetest.Each(t, func(t *testing.T, target database.Target) {
			db := logtest.UpToDate(t, target)
			storetest.Exec(t, db, logtest.Partner(5, "acme", true), logtest.PartnerName(6, 5, "Acme"))
			files := os.DirFS(filepath.Join(dir, string(target.Engine())))
			if err := migrate.ApplyFrom(t.Context(), db, files, slog.New(slog.DiscardHandler)); err != nil {
				t.Fatalf("ApplyFrom: %v", err)
			}
			seen := logtest.Newest(t, db)
			storetest.Exec(t, db, "UPDATE partners SET name = 'Acme Ltd'")
			want := []string{"partners 5 UPDATED public step"}
			if diff := cmp.Diff(want, logtest.Told(t, db, seen)); diff != "" {
				t.Errorf("changes after the migration (-want +got):\n%s", diff)
			}
			if got := storetest.Count(t, db, "SELECT count(*) FROM partner_names"); got != 1 {
				t.Errorf("names = %d after the migration, want 1", got)
			}
		})
	})
	t.Run("gives a kernel that has changed the next number, and nothing more", func(t *testing.T) {
		t.Parallel()
		dir := setup(t)
		file := filepath.Join(dir, migrations.KernelSum)
		last := "2 sqlite h1:one postgres h1:another\n"
		before := "1 sqlite h1:a postgres h1:b\n" + last
		if err := os.WriteFile(file, []byte(before), 0o644); err != nil {
			t.Fatal(err)
		}
		write(t, dir, migrations.KernelSum)
		after, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		added, ok := strings.CutPrefix(string(after), before)
		if !ok || !strings.HasPrefix(added, "3 sqlite h1:") || strings.Count(added, "\n") != 1 {
			t.Errorf("%s is now\n%s, want a line for kernel 3 after the others", file, after)
		}
		write(t, dir)
	})
	t.Run("refuses a damaged list of kernels", func(t *testing.T) {
		t.Parallel()
		for _, text := range []string{"1 sqlite h1:a\n", "2 sqlite h1:a postgres h1:b\n", "1 sqlite h1:a postgres h1:b\n1 sqlite h1:a postgres h1:b\n"} {
			dir := setup(t)
			if err := os.WriteFile(filepath.Join(dir, migrations.KernelSum), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := diff.Write(t.Context(), dir, "change", server)
			storetest.WantError(t, err, "kernel.sum is damaged in line")
		}
	})
	t.Run("refuses a name that is none", func(t *testing.T) {
		t.Parallel()
		for _, name := range []string{"", "a b", "../up", "Ä"} {
			_, err := diff.Write(t.Context(), t.TempDir(), name, server)
			storetest.WantError(t, err, "named in lower-case letters")
		}
	})
	t.Run("refuses a damaged folder", func(t *testing.T) {
		t.Parallel()
		dir := setup(t)
		if err := os.WriteFile(filepath.Join(dir, "sqlite", "0001_baseline.sql"), []byte("SELECT 1;"), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := diff.Write(t.Context(), dir, "change", server)
		storetest.WantError(t, err, "checksum mismatch")
	})
}

// TestMigratedEqualsGenerated compares what the migrations make with what ent
// makes of the model: tables, columns, defaults, indexes, checks, references.
func TestMigratedEqualsGenerated(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	storetest.Each(t, func(t *testing.T, target database.Target) {
		other := storetest.SQLite(t)
		if target.Engine() == database.PostgreSQL {
			other = storetest.Postgres(t)
		}
		generated := storetest.Open(t, other, database.Options{})
		// Creating writes into the tables of the model, which all tests share.
		tables, err := entschema.CopyTables(model.Tables)
		if err != nil {
			t.Fatal(err)
		}
		generating := model.NewSchema(entsql.OpenDB(generated.Dialect(), generated.SQL()))
		if err := model.Create(t.Context(), generating, tables); err != nil {
			t.Fatalf("model.Create: %v", err)
		}
		driver, want := inspect(t, generated)
		_, got := inspect(t, logtest.UpToDate(t, target))
		for _, way := range []struct {
			name     string
			from, to *schema.Schema
		}{{"lacks", got, want}, {"has too much", want, got}} {
			changes, err := driver.SchemaDiff(way.from, way.to)
			if err != nil {
				t.Fatal(err)
			}
			for _, change := range changes {
				t.Errorf("the migrated database %s: %s", way.name, describe(change))
			}
		}
		if len(got.Tables) != len(model.Tables) {
			t.Errorf("tables = %d, want the %d of the model", len(got.Tables), len(model.Tables))
		}
	})
}

// inspect returns the tables of the model as they are in db.
func inspect(t *testing.T, db *database.DB) (atlas.Driver, *schema.Schema) {
	t.Helper()
	open := map[database.Engine]func(schema.ExecQuerier) (atlas.Driver, error){database.SQLite: sqlite.Open, database.PostgreSQL: postgres.Open}
	driver, err := open[db.Engine()](db.SQL())
	if err != nil {
		t.Fatalf("inspect: %v", err)
	}
	found, err := driver.InspectSchema(t.Context(), "", &schema.InspectOptions{Mode: schema.InspectSchemas | schema.InspectTables})
	if err != nil {
		t.Fatalf("inspect: %v", err)
	}
	known := make(map[string]bool)
	for _, table := range model.Tables {
		known[table.Name] = true
	}
	found.Tables = slices.DeleteFunc(found.Tables, func(table *schema.Table) bool { return !known[table.Name] })
	return driver, found
}

// describe names what differs in one table.
func describe(change schema.Change) string {
	text := fmt.Sprintf("%T", change)
	switch c := change.(type) {
	case *schema.AddTable:
		text += " " + c.T.Name
	case *schema.DropTable:
		text += " " + c.T.Name
	case *schema.ModifyTable:
		text += " " + c.T.Name + ":"
		for _, part := range c.Changes {
			text += fmt.Sprintf(" %T", part)
		}
	}
	return strings.ReplaceAll(text, "*schema.", "")
}

// nextNumber returns the number of the next migration in dir.
func nextNumber(t *testing.T, dir string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "sqlite", "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	return len(files) + 1
}

// addFile adds a migration written by hand to both folders.
func addFile(t *testing.T, dir, name, text string) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		local, err := atlas.NewLocalDir(filepath.Join(dir, engine))
		if err != nil {
			t.Fatal(err)
		}
		if err := local.WriteFile(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
		sums, err := local.Checksum()
		if err != nil {
			t.Fatal(err)
		}
		if err := atlas.WriteSumFile(local, sums); err != nil {
			t.Fatal(err)
		}
	}
}
