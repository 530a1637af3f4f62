package loader

import (
	"context"
	"sync/atomic"
)

// Batches counts those of a request; whoever reads for the request embeds it.
type Batches struct{ torn atomic.Int64 }

// Torn returns how many batches went without some of their members. It is 0
// unless there is a fault in this package.
func (b *Batches) Torn() int { return int(b.torn.Load()) }

func (b *Batches) batches() *Batches { return b }

// counted embeds Batches.
type counted interface{ batches() *Batches }

type contextKey struct{}

// With returns a context for one request, which reads says how to read for.
func With(ctx context.Context, reads counted) context.Context {
	return context.WithValue(ctx, contextKey{}, reads)
}

// From returns what With was given, of its type; the zero value without.
func From[R any](ctx context.Context) R {
	reads, _ := ctx.Value(contextKey{}).(R)
	return reads
}
