package network

import (
	"context"
	"errors"
	"sync"
	"time"

	"pressgraph/internal/store"
)

// Cache keeps the network of the newest public version that was asked for. It
// may be used by many goroutines.
type Cache struct {
	store *store.Store

	mu     sync.Mutex
	kept   *Snapshot
	flight *flight
}

// flight is a reading under way, for all who wait for it. err is set when done
// is closed.
type flight struct {
	done chan struct{}
	err  error
}

// NewCache returns an empty cache.
func NewCache(of *store.Store) *Cache { return &Cache{store: of} }

// Newest returns the network of the public version that is committed, or of a
// later one. It reads one row, and the whole network where that has changed;
// then all who ask wait for one and the same reading.
func (c *Cache) Newest(ctx context.Context) (*Snapshot, error) {
	_, version, err := c.store.Versions(ctx)
	if err != nil {
		return nil, err
	}
	return c.at(ctx, version)
}

// at returns a snapshot of the version, or of a later one. A reading under way
// may turn out to be older, or end because the one who began it left; then
// there is another.
func (c *Cache) at(ctx context.Context, version int64) (*Snapshot, error) {
	for {
		kept, f, first := c.join(version)
		switch {
		case kept != nil:
			return kept, nil
		case first:
			c.read(ctx, f)
			if f.err != nil {
				return nil, f.err
			}
			continue
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-f.done:
		}
		if f.err != nil && !errors.Is(f.err, context.Canceled) && !errors.Is(f.err, context.DeadlineExceeded) {
			return nil, f.err
		}
	}
}

// join returns what is kept, if it is new enough, else the reading to wait for,
// or to do for whoever is first.
func (c *Cache) join(version int64) (kept *Snapshot, f *flight, first bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept != nil && c.kept.Version >= version {
		return c.kept, nil, false
	}
	if c.flight == nil {
		c.flight = &flight{done: make(chan struct{})}
		return nil, c.flight, true
	}
	return nil, c.flight, false
}

func (c *Cache) read(ctx context.Context, f *flight) {
	snapshot, err := Read(ctx, c.store)
	if err == nil {
		snapshot.View(Every())
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.err = err; err == nil {
		c.kept = snapshot
	}
	c.flight = nil
	close(f.done)
}

// rest is how many times as long as a reading took Watch waits before the next,
// so that a burst of changes does not keep a processor busy.
const rest = 5

// Watch keeps the cache new until ctx ends, so that hardly anybody has to wait:
// it reads the network when the public version has moved, once somebody has
// asked for it.
func (c *Cache) Watch(ctx context.Context) {
	var next time.Time
	store.Listen(ctx, c.store.DB(), store.ListenOptions{}, func(_, public int64) {
		begin := time.Now()
		if !c.old(public) || begin.Before(next) {
			return
		}
		// Whoever asks next finds out what is wrong.
		_, _ = c.at(ctx, public)
		next = time.Now().Add(rest * time.Since(begin))
	})
}

// old tells whether something is kept of an older version.
func (c *Cache) old(version int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kept != nil && c.kept.Version < version
}
