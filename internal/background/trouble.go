package background

import (
	"context"
	"log/slog"
	"time"

	"pressgraph/internal/fault"
)

const (
	// The pause before work that fails is tried again doubles from first to last.
	firstTroublePause = 250 * time.Millisecond
	lastTroublePause  = 4 * time.Second
	// The time until the log is told again that it still fails doubles from first
	// to last.
	firstTroubleSilence = time.Minute
	lastTroubleSilence  = time.Hour
	// maxTroubleKinds bounds the kinds of failure that are told apart.
	maxTroubleKinds = 20
)

// Trouble tells the log of work in the background that fails again and again:
// at once when it begins to, then more and more seldom, and when it is over. It
// serves one goroutine.
type Trouble struct {
	log         *slog.Logger
	fails, over string

	begun    time.Time
	failures int
	// kinds are the failures that were told.
	kinds map[string]*silence
}

// silence is until when a failure is not told again, and for how long then.
type silence struct {
	until time.Time
	next  time.Duration
}

// NewTrouble returns the trouble of work that is going well. The sentences are
// those for the log: that it fails, and that it no longer does.
func NewTrouble(log *slog.Logger, fails, over string) *Trouble {
	return &Trouble{log: log, fails: fails, over: over, kinds: map[string]*silence{}}
}

// Failed notes a failure and returns how long to wait before the next try.
func (t *Trouble) Failed(ctx context.Context, err error) time.Duration {
	now := time.Now()
	if t.failures == 0 {
		t.begun = now
	}
	t.failures++
	if t.tells(now, Kind(err)) {
		t.log.ErrorContext(ctx, t.fails, "error", err, //nolint:sloglint // the words of the work
			"tries", t.failures, "since", t.begun.UTC().Truncate(time.Second))
	}
	return min(firstTroublePause<<min(t.failures-1, 10), lastTroublePause)
}

// tells reports whether a kind of failure is to be told now.
func (t *Trouble) tells(now time.Time, kind string) bool {
	known := t.kinds[kind]
	switch {
	case known == nil && len(t.kinds) >= maxTroubleKinds:
		return false
	case known == nil:
		t.kinds[kind] = &silence{until: now.Add(firstTroubleSilence), next: 2 * firstTroubleSilence}
		return true
	case now.Before(known.until):
		return false
	}
	known.until, known.next = now.Add(known.next), min(2*known.next, lastTroubleSilence)
	return true
}

// Over notes that the work has been done.
func (t *Trouble) Over(ctx context.Context) {
	if t.failures == 0 {
		return
	}
	t.log.InfoContext(ctx, t.over, //nolint:sloglint // the words of the work
		"tries", t.failures, "since", t.begun.UTC().Truncate(time.Second))
	t.failures = 0
	clear(t.kinds)
}

// Kind tells failures apart: by the sentence where there is one, as causes
// name ports and processes.
func Kind(err error) string {
	if faults := fault.All(err); len(faults) > 0 {
		return faults[0].Message
	}
	return err.Error()
}
