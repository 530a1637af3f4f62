package loader

import (
	"context"
	"sync"
	"time"

	"github.com/graph-gophers/dataloader/v7"
)

// patience is how long a batch waits for siblings that have not registered yet
// before it goes without them. That is a way out, never the way: whoever makes
// a cohort sees to it that all of its members ask for the same fields, and a
// batch of all of them waits for no clock. It is long because a busy machine
// takes its time until the last of many has registered, and every batch that
// goes early costs a statement more.
const patience = 2 * time.Second

// cohort is the set of nodes that one batch has loaded, by id. Its nodes are
// set before it is shared; after that it may be used by many goroutines.
type cohort[N any] struct {
	nodes map[int64]N

	mu      sync.Mutex
	loaders map[string]any
}

func newCohort[N any](size int) *cohort[N] {
	return &cohort[N]{nodes: make(map[int64]N, size), loaders: map[string]any{}}
}

// fetch answers a field for those members that asked, by their ids. A member
// that it leaves out gets the zero value.
type fetch[N, V any] func(ctx context.Context, members map[int64]N) (map[int64]V, error)

// load answers a field of one member, together with all siblings that ask for
// it. field names the field with its arguments: who gives the same name gives
// the same fetch.
func load[N, V any](ctx context.Context, c *cohort[N], field string, id int64, from fetch[N, V]) (V, error) {
	return loaderOf(c, field, from).Load(ctx, id)()
}

func loaderOf[N, V any](c *cohort[N], field string, from fetch[N, V]) *dataloader.Loader[int64, V] {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.loaders[field].(*dataloader.Loader[int64, V]); ok {
		return known
	}
	size := max(len(c.nodes), 1)
	batch := func(ctx context.Context, ids []int64) []*dataloader.Result[V] {
		return answer(ctx, c, ids, from)
	}
	made := dataloader.NewBatchedLoader(batch,
		dataloader.WithBatchCapacity[int64, V](size),
		dataloader.WithInputCapacity[int64, V](size),
		dataloader.WithWait[int64, V](patience),
	)
	c.loaders[field] = made
	return made
}

func answer[N, V any](ctx context.Context, c *cohort[N], ids []int64, from fetch[N, V]) []*dataloader.Result[V] {
	if len(ids) < len(c.nodes) {
		From(ctx).torn.Add(1)
	}
	members := make(map[int64]N, len(ids))
	for _, id := range ids {
		members[id] = c.nodes[id]
	}
	values, err := from(ctx, members)
	results := make([]*dataloader.Result[V], len(ids))
	for i, id := range ids {
		results[i] = &dataloader.Result[V]{Data: values[id], Error: err}
	}
	return results
}
