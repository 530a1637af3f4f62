package network

import (
	"cmp"
	"context"
	"slices"
)

// communities returns for each node the number of its community, and the sizes
// of the communities, unless ctx ends: 1 is the largest, the first by name among equals. A
// community is a set of nodes that are tied to each other more than their
// strengths would have it, and from each of which ties within it lead to all
// others. The way is that of Louvain, which moves single nodes, then whole
// communities, as long as modularity grows; and then that of Leiden, which
// takes the communities apart into parts that hold together, and moves these.
//
// Nodes are tried in their order, and gains are compared as whole numbers, so
// that the answer is the same on every processor. Libraries shuffle the nodes,
// compare rounded numbers, and take minutes for 20,000 partners.
func communities(ctx context.Context, g *graph) (*grouping, error) {
	s := search{thorough: len(g.to) <= thoroughly, pace: pace{ctx: ctx}}
	return s.communities(g)
}

// thoroughly is up to how many neighbours of all nodes a search for communities
// stops at nothing. That takes some milliseconds, and what it finds is nowhere
// worse than Louvain's way.
const thoroughly = 1 << 16

// rounds is how often the parts of communities are moved where a search is not
// thorough: each costs a quarter of the rest, and gains a tenth of the one before.
const rounds = 2

// search is a search for communities under way.
type search struct {
	thorough bool
	pace     pace
}

func (s *search) communities(g *graph) (*grouping, error) {
	base := newLevel(g)
	home, _, err := s.climb(base)
	moved := g.size() > 0
	for round := 0; err == nil; round++ {
		if home, err = s.split(base, home); err != nil || !moved || round == rounds && !s.thorough {
			break
		}
		home, moved, err = s.refine(base, home)
	}
	if err != nil {
		return nil, err
	}
	numbers, sizes := bySize(home)
	return &grouping{numbers, sizes}, nil
}

// climb moves nodes, then the communities they make, and so on, until no move
// is a gain. It returns the community of each node, and whether any was moved.
func (s *search) climb(level *level) (home []int32, gained bool, err error) {
	home = each32(len(level.home))
	for {
		moved, err := s.settle(level)
		if err != nil {
			return nil, gained, err
		}
		place := renumber(level.home)
		for i := range home {
			home[i] = place[home[i]]
		}
		gained = gained || moved
		if !moved && level.single() {
			return home, gained, nil
		}
		level = level.fold(place)
	}
}

// single tells whether each node is in a community of its own.
func (l *level) single() bool {
	for node, c := range l.home {
		if l.weight[c] != l.strength[node] {
			return false
		}
	}
	return true
}

// each32 returns the numbers below n.
func each32(n int) []int32 {
	numbers := make([]int32, n)
	for i := range numbers {
		numbers[i] = int32(i) //nolint:gosec // as many as fit in memory
	}
	return numbers
}

// bySize numbers communities from 1, the largest first.
func bySize(home []int32) (numbers []int32, sizes []int) {
	count := map[int32]int{}
	var order []int32
	for _, c := range home {
		if count[c] == 0 {
			order = append(order, c)
		}
		count[c]++
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(count[b], count[a]) })
	number := make(map[int32]int32, len(order))
	for i, c := range order {
		number[c] = int32(i) + 1
		sizes = append(sizes, count[c])
	}
	numbers = make([]int32, len(home))
	for i, c := range home {
		numbers[i] = number[c]
	}
	return numbers, sizes
}

// renumber gives each community met the next number, from 0.
func renumber(home []int32) []int32 {
	known := make(map[int32]int32)
	place := make([]int32, len(home))
	for i, c := range home {
		n, ok := known[c]
		if !ok {
			n = int32(len(known)) //nolint:gosec // as many as fit in memory
			known[c] = n
		}
		place[i] = n
	}
	return place
}

// level is a graph whose nodes are communities found so far.
type level struct {
	starts  []int32
	to      []int32
	weights []int64
	// strength is that of all edges of a node, those within it counted twice.
	strength []int64
	// total is the sum of all strengths.
	total int64
	// home is the community of each node, weight the strength of a community.
	home   []int32
	weight []int64
	// toward is how strongly the node at hand is tied to each community.
	toward []int64
	met    []int32
}

func newLevel(g *graph) *level {
	l := &level{starts: g.starts, to: g.to, weights: make([]int64, len(g.to))}
	for i, w := range g.weights {
		l.weights[i] = int64(w)
	}
	l.strength = make([]int64, g.size())
	for i := range l.strength {
		l.strength[i] = g.strength(int32(i))
	}
	l.begin()
	return l
}

// begin puts each node into a community of its own.
func (l *level) begin() {
	n := len(l.strength)
	l.home, l.weight, l.toward = each32(n), slices.Clone(l.strength), make([]int64, n)
	for _, s := range l.strength {
		l.total += s
	}
}

// settle moves nodes until no move is a gain, and tells whether any was. Where
// the search is not thorough, a node is only tried again when a neighbour has
// gone to another community than its own.
func (s *search) settle(l *level) (gained bool, err error) {
	quiet := make([]bool, len(l.home))
	for moved := true; moved; {
		moved = false
		for node := range int32(len(l.home)) { //nolint:gosec // as many as fit in memory
			if quiet[node] {
				continue
			}
			quiet[node] = !s.thorough
			if l.move(node) {
				moved, gained = true, true
				l.rouse(node, quiet)
			}
			if err := s.pace.step(1 + len(l.neighbours(node))); err != nil {
				return gained, err
			}
		}
	}
	return gained, nil
}

// rouse has the neighbours of a node tried again that are not in its community.
func (l *level) rouse(node int32, quiet []bool) {
	for _, other := range l.neighbours(node) {
		if l.home[other] != l.home[node] {
			quiet[other] = false
		}
	}
}

// move brings a node to the neighbouring community that gains most by it: the
// one with the least number among equals. It stays where no other gains more.
func (l *level) move(node int32) bool {
	old := l.home[node]
	for e := l.starts[node]; e < l.starts[node+1]; e++ {
		c := l.home[l.to[e]]
		if l.toward[c] == 0 {
			l.met = append(l.met, c)
		}
		l.toward[c] += l.weights[e]
	}
	l.weight[old] -= l.strength[node]
	best, most := old, l.gain(node, old)
	for _, c := range l.met {
		if gain := l.gain(node, c); gain > most || gain == most && c < best && best != old {
			best, most = c, gain
		}
	}
	for _, c := range l.met {
		l.toward[c] = 0
	}
	l.met = l.met[:0]
	l.weight[best] += l.strength[node]
	l.home[node] = best
	return best != old
}

// gain is how much modularity grows by a node in a community, times a constant.
// Strengths up to 10^9 fit.
func (l *level) gain(node, community int32) int64 {
	return l.toward[community]*l.total - l.strength[node]*l.weight[community]
}

// fold returns the graph whose nodes are the communities; place is the number
// of the one that each node is in.
func (l *level) fold(place []int32) *level {
	n := int(slices.Max(place)) + 1
	members := make([]pair[int32], len(place))
	for node, c := range place {
		members[node] = pair[int32]{c, int32(node)} //nolint:gosec // as many as fit in memory
	}
	of := gather(n, members)
	folded := &level{starts: make([]int32, 1, n+1), strength: make([]int64, n)}
	sums := make([]int64, n)
	var met []int32
	for c := range int32(n) { //nolint:gosec // as many as fit in memory
		for _, node := range of.of(c) {
			folded.strength[c] += l.strength[node]
			for e := l.starts[node]; e < l.starts[node+1]; e++ {
				other := place[l.to[e]]
				if other == c {
					continue
				}
				if sums[other] == 0 {
					met = append(met, other)
				}
				sums[other] += l.weights[e]
			}
		}
		slices.Sort(met)
		for _, other := range met {
			folded.to, folded.weights = append(folded.to, other), append(folded.weights, sums[other])
			sums[other] = 0
		}
		met = met[:0]
		folded.starts = append(folded.starts, int32(len(folded.to))) //nolint:gosec // as many as fit in memory
	}
	folded.begin()
	return folded
}
