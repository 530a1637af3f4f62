package loader

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/graph-gophers/dataloader/v7"

	"pressgraph/internal/memory"
	"pressgraph/internal/store"
)

// found are nodes by their ids, which ascend.
type found[N any] struct {
	ids []int64
	all []N
}

func (f *found[N]) get(id int64) (N, bool) {
	if at, ok := slices.BinarySearch(f.ids, id); ok {
		return f.all[at], true
	}
	var none N
	return none, false
}

// at returns where a node stands; it must be one of them.
func (f *found[N]) at(id int64) int {
	at, _ := slices.BinarySearch(f.ids, id)
	return at
}

// put adds a node, in place of one with the same id.
func (f *found[N]) put(id int64, node N) {
	at, ok := len(f.ids), false
	if at > 0 && f.ids[at-1] >= id {
		at, ok = slices.BinarySearch(f.ids, id)
	}
	if ok {
		f.all[at] = node
		return
	}
	f.ids, f.all = slices.Insert(f.ids, at, id), slices.Insert(f.all, at, node)
}

// cohort is the set of nodes that one batch has loaded. Its nodes are set before
// it is shared; after that it may be used by many goroutines.
//
// Whoever makes a cohort sees to it that most of its members will be asked the
// same: the first that is asked for a field fetches it for all of them.
type cohort[N any] struct {
	found[N]

	mu      sync.Mutex
	loaders map[string]any
	// settled are the fields that have been fetched for all members, each a map by
	// their ids, and missed those that are not in memory.
	settled map[string]any
	missed  map[string]bool
	byID    map[int64]N
	// late makes the nodes of a cohort that most requests ask nothing of; nil once
	// it has.
	late func() found[N]
	// lists are those that members were asked for last.
	lists []keptList
}

func newCohort[N any](size int) *cohort[N] {
	return &cohort[N]{found: found[N]{make([]int64, 0, size), make([]N, 0, size)}}
}

// members returns the nodes by their ids; the map is not to be changed.
func (c *cohort[N]) members() map[int64]N {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settleLate()
	if c.byID == nil {
		c.byID = make(map[int64]N, len(c.ids))
		for i, id := range c.ids {
			c.byID[id] = c.all[i]
		}
	}
	return c.byID
}

func (c *cohort[N]) settleLate() {
	if c.late != nil {
		c.found, c.late = c.late(), nil
	}
}

// has tells whether a node is of the cohort.
func (c *cohort[N]) has(id int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settleLate()
	_, ok := c.get(id)
	return ok
}

// fetch answers a field for members, by their ids. A member that it leaves out
// gets the zero value.
type fetch[N, V any] func(ctx context.Context, members map[int64]N) (map[int64]V, error)

// load answers a field of one member, which is fetched for all of the cohort at
// once. field names the field with its arguments: who gives the same name gives
// the same fetch. The error is store.ErrDatabase where the field is not in memory
// and the database is not to be asked.
func load[N, V any](ctx context.Context, c *cohort[N], field string, id int64, from fetch[N, V]) (V, error) {
	if !c.has(id) {
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
	if !c.mayRemember(ctx, field) {
		return nil, store.ErrDatabase
	}
	values, err := from(ctx, c.members())
	if err != nil {
		c.miss(field)
		return nil, store.ErrDatabase // What else went wrong is told by whoever may ask.
	}
	settle(c, field, values)
	return values, nil
}

// mayRemember tells whether a field may be in memory.
func (c *cohort[N]) mayRemember(ctx context.Context, field string) bool {
	if !memory.From(ctx).Keeps() {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.missed[field] && c.loaders[field] == nil
}

func (c *cohort[N]) miss(field string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.missed == nil {
		c.missed = map[string]bool{}
	}
	c.missed[field] = true
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
		dataloader.WithBatchCapacity[int64, V](len(c.ids)),
		dataloader.WithInputCapacity[int64, V](len(c.ids)),
		dataloader.WithWait[int64, V](never),
	)
	for _, id := range c.ids {
		made.Load(ctx, id)
	}
	if c.loaders == nil {
		c.loaders = map[string]any{}
	}
	c.loaders[field] = made
	return made
}

func answer[N, V any](ctx context.Context, c *cohort[N], field string, ids []int64, from fetch[N, V]) []*dataloader.Result[V] {
	if len(ids) < len(c.ids) {
		From(ctx).torn.Add(1)
	}
	values, err := from(ctx, c.members())
	if err == nil {
		settle(c, field, values)
	}
	results := make([]*dataloader.Result[V], len(ids))
	for i, id := range ids {
		results[i] = &dataloader.Result[V]{Data: values[id], Error: err}
	}
	return results
}
