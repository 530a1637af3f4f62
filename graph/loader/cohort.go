package loader

import (
	"context"
	"fmt"
	"math"
	"sync"

	"github.com/graph-gophers/dataloader/v7"

	"pressgraph/internal/store"
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
	// settled are the fields that have been fetched for all members, each a map by
	// their ids, and missed those that are not in memory.
	settled map[string]any
	missed  map[string]bool
}

func newCohort[N any](size int) *cohort[N] {
	return &cohort[N]{nodes: make(map[int64]N, size)}
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
	if values, ok := settledOf[N, V](c, field); ok {
		return values[id], nil
	}
	if !store.AsksDatabase(ctx) {
		values, err := remembered(ctx, c, field, from)
		return values[id], err
	}
	return loaderOf(ctx, c, field, from).Load(ctx, id)()
}

func settledOf[N, V any](c *cohort[N], field string) (map[int64]V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	values, ok := c.settled[field].(map[int64]V)
	return values, ok
}

// remembered fetches a field from memory. The error is store.ErrDatabase where
// that does not do, which is found out once.
func remembered[N, V any](ctx context.Context, c *cohort[N], field string, from fetch[N, V]) (map[int64]V, error) {
	c.mu.Lock()
	missed := c.missed[field] || c.loaders[field] != nil
	c.mu.Unlock()
	if missed {
		return nil, store.ErrDatabase
	}
	values, err := from(ctx, c.nodes)
	if err == nil {
		settle(c, field, values)
		return values, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.missed == nil {
		c.missed = map[string]bool{}
	}
	c.missed[field] = true
	return nil, store.ErrDatabase
}

func settle[N, V any](c *cohort[N], field string, values map[int64]V) {
	if values == nil {
		values = map[int64]V{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.settled == nil {
		c.settled = map[string]any{}
	}
	c.settled[field] = values
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
		return answer(ctx, c, field, ids, from)
	}
	made := dataloader.NewBatchedLoader(batch,
		dataloader.WithBatchCapacity[int64, V](len(c.nodes)),
		dataloader.WithInputCapacity[int64, V](len(c.nodes)),
		dataloader.WithWait[int64, V](never),
	)
	for id := range c.nodes {
		made.Load(ctx, id)
	}
	if c.loaders == nil {
		c.loaders = map[string]any{}
	}
	c.loaders[field] = made
	return made
}

func answer[N, V any](ctx context.Context, c *cohort[N], field string, ids []int64, from fetch[N, V]) []*dataloader.Result[V] {
	if len(ids) < len(c.nodes) {
		From(ctx).torn.Add(1)
	}
	values, err := from(ctx, c.nodes)
	if err == nil {
		settle(c, field, values)
	}
	results := make([]*dataloader.Result[V], len(ids))
	for i, id := range ids {
		results[i] = &dataloader.Result[V]{Data: values[id], Error: err}
	}
	return results
}
