package storetest

import (
	"errors"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"pressgraph/internal/database"
)

// Standby returns target as a hot standby of its server shows it, which can be
// read and not be changed, and ends with the test.
func Standby(t testing.TB, target database.Target) database.Target {
	t.Helper()
	standby, _ := PromotableStandby(t, target)
	return standby
}

// PromotableStandby is Standby, and returns what makes it a server of its own.
func PromotableStandby(t testing.TB, target database.Target) (_ database.Target, promote func()) {
	t.Helper()
	primary := shared.running(t)
	programs, err := findPrograms()
	if err != nil {
		t.Fatal(err)
	}
	identity, err := unprivileged()
	if err != nil {
		t.Fatal(err)
	}
	c := new(cluster)
	if c.folder, err = makeFolder(identity); err != nil {
		t.Fatal(err)
	}
	copied := exec.Command(filepath.Join(programs, "pg_basebackup"), "--host", primary.folder, "--username", "pressgraph",
		"--pgdata", filepath.Join(c.folder, "data"), "--write-recovery-conf", "--checkpoint", "fast", "--no-sync")
	copied.Dir = c.folder
	copied.SysProcAttr = &syscall.SysProcAttr{Credential: identity}
	if output, err := copied.CombinedOutput(); err != nil {
		t.Fatalf("pg_basebackup: %v: %s", err, output)
	}
	err = c.start(programs, identity, nil)
	t.Cleanup(func() {
		if err := c.stop(); err != nil {
			t.Errorf("stop the standby: %v", err)
		}
	})
	if err := errors.Join(err, c.await()); err != nil {
		t.Fatal(err)
	}
	name, err := url.Parse(target.String())
	if err != nil {
		t.Fatal(err)
	}
	return targetOf(t, c, strings.TrimPrefix(name.Path, "/")), func() {
		if err := c.run("SELECT pg_promote()"); err != nil {
			t.Fatalf("promote the standby: %v", err)
		}
	}
}
