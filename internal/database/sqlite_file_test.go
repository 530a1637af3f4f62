package database_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/store/storetest"
)

// fileOf returns the path of a file of SQLite.
func wantMode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	about, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if about.Mode().Perm() != want {
		t.Errorf("%s has the mode %v, want %v", filepath.Base(path), about.Mode(), want)
	}
}

func TestSQLiteFile(t *testing.T) {
	t.Parallel()
	t.Run("is its owner's alone, with what lies beside it", func(t *testing.T) {
		t.Parallel()
		target := storetest.SQLite(t)
		items(t, target, database.Options{})
		for _, suffix := range []string{"", "-wal", "-shm"} {
			wantMode(t, target.Path()+suffix, 0o600)
		}
	})
	t.Run("keeps the mode that it has", func(t *testing.T) {
		t.Parallel()
		target := storetest.SQLite(t)
		if err := os.WriteFile(target.Path(), nil, 0o640); err != nil {
			t.Fatal(err)
		}
		items(t, target, database.Options{})
		wantMode(t, target.Path(), 0o640)
		wantMode(t, target.Path()+"-wal", 0o640)
	})
	t.Run("is made where a link leads", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		link, real := filepath.Join(folder, "link.db"), filepath.Join(folder, "real.db")
		if err := os.Symlink("real.db", link); err != nil {
			t.Fatal(err)
		}
		run(t, items(t, storetest.Parse(t, "sqlite:"+link), database.Options{}), "INSERT INTO items (id) VALUES (1)")
		wantMode(t, real, 0o600)
		wantMode(t, real+"-wal", 0o600)
	})
	t.Run("is not made where it must be there", func(t *testing.T) {
		t.Parallel()
		target := storetest.SQLite(t)
		_, err := database.Open(t.Context(), target, database.Options{Existing: true})
		if !errors.Is(err, database.ErrMissing) || !strings.Contains(err.Error(), "there is no database in "+target.Path()) {
			t.Errorf("OpenDB = %v", err)
		}
		if left, err := os.ReadDir(filepath.Dir(target.Path())); err != nil || len(left) > 0 {
			t.Errorf("it has left %v, %v", left, err)
		}
	})
	t.Run("is not made beside the last changes of one that is gone", func(t *testing.T) {
		t.Parallel()
		target := storetest.SQLite(t)
		if err := os.WriteFile(target.Path()+"-wal", []byte("changes"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := database.Open(t.Context(), target, database.Options{})
		storetest.WantError(t, err, "it is gone, but "+target.Path()+"-wal, with its last changes, is still there")
		if left, err := os.ReadFile(target.Path() + "-wal"); err != nil || string(left) != "changes" {
			t.Errorf("they are %q now, %v", left, err)
		}
	})
	t.Run("is neither a folder nor a device", func(t *testing.T) {
		t.Parallel()
		for _, path := range []string{t.TempDir(), os.DevNull} {
			if _, err := database.Open(t.Context(), storetest.Parse(t, "sqlite:"+path), database.Options{}); err == nil {
				t.Errorf("%s was opened", path)
			}
		}
	})
}

// overwrite changes bytes of a file that nobody has open.
// lose is a way to lose an open file, and how it comes back if it does.
type lose struct {
	name       string
	away, back func(t *testing.T, path string)
}

func waysToLose() []lose {
	rename := func(from, to string) func(*testing.T, string) {
		return func(t *testing.T, path string) { storetest.Must(t, os.Rename(path+from, path+to)) }
	}
	return []lose{
		{"moved", rename("", ".gone"), rename(".gone", "")},
		{"removed", func(t *testing.T, path string) { storetest.Must(t, os.Remove(path)) }, nil},
		{"replaced by a copy", func(t *testing.T, path string) {
			text, err := os.ReadFile(path)
			storetest.Must(t, err, os.WriteFile(path+".copy", text, 0o600), os.Rename(path+".copy", path))
		}, nil},
		{"replaced by an empty file", func(t *testing.T, path string) {
			storetest.Must(t, os.Remove(path), os.WriteFile(path, nil, 0o600))
		}, nil},
		{"emptied", func(t *testing.T, path string) { storetest.Must(t, os.Truncate(path, 0)) }, nil},
		{"in a folder that was moved", func(t *testing.T, path string) {
			storetest.Must(t, os.Rename(filepath.Dir(path), filepath.Dir(path)+".gone"))
		}, func(t *testing.T, path string) {
			storetest.Must(t, os.Rename(filepath.Dir(path)+".gone", filepath.Dir(path)))
		}},
	}
}

func TestSQLiteFileThatIsLost(t *testing.T) {
	t.Parallel()
	for _, way := range waysToLose() {
		t.Run("is noticed when it is "+way.name, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join(t.TempDir(), "data")
			storetest.Must(t, os.Mkdir(folder, 0o700))
			path := filepath.Join(folder, "news.db")
			db := items(t, storetest.Parse(t, "sqlite:"+path), database.Options{MaxConns: 2})
			run(t, db, "INSERT INTO items (id) VALUES (1)")
			open, err := db.Tx(t.Context())
			storetest.Must(t, err)
			storetest.Must(t, open.Exec(t.Context(), "INSERT INTO items (id) VALUES (2)", []any{}, nil))
			way.away(t, path)
			before := listed(t, filepath.Dir(folder))
			wantGone(t, "commit", open.Commit())
			allGone(t, db)
			db.SQL().SetMaxIdleConns(0) // New connections must find nothing either.
			allGone(t, db)
			if after := listed(t, filepath.Dir(folder)); after != before {
				t.Errorf("there lie %s, want %s", after, before)
			}
			if way.back == nil {
				return
			}
			way.back(t, path)
			run(t, db, "INSERT INTO items (id) VALUES (4)")
			if got := storetest.Count(t, db, "SELECT count(*) FROM items"); got != 2 {
				t.Errorf("when it is back there are %d items, want 2", got)
			}
		})
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		t.Run("is noticed by its "+suffix+" before anything is written", func(t *testing.T) {
			t.Parallel()
			target := storetest.SQLite(t)
			db := items(t, target, database.Options{})
			storetest.Must(t, os.Remove(target.Path()+suffix))
			wantGone(t, "write", db.Exec(t.Context(), "INSERT INTO items (id) VALUES (1)", []any{}, nil))
			wantGone(t, "ping", db.SQL().PingContext(t.Context()))
			if _, err := os.Stat(target.Path() + suffix); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("another one was made: %v", err)
			}
		})
	}
}

// listed names all files below a folder.
func listed(t *testing.T, folder string) string {
	t.Helper()
	var names []string
	storetest.Must(t, fs.WalkDir(os.DirFS(folder), ".", func(path string, _ fs.DirEntry, err error) error {
		names = append(names, path)
		return err
	}))
	return strings.Join(names, " ")
}

func wantGone(t *testing.T, what string, err error) {
	t.Helper()
	if !fault.Is(err, fault.CodeOverloaded) || fault.Is(err, fault.CodeInternal) {
		t.Errorf("%s = %v, want OVERLOADED", what, err)
	}
}

func allGone(t *testing.T, db *database.DB) {
	t.Helper()
	ctx := t.Context()
	wantGone(t, "write", db.Exec(ctx, "INSERT INTO items (id) VALUES (3)", []any{}, nil))
	rows, err := db.QueryContext(ctx, "SELECT count(*) FROM items")
	if err == nil {
		err = errors.Join(rows.Err(), rows.Close())
	}
	wantGone(t, "read", err)
	_, err = db.BeginRead(ctx)
	wantGone(t, "begin to read", err)
	_, err = db.Tx(ctx)
	wantGone(t, "begin", err)
	wantGone(t, "ping", db.SQL().PingContext(ctx))
}

func TestSQLiteKeepsItsLogWithoutConnections(t *testing.T) {
	t.Parallel()
	target := storetest.SQLite(t)
	db := items(t, target, database.Options{})
	log, err := os.Stat(target.Path() + "-wal")
	storetest.Must(t, err)
	db.SQL().SetMaxIdleConns(0)
	for i := range 3 {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, _ = db.ExecContext(ctx, "INSERT INTO items (id) VALUES (?)", 10+i) // It fails, and spoils its connection.
		run(t, db, "INSERT INTO items (id) VALUES (NULL)")
	}
	now, err := os.Stat(target.Path() + "-wal")
	if err != nil || !os.SameFile(log, now) {
		t.Errorf("the log is another file: %v", err)
	}
}

// TestThere looks at the file as often as those ask who answer from memory.
func TestThere(t *testing.T) {
	t.Parallel()
	target := storetest.SQLite(t)
	db := storetest.Open(t, target, database.Options{})
	path := target.Path()
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		for range 100 {
			if err := db.LatelyThere(); err != nil {
				t.Fatal(err)
			}
		}
		away := name + ".away"
		if err := os.Rename(name, away); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond) // What was seen a moment ago counts no more.
		for range 2 {
			if err := db.LatelyThere(); !fault.Is(err, fault.CodeOverloaded) {
				t.Errorf("without %s it says %v", filepath.Base(name), err)
			}
		}
		if err := os.Rename(away, name); err != nil {
			t.Fatal(err)
		}
		if err := db.LatelyThere(); err != nil {
			t.Errorf("once %s is back it says %v", filepath.Base(name), err)
		}
	}
}
