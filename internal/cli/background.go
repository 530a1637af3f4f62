package cli

import (
	"context"
	"log/slog"
	"sync"

	"pressgraph/internal/access"
	"pressgraph/internal/network"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

// background does what a server does beside answering, until stop is called,
// which waits for its end. One server at a time publishes what is due, and looks
// after what foreign SQL has changed; each keeps its own partner network new. Of
// a database that can only be read, nothing is published.
func background(
	ctx context.Context, st *store.Store, rooms *newsroom.Newsroom, partners *network.Cache, log *slog.Logger,
) (stop func()) {
	ctx, cancel := context.WithCancel(access.With(context.WithoutCancel(ctx), access.System("pressgraph")))
	var running sync.WaitGroup
	running.Go(func() { st.WatchFile(ctx) })
	running.Go(func() { partners.Watch(ctx) })
	if !st.ReadOnly() {
		running.Go(func() {
			st.Lead(ctx, func(ctx context.Context) {
				var both sync.WaitGroup
				both.Go(func() { rooms.KeepSchedule(ctx, log) })
				both.Go(func() { rooms.KeepRepaired(ctx, log) })
				both.Wait()
			})
		})
	}
	return func() {
		cancel()
		running.Wait()
	}
}
