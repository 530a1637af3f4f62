package loader

import (
	"context"
	"fmt"
	"math"
	"sync"

	"github.com/graph-gophers/dataloader/v7"
)

// cohort is the set of nodes that one batch has loaded, by id. Its nodes are
// set before it is shared; after that it may be used by many goroutines.
//
// Whoever makes a cohort sees to it that most of its members will be asked the
// same: the first that is asked for a field fetches it for all of them.
type cohort[N any] struct {
	nodes map[int64]N

	mu      sync.Mutex
	loaders map[string]any
}

func newCohort[N any](size int) *cohort[N] {
	return &cohort[N]{nodes: make(map[int64]N, size), loaders: map[string]any{}}
}

// fetch answers a field for members, by their ids. A member that it leaves out
// gets the zero value.
type fetch[N, V any] func(ctx context.Context, members map[int64]N) (map[int64]V, error)

// load answers a field of one member, which is fetched for all of the cohort at
// once. field names the field with its arguments: who gives the same name gives
// the same fetch.
func load[N, V any](ctx context.Context, c *cohort[N], field string, id int64, from fetch[N, V]) (V, error) {
	if _, ok := c.nodes[id]; !ok {
		var none V
		return none, fmt.Errorf("load %s: %d is not of the cohort", field, id)
	}
	return loaderOf(ctx, c, field, from).Load(ctx, id)()
}

// never is how long a batch waits for its last member, as all of them are there
// when it begins.
const never = math.MaxInt64

// loaderOf returns the loader of a field. A new one is told of all members right
// away: its batch is full before anybody waits for it, and goes once, whoever of
// them will be asked, and when.
func loaderOf[N, V any](ctx context.Context, c *cohort[N], field string, from fetch[N, V]) *dataloader.Loader[int64, V] {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.loaders[field].(*dataloader.Loader[int64, V]); ok {
		return known
	}
	batch := func(ctx context.Context, ids []int64) []*dataloader.Result[V] {
		return answer(ctx, c, ids, from)
	}
	made := dataloader.NewBatchedLoader(batch,
		dataloader.WithBatchCapacity[int64, V](len(c.nodes)),
		dataloader.WithInputCapacity[int64, V](len(c.nodes)),
		dataloader.WithWait[int64, V](never),
	)
	for id := range c.nodes {
		made.Load(ctx, id)
	}
	c.loaders[field] = made
	return made
}

func answer[N, V any](ctx context.Context, c *cohort[N], ids []int64, from fetch[N, V]) []*dataloader.Result[V] {
	if len(ids) < len(c.nodes) {
		From(ctx).torn.Add(1)
	}
	values, err := from(ctx, c.nodes)
	results := make([]*dataloader.Result[V], len(ids))
	for i, id := range ids {
		results[i] = &dataloader.Result[V]{Data: values[id], Error: err}
	}
	return results
}
