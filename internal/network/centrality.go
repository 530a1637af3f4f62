package network

import (
	"context"
	"math"
)

const (
	// damping is how likely the reader of PageRank follows a tie rather than
	// starts again anywhere.
	damping = 0.85
	// maxRounds ends PageRank where it does not settle before.
	maxRounds = 200
	// settled is how little the ranks together change in the last round.
	settled = 1e-12
)

// pageRank returns for each node the chance to be there, for a reader who
// follows ties in proportion to their strength, and now and then starts again
// anywhere. They add up to 1. O(edges) a round, some 150 rounds.
//
// A library's version begins at a random point and ends within a tolerance of
// the answer; this one begins in the same point each time. Products are
// converted before they are added, or else some processors would round less.
func pageRank(ctx context.Context, g *graph) ([]float64, error) {
	n, pace := g.size(), pace{ctx: ctx}
	rank, next := make([]float64, n), make([]float64, n)
	// A tie of strength 1 carries a node's rank divided by all its strength.
	strength, carried := make([]float64, n), make([]float64, n)
	for i := range rank {
		rank[i] = 1 / float64(n)
		strength[i] = float64(g.strength(int32(i)))
	}
	for range maxRounds {
		away, lost := (1-damping)/float64(n), 0.0
		for i := range rank {
			if strength[i] == 0 {
				lost += rank[i] / float64(n)
				continue
			}
			carried[i] = rank[i] / strength[i]
		}
		change := 0.0
		for i := range next {
			from, to := g.edges(int32(i))
			sum := lost
			for e := from; e < to; e++ {
				sum += float64(carried[g.to[e]] * float64(g.weights[e]))
			}
			next[i] = away + float64(damping*sum)
			change += math.Abs(next[i] - rank[i])
			if err := pace.step(1 + int(to-from)); err != nil {
				return nil, err
			}
		}
		rank, next = next, rank
		if change < settled {
			break
		}
	}
	return rank, nil
}

// maxSteps is how many edges betweenness looks at before it samples: a network
// of 2,000 partners and 20,000 ties is exact, one of 20,000 and 300,000 not.
const maxSteps = 100_000_000

// betweenness returns for each node how large a share of the shortest paths
// between two others lead through it, from 0 to 1, each tie being one step. It
// is exact as long as nodes × (nodes + edges) stays within steps; beyond that
// as many nodes as fit, spread evenly, are taken for all as beginnings. The way
// is that of Brandes.
func betweenness(ctx context.Context, g *graph, steps int) ([]float64, error) {
	n := g.size()
	scores := make([]float64, n)
	if n < 3 {
		return scores, nil
	}
	beginnings := beginnings(n, len(g.to), steps)
	b := newBrandes(ctx, g)
	for i := range beginnings {
		if err := b.from(int32(i*n/beginnings), scores); err != nil { //nolint:gosec // less than n
			return nil, err
		}
	}
	// Each pair was seen from both ends.
	share := float64(n) / float64(beginnings) / (float64(n-1) * float64(n-2))
	for i := range scores {
		scores[i] *= share
	}
	return scores, nil
}

// beginnings returns from how many of the nodes betweenness looks: all, unless
// that would take more than so many steps. ends are twice the edges.
func beginnings(nodes, ends, steps int) int {
	const pair = 3 // with fewer nodes there is nothing to look at
	if nodes < pair {
		return nodes
	}
	return min(nodes, max(1, steps/(nodes+ends)))
}

// brandes finds all shortest paths from one node after the other.
type brandes struct {
	*graph
	// reached are the nodes in the order of their distance.
	reached  []int32
	distance []int32
	// paths counts the shortest paths to a node, flow what is to be led through it.
	paths, flow []float64
	pace
}

func newBrandes(ctx context.Context, g *graph) *brandes {
	b := &brandes{
		graph: g, distance: make([]int32, g.size()), paths: make([]float64, g.size()), flow: make([]float64, g.size()), pace: pace{ctx: ctx},
	}
	for i := range b.distance {
		b.distance[i] = -1
	}
	return b
}

// from adds to scores what the paths from a node lead through each other one,
// unless the context ends.
func (b *brandes) from(source int32, scores []float64) error {
	b.reached = append(b.reached[:0], source)
	b.distance[source], b.paths[source] = 0, 1
	for at := 0; at < len(b.reached); at++ {
		node := b.reached[at]
		if err := b.step(1 + len(b.neighbours(node))); err != nil {
			return err
		}
		for _, next := range b.neighbours(node) {
			if b.distance[next] < 0 {
				b.distance[next] = b.distance[node] + 1
				b.reached = append(b.reached, next)
			}
			if b.distance[next] == b.distance[node]+1 {
				b.paths[next] += b.paths[node]
			}
		}
	}
	for at := len(b.reached) - 1; at > 0; at-- {
		node := b.reached[at]
		share := (1 + b.flow[node]) / b.paths[node]
		for _, before := range b.neighbours(node) {
			if b.distance[before] == b.distance[node]-1 {
				b.flow[before] += float64(b.paths[before] * share)
			}
		}
		scores[node] += b.flow[node]
	}
	for _, node := range b.reached {
		b.distance[node], b.paths[node], b.flow[node] = -1, 0, 0
	}
	return nil
}
