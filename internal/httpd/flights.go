package httpd

import (
	"context"
	"hash/maphash"
	"sync"
)

// flights lets those who ask the same at the same time wait for one of them, and
// knows what was asked before: an answer is worth keeping once it is.
type flights struct {
	mu    sync.Mutex
	under map[string]*flight
	// young and old are what was asked last, and before.
	seed       maphash.Seed
	young, old map[uint64]struct{}
}

// flight is a request that others wait for.
type flight struct {
	landed chan struct{}
	// shared is whether anybody does.
	shared bool
}

// maxAsked bounds how many requests are known to have been asked: the last, and as
// many before.
const maxAsked = 20_000

// join returns the flight of the one who is to answer, who calls land once it has;
// nil to all others, when it has or their ctx has ended. Nothing asked is never
// waited for.
func (f *flights) join(ctx context.Context, question string) *flight {
	if question == "" {
		return nil
	}
	f.mu.Lock()
	if f.under == nil {
		f.under = map[string]*flight{}
	}
	flying, ok := f.under[question]
	if !ok {
		mine := &flight{landed: make(chan struct{})}
		f.under[question] = mine
		f.mu.Unlock()
		return mine
	}
	flying.shared = true
	f.mu.Unlock()
	select {
	case <-flying.landed:
	case <-ctx.Done():
	}
	return nil
}

// land lets those go on who wait.
func (f *flights) land(question string, mine *flight) {
	if mine == nil {
		return
	}
	f.mu.Lock()
	delete(f.under, question)
	f.mu.Unlock()
	close(mine.landed)
}

// again notes that something is asked, and tells whether it was lately, or is just
// now by others, too.
func (f *flights) again(question string, mine *flight) bool {
	if question == "" {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.young == nil {
		f.young, f.seed = map[uint64]struct{}{}, maphash.MakeSeed()
	}
	key := maphash.String(f.seed, question)
	_, known := f.young[key]
	if !known {
		_, known = f.old[key]
	}
	if len(f.young) >= maxAsked {
		f.old, f.young = f.young, f.old
		if clear(f.young); f.young == nil {
			f.young = map[uint64]struct{}{}
		}
	}
	f.young[key] = struct{}{}
	return known || mine != nil && mine.shared
}
