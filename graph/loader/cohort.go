package loader

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/graph-gophers/dataloader/v7"

	"pressgraph/internal/database"
	"pressgraph/internal/memory"
)

// Cohort is the set of nodes that one batch has loaded. Its nodes are set before
// it is shared; after that it may be used by many goroutines.
//
// Whoever makes a cohort sees to it that most of its members will be asked the
// same: the first that is asked for a field fetches it for all of them.
type Cohort[N any] struct {
	Found[N]

	mu      sync.Mutex
	loaders map[string]any
	// settled are the fields that have been fetched for all members, each a map by
	// their ids, and missed those that are not in memory.
	settled map[string]any
	missed  map[string]bool
	byID    map[int64]N
	// late makes the nodes of a cohort that most requests ask nothing of; nil once
	// it has.
	late func() Found[N]
	// memos are what was made for all members last.
	memos []any
}

// NewCohort returns a cohort that is to have about so many members.
func NewCohort[N any](size int) *Cohort[N] {
	return &Cohort[N]{Found: Found[N]{make([]int64, 0, size), make([]N, 0, size)}}
}

// LateCohort returns a cohort whose members are made once they are needed: most
// requests ask nothing of them.
func LateCohort[N any](members func() Found[N]) *Cohort[N] { return &Cohort[N]{late: members} }

// Members returns the nodes by their ids; the map is not to be changed.
func (c *Cohort[N]) Members() map[int64]N {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settleLate()
	if c.byID == nil {
		c.byID = make(map[int64]N, len(c.IDs))
		for i, id := range c.IDs {
			c.byID[id] = c.All[i]
		}
	}
	return c.byID
}

func (c *Cohort[N]) settleLate() {
	if c.late != nil {
		c.Found, c.late = c.late(), nil
	}
}

// has tells whether a node is of the cohort.
func (c *Cohort[N]) has(id int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settleLate()
	_, ok := c.Get(id)
	return ok
}

// Fetch answers a field for members, by their ids. A member that it leaves out
// gets the zero value.
type Fetch[N, V any] func(ctx context.Context, members map[int64]N) (map[int64]V, error)

// Load answers a field of one member, which is fetched for all of the cohort at
// once. field names the field with its arguments: who gives the same name gives
// the same fetch. The error is database.ErrDatabase where the field is not in memory
// and the database is not to be asked.
func Load[N, V any](ctx context.Context, c *Cohort[N], field string, id int64, from Fetch[N, V]) (V, error) {
	if !c.has(id) {
		var none V
		return none, fmt.Errorf("load %s: %d is not of the cohort", field, id)
	}
	if values, ok := settledOf[N, V](c, field); ok {
		return values[id], nil
	}
	if !database.AsksDatabase(ctx) {
		values, err := remembered(ctx, c, field, from)
		return values[id], err
	}
	return loaderOf(ctx, c, field, from).Load(ctx, id)()
}

func settledOf[N, V any](c *Cohort[N], field string) (map[int64]V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	values, ok := c.settled[field].(map[int64]V)
	return values, ok
}

// remembered fetches a field from memory. The error is database.ErrDatabase where
// that does not do, which is found out once.
func remembered[N, V any](ctx context.Context, c *Cohort[N], field string, from Fetch[N, V]) (map[int64]V, error) {
	if !c.MayRemember(ctx, field) {
		return nil, database.ErrDatabase
	}
	values, err := from(ctx, c.Members())
	if err != nil {
		c.Miss(field)
		return nil, database.ErrDatabase // What else went wrong is told by whoever may ask.
	}
	settle(c, field, values)
	return values, nil
}

// MayRemember tells whether a field may be in memory.
func (c *Cohort[N]) MayRemember(ctx context.Context, field string) bool {
	if !memory.From(ctx).Keeps() {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.missed[field] && c.loaders[field] == nil
}

// Miss says that a field is not in memory.
func (c *Cohort[N]) Miss(field string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.missed == nil {
		c.missed = map[string]bool{}
	}
	c.missed[field] = true
}

func settle[N, V any](c *Cohort[N], field string, values map[int64]V) {
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
func loaderOf[N, V any](ctx context.Context, c *Cohort[N], field string, from Fetch[N, V]) *dataloader.Loader[int64, V] {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.loaders[field].(*dataloader.Loader[int64, V]); ok {
		return known
	}
	batch := func(ctx context.Context, ids []int64) []*dataloader.Result[V] {
		return answer(ctx, c, field, ids, from)
	}
	made := dataloader.NewBatchedLoader(batch,
		dataloader.WithBatchCapacity[int64, V](len(c.IDs)),
		dataloader.WithInputCapacity[int64, V](len(c.IDs)),
		dataloader.WithWait[int64, V](never),
	)
	for _, id := range c.IDs {
		made.Load(ctx, id)
	}
	if c.loaders == nil {
		c.loaders = map[string]any{}
	}
	c.loaders[field] = made
	return made
}

func answer[N, V any](ctx context.Context, c *Cohort[N], field string, ids []int64, from Fetch[N, V]) []*dataloader.Result[V] {
	if len(ids) < len(c.IDs) {
		if request := From[counted](ctx); request != nil {
			request.batches().torn.Add(1)
		}
	}
	values, err := from(ctx, c.Members())
	if err == nil {
		settle(c, field, values)
	}
	results := make([]*dataloader.Result[V], len(ids))
	for i, id := range ids {
		results[i] = &dataloader.Result[V]{Data: values[id], Error: err}
	}
	return results
}

// maxMemos bounds how many values are found again.
const maxMemos = 8

// Memo returns what was made for a key for all members of a cohort, and knows that
// it is for that, or makes it. Of many the last are known.
func Memo[N, K any, V interface{ IsFor(key K) bool }](c *Cohort[N], key K, from func() (V, error)) (V, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, kept := range c.memos {
		if known, ok := kept.(V); ok && known.IsFor(key) {
			return known, nil
		}
	}
	made, err := from()
	if err != nil {
		return made, err
	}
	if len(c.memos) == maxMemos {
		c.memos = slices.Delete(c.memos, 0, 1)
	}
	c.memos = append(c.memos, made)
	return made, nil
}
