package network

import (
	"context"
	"sync"
	"time"

	"pressgraph/internal/changelog"
	"pressgraph/internal/store"
)

// Cache keeps the network of the newest public version that was asked for. It
// may be used by many goroutines.
type Cache struct {
	store *store.Store
	slots *slots
	// room is what may be taken; nil where nobody has said.
	room *room

	mu   sync.Mutex
	kept *Snapshot
	// reading is the one under way, or the next.
	reading *work[*Snapshot]
}

// NewCache returns an empty cache.
func NewCache(of *store.Store) *Cache { return &Cache{store: of, slots: newSlots()} }

// Bound bounds what the networks under filters that are kept take, and has taken
// called with about how many bytes all takes whenever that changes. It is called
// before the cache is used.
func (c *Cache) Bound(filtered int64, taken func(bytes int64)) {
	c.room = &room{views: int(min(filtered, maxViewBytes)), taken: taken}
}

// Newest returns the network of the public version that is committed, or of a
// later one. It reads one row, and the whole network where that has changed;
// then all who ask wait for one and the same reading, each until its ctx ends.
func (c *Cache) Newest(ctx context.Context) (*Snapshot, error) {
	_, version, err := c.store.Versions(ctx)
	if err != nil {
		return nil, err
	}
	return c.At(ctx, version)
}

// At returns a snapshot of the version, or of a later one. A reading under way
// may turn out to be older; then there is another.
func (c *Cache) At(ctx context.Context, version int64) (*Snapshot, error) {
	for {
		kept, reading := c.join(version)
		if kept != nil {
			return kept, nil
		}
		read, err := reading.get(ctx)
		if err != nil {
			return nil, err
		}
		if read.Version >= version {
			return read, nil
		}
	}
}

// join returns what is kept, if it is new enough, else the reading to wait for.
func (c *Cache) join(version int64) (*Snapshot, *work[*Snapshot]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept != nil && c.kept.Version >= version {
		return c.kept, nil
	}
	if c.reading == nil {
		c.reading = &work[*Snapshot]{do: c.read, free: true}
	}
	return nil, c.reading
}

// read reads the network and makes the view that nearly everybody asks for.
func (c *Cache) read(ctx context.Context) (*Snapshot, error) {
	snapshot, err := Read(ctx, c.store)
	if err != nil {
		return nil, err
	}
	snapshot.slots, snapshot.views.room = c.slots, c.room
	every, err := snapshot.View(ctx, Every())
	if err != nil {
		return nil, err
	}
	snapshot.views.fixed = snapshot.bytes() + every.bytes()
	c.room.take(snapshot.views.fixed)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || c.kept.Version <= snapshot.Version {
		c.kept = snapshot
	}
	c.reading = nil
	return snapshot, nil
}

// rest is how many times as long as a reading took Watch waits before the next,
// so that a burst of changes does not keep a processor busy.
const rest = 5

// Watch keeps the cache new until ctx ends, so that hardly anybody has to wait:
// it reads the network at once, and again when the public version has moved, and
// measures what was asked for of the one before.
func (c *Cache) Watch(ctx context.Context) {
	var next time.Time
	wanted := AllMeasures() // of the first, which nobody has asked yet
	c.store.Listen(ctx, changelog.ListenOptions{}, func(told changelog.Told) {
		begin := time.Now()
		if !c.old(told.Public) || begin.Before(next) {
			return
		}
		// Whoever asks next finds out what is wrong.
		wanted, _ = c.renew(ctx, told.Public, wanted)
		next = time.Now().Add(rest * time.Since(begin))
	})
}

// renew reads the network at a version, and measures what is wanted or has been
// asked for; it returns what the network had before.
func (c *Cache) renew(ctx context.Context, version int64, wanted Measures) (Measures, error) {
	c.mu.Lock()
	before := c.kept
	c.mu.Unlock()
	if before != nil {
		view, err := before.every(ctx)
		if err != nil {
			return wanted, err
		}
		wanted = view.measured.done()
	}
	read, err := c.At(ctx, version)
	if err != nil {
		return wanted, err
	}
	view, err := read.every(ctx)
	if err != nil {
		return wanted, err
	}
	_, err = view.Standings(ctx, wanted)
	return wanted, err
}

// old tells whether nothing is kept of a version or a later one.
func (c *Cache) old(version int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kept == nil || c.kept.Version < version
}
