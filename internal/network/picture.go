package network

import (
	"cmp"
	"slices"
)

// Around says which part of the network a picture shows.
type Around struct {
	// Focus are the ids of partners; nil shows the best connected of all.
	Focus []int64
	// Depth is how many ties away from the nearest focus a partner may be.
	Depth int
	// Keep tells which other partners may be shown; nil shows all. Depth is
	// counted in ties among those shown.
	Keep func(id int64) bool
	// Limit is how many partners are shown at most: the nearest to a focus, the
	// best connected among these.
	Limit int
}

// Picture is a part of the network. It is immutable.
type Picture struct {
	// Partners stand by distance, the best connected first: by how many partners
	// each is tied to in the view, then by the strength of these ties, then by name.
	Partners []Shown
	// Links are the ties among them, the strongest first, then by the names of
	// both ends; the one that comes first by name is the source.
	Links []Link
	// Communities stand by number.
	Communities []Community
	// Truncated is true where the limit left partners out.
	Truncated bool
	// Approximate is true where betweenness was sampled.
	Approximate bool

	view *View
}

// Shown is a partner in a picture, and where it stands among those shown.
type Shown struct {
	Number   int32
	Distance int
	Standing
}

// Link is a tie in a picture.
type Link struct {
	Source int32
	Tie
}

// Community is a group of partners in a picture, the best connected first.
type Community struct {
	Number  int
	Members []int32
}

// Picture returns the part of the view that is asked for. A partner without
// ties is not in the network, as little as one that there is not: what is
// around it is empty.
func (v *View) Picture(a Around) *Picture {
	distances := v.reach(a)
	order := make([]int32, 0, len(distances))
	for number := range distances {
		order = append(order, number)
	}
	connected := v.connected(order)
	slices.SortFunc(order, func(x, y int32) int {
		return cmp.Or(cmp.Compare(distances[x], distances[y]), connected(x, y))
	})
	p := &Picture{view: v, Truncated: len(order) > a.Limit}
	order = order[:min(len(order), a.Limit)]
	g := v.among(slices.Sorted(slices.Values(order)))
	standings := newStandings(g)
	p.Approximate = standings.Approximate
	p.Communities = make([]Community, len(standings.sizes))
	for _, number := range order {
		shown := Shown{Number: number, Distance: distances[number], Standing: standings.Of(number)}
		p.Partners = append(p.Partners, shown)
		c := &p.Communities[shown.Community-1]
		c.Number, c.Members = shown.Community, append(c.Members, number)
	}
	p.Links = v.links(g)
	return p
}

// connected compares partners by their ties: the best connected comes first.
func (v *View) connected(all []int32) func(a, b int32) int {
	strengths := make(map[int32]int, len(all))
	for _, number := range all {
		strengths[number] = v.Strength(number)
	}
	return func(a, b int32) int {
		return cmp.Or(cmp.Compare(v.Degree(b), v.Degree(a)), cmp.Compare(strengths[b], strengths[a]), cmp.Compare(a, b))
	}
}

// reach returns the partners that may be shown, with their distances.
func (v *View) reach(a Around) map[int32]int {
	kept := func(number int32) bool { return a.Keep == nil || a.Keep(v.ID(number)) }
	distances := map[int32]int{}
	if a.Focus == nil {
		for number := range int32(len(v.partners)) { //nolint:gosec // as many as fit in memory
			if v.Degree(number) > 0 && kept(number) {
				distances[number] = 0
			}
		}
		return distances
	}
	var ring []int32
	for _, number := range v.Find(a.Focus) {
		if v.Degree(number) > 0 {
			distances[number] = 0
			ring = append(ring, number)
		}
	}
	for distance := 1; distance <= a.Depth && len(ring) > 0; distance++ {
		var next []int32
		for _, number := range ring {
			for _, tie := range v.Ties(number) {
				if _, seen := distances[tie.To]; seen || !kept(tie.To) {
					continue
				}
				distances[tie.To] = distance
				next = append(next, tie.To)
			}
		}
		ring = next
	}
	return distances
}

func (v *View) links(g *graph) []Link {
	links := make([]Link, 0, g.links())
	for _, number := range g.partners {
		for _, tie := range v.Ties(number) {
			if _, shown := slices.BinarySearch(g.partners, tie.To); shown && number < tie.To {
				links = append(links, Link{number, tie})
			}
		}
	}
	slices.SortStableFunc(links, func(a, b Link) int { return cmp.Compare(b.Strength(), a.Strength()) })
	return links
}

// View returns what the picture is a part of.
func (p *Picture) View() *View { return p.view }
