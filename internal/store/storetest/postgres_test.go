package storetest_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

func exec1(t *testing.T, target database.Target, statement string) error {
	t.Helper()
	db := storetest.Open(t, target, database.Options{})
	return db.Exec(t.Context(), statement, []any{}, nil)
}

func TestPostgresFrom(t *testing.T) {
	t.Parallel()
	var prepared atomic.Int32
	prepare := func(target database.Target) {
		prepared.Add(1)
		db, err := database.Open(context.Background(), target, database.Options{})
		if err != nil {
			t.Errorf("open the template: %v", err)
			return
		}
		defer db.Close()
		if err := db.Exec(context.Background(), "CREATE TABLE kept (id int)", []any{}, nil); err != nil {
			t.Errorf("prepare: %v", err)
		}
	}
	t.Run("copies", func(t *testing.T) {
		for range 8 {
			t.Run("a database that is its own", func(t *testing.T) {
				t.Parallel()
				start := time.Now()
				target := storetest.PostgresFrom(t, "kept", prepare)
				t.Logf("made in %v", time.Since(start))
				if err := exec1(t, target, "ALTER TABLE kept RENAME TO changed"); err != nil {
					t.Error(err)
				}
			})
		}
	})
	if got := prepared.Load(); got != 1 {
		t.Errorf("prepared %d times, want once", got)
	}
}

func TestPostgresIsEmpty(t *testing.T) {
	t.Parallel()
	for range 2 {
		if err := exec1(t, storetest.Postgres(t), "CREATE TABLE mine (id int)"); err != nil {
			t.Error(err)
		}
	}
}

func TestEach(t *testing.T) {
	t.Parallel()
	var seen atomic.Value
	t.Run("engines", func(t *testing.T) {
		storetest.Each(t, func(t *testing.T, target database.Target) {
			if !strings.HasSuffix(t.Name(), "/"+string(target.Engine())) {
				t.Errorf("%s got %s", t.Name(), target)
			}
			seen.Store(true)
			if err := exec1(t, target, "CREATE TABLE mine (id int)"); err != nil {
				t.Error(err)
			}
		})
	})
	if seen.Load() == nil {
		t.Error("no engine was tested")
	}
}

func TestClusterEndsWithItsProcess(t *testing.T) {
	t.Parallel()
	const variable = "STORETEST_KILLED"
	if report := os.Getenv(variable); report != "" {
		target := storetest.Postgres(t)
		if err := os.WriteFile(report, []byte(target.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
	report := t.TempDir() + "/target"
	process := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	process.Env = append(os.Environ(), variable+"="+report)
	if output, err := process.CombinedOutput(); err == nil {
		t.Fatalf("the process was not killed: %s", output)
	}
	text, err := os.ReadFile(report)
	if os.IsNotExist(err) {
		t.Skip("PostgreSQL is not installed here")
	}
	if err != nil {
		t.Fatal(err)
	}
	_, folder, _ := strings.Cut(string(text), "host=")
	for range 500 {
		if _, err := os.Stat(folder); os.IsNotExist(err) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%s is still there 5 s after the process was killed", folder)
}
