package httpd

import (
	"context"
	"sync"
	"time"

	"pressgraph/internal/fault"
	"pressgraph/internal/store"
)

const (
	// pulse is how often the database is asked whether it is there.
	pulse = 250 * time.Millisecond
	// pulseTime bounds one such question.
	pulseTime = time.Second
	// silence is how long the database may be silent until it is given up.
	silence = 1700 * time.Millisecond
	// refusals is how many questions in a row must fail at once for the same.
	refusals = 3
)

// health knows whether the database answers. As long as it does not, nobody has
// to wait to find that out: requests are refused at once, and those under way
// end. The zero health is a good one that nobody looks after.
type health struct {
	mu   sync.Mutex
	down error
	// since is when the database was last there.
	since time.Time
	// ending are those who want to know when it goes.
	ending map[*context.CancelCauseFunc]struct{}
}

// watch returns a context that ends with the database; release must be called.
// Errors: OVERLOADED, where it is gone already.
func (h *health) watch(ctx context.Context) (_ context.Context, release func(), err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.down != nil {
		return nil, nil, h.down
	}
	ctx, cancel := context.WithCancelCause(ctx)
	if h.ending == nil {
		h.ending = map[*context.CancelCauseFunc]struct{}{}
	}
	h.ending[&cancel] = struct{}{}
	return ctx, func() {
		h.mu.Lock()
		delete(h.ending, &cancel)
		h.mu.Unlock()
		cancel(nil)
	}, nil
}

// known returns whether anybody looks after the database, and why nothing can be
// answered, or nil.
func (h *health) known() (watched bool, down error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !h.since.IsZero(), h.down
}

// lost tells that the database is gone; it reports whether that is news.
func (h *health) lost() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.down != nil {
		return false
	}
	h.down = fault.New(fault.CodeOverloaded, "the database cannot be reached at the moment; try again later")
	for cancel := range h.ending {
		(*cancel)(h.down)
	}
	h.ending = nil
	return true
}

// found tells that the database is there, and returns for how long it was gone.
func (h *health) found(now time.Time) (gone time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.down != nil {
		gone = now.Sub(h.since)
	}
	h.down, h.since = nil, now
	return gone
}

// silent reports whether the database has not been there for too long.
func (h *health) silent(now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return now.Sub(h.since) > silence
}

// Watch looks after the database until ctx ends. Without it the database is
// found missing by each request for itself.
func (s *Server) Watch(ctx context.Context) {
	s.health.found(time.Now())
	var asking sync.WaitGroup
	defer asking.Wait()
	asking.Go(func() { store.Keep(ctx, s.config.Log, "asking the database", s.feel) })
	ticker := time.NewTicker(pulse)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			// A question to one that is silent may not come back for long.
			if s.health.silent(now) {
				s.loseDatabase(ctx, "it is silent")
			}
		}
	}
}

// feel asks the database again and again.
func (s *Server) feel(ctx context.Context) {
	failed := 0
	for ctx.Err() == nil {
		within, cancel := context.WithTimeout(ctx, pulseTime)
		_, _, err := s.config.Store.Versions(within)
		cancel()
		if err == nil {
			failed = 0
			if gone := s.health.found(time.Now()); gone > 0 {
				s.config.Log.InfoContext(ctx, "the database is back", "after", gone.Round(time.Millisecond))
			}
		} else if failed++; failed >= refusals && ctx.Err() == nil {
			s.loseDatabase(ctx, err.Error())
		}
		select {
		case <-ctx.Done():
		case <-time.After(pulse):
		}
	}
}

func (s *Server) loseDatabase(ctx context.Context, reason string) {
	if s.health.lost() {
		s.config.Log.WarnContext(ctx, "the database does not answer; requests are refused until it does", "reason", reason)
	}
}
