package network

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// louvain is the plain way, over a table of strengths: single nodes move to the
// neighbouring community that gains most, then whole communities do.
func louvain(w [][]int) []int {
	home := make([]int, len(w))
	for i := range home {
		home[i] = i
	}
	for {
		moved := false
		level := moveSingles(w, &moved)
		if !moved {
			return home
		}
		number := map[int]int{}
		for i, c := range level {
			if _, ok := number[c]; !ok {
				number[c] = len(number)
			}
			level[i] = number[c]
		}
		for i := range home {
			home[i] = level[home[i]]
		}
		next := make([][]int, len(number))
		for i := range next {
			next[i] = make([]int, len(number))
		}
		for i := range w {
			for j := range w {
				next[level[i]][level[j]] += w[i][j]
			}
		}
		w = next
	}
}

func moveSingles(w [][]int, moved *bool) []int {
	home, strength, total := make([]int, len(w)), make([]int, len(w)), 0
	for i := range w {
		home[i] = i
		for _, s := range w[i] {
			strength[i] += s
			total += s
		}
	}
	weight := slices.Clone(strength)
	for again := true; again; {
		again = false
		for node := range w {
			toward := make([]int, len(w))
			for other, s := range w[node] {
				if other != node {
					toward[home[other]] += s
				}
			}
			old := home[node]
			weight[old] -= strength[node]
			gain := func(c int) int { return toward[c]*total - strength[node]*weight[c] }
			best := old
			for c := range w {
				if toward[c] > 0 && (gain(c) > gain(best) || gain(c) == gain(best) && c < best && best != old) {
					best = c
				}
			}
			weight[best] += strength[node]
			if best != old {
				home[node], again, *moved = best, true, true
			}
		}
	}
	return home
}

// quality is the modularity times the square of all strengths: a whole number.
func quality(w [][]int, home []int) int {
	strength, within, total := map[int]int{}, 0, 0
	for i := range w {
		for j, s := range w[i] {
			total += s
			strength[home[i]] += s
			if home[i] == home[j] {
				within += s
			}
		}
	}
	q := within * total
	for _, s := range strength {
		q -= s * s
	}
	return q
}

// torn tells which community can not be walked without leaving it, if any.
func torn(w [][]int, home []int) (community int, found bool) {
	seen, begun := make([]bool, len(w)), map[int]bool{}
	for i := range w {
		if seen[i] {
			continue
		}
		if begun[home[i]] {
			return home[i], true
		}
		begun[home[i]], seen[i] = true, true
		for ahead := []int{i}; len(ahead) > 0; {
			node := ahead[0]
			ahead = ahead[1:]
			for other, s := range w[node] {
				if s > 0 && !seen[other] && home[other] == home[i] {
					seen[other], ahead = true, append(ahead, other)
				}
			}
		}
	}
	return 0, false
}

// acquainted makes a graph as initiatives and releases would: of a few partners
// each that are all tied to each other, some of which are in very many of them.
func acquainted(r *rand.Rand) [][]int {
	w := square(20 + r.IntN(120))
	for range w {
		some := make([]int, 2+r.IntN(4))
		for i := range some {
			some[i] = int(float64(len(w)) * math.Pow(r.Float64(), 2.5))
			for _, other := range some[:i] {
				tie(w, some[i], other, 1)
			}
		}
	}
	return w
}

// scattered makes a graph of few ties of any strength, some of which fall into
// parts, have nodes without ties, or one that many are tied to.
func scattered(r *rand.Rand) [][]int {
	n, strongest := 1+r.IntN(60), 1+r.IntN(9)
	w := square(n)
	for range r.IntN(3 * n) {
		tie(w, r.IntN(n), r.IntN(n), 1+r.IntN(strongest))
	}
	for i := range w {
		if n%4 == 0 && r.IntN(3) > 0 {
			tie(w, 0, i, 1)
		}
	}
	return w
}

func square(n int) [][]int {
	w := make([][]int, n)
	for i := range w {
		w[i] = make([]int, n)
	}
	return w
}

func tie(w [][]int, i, j, strength int) {
	if i != j {
		w[i][j] += strength
		w[j][i] = w[i][j]
	}
}

// graphOf returns the graph of a table of strengths.
func graphOf(w [][]int) *graph {
	g := &graph{starts: []int32{0}}
	for i := range w {
		g.partners = append(g.partners, int32(i))
		for j, s := range w[i] {
			if s > 0 {
				g.to, g.weights = append(g.to, int32(j)), append(g.weights, int32(s))
			}
		}
		g.starts = append(g.starts, int32(len(g.to)))
	}
	return g
}

// judged is what a search for communities makes of many graphs.
type judged struct{ ours, theirs, torn int }

// judge searches random graphs, says where a community is not connected or
// another search finds another answer, and adds up how good they are. Worse is told
// of each graph where Louvain's way is better.
func judge(t *testing.T, graphs int, thorough bool, worse func(graph, ours, theirs int)) (sum judged) {
	t.Helper()
	for seed := range graphs {
		r := rand.New(rand.NewPCG(uint64(seed), 11))
		w := acquainted(r)
		if seed%4 == 0 {
			w = scattered(r)
		}
		find := func() []int {
			s := search{thorough: thorough, pace: pace{ctx: t.Context()}}
			found, err := s.communities(graphOf(w))
			if err != nil {
				t.Fatal(err)
			}
			home := make([]int, len(w))
			for i, c := range found.numbers {
				home[i] = int(c)
			}
			return home
		}
		home, plain := find(), louvain(w)
		if c, is := torn(w, home); is {
			t.Errorf("graph %d: community %d is not connected: %v", seed, c, home)
		}
		if again := find(); !slices.Equal(again, home) {
			t.Errorf("graph %d: communities are %v, then %v", seed, home, again)
		}
		ours, theirs := quality(w, home), quality(w, plain)
		if ours < theirs {
			worse(seed, ours, theirs)
		}
		sum.ours, sum.theirs = sum.ours+ours, sum.theirs+theirs
		if _, is := torn(w, plain); is {
			sum.torn++
		}
	}
	return sum
}

func TestCommunities(t *testing.T) {
	t.Parallel()
	graphs := 3000
	if testing.Short() {
		graphs = 1500
	}
	t.Run("are connected, and nowhere worse than Louvain's", func(t *testing.T) {
		t.Parallel()
		sum := judge(t, graphs, true, func(graph, ours, theirs int) {
			t.Errorf("graph %d: communities have a quality of %d, Louvain's %d", graph, ours, theirs)
		})
		if sum.torn == 0 {
			t.Errorf("Louvain's communities are connected in all of %d graphs, which prove nothing", graphs)
		}
	})
	t.Run("are connected, and together no worse than Louvain's, where there is less time", func(t *testing.T) {
		t.Parallel()
		sum := judge(t, graphs, false, func(int, int, int) {})
		if sum.ours < sum.theirs {
			t.Errorf("communities have a quality of %d together, Louvain's %d", sum.ours, sum.theirs)
		}
	})
}
