package httpd

import (
	"context"
	"errors"
	"sync"
	"time"

	"pressgraph/internal/background"
	"pressgraph/internal/fault"
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
// end. Where nobody looks after it, each request finds out for itself. Its zero
// value is a good one that nobody looks after; it is safe for concurrent use.
type health struct {
	mu sync.Mutex
	// watched is whether somebody looks after the database, and seen when it was
	// last there then.
	watched bool
	seen    time.Time
	// down is what requests are refused with.
	down error
	// away is since when it is gone, as the log was told; zero where it was not.
	away time.Time
	// ending are those who want to know when it goes.
	ending map[*context.CancelCauseFunc]struct{}
	// ended is how often all of them were ended, and cause why they were last.
	ended int
	cause error
}

// enter returns why nothing is answered, or nil; and how often what was under way
// has ended so far, which watch wants to know.
func (h *health) enter() (ended int, down error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ended, h.down
}

// watch returns a context for a request that has entered, which ends with the
// database; release must be called.
func (h *health) watch(ctx context.Context, ended int) (_ context.Context, release func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ended != ended {
		cancel(h.cause)
	}
	if h.ending == nil {
		h.ending = map[*context.CancelCauseFunc]struct{}{}
	}
	h.ending[&cancel] = struct{}{}
	return ctx, func() {
		h.mu.Lock()
		delete(h.ending, &cancel)
		h.mu.Unlock()
		cancel(nil)
	}
}

// known returns whether anybody looks after the database, and why nothing can be
// answered, or nil.
func (h *health) known() (watched bool, down error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.watched, h.down
}

// begin tells that somebody looks after the database, which is taken to be there.
func (h *health) begin(now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.watched, h.seen = true, now
}

// end tells that nobody looks after it any more.
func (h *health) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.watched, h.down = false, nil
}

// lost tells that the database is gone; it reports whether that is news.
func (h *health) lost() (news bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.down != nil {
		return false
	}
	h.down = fault.New(fault.CodeOverloaded, "the database cannot be reached at the moment; try again later")
	h.endAll(h.down)
	return h.leaves(h.seen)
}

// endAll ends what is under way.
func (h *health) endAll(cause error) {
	h.ended, h.cause = h.ended+1, cause
	for cancel := range h.ending {
		(*cancel)(cause)
	}
	h.ending = nil
}

// dismiss ends what is under way as the server stops.
func (h *health) dismiss() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.endAll(fault.New(fault.CodeOverloaded, "the server stops; send the request again in a moment"))
}

// missed is lost for a request that has found it missing by itself. Where
// somebody looks after it, one request proves nothing.
func (h *health) missed(now time.Time) (news bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !h.watched && h.leaves(now)
}

func (h *health) leaves(since time.Time) (news bool) {
	if !h.away.IsZero() {
		return false
	}
	h.away = since
	return true
}

// found tells that the database is there. It reports whether that is news, and
// for how long it was gone.
func (h *health) found(now time.Time) (gone time.Duration, news bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.down, h.seen = nil, now
	return h.returns(now)
}

// met is found for a request that has met it by itself.
func (h *health) met(now time.Time) (gone time.Duration, news bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.watched {
		return 0, false
	}
	return h.returns(now)
}

func (h *health) returns(now time.Time) (gone time.Duration, news bool) {
	if h.away.IsZero() {
		return 0, false
	}
	gone = now.Sub(h.away)
	h.away = time.Time{}
	return gone, true
}

// silent reports whether the database has not been there for too long, as far
// as whoever looks after it knows and has heard by the way.
func (h *health) silent(now, heard time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if heard.After(h.seen) {
		h.seen = heard
	}
	return now.Sub(h.seen) > silence
}

// Watch looks after the database until ctx ends. Without it the database is
// found missing by each request for itself.
func (s *Server) Watch(ctx context.Context) {
	s.health.begin(s.config.Now())
	defer s.health.end()
	var asking sync.WaitGroup
	defer asking.Wait()
	asking.Go(func() { background.Keep(ctx, s.config.Log, "asking the database", s.feel) })
	ticker := time.NewTicker(pulse)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			// A question to one that is silent may not come back for long.
			if s.health.silent(s.config.Now(), s.heard()) {
				s.loseDatabase(ctx, errSilent)
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
		late := within.Err() != nil
		cancel()
		if err == nil {
			failed = 0
			if gone, news := s.health.found(s.config.Now()); news {
				s.tellBack(ctx, gone)
			}
		} else if late {
			failed = 0 // It is silent, or all connections are busy.
		} else if failed++; failed >= refusals && ctx.Err() == nil {
			s.loseDatabase(ctx, err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pulse):
		}
	}
}

// heard returns when the database was last heard by the way.
func (s *Server) heard() time.Time {
	if s.config.Heard == nil {
		return time.Time{}
	}
	return s.config.Heard()
}

var errSilent = errors.New("it is silent")

func (s *Server) loseDatabase(ctx context.Context, reason error) {
	if s.health.lost() {
		s.config.Log.WarnContext(ctx, "the database does not answer; requests are refused until it does", "error", reason)
	}
}

func (s *Server) tellBack(ctx context.Context, gone time.Duration) {
	unit := time.Second
	if gone < 10*unit {
		unit /= 10
	}
	s.config.Log.InfoContext(ctx, "the database is back", "after", gone.Round(unit).String())
}

// briefly bounds how long the database may take for what every request asks of
// it: where all its connections are busy, it is better to come again.
func briefly[T any](ctx context.Context, ask func(context.Context) (T, error)) (T, error) {
	within, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	got, err := ask(within)
	if err != nil && within.Err() != nil && ctx.Err() == nil {
		err = fault.New(fault.CodeOverloaded, "the database is busy with other work; try again in a moment")
	}
	return got, err
}

// versions asks the store for its versions, as every request does. Where nobody
// looks after the database, the log is told here when it goes and when it is
// back; a client that has gone says nothing of it.
func (s *Server) versions(ctx context.Context, ask func(context.Context) (all, public int64, err error)) (versions, error) {
	reached, err := briefly(ctx, func(ctx context.Context) (reached versions, err error) {
		reached.all, reached.public, err = ask(ctx)
		return reached, err
	})
	if err == nil {
		s.met(ctx)
		return reached, nil
	}
	if context.Cause(ctx) != context.Canceled && s.health.missed(s.config.Now()) { //nolint:errorlint // a cause that wraps it is another
		s.config.Log.WarnContext(ctx, "the database does not answer", "error", err)
	}
	return reached, err
}

// met tells the log that the database is back, where nobody else looks after it.
func (s *Server) met(ctx context.Context) {
	if gone, news := s.health.met(s.config.Now()); news {
		s.tellBack(ctx, gone)
	}
}
