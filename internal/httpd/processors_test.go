package httpd_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// processors tells how long processors have worked for a server: for this process,
// and for PostgreSQL where that runs on this machine; elsewhere its part is what
// passes while it is asked.
type processors struct {
	// postmaster is the process whose children are PostgreSQL's sessions and those
	// that help them; empty for SQLite, which works in this process.
	postmaster string
	// away is whether PostgreSQL runs elsewhere.
	away bool
}

// processorsOf finds out where the database of a store works.
func processorsOf(t testing.TB, on *store.Store, target database.Target) processors {
	t.Helper()
	if target.Engine() != database.PostgreSQL {
		return processors{}
	}
	var pid int
	if err := on.Query(t.Context(), "SELECT pg_backend_pid()", nil, func(row database.Row) error { return row.Scan(&pid) }); err != nil {
		t.Fatal(err)
	}
	if stat := statOf(strconv.Itoa(pid)); stat != nil && stat[statName] == "(postgres)" {
		return processors{postmaster: stat[statParent]}
	}
	return processors{away: true}
}

// used returns how long processors have worked so far.
func (p processors) used(t testing.TB) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	used := time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	if p.away {
		return time.Duration(time.Now().UnixNano()) // What we work is within it.
	}
	if p.postmaster == "" {
		return used
	}
	for {
		before := p.ended()
		ticks := before + p.alive(t)
		if p.ended() == before {
			return used + time.Duration(ticks)*tick
		}
	}
}

// ended returns the ticks of the postmaster, with those of its children that have
// ended.
func (p processors) ended() int64 {
	return ticksOf(statOf(p.postmaster), statUser, statSystem, statChildrenUser, statChildrenSystem)
}

// alive returns the ticks of the postmaster's children.
func (p processors) alive(t testing.TB) (ticks int64) {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range all {
		if stat := statOf(filepath.Base(folder)); stat != nil && stat[statParent] == p.postmaster {
			ticks += ticksOf(stat, statUser, statSystem)
		}
	}
	return ticks
}

// tick is the unit of times in /proc on all machines that Go runs on.
const tick = 10 * time.Millisecond

// Fields of /proc/PID/stat; see proc(5).
const (
	statName, statParent                 = 1, 3
	statUser, statSystem                 = 13, 14
	statChildrenUser, statChildrenSystem = 15, 16
)

// statOf returns the fields of a process, nil where there is none to be seen.
func statOf(pid string) []string {
	text, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err != nil {
		return nil
	}
	before, after, found := strings.Cut(string(text), " (")
	end := strings.LastIndex(after, ")")
	if !found || end < 0 {
		return nil
	}
	return append([]string{before, "(" + after[:end] + ")"}, strings.Fields(after[end+1:])...)
}

func ticksOf(stat []string, fields ...int) int64 {
	var sum int64
	for _, field := range fields {
		if field < len(stat) {
			n, _ := strconv.ParseInt(stat[field], 10, 64) // The kernel writes numbers.
			sum += n
		}
	}
	return sum
}

// allocated returns how many MiB this process has allocated so far.
func allocated() int64 {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return int64(memory.TotalAlloc >> 20)
}
