package database

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"pressgraph/internal/background"
	"pressgraph/internal/fault"
)

// troubleSilence is how long a sentence is not told again.
const troubleSilence = time.Minute

// troubles tell the log why callers are told that the database cannot do its
// work: what they are told says nothing of the cause. Each sentence is told
// once in troubleSilence. They may be used by many goroutines.
type troubles struct {
	log *slog.Logger

	mu   sync.Mutex
	told map[string]time.Time
}

func newTroubles(log *slog.Logger) *troubles {
	return &troubles{log: log, told: map[string]time.Time{}}
}

// note returns err. What another try may mend by itself is not worth a line, nor
// what follows from a caller that has gone.
func (t *troubles) note(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil || Retryable(err) || !fault.Is(err, fault.CodeOverloaded) {
		return err
	}
	kind := background.Kind(err)
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if last, ok := t.told[kind]; ok && now.Sub(last) < troubleSilence {
		return err
	}
	t.told[kind] = now
	t.log.ErrorContext(ctx, "the database cannot do its work", "answer", kind, "cause", err)
	return err
}
