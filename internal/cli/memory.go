package cli

import (
	"context"
	"log/slog"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/memory"
	"pressgraph/internal/network"
	"pressgraph/internal/store"
)

const (
	// collectAt lets the heap grow to five times what is live before it is
	// collected: a request costs a third less than with Go's default of 100.
	collectAt = 400
	// collectAtLeast is by how much the heap may grow in any case, in percent.
	collectAtLeast = 25
	// leastHeap may be taken before the heap is collected eagerly, however little may
	// be kept between requests.
	leastHeap = 128 << 20
	// paceInterval is how often the pace of the collector is looked after.
	paceInterval = 100 * time.Millisecond
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
		if limit := machineMemory(); limit < math.MaxInt64 {
			debug.SetMemoryLimit(limit / 100 * shareOfMemory)
		}
	}
}

// pace bounds the heap before it is collected, so that what is kept between
// requests, and what many slow clients make live for a while, does not take several
// times its size.
type pace struct {
	// heap is what live and dead may take together, and garbage what of that may be
	// dead.
	heap, garbage uint64
}

// paceOf returns the pace of a server that may keep so many bytes: what is kept
// holds the garbage, too. SQLite has pages and statements of its own beside the
// heap, which leaves less to garbage.
func paceOf(engine database.Engine, kept uint64) pace {
	p := pace{heap: max(leastHeap, kept), garbage: 96 << 20}
	if engine == database.SQLite {
		p.garbage = 64 << 20
	}
	return p
}

// percent returns by how many percent the heap may grow, of which so many bytes
// are live.
func (p pace) percent(live uint64) int {
	if live == 0 {
		return collectAt
	}
	garbage := uint64(0)
	if p.heap > live {
		garbage = min(p.garbage, p.heap-live)
	}
	return int(min(collectAt, max(collectAtLeast, garbage*100/live))) //nolint:gosec // between 25 and 400
}

// paceCollector keeps the collector at a pace, by what is live, until ctx ends.
func paceCollector(ctx context.Context, p pace) {
	ticker := time.NewTicker(paceInterval)
	defer ticker.Stop()
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	for set := collectAt; ; {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		metrics.Read(live)
		if next := p.percent(live[0].Value.Uint64()); next != set {
			debug.SetGCPercent(next)
			set = next
		}
	}
}

// memoryInterval is how often SQLite is asked whether another process has changed
// anything: it tells nobody.
const memoryInterval = 100 * time.Millisecond

// shareOfEntries is how much of what may be kept, in percent, entries may take:
// the rest is what the collector leaves between them.
const shareOfEntries = 75

// shareOfViews is which part of what may be kept networks under filters may take.
const shareOfViews = 4

// memory returns what keeps the partner network and all other content between
// requests.
func (a *app) memory(st *store.Store, log *slog.Logger) (*network.Cache, *memory.Memory) {
	options := memory.Options{Bytes: int64(a.settings.cache.size) / 100 * shareOfEntries, Log: log}
	if st.Target().Engine() == database.SQLite {
		options.Interval = memoryInterval
	}
	kept := memory.New(st, options)
	st.Tell(kept)
	partners := network.NewCache(st)
	partners.Bound(int64(a.settings.cache.size)/shareOfViews, kept.Reserve)
	return partners, kept
}

// waiting returns how many bytes may wait for slow clients.
func waiting() int64 { return min(mostThatWaits, machineMemory()/100*shareThatWaits) }

// giveBack keeps the collector at its pace, where the operator has set none, and
// gives memory back to the system that a rush has left behind, until stop is called. The collector alone does so minutes later, as it waits until
// much is asked for again.
func giveBack(ctx context.Context, env map[string]string, p pace) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var giving sync.WaitGroup
	if env["GOGC"] == "" {
		giving.Go(func() { paceCollector(ctx, p) })
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

// machineMemory returns how many bytes the process may use: the least that the
// machine and its control groups tell, or MaxInt64 where none of them does.
func machineMemory() int64 {
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
