package cli_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// everyCommand returns the commands that open a database, apart from migrate
// status, which tells what is wrong with one.
func everyCommand(t *testing.T) [][]string {
	t.Helper()
	folder := t.TempDir()
	page, export := filepath.Join(folder, "listing.txt"), filepath.Join(folder, "export.jsonl")
	write(t, page, listing)
	database, _ := filled(t)
	does(t, 0, "export", "--database", database, "--out", export)
	return append(
		lookingCommands(),
		[]string{"serve", "--addr", "localhost:0"}, []string{"migrate"}, []string{"import", page}, []string{"import", export},
		[]string{"import", page, "--dry-run"}, []string{"bench-data", "--releases", "10"},
	)
}

// lookingCommands need a database that is there.
func lookingCommands() [][]string {
	return [][]string{
		{"check"}, {"check", "--repair"}, {"reindex"}, {"export"}, {"key", "list"}, {"key", "list", "--json"},
		{"key", "create", "--name", "Ed", "--role", "editor"}, {"key", "revoke", content.GlobalID(content.NodeAPIKey, 1)},
	}
}

// refused runs each command against a database that none of them may take.
func refused(t *testing.T, target database.Target, commands [][]string, sentence string) {
	t.Helper()
	for _, command := range commands {
		out, errs := does(t, 2, append(command, "--database", target.String())...)
		if out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, sentence) {
			t.Errorf("%s says %q and %q, want %q alone", strings.Join(command, " "), out, errs, sentence)
		}
	}
}

func altered(t *testing.T, target database.Target, statement string) {
	t.Helper()
	db, err := database.Open(t.Context(), target, database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func migrated(t *testing.T, target database.Target) {
	t.Helper()
	does(t, 0, "migrate", "--database", target.String())
}

func TestEveryCommandRefuses(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	commands := everyCommand(t)
	for name, c := range map[string]struct{ change, sentence string }{
		"a database of a newer version": {
			"INSERT INTO schema_migrations (name, hash, applied_at) VALUES ('9999_future.sql', 'h1:', CURRENT_TIMESTAMP)",
			"migrated by a newer version of pressgraph: migration 9999_future.sql",
		},
		"a database made by another text of a migration": {
			"UPDATE schema_migrations SET hash = 'h1:other' WHERE name LIKE '0001%'", "made with another text of migration 0001",
		},
		"a database with the kernel of a newer version": {
			"UPDATE schema_kernel SET number = 9999", "migrated by a newer version of pressgraph: kernel 9999 is unknown to this one",
		},
		"a database with another text of the kernel": {
			"UPDATE schema_kernel SET digest = 'h1:other'", "made with another text of kernel ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, target database.Target) {
				migrated(t, target)
				altered(t, target, c.change)
				refused(t, target, commands, c.sentence)
			})
		})
	}
	t.Run("a database of another program", func(t *testing.T) {
		t.Parallel()
		storetest.Each(t, func(t *testing.T, target database.Target) {
			altered(t, target, "CREATE TABLE schema_migrations (version bigint NOT NULL, dirty boolean NOT NULL)")
			refused(t, target, commands, "the migrations of another program")
		})
	})
	t.Run("a file that holds tables of another program", func(t *testing.T) {
		t.Parallel()
		target := storetest.SQLite(t)
		altered(t, target, "CREATE TABLE bookmarks (id integer)")
		refused(t, target, commands, `holds a table "bookmarks"`)
	})
}

func TestCommandsThatLookMakeNothing(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	t.Run("where there is no database", func(t *testing.T) {
		t.Parallel()
		target := storetest.SQLite(t)
		refused(t, target, lookingCommands(), "there is no database in "+target.Path())
		does(t, 0, "migrate", "status", "--database", target.String())
		page := filepath.Join(t.TempDir(), "listing.txt")
		write(t, page, listing)
		does(t, 0, "import", page, "--dry-run", "--database", target.String())
		if left, err := os.ReadDir(filepath.Dir(target.Path())); err != nil || len(left) > 0 {
			t.Errorf("they have left %v, %v", left, err)
		}
	})
	t.Run("where there is an empty one", func(t *testing.T) {
		t.Parallel()
		storetest.Each(t, func(t *testing.T, target database.Target) {
			if target.Engine() == database.SQLite {
				write(t, target.Path(), "")
			}
			refused(t, target, lookingCommands(), "holds no newsroom yet; run pressgraph migrate first")
			page := filepath.Join(t.TempDir(), "listing.txt")
			write(t, page, listing)
			if out, _ := does(t, 0, "import", page, "--dry-run", "--database", target.String()); !strings.Contains(out, "1 created") {
				t.Errorf("a dry run says %q", out)
			}
			if target.Engine() == database.SQLite {
				if about, err := os.Stat(target.Path()); err != nil || about.Size() != 0 {
					t.Errorf("the empty file is %v now, %v", about, err)
				}
			}
			refused(t, target, [][]string{{"check"}}, "holds no newsroom yet")
		})
	})
	t.Run("where it is not up to date", func(t *testing.T) {
		t.Parallel()
		storetest.Each(t, func(t *testing.T, target database.Target) {
			migrated(t, target)
			altered(t, target, "DELETE FROM schema_kernel")
			refused(t, target, lookingCommands(), "the database is not up to date; run pressgraph migrate first")
		})
	})
}

func TestMakingCommandsMakeAFileForItsOwnerAlone(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	page := filepath.Join(t.TempDir(), "listing.txt")
	write(t, page, listing)
	for _, command := range [][]string{{"migrate"}, {"import", page}, {"bench-data", "--releases", "10"}} {
		target := storetest.SQLite(t)
		does(t, 0, append(command, "--database", target.String())...)
		if mode := modeOf(t, target.Path()); mode != fs.FileMode(0o600) {
			t.Errorf("%s makes a file with the mode %v, want 0600", command[0], mode)
		}
	}
}

// TestCommandsTakeAFormerDatabase begins with what the last version with the
// earlier line of migrations left.
func TestCommandsTakeAFormerDatabase(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	const folder = "../migrate/testdata/former"
	t.Run("that was brought up to date", func(t *testing.T) {
		t.Parallel()
		storetest.Each(t, func(t *testing.T, target database.Target) {
			storetest.Restore(t, target, folder)
			refused(t, target, lookingCommands(), "the database is not up to date; run pressgraph migrate first")
			out, _ := does(t, 0, "migrate", "--database", target.String())
			if !strings.HasPrefix(out, "applied 0001_baseline.sql\napplied 0002_") || !strings.Contains(out, "\napplied kernel ") {
				t.Errorf("migrate says %q", out)
			}
			if out, _ := does(t, 0, "check", "--database", target.String()); out != "all is as it ought to be\n" {
				t.Errorf("check says %q", out)
			}
			out, _ = does(t, 0, "export", "--database", target.String())
			before := string(storetest.Unpack(t, folder+"/export.jsonl.gz"))
			_, versions, _ := strings.Cut(strings.SplitN(before, "\n", 2)[0], `"version"`)
			// One row more: that listings have yet to give their places.
			if !strings.HasSuffix(strings.SplitN(out, "\n", 2)[0], versions) || strings.Count(out, "\n") != strings.Count(before, "\n")+1 {
				t.Errorf("the export has %d lines now, and had %d at %s", strings.Count(out, "\n"), strings.Count(before, "\n"), versions)
			}
		})
	})
	t.Run("but not in the middle of its line", func(t *testing.T) {
		t.Parallel()
		commands := everyCommand(t)
		storetest.Each(t, func(t *testing.T, target database.Target) {
			storetest.Restore(t, target, folder)
			altered(t, target, "DELETE FROM schema_migrations WHERE name > '0005_lists.sql'")
			refused(t, target, commands, "stopped at migration 0005_lists.sql")
		})
	})
}

func TestCheckTellsOfTriggers(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		migrated(t, target)
		drop := "DROP TRIGGER topics_insert"
		if target.Engine() == database.PostgreSQL {
			drop += " ON topics"
		}
		altered(t, target, drop)
		const told = "trigger topics_insert on topics is missing\n"
		if out, _ := does(t, 1, "check", "--database", target.String()); out != told+"1 differences\n" {
			t.Errorf("check says %q", out)
		}
		if out, _ := does(t, 0, "check", "--repair", "--database", target.String()); out != told+"all is as it ought to be\n" {
			t.Errorf("check --repair says %q", out)
		}
		if out, _ := does(t, 0, "check", "--database", target.String()); out != "all is as it ought to be\n" {
			t.Errorf("check says %q after the repair", out)
		}
	})
}
