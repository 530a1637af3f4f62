package network

import (
	"cmp"
	"slices"
)

// Standings is where each partner of a graph stands in it. It is immutable.
type Standings struct {
	// Approximate is true where betweenness was sampled.
	Approximate bool

	graph       *graph
	pageRank    []float64
	betweenness []float64
	communities []int32
	ranks       []int32
	sizes       []int
}

// Standing is where one partner stands.
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

func newStandings(g *graph) *Standings {
	s := &Standings{graph: g, pageRank: pageRank(g)}
	s.betweenness, s.Approximate = betweenness(g, maxSteps)
	s.communities, s.sizes = communities(g)
	order := make([]int32, g.size())
	for i := range order {
		order[i] = int32(i) //nolint:gosec // as many as fit in memory
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(s.pageRank[b], s.pageRank[a]), cmp.Compare(a, b))
	})
	s.ranks = make([]int32, g.size())
	for place, node := range order {
		s.ranks[node] = int32(place) + 1 //nolint:gosec // as many as fit in memory
	}
	return s
}

// of returns where a node stands.
func (s *Standings) of(node int32) Standing {
	return Standing{
		Degree: len(s.graph.neighbours(node)), WeightedDegree: int(s.graph.strength(node)),
		PageRank: s.pageRank[node], Betweenness: s.betweenness[node],
		Community: int(s.communities[node]), Rank: int(s.ranks[node]),
	}
}

// Of returns where a partner stands; zeros for one without ties.
func (s *Standings) Of(partner int32) Standing {
	node, found := slices.BinarySearch(s.graph.partners, partner)
	if !found {
		return Standing{}
	}
	return s.of(int32(node)) //nolint:gosec // as many as fit in memory
}

// Standings returns where the partners stand in the whole view. The first call
// computes it, in at most some seconds; the others wait.
func (v *View) Standings() *Standings { return v.standings() }
