package background

import (
	"context"
	"log/slog"
	"time"

	"pressgraph/internal/fault"
)

const (
	// The pause before work that has panicked begins again grows from first to
	// last, so that a mistake which is always there does not fill the log.
	firstKeepPause = time.Second
	lastKeepPause  = time.Minute
)

// Keep does work in the background until it returns or ctx ends. A panic is
// logged with its stack, ends nothing else, and after a pause the work begins
// again.
func Keep(ctx context.Context, log *slog.Logger, work string, do func(context.Context)) {
	for pause := firstKeepPause; ; pause = min(2*pause, lastKeepPause) {
		err := fault.Safely(func() error {
			do(ctx)
			return nil
		})
		if err == nil {
			return
		}
		log.ErrorContext(ctx, "work in the background has panicked, and begins again after a pause",
			"work", work, "pause", pause, "error", err)
		if Sleep(ctx, pause); ctx.Err() != nil {
			return
		}
	}
}

// Sleep waits, or until ctx ends.
func Sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
