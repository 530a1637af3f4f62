package network

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	judges "gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/community"
	"gonum.org/v1/gonum/graph/network"
	"gonum.org/v1/gonum/graph/simple"
)

// random returns a graph of groups that are tied more within than between, and
// the same for the library that judges ours.
func random(seed uint64, nodes int) (*graph, *simple.WeightedUndirectedGraph) {
	r := rand.New(rand.NewPCG(seed, 3))
	judge := simple.NewWeightedUndirectedGraph(0, 0)
	weights := make([][]int32, nodes)
	for i := range weights {
		weights[i] = make([]int32, nodes)
		judge.AddNode(simple.Node(i))
	}
	for i := range nodes {
		for j := range i {
			likely := 30
			if i%5 == j%5 {
				likely = 4
			}
			if r.IntN(likely) == 0 || j == i-1 {
				weights[i][j] = 1 + int32(r.IntN(4))
				weights[j][i] = weights[i][j]
				judge.SetWeightedEdge(simple.WeightedEdge{F: simple.Node(i), T: simple.Node(j), W: float64(weights[i][j])})
			}
		}
	}
	g := &graph{starts: []int32{0}}
	for i := range weights {
		g.partners = append(g.partners, int32(i))
		for j, w := range weights[i] {
			if w > 0 {
				g.to, g.weights = append(g.to, int32(j)), append(g.weights, w)
			}
		}
		g.starts = append(g.starts, int32(len(g.to)))
	}
	return g, judge
}

func TestCommunitiesAreAsGoodAsTheJudges(t *testing.T) {
	t.Parallel()
	ours, theirs := 0.0, 0.0
	for seed := range uint64(20) {
		g, judge := random(seed, 60)
		found, _ := communities(t.Context(), g)
		numbers, sizes := found.numbers, found.sizes
		groups := make([][]judges.Node, len(sizes))
		for i, c := range numbers {
			groups[c-1] = append(groups[c-1], simple.Node(i))
		}
		for i, group := range groups {
			if len(group) != sizes[i] || i > 0 && sizes[i] > sizes[i-1] {
				t.Errorf("graph %d: community %d has %d members, told %v", seed, i+1, len(group), sizes)
			}
		}
		ours += community.Q(judge, groups, 1)
		theirs += community.Q(judge, community.Modularize(judge, 1, rand.NewPCG(seed, 4)).Communities(), 1)
	}
	if ours < theirs*0.98 {
		t.Errorf("communities have a modularity of %.4f together, the judge's %.4f", ours, theirs)
	}
}

func TestCentralitiesAreTheJudges(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		g, judge := random(seed, 50)
		n := float64(g.size())
		scores, _ := betweenness(t.Context(), g, maxSteps)
		if beginnings(g.size(), len(g.to), maxSteps) < g.size() {
			t.Error("a small graph is sampled")
		}
		for id, want := range network.Betweenness(judge) {
			if got := scores[id] * (n - 1) * (n - 2); math.Abs(got-want) > 1e-6 {
				t.Errorf("graph %d: betweenness of %d is %g, the judge's %g", seed, id, got, want)
			}
		}
		directed := simple.NewWeightedDirectedGraph(0, 0)
		for i := range int32(g.size()) {
			for e := g.starts[i]; e < g.starts[i+1]; e++ {
				directed.SetWeightedEdge(simple.WeightedEdge{F: simple.Node(i), T: simple.Node(g.to[e]), W: float64(g.weights[e])})
			}
		}
		ranks, _ := pageRank(t.Context(), g)
		for id, want := range network.PageRankSparse(directed, damping, 1e-12) {
			if math.Abs(ranks[id]-want) > 1e-9 {
				t.Errorf("graph %d: PageRank of %d is %g, the judge's %g", seed, id, ranks[id], want)
			}
		}
	}
}

func TestSampledBetweennessIsNear(t *testing.T) {
	t.Parallel()
	g, _ := random(1, 300)
	steps := (g.size() + len(g.to)) * 100
	exact, _ := betweenness(t.Context(), g, maxSteps)
	near, _ := betweenness(t.Context(), g, steps)
	if beginnings(g.size(), len(g.to), steps) == g.size() {
		t.Fatal("100 of 300 beginnings are no sample")
	}
	off, sum := 0.0, 0.0
	for i := range exact {
		off += math.Abs(exact[i] - near[i])
		sum += exact[i]
	}
	if off > sum/4 {
		t.Errorf("the sample is off by %.0f %%", 100*off/sum)
	}
}

func TestPathsEndWithTheirWork(t *testing.T) {
	t.Parallel()
	g, _ := random(1, 60)
	v := &View{Snapshot: &Snapshot{partners: make([]partner, g.size())}}
	v.ties.starts = g.starts
	for i, to := range g.to {
		v.ties.values = append(v.ties.values, Tie{To: to, Texts: g.weights[i]})
	}
	all, exhausted, _ := v.Paths(t.Context(), Route{From: 0, To: 59, MaxHops: 10, Count: 50})
	if len(all) != 50 || exhausted {
		t.Fatalf("found %d paths, exhausted %t", len(all), exhausted)
	}
	some, exhausted, _ := v.paths(t.Context(), Route{From: 0, To: 59, MaxHops: 10, Count: 50}, 600)
	if len(some) >= 50 || !exhausted {
		t.Errorf("found %d paths with little work, exhausted %t", len(some), exhausted)
	}
	for i, path := range some {
		if !slices.Equal(path, all[i]) {
			t.Errorf("path %d is %v with little work, else %v", i, path, all[i])
		}
	}
}
