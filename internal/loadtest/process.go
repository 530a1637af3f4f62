package loadtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// tick is the unit in which Linux tells the time of processors.
const tick = 10 * time.Millisecond

// spent is how long processors have worked for a process.
type spent struct {
	parent int
	// own is its own time, ended that of its children that have ended.
	own, ended time.Duration
}

// parseSpent reads a line of /proc/PID/stat. The name in it may hold anything,
// so fields are counted from behind it.
func parseSpent(stat string) (spent, error) {
	_, behind, found := cutLast(stat, ") ")
	fields := strings.Fields(behind)
	if !found || len(fields) < 15 {
		return spent{}, fmt.Errorf("%q tells no time of a process", stat)
	}
	var numbers [5]int64
	for i, at := range []int{1, 11, 12, 13, 14} {
		number, err := strconv.ParseInt(fields[at], 10, 64)
		if err != nil {
			return spent{}, fmt.Errorf("the time of a process: %w", err)
		}
		numbers[i] = number
	}
	return spent{
		parent: int(numbers[0]),
		own:    time.Duration(numbers[1]+numbers[2]) * tick,
		ended:  time.Duration(numbers[3]+numbers[4]) * tick,
	}, nil
}

func cutLast(text, separator string) (before, after string, found bool) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(separator):], true
}

func spentBy(pid int) (spent, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)) //nolint:gosec // a number is no path
	if err != nil {
		return spent{}, err
	}
	return parseSpent(string(stat))
}

// spentByAll returns the time of a process that starts others, such as
// PostgreSQL's first, and of all its children, also of those that have ended.
func spentByAll(first int) (time.Duration, error) {
	of, err := spentBy(first)
	if err != nil {
		return 0, err
	}
	sum := of.own + of.ended
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return 0, err
	}
	for _, file := range files {
		stat, err := os.ReadFile(file)
		if err != nil {
			continue // It has ended since.
		}
		if child, err := parseSpent(string(stat)); err == nil && child.parent == first {
			sum += child.own
		}
	}
	return sum, nil
}

// resident is how much of a process is in memory, in bytes: now, and at most so far.
type resident struct{ now, peak int64 }

func residentOf(pid int) (resident, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return resident{}, err
	}
	return parseResident(string(status))
}

// parseResident reads /proc/PID/status.
func parseResident(status string) (resident, error) {
	of := func(name string) (int64, error) {
		_, behind, _ := strings.Cut("\n"+status, "\n"+name+":")
		line, _, _ := strings.Cut(behind, "\n")
		number, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(line), " kB"), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%s of a process: %w", name, err)
		}
		return number << 10, nil
	}
	now, err1 := of("VmRSS")
	peak, err2 := of("VmHWM")
	return resident{now, peak}, errors.Join(err1, err2)
}
