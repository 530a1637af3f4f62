package nodes

import (
	"context"
	"fmt"
	"sync"

	"pressgraph/graph/loader"
	"pressgraph/internal/content"
	"pressgraph/internal/network"
	"pressgraph/internal/query"
)

// Collaboration is what two partners share, as far as a filter lets it count.
type Collaboration struct {
	Strength, SharedInitiativeCount, SharedReleaseCount int

	id     int64
	in     *loader.Cohort[*Collaboration]
	from   *Loaders
	shared func() network.Shared
	texts  func([]content.Language) []int64
}

// defaultShared is how much of what is shared is told where nobody says.
const defaultShared = 10

// collaborations makes the members of a cohort.
type collaborations struct {
	ctx  context.Context //nolint:containedctx // what they share is found while the request lasts
	in   *loader.Cohort[*Collaboration]
	from *Loaders
	view *network.View
}

func (l *Loaders) collaborations(ctx context.Context, view *network.View, size int) *collaborations {
	return &collaborations{ctx, loader.NewCohort[*Collaboration](size), l, view}
}

// add makes the one of a partner and the other end of a tie. All are added
// before any is asked for anything.
func (c *collaborations) add(partner int32, tie network.Tie) *Collaboration {
	id := int64(len(c.in.IDs))
	made := &Collaboration{
		Strength: tie.Strength(), SharedInitiativeCount: int(tie.Initiatives), SharedReleaseCount: int(tie.Texts),
		id: id, in: c.in, from: c.from,
		shared: sync.OnceValue(func() network.Shared {
			// An error is the end of the request, which ends with it.
			shared, _ := c.view.SharedFor(c.ctx, partner, tie.To)
			return shared
		}),
		texts: func(preferred []content.Language) []int64 {
			texts, _ := c.view.Texts(c.ctx, partner, tie.To, preferred)
			return texts
		},
	}
	c.in.Put(id, made)
	return made
}

// FirstSharedOn returns the first known date of what they share.
func (c *Collaboration) FirstSharedOn() *content.PartialDate { return c.shared().First }

// LastSharedOn returns the last known date of what they share.
func (c *Collaboration) LastSharedOn() *content.PartialDate { return c.shared().Last }

// Initiatives returns the initiatives they share, the newest first.
func (c *Collaboration) Initiatives(ctx context.Context, first *int) ([]*Initiative, error) {
	return sharedNodes(ctx, c, "initiatives", first, func(c *Collaboration) []int64 { return c.shared().Initiatives }, c.from.initiatives)
}

// Releases returns the releases they share, the newest first; of each text only
// that in the best of the languages preferred, unless these are nil. Errors:
// BAD_USER_INPUT, PAGE_SIZE_OUT_OF_RANGE.
func (c *Collaboration) Releases(ctx context.Context, first *int, prefer []string) ([]*Release, error) {
	preferred, err := query.ParsePreferred(prefer)
	if err != nil {
		return nil, err
	}
	if preferred == nil {
		return sharedNodes(ctx, c, "releases", first, func(c *Collaboration) []int64 { return c.shared().Releases }, c.from.releases)
	}
	of := func(c *Collaboration) []int64 { return c.texts(preferred) }
	return sharedNodes(ctx, c, fmt.Sprintf("releases in %q", prefer), first, of, c.from.releases)
}

func sharedNodes[N any](
	ctx context.Context, c *Collaboration, what string, first *int, of func(*Collaboration) []int64, byID nodesByID[N],
) ([]N, error) {
	most, err := query.PageSize("first", first, defaultShared, query.MaxPage)
	if err != nil {
		return nil, err
	}
	cut := func(c *Collaboration) []int64 {
		all := of(c)
		return all[:min(len(all), most)]
	}
	field := fmt.Sprintf("%s %d", what, most)
	found, err := loader.Load(ctx, c.in, field, c.id, func(ctx context.Context, members map[int64]*Collaboration) (map[int64][]N, error) {
		return listed(ctx, members, cut, byID)
	})
	if found == nil {
		found = []N{}
	}
	return found, err
}

// listed answers a field that holds several nodes for each member, by their
// ids. Nodes that the viewer cannot see are left out.
func listed[M, N any](
	ctx context.Context, members map[int64]M, of func(M) []int64, byID nodesByID[N],
) (map[int64][]N, error) {
	var wanted []int64
	lists := make(map[int64][]int64, len(members))
	for id, m := range members {
		lists[id] = of(m)
		wanted = append(wanted, lists[id]...)
	}
	nodes, err := byID(ctx, distinct(wanted))
	if err != nil {
		return nil, err
	}
	answer := make(map[int64][]N, len(members))
	for id, list := range lists {
		for _, nodeID := range list {
			if node, ok := nodes.Get(nodeID); ok {
				answer[id] = append(answer[id], node)
			}
		}
	}
	return answer, nil
}
