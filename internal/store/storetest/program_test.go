package storetest_test

import (
	"errors"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

func TestStartCluster(t *testing.T) {
	t.Parallel()
	storetest.Postgres(t) // It knows what to do where there is no PostgreSQL.
	cluster, err := storetest.StartCluster("work_mem=5MB")
	if err != nil {
		t.Fatal(err)
	}
	_, first, err := storetest.Postmaster(t.Context(), cluster.Target())
	if err != nil || first == 0 {
		t.Errorf("its first process is %d, %v", first, err)
	}
	var set, name string
	db, err := database.Open(t.Context(), cluster.Target(), database.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.SQL().QueryRow("SELECT current_setting('work_mem'), current_database()").Scan(&set, &name); err != nil {
		t.Error(err)
	}
	if set != "5MB" || name != "bench" {
		t.Errorf("work_mem is %s in database %s, want 5MB in bench", set, name)
	}
	if err := errors.Join(db.Close(), cluster.Stop()); err != nil {
		t.Error(err)
	}
	for end := time.Now().Add(time.Minute); !errors.Is(syscall.Kill(first, 0), syscall.ESRCH); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("process %d has not ended", first)
		}
	}
}

// TestPostmaster compares with what ps knows.
func TestPostmaster(t *testing.T) {
	t.Parallel()
	target := storetest.Postgres(t)
	version, first, err := storetest.Postmaster(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	var pid, full string
	query := "SELECT pg_backend_pid()::text, current_setting('server_version')"
	db := storetest.Open(t, target, database.Options{})
	connection, err := db.SQL().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if err := connection.QueryRowContext(t.Context(), query).Scan(&pid, &full); err != nil {
		t.Fatal(err)
	}
	parent, err := exec.Command("ps", "-o", "ppid=", "-p", pid).Output()
	if err != nil {
		t.Skipf("skipped: ps does not tell: %v", err)
	}
	if want := strings.TrimSpace(string(parent)); strconv.Itoa(first) != want {
		t.Errorf("the first process is %d, want %s", first, want)
	}
	if want := strings.Fields(full)[0]; version != want {
		t.Errorf("the version is %q, want %q", version, want)
	}
}
