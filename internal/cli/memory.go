package cli

import (
	"context"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// collectAt lets the heap grow to five times what is live before it is
	// collected: a request costs a third less than with Go's default of 100.
	collectAt = 400
	// mostGarbage bounds what may be thrown away before the heap is collected, but
	// where as much as that is live: 400 percent of what many slow clients make
	// live for a while is more memory than all else takes together.
	mostGarbage = 256 << 20
	// paceInterval is how often the pace of the collector is looked after.
	paceInterval = time.Second
	// shareOfMemory is how much of the machine's memory, in percent, the heap
	// may take before it is collected more eagerly all the same.
	shareOfMemory = 70
	// shareThatWaits is how much of it, in percent, bodies and answers may take
	// that wait for slow clients.
	shareThatWaits = 12
	// mostThatWaits bounds the same where there is plenty.
	mostThatWaits = 256 << 20
	// restInterval is how often a server looks whether it is at rest.
	restInterval = 10 * time.Second
	// littleMemory is not worth giving back.
	littleMemory = 16 << 20
	// maxVain bounds how many looks are left out where nothing is won.
	maxVain = 2
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

// percentFor returns by how many percent the heap may grow, of which so many bytes
// are live.
func percentFor(live uint64) int {
	if live == 0 {
		return collectAt
	}
	return int(min(collectAt, max(100, mostGarbage*100/live))) //nolint:gosec // between 100 and 400
}

// paceCollector keeps the collector at the pace of what is live, until ctx ends.
func paceCollector(ctx context.Context) {
	ticker := time.NewTicker(paceInterval)
	defer ticker.Stop()
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	for pace := collectAt; ; {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		metrics.Read(live)
		if next := percentFor(live[0].Value.Uint64()); next != pace {
			debug.SetGCPercent(next)
			pace = next
		}
	}
}

// waiting returns how many bytes may wait for slow clients.
func waiting() int64 { return min(mostThatWaits, memory()/100*shareThatWaits) }

// giveBack keeps the collector at its pace, where the operator has set none, and
// gives memory back to the system that a rush has left behind, until stop is called. The collector alone does so minutes later, as it waits until
// much is asked for again.
func giveBack(ctx context.Context, env map[string]string) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var giving sync.WaitGroup
	if env["GOGC"] == "" {
		giving.Go(func() { paceCollector(ctx) })
	}
	giving.Go(func() {
		ticker := time.NewTicker(restInterval)
		defer ticker.Stop()
		before := heap{}.now()
		before.usual = before.held // The first rest may come in the middle of a rush.
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				before = before.rest()
			}
		}
	})
	return func() {
		cancel()
		giving.Wait()
	}
}

// heap is what the collector tells of it: how often it was collected, and how
// many bytes of memory it holds.
type heap struct {
	collections, held uint64
	// usual is about what it holds at rest.
	usual uint64
	// vain is how often in a row nothing was won, and pause how many looks are left
	// out for that.
	vain, pause int
}

func (h heap) now() heap {
	samples := []metrics.Sample{
		{Name: "/gc/cycles/total:gc-cycles"},
		{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"},
		{Name: "/memory/classes/heap/free:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"},
	}
	metrics.Read(samples)
	h.collections, h.held = samples[0].Value.Uint64(), 0
	for _, sample := range samples[1:] {
		h.held += sample.Value.Uint64()
	}
	return h
}

// rest gives back what is not needed, where nothing has been collected since the
// last look, so that there is little to do, and the heap is larger than usual. Where
// all of it turns out to be in use, it is looked at more seldom: whether it still
// is, only collecting tells.
func (h heap) rest() heap {
	now := h.now()
	if now.collections != h.collections || now.held <= h.enough() {
		return now
	}
	if now.pause > 0 {
		now.pause--
		return now
	}
	runtime.GC() // What pools keep goes with the second collection only.
	debug.FreeOSMemory()
	now = now.now()
	switch {
	case now.held < now.usual:
		now.usual = now.held
	case now.held > now.enough():
		now.vain = min(now.vain+1, maxVain)
		now.pause = now.vain
		return now
	}
	now.vain = 0
	return now
}

// enough is what it may hold and still be taken for at rest.
func (h heap) enough() uint64 { return h.usual + h.usual/4 + littleMemory }

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
