package nodes

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"pressgraph/ent/db"
	"pressgraph/graph/loader"
	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/memory"
	"pressgraph/internal/network"
	"pressgraph/internal/query"
	"pressgraph/internal/store"
)

// Loaders fetch for one request of one viewer. They may be used by many
// goroutines and are thrown away with the request.
type Loaders struct {
	loader.Batches

	store   *store.Store
	client  *db.Client
	dialect string
	world   access.World
	network *network.Cache
	pages   *query.Pages
	// asked are the fields that nodes are read for; nil for all.
	asked Asked
	// measures are those that the fields asked for need.
	measures measures
	// searchCounted tells whether searches are counted as well as read.
	searchCounted bool
	// root is the parent of the lists that have none.
	root    *loader.Cohort[struct{}]
	changed changed
}

// Source says what the loaders of a request read from beside the store, and what
// for.
type Source struct {
	// Network is of the same store; without it the network is read for each request
	// that asks for it.
	Network *network.Cache
	// Pages are those that were checked before; nil checks each anew.
	Pages *query.Pages
	// Asked are the fields that are asked for.
	Asked Asked
}

// With returns a context for one request of the viewer that it already holds,
// which reads what is needed for the fields asked for.
func With(ctx context.Context, from *store.Store, source Source) context.Context {
	if source.Network == nil {
		source.Network = network.NewCache(from)
	}
	root := loader.NewCohort[struct{}](1)
	root.Put(0, struct{}{})
	world := access.From(ctx).World()
	return loader.With(ctx, &Loaders{
		store:         from,
		client:        from.Client(),
		dialect:       from.Dialect(),
		world:         world,
		network:       source.Network,
		pages:         source.Pages,
		asked:         kept(ctx, source.Asked.withMatches()),
		measures:      measuresFor(source.Asked),
		searchCounted: isCounted(source.Asked),
		root:          root,
	})
}

// kept returns what nodes are read for: what is kept in memory is read for
// whatever may be asked of it.
func kept(ctx context.Context, asked Asked) Asked {
	if memory.From(ctx).Keeps() {
		return nil
	}
	return asked
}

// From returns the request's loaders, nil without With: a server that forgot it
// answers nothing.
func From(ctx context.Context) *Loaders { return loader.From[*Loaders](ctx) }

// World returns the life of the content that the request sees.
func (l *Loaders) World() access.World { return l.world }

// read runs own SQL, which says itself what the viewer may see, and hands each
// row of the answer to scan.
func (l *Loaders) read(ctx context.Context, s query.Statement, scan func(query.Scanner) error) error {
	return l.store.Query(ctx, s.SQL, s.Args, func(row database.Row) error { return scan(row) })
}

// pairs runs own SQL that answers ids of an owner and of what it has, and returns
// what each has in its order.
func (l *Loaders) pairs(ctx context.Context, s query.Statement) (map[int64][]int64, error) {
	all := map[int64][]int64{}
	err := l.read(ctx, s, func(row query.Scanner) error {
		var owner, id int64
		err := row.Scan(&owner, &id)
		all[owner] = append(all[owner], id)
		return err
	})
	return all, err
}

// ids returns the keys of m in ascending order, so that equal questions are
// equal statements.
func ids[V any](m map[int64]V) []int64 {
	return slices.Sorted(maps.Keys(m))
}

// distinct returns each id once, in ascending order.
func distinct(all []int64) []int64 {
	slices.Sort(all)
	return slices.Compact(all)
}

// referenced answers a field that holds one node for each member: ref is the
// node's id, if there is one. Nodes that the viewer cannot see are left out.
func referenced[M, N any](
	ctx context.Context, members map[int64]M, ref func(M) *int64,
	byID nodesByID[N],
) (map[int64]N, error) {
	var wanted []int64
	for _, m := range members {
		if id := ref(m); id != nil {
			wanted = append(wanted, *id)
		}
	}
	if len(wanted) == 0 {
		return nil, nil
	}
	nodes, err := byID(ctx, distinct(wanted))
	if err != nil {
		return nil, fmt.Errorf("load references: %w", err)
	}
	found := make(map[int64]N, len(members))
	for id, m := range members {
		if to := ref(m); to != nil {
			if node, ok := nodes.Get(*to); ok {
				found[id] = node
			}
		}
	}
	return found, nil
}
