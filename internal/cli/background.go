package cli

import (
	"context"
	"log/slog"
	"sync"

	"pressgraph/internal/access"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

// background does what a server does beside answering, until stop is called,
// which waits for its end: it publishes what is due, one server at a time.
func background(ctx context.Context, st *store.Store, rooms *newsroom.Newsroom, log *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(access.With(context.WithoutCancel(ctx), access.System("pressgraph")))
	var running sync.WaitGroup
	running.Go(func() {
		st.Lead(ctx, func(ctx context.Context) { rooms.KeepSchedule(ctx, log) })
	})
	return func() {
		cancel()
		running.Wait()
	}
}
