package network

import (
	"cmp"
	"context"
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
	// Measures are wanted of the partners shown.
	Measures Measures
}

// Picture is a part of the network. It is immutable.
type Picture struct {
	// Partners stand by distance, the best connected first: by how many partners
	// each is tied to in the view, then by the strength of these ties, then by name.
	Partners []Shown
	// Links are the ties among them, the strongest first, then by the names of
	// both ends; the one that comes first by name is the source.
	Links []Link
	// Communities stand by number; none if they were not wanted.
	Communities []Community
	// Truncated is true where the limit left partners out.
	Truncated bool
	// Approximate is true where betweenness is sampled.
	Approximate bool
	// Undated is how many ties are left out for want of a date alone: between
	// partners shown or in focus, or from them to others that would be shown.
	Undated int

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

// Picture returns the part of the view that is asked for, unless ctx ends. A
// partner without ties is not in the network, as little as one that there is
// not: what is around it is empty.
func (v *View) Picture(ctx context.Context, a Around) (*Picture, error) {
	order, distances, err := v.reach(ctx, a)
	if err != nil {
		return nil, err
	}
	connected := v.connected(order)
	slices.SortFunc(order, func(x, y int32) int {
		if distances[x] != distances[y] {
			return cmp.Compare(distances[x], distances[y])
		}
		return connected(x, y)
	})
	p := &Picture{view: v, Truncated: len(order) > a.Limit}
	order = order[:min(len(order), a.Limit)]
	g := v.among(slices.Sorted(slices.Values(order)))
	standings, err := v.standingsAmong(ctx, g, a.Measures)
	if err != nil {
		return nil, err
	}
	p.Approximate = standings.Approximate
	p.Undated = v.undatedWithin(a, distances)
	if standings.communities != nil {
		p.Communities = make([]Community, len(standings.communities.sizes))
	}
	for _, number := range order {
		shown := Shown{Number: number, Distance: int(distances[number]), Standing: standings.Of(number)}
		p.Partners = append(p.Partners, shown)
		if shown.Community > 0 {
			c := &p.Communities[shown.Community-1]
			c.Number, c.Members = shown.Community, append(c.Members, number)
		}
	}
	p.Links = v.links(g)
	return p, nil
}

// small is how many steps of betweenness, some milliseconds, need no slot.
const small = 1_000_000

// standingsAmong returns where partners stand in a part of the view.
func (v *View) standingsAmong(ctx context.Context, g *graph, wanted Measures) (*Standings, error) {
	s := &Standings{Approximate: beginnings(g.size(), len(g.to), maxSteps) < g.size(), of: g, partners: g.partners}
	if g.size()*(g.size()+len(g.to)) > small && wanted != (Measures{}) {
		if err := v.slots.take(ctx, toUse); err != nil {
			return nil, err
		}
		defer v.slots.give()
	}
	return s, s.add(ctx, wanted, g.measures())
}

// connected compares partners of all by their ties: the best connected comes first.
func (v *View) connected(all []int32) func(a, b int32) int {
	strengths := make([]int, len(v.partners))
	for _, number := range all {
		strengths[number] = v.Strength(number)
	}
	return func(a, b int32) int {
		return cmp.Or(cmp.Compare(v.Degree(b), v.Degree(a)), cmp.Compare(strengths[b], strengths[a]), cmp.Compare(a, b))
	}
}

// reach returns the partners that may be shown, and the distances of all:
// unreached, or that from the nearest focus.
func (v *View) reach(ctx context.Context, a Around) (found, distances []int32, err error) {
	kept := func(number int32) bool { return a.Keep == nil || a.Keep(v.ID(number)) }
	distances = slices.Repeat([]int32{unreached}, len(v.partners))
	add := func(number, distance int32) {
		distances[number] = distance
		found = append(found, number)
	}
	if a.Focus == nil {
		for number := range int32(len(v.partners)) { //nolint:gosec // as many as fit in memory
			if v.Degree(number) > 0 && kept(number) {
				add(number, 0)
			}
		}
		return found, distances, nil
	}
	for _, number := range v.Find(a.Focus) {
		if v.Degree(number) > 0 {
			add(number, 0)
		}
	}
	pace := pace{ctx: ctx}
	// What was found last is gone on from, ring by ring.
	for at, depth := 0, 0; at < len(found) && depth < a.Depth; depth++ {
		ring := found[at:]
		at = len(found)
		for _, number := range ring {
			if err := pace.step(1 + v.Degree(number)); err != nil {
				return nil, nil, err
			}
			for _, tie := range v.Ties(number) {
				if distances[tie.To] == unreached && kept(tie.To) {
					add(tie.To, distances[number]+1)
				}
			}
		}
	}
	return found, distances, nil
}

func (v *View) links(g *graph) []Link {
	links, node := make([]Link, 0, g.links()), v.numbering(g.partners)
	for _, number := range g.partners {
		for _, tie := range v.Ties(number) {
			if number < tie.To && node[tie.To] >= 0 {
				links = append(links, Link{number, tie})
			}
		}
	}
	slices.SortStableFunc(links, func(a, b Link) int { return cmp.Compare(b.Strength(), a.Strength()) })
	return links
}

// View returns what the picture is a part of.
func (p *Picture) View() *View { return p.view }
