package storetest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"pressgraph/internal/database"
)

// Machine is a PostgreSQL of a test's own, which can be made to fail.
type Machine struct {
	t       testing.TB
	cluster *cluster
}

// NewMachine starts a PostgreSQL that ends with the test. Without PostgreSQL on
// this machine the test is skipped, or fails if CI=true.
func NewMachine(t testing.TB) *Machine {
	t.Helper()
	shared.running(t) // It knows what to do where there is none.
	c, err := startCluster()
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	t.Cleanup(func() {
		if err := c.stop(); err != nil {
			t.Errorf("stop PostgreSQL: %v", err)
		}
	})
	return &Machine{t, c}
}

// Database returns an empty database, the only one.
func (m *Machine) Database() database.Target {
	m.t.Helper()
	if err := m.cluster.run("CREATE DATABASE machine TEMPLATE template0"); err != nil {
		m.t.Fatalf("create database: %v", err)
	}
	// What fails may take this connection with it.
	if err := m.cluster.admin.Close(); err != nil {
		m.t.Error(err)
	}
	m.cluster.admin = nil
	return targetOf(m.t, m.cluster, "machine")
}

// Kill ends all processes at once, as a loss of power does.
func (m *Machine) Kill() {
	m.t.Helper()
	m.signal(syscall.SIGKILL)
}

// Start starts what was killed; it does not wait for it.
func (m *Machine) Start() {
	m.t.Helper()
	if _, err := io.WriteString(m.cluster.leash, "again\n"); err != nil {
		m.t.Fatalf("start PostgreSQL again: %v", err)
	}
}

// Freeze stops all processes where they stand: the system still takes what is
// sent to them, and nothing is answered.
func (m *Machine) Freeze() {
	m.t.Helper()
	m.signal(syscall.SIGSTOP)
}

// Thaw lets them go on.
func (m *Machine) Thaw() {
	m.t.Helper()
	m.signal(syscall.SIGCONT)
}

// signal reaches the first process before the others, which it starts.
func (m *Machine) signal(signal syscall.Signal) {
	m.t.Helper()
	text, err := os.ReadFile(filepath.Join(m.cluster.folder, "data", "postmaster.pid"))
	if err != nil {
		m.t.Fatal(err)
	}
	number, _, _ := strings.Cut(string(text), "\n")
	first, err := strconv.Atoi(number)
	if err != nil {
		m.t.Fatalf("postmaster.pid begins with %q", number)
	}
	children := func() string {
		out, err := exec.Command("pgrep", "-P", number).Output()
		if code, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || code.ExitCode() != 1) {
			m.t.Fatalf("find the processes of PostgreSQL: %v", err)
		}
		return string(out)
	}
	// A killed one has no children any more.
	before := children()
	if err := syscall.Kill(first, signal); err != nil {
		m.t.Fatal(err)
	}
	for pid := range strings.FieldsSeq(before + children()) {
		child, err := strconv.Atoi(pid)
		if err == nil {
			err = syscall.Kill(child, signal)
		}
		if err != nil && !errors.Is(err, syscall.ESRCH) {
			m.t.Fatal(fmt.Errorf("signal %s: %w", pid, err))
		}
	}
}
