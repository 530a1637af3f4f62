package network

import "slices"

// graph is an undirected graph with weights, without loops: for each node its
// neighbours in ascending order. Nodes are numbers from 0.
type graph struct {
	starts  []int32
	to      []int32
	weights []int32
	// partners are the numbers in the view that the nodes stand for, ascending.
	partners []int32
}

func (g *graph) size() int { return len(g.partners) }

// edges returns the places of a node's neighbours in to and weights.
func (g *graph) edges(node int32) (from, to int32) { return g.starts[node], g.starts[node+1] }

func (g *graph) neighbours(node int32) []int32 { return g.to[g.starts[node]:g.starts[node+1]] }

// links returns how many edges there are.
func (g *graph) links() int { return len(g.to) / 2 }

// strength returns the weight of all edges of a node.
func (g *graph) strength(node int32) int64 {
	var sum int64
	from, to := g.edges(node)
	for _, w := range g.weights[from:to] {
		sum += int64(w)
	}
	return sum
}

// Degree returns how many edges the node of a partner has; it must have one.
func (g *graph) Degree(partner int32) int { return len(g.neighbours(g.node(partner))) }

// Strength returns the weight of all edges of the node of a partner.
func (g *graph) Strength(partner int32) int { return int(g.strength(g.node(partner))) }

func (g *graph) node(partner int32) int32 {
	node, _ := slices.BinarySearch(g.partners, partner)
	return int32(node) //nolint:gosec // as many as fit in memory
}

// numbering returns the node of each partner, given in ascending order; -1 for
// those that are not among them.
func (v *View) numbering(partners []int32) []int32 {
	node := make([]int32, len(v.partners))
	for i := range node {
		node[i] = -1
	}
	for i, number := range partners {
		node[number] = int32(i) //nolint:gosec // as many as fit in memory
	}
	return node
}

// among returns the graph of the ties among some partners, given in ascending order.
func (v *View) among(partners []int32) *graph {
	node := v.numbering(partners)
	g := &graph{starts: make([]int32, 1, len(partners)+1), partners: partners}
	for _, number := range partners {
		for _, tie := range v.ties.of(number) {
			if node[tie.To] >= 0 {
				g.to = append(g.to, node[tie.To])
				g.weights = append(g.weights, tie.Initiatives+tie.Texts)
			}
		}
		g.starts = append(g.starts, int32(len(g.to))) //nolint:gosec // as many as fit in memory
	}
	return g
}
