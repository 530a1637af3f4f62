package network

import (
	"context"
	"slices"
)

// Route says which paths are asked for.
type Route struct {
	// From and To are partners.
	From, To int32
	// MaxHops is how many ties long a path is at most; below 128.
	MaxHops int
	// Count is how many paths are wanted.
	Count int
}

// maxLooks is how many ties a search for paths looks at before it gives up.
const maxLooks = 5_000_000

// Paths returns the shortest paths without loops from one partner to another,
// both included, the shortest first, and among those of one length by the names
// on them. exhausted is true where the bound on the work ended the search
// before all were found that had been asked for. There is no path from a
// partner to itself.
//
// The distances from the end are found first, ring by ring, no further than
// needed. They tell a walk from the beginning which turns cannot end in time,
// so that it sees little but what it answers.
//
// The error is why ctx ended.
func (v *View) Paths(ctx context.Context, r Route) (paths [][]int32, exhausted bool, err error) {
	return v.paths(ctx, r, maxLooks)
}

func (v *View) paths(ctx context.Context, r Route, looks int) (paths [][]int32, exhausted bool, err error) {
	if r.From == r.To || r.Count < 1 {
		return nil, false, nil
	}
	w := newWalker(ctx, v, r, looks)
	for length := 1; length <= r.MaxHops && w.goesOn(); length++ {
		w.widen()
		if w.distance[r.From] != unreached {
			w.walk(r.From, int8(length))
		} else if len(w.ring) == 0 {
			break
		}
	}
	if w.err == nil {
		w.err = w.tell()
	}
	return w.found, w.looks <= 0 && len(w.found) < r.Count, w.err
}

// walker looks for paths of one length after the other.
type walker struct {
	*View
	route Route
	looks int
	found [][]int32
	// distance holds what is known of the way to the end, ring the nodes that are
	// the furthest away.
	distance []int8
	ring     []int32
	// path is the way so far.
	path []int32
	// err is why the search was given up.
	err error
	pace
}

func (w *walker) goesOn() bool { return w.err == nil && w.looks > 0 && len(w.found) < w.route.Count }

// look counts a tie looked at, and tells whether to go on.
func (w *walker) look() bool {
	w.looks--
	w.err = w.step(1)
	return w.err == nil && w.looks > 0
}

// unreached is the distance of what no ring has reached yet.
const unreached = -1

func newWalker(ctx context.Context, v *View, r Route, looks int) *walker {
	w := &walker{
		View: v, route: r, looks: looks, distance: make([]int8, len(v.partners)), ring: []int32{r.To}, pace: pace{ctx: ctx},
	}
	for i := range w.distance {
		w.distance[i] = unreached
	}
	w.distance[r.To] = 0
	return w
}

// widen finds the distances of the next ring.
func (w *walker) widen() {
	var next []int32
	for _, number := range w.ring {
		for _, tie := range w.Ties(number) {
			if !w.look() {
				return
			}
			if w.distance[tie.To] == unreached {
				w.distance[tie.To] = w.distance[number] + 1
				next = append(next, tie.To)
			}
		}
	}
	w.ring = next
}

// walk finds the paths that go on from a partner with exactly so many hops.
func (w *walker) walk(from int32, hops int8) {
	w.path = append(w.path, from)
	defer func() { w.path = w.path[:len(w.path)-1] }()
	if hops == 0 {
		w.found = append(w.found, slices.Clone(w.path))
		return
	}
	for _, tie := range w.Ties(from) {
		if !w.look() || len(w.found) == w.route.Count {
			return
		}
		left := w.distance[tie.To]
		tooFar := left == unreached || left >= hops
		tooSoon := left == 0 && hops > 1
		if tooFar || tooSoon || slices.Contains(w.path, tie.To) {
			continue
		}
		w.walk(tie.To, hops-1)
	}
}
