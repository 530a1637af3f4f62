package storetest

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"pressgraph/internal/database"
)

// pooledScript ends the pooler when its input ends, however this process does.
const pooledScript = `
"$1" -q "$2/ini" >"$2/log" 2>&1 &
pooler=$!
cat >/dev/null
kill -INT $pooler
wait $pooler
rm -rf "$2"
`

// PgBouncer returns target behind a connection pooler that ends with the test:
// mode is its pool_mode, sessions how many it has for all its clients. settings
// are further lines of its configuration. Without PgBouncer on this machine the
// test is skipped, or fails if CI=true.
func PgBouncer(t testing.TB, target database.Target, mode string, sessions int, settings ...string) database.Target {
	t.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		program, err = exec.LookPath("/usr/sbin/pgbouncer")
	}
	switch {
	case err == nil:
	case os.Getenv("CI") != "true":
		t.Skip("skipped: PgBouncer is not installed here")
	default:
		t.Fatal("PgBouncer is not installed here")
	}
	name, err := url.Parse(target.String())
	if err != nil {
		t.Fatal(err)
	}
	identity, err := unprivileged()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := makeFolder(identity)
	if err != nil {
		t.Fatal(err)
	}
	if err := configure(folder, name, append(settings, "pool_mode = "+mode, fmt.Sprintf("default_pool_size = %d", sessions))); err != nil {
		t.Fatal(err)
	}
	runPooler(t, program, folder, identity)
	name.RawQuery = url.Values{"host": {folder}}.Encode()
	pooled, err := database.ParseTarget(name.String())
	if err != nil {
		t.Fatal(err)
	}
	return pooled
}

func configure(folder string, database *url.URL, settings []string) error {
	lines := append([]string{
		"[databases]",
		fmt.Sprintf("* = host=%s user=pressgraph", database.Query().Get("host")),
		"[pgbouncer]", "auth_type = any", "listen_addr =", "listen_port = 5432", "unix_socket_dir = " + folder, "max_client_conn = 1000",
	}, settings...)
	return os.WriteFile(filepath.Join(folder, "ini"), []byte(strings.Join(lines, "\n")+"\n"), 0o644) //nolint:gosec // another user reads it
}

// runPooler returns once the pooler takes connections.
func runPooler(t testing.TB, program, folder string, identity *syscall.Credential) {
	t.Helper()
	guard := exec.Command("/bin/sh", "-c", pooledScript, "sh", program, folder)
	guard.Dir = folder
	guard.SysProcAttr = &syscall.SysProcAttr{Credential: identity, Setsid: true}
	leash, err := guard.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := guard.Start(); err != nil {
		t.Fatalf("start PgBouncer: %v", err)
	}
	t.Cleanup(func() {
		if err := errors.Join(leash.Close(), guard.Wait()); err != nil {
			t.Errorf("stop PgBouncer: %v", err)
		}
	})
	for end := time.Now().Add(startLimit); ; time.Sleep(10 * time.Millisecond) {
		// It makes the file of its socket before it listens there.
		if line, err := net.Dial("unix", filepath.Join(folder, ".s.PGSQL.5432")); err == nil {
			_ = line.Close()
			return
		}
		if time.Now().After(end) {
			log, _ := os.ReadFile(filepath.Join(folder, "log")) // only to tell why
			t.Fatalf("PgBouncer does not listen:\n%s", log)
		}
	}
}
