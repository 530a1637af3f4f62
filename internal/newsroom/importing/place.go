package importing

import (
	"cmp"
	"slices"

	"pressgraph/internal/content"
	"pressgraph/internal/ingest"
	"pressgraph/internal/newsroom/input"
)

// standing is where a listing puts a release in the order of time: its place
// within the span of its date, nil where that begins, and its rank among those
// that stand beside it.
type standing struct {
	rank  int64
	place *content.Place
}

// stand returns where each item stands if it is new, or dated by the text.
func (im *intake) stand() []standing {
	order := im.oldestFirst()
	ranks := im.rankNew(order)
	listing := make([]content.Listed, len(order))
	for at, i := range order {
		listing[len(order)-1-at] = im.listed(im.items[i])
	}
	places := content.Places(listing, im.Zone())
	all := make([]standing, len(order))
	for at, i := range order {
		all[i] = standing{rank: ranks[i], place: places[len(order)-1-at]}
	}
	return all
}

// listed is what an item tells about the order of time. What is refused, or in
// no listing, tells nothing.
func (im *intake) listed(item ingest.Item) content.Listed {
	c := input.Complain("")
	in := checkItem(item, c)
	if c.Err() != nil || item.Rank == 0 {
		return content.Listed{}
	}
	found := im.known.find(in)
	switch {
	case found == nil && im.options.Publish && im.Ahead(in.date):
		return content.Listed{}
	case found == nil && in.date != nil:
		return content.Listed{On: *in.date}
	case found == nil:
		return content.Listed{}
	case in.date != nil && finer(found.date, *in.date):
		return content.Listed{On: *in.date}
	case found.date == nil:
		return content.Listed{}
	case found.settled || found.date.Precision() == content.PrecisionDay:
		return content.Listed{At: &found.sortAt}
	}
	return content.Listed{On: *found.date, Known: true}
}

// standsIn tells whether a place lies within the span of a date.
func standsIn(place *content.Place, on *content.PartialDate) bool {
	return place != nil && on != nil && place.Within(*on)
}

const (
	// rankStep is the room between neighbours for what a later import finds between them.
	rankStep = 16
	// rankSecond makes the ranks of a later import greater than those of an
	// earlier one, without asking how many there are.
	rankSecond = 1 << 20
)

// rankNew returns the rank that each item gets where it is new; order lists the
// items from the oldest. Ranks order
// releases of equal date, the greater is the newer:
//
//  1. items keep the order of their text;
//  2. in a text that holds releases already known, what stands above one is
//     newer than it and what stands below is older;
//  3. in a text without any, all is newer than what was imported before: the
//     ranks begin with the time of the import.
func (im *intake) rankNew(order []int) []int64 {
	anchors := im.anchors(order)
	first := slices.IndexFunc(anchors, func(a *int64) bool { return a != nil })
	last := im.Now.Unix() * rankSecond
	if first >= 0 {
		last = *anchors[first] - int64(first+1)*rankStep
	}
	ranks := make([]int64, len(im.items))
	for at, i := range order {
		if known := anchors[at]; known != nil {
			last = max(last, *known)
		} else {
			last += stepTo(last, anchors[at:])
		}
		ranks[i] = last
	}
	return ranks
}

// oldestFirst returns the places of items in the text from the oldest, the last
// of a text, to the newest.
func (im *intake) oldestFirst() []int {
	order := make([]int, len(im.items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(im.items[a].Rank, im.items[b].Rank), cmp.Compare(b, a))
	})
	return order
}

// anchors returns the ranks of the items that are known; nil for the new.
func (im *intake) anchors(order []int) []*int64 {
	ranks := make([]*int64, len(order))
	for at, i := range order {
		in := checkItem(im.items[i], input.Complain(""))
		if l := im.known.find(in); l != nil {
			ranks[at] = &l.rank
		}
	}
	return ranks
}

// stepTo returns how far the next new rank is from the last: half the way to
// the next that is known, if there is one.
func stepTo(last int64, ahead []*int64) int64 {
	for _, known := range ahead {
		if known != nil {
			return max(1, min(rankStep, (*known-last)/2))
		}
	}
	return rankStep
}
