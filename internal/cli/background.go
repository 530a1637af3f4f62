package cli

import (
	"context"
	"log/slog"
	"sync"

	"pressgraph/internal/access"
	"pressgraph/internal/background"
	"pressgraph/internal/memory"
	"pressgraph/internal/network"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/repair"
	"pressgraph/internal/store"
)

// startBackground does what a server does beside answering, until stop is called,
// which waits for its end. One server at a time publishes what is due, and looks
// after what foreign SQL has changed; each keeps its own partner network new. Of
// a database that can only be read, nothing is published.
func startBackground(
	ctx context.Context, st *store.Store, rooms *newsroom.Newsroom, partners *network.Cache, kept *memory.Memory, log *slog.Logger,
) (stop func()) {
	ctx, cancel := context.WithCancel(access.With(context.WithoutCancel(ctx), access.System("pressgraph")))
	var running sync.WaitGroup
	keep := func(group *sync.WaitGroup, ctx context.Context, work string, do func(context.Context)) {
		group.Go(func() { background.Keep(ctx, log, work, do) })
	}
	keep(&running, ctx, "file", st.WatchFile)
	keep(&running, ctx, "network", partners.Watch)
	keep(&running, ctx, "memory", kept.Watch)
	if !st.ReadOnly() {
		keep(&running, ctx, "leading", func(ctx context.Context) {
			st.Lead(ctx, func(ctx context.Context) {
				var both sync.WaitGroup
				keep(&both, ctx, "schedule", func(ctx context.Context) { rooms.KeepSchedule(ctx, log) })
				keep(&both, ctx, "repair", func(ctx context.Context) { repair.Keep(ctx, rooms, log) })
				both.Wait()
			})
		})
	}
	return func() {
		cancel()
		running.Wait()
	}
}
