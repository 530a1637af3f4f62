package network

import (
	"cmp"
	"context"
	"slices"
)

// Measures say which of the numbers are wanted that take their time. Degrees
// are always there. The zero value wants none.
type Measures struct{ PageRank, Betweenness, Communities bool }

// AllMeasures wants all of them.
func AllMeasures() Measures { return Measures{PageRank: true, Betweenness: true, Communities: true} }

// Standings is where each partner of a network stands in it. It is immutable.
type Standings struct {
	// Approximate is true where betweenness is sampled.
	Approximate bool

	of interface {
		Degree(partner int32) int
		Strength(partner int32) int
	}
	// partners are those with a standing, ascending. What was not wanted is nil.
	partners    []int32
	importance  *importance
	betweenness []float64
	communities *grouping
}

// importance is PageRank, and the places by it.
type importance struct {
	pageRank []float64
	ranks    []int32
}

// grouping is the community of each node, and their sizes.
type grouping struct {
	numbers []int32
	sizes   []int
}

// Standing is where one partner stands; what was not wanted is 0.
type Standing struct {
	// Degree is how many partners it is tied to, WeightedDegree the strength of
	// these ties together.
	Degree, WeightedDegree int
	// PageRank is its share of the whole network's importance; see pageRank.
	PageRank float64
	// Betweenness is the share of the other pairs of partners whose shortest
	// paths lead through it; see betweenness.
	Betweenness float64
	// Community is the number of its community, from 1.
	Community int
	// Rank is its place by PageRank, from 1; equals stand by name.
	Rank int
}

// Of returns where a partner stands; zeros for one without ties.
func (s *Standings) Of(partner int32) Standing {
	node, found := slices.BinarySearch(s.partners, partner)
	if !found {
		return Standing{}
	}
	standing := Standing{Degree: s.of.Degree(partner), WeightedDegree: s.of.Strength(partner)}
	if s.importance != nil {
		standing.PageRank, standing.Rank = s.importance.pageRank[node], int(s.importance.ranks[node])
	}
	if s.betweenness != nil {
		standing.Betweenness = s.betweenness[node]
	}
	if s.communities != nil {
		standing.Community = int(s.communities.numbers[node])
	}
	return standing
}

// measures are ways to come by the numbers of a network.
type measures struct {
	importance  func(context.Context) (*importance, error)
	betweenness func(context.Context) ([]float64, error)
	communities func(context.Context) (*grouping, error)
}

// add computes what is wanted.
func (s *Standings) add(ctx context.Context, wanted Measures, by measures) (err error) {
	if wanted.PageRank {
		if s.importance, err = by.importance(ctx); err != nil {
			return err
		}
	}
	if wanted.Betweenness {
		if s.betweenness, err = by.betweenness(ctx); err != nil {
			return err
		}
	}
	if wanted.Communities {
		s.communities, err = by.communities(ctx)
	}
	return err
}

// measures computes the numbers of a graph.
func (g *graph) measures() measures {
	return measures{
		importance:  func(ctx context.Context) (*importance, error) { return rank(ctx, g) },
		betweenness: func(ctx context.Context) ([]float64, error) { return betweenness(ctx, g, maxSteps) },
		communities: func(ctx context.Context) (*grouping, error) { return communities(ctx, g) },
	}
}

// rank computes PageRank and sorts by it.
func rank(ctx context.Context, g *graph) (*importance, error) {
	pageRank, err := pageRank(ctx, g)
	if err != nil {
		return nil, err
	}
	order := make([]int32, g.size())
	for i := range order {
		order[i] = int32(i) //nolint:gosec // as many as fit in memory
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(pageRank[b], pageRank[a]), cmp.Compare(a, b))
	})
	ranks := make([]int32, g.size())
	for place, node := range order {
		ranks[node] = int32(place) + 1 //nolint:gosec // as many as fit in memory
	}
	return &importance{pageRank, ranks}, nil
}

// measured are the numbers of a whole view, each computed once somebody wants it.
type measured struct {
	importance  work[*importance]
	betweenness work[[]float64]
	communities work[*grouping]
}

// begin makes the numbers those of a view. They take a slot while they are
// computed.
func (m *measured) begin(v *View) {
	// The network as it is belongs to everybody.
	everybodys := v.filter.Key() == Every().Key()
	m.importance.free, m.betweenness.free, m.communities.free = everybodys, everybodys, everybodys
	m.importance.do = withGraph(v, rank)
	m.betweenness.do = withGraph(v, func(ctx context.Context, g *graph) ([]float64, error) { return betweenness(ctx, g, maxSteps) })
	m.communities.do = withGraph(v, communities)
}

// done tells what has been computed.
func (m *measured) done() Measures {
	return Measures{PageRank: m.importance.isDone(), Betweenness: m.betweenness.isDone(), Communities: m.communities.isDone()}
}

func withGraph[T any](v *View, do func(context.Context, *graph) (T, error)) func(context.Context) (T, error) {
	return func(ctx context.Context) (result T, err error) {
		if err := v.slots.take(ctx, toUse); err != nil {
			return result, err
		}
		defer v.slots.give()
		return do(ctx, v.among(v.linked))
	}
}

// Standings returns where the partners stand in the whole view. What is wanted
// for the first time is computed, in at most some seconds, for all who wait for
// it, each until its ctx ends.
func (v *View) Standings(ctx context.Context, wanted Measures) (*Standings, error) {
	s := &Standings{Approximate: beginnings(len(v.linked), len(v.ties.values), maxSteps) < len(v.linked), of: v, partners: v.linked}
	return s, s.add(ctx, wanted, measures{v.measured.importance.get, v.measured.betweenness.get, v.measured.communities.get})
}
