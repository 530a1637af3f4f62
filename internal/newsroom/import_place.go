package newsroom

import "pressgraph/internal/content"

// standing is where a listing puts a release in the order of time: its place
// within the span of its date, nil where that begins, and its rank among those
// that stand beside it.
type standing struct {
	rank  int64
	place *content.Place
}

// stand returns where each item stands if it is new, or dated by the text.
func (im *importing) stand() []standing {
	order := im.oldestFirst()
	ranks := im.rankNew(order)
	listing := make([]content.Listed, len(order))
	for at, i := range order {
		listing[len(order)-1-at] = im.listed(im.items[i])
	}
	places := content.Places(listing, im.settings.TimeZone)
	all := make([]standing, len(order))
	for at, i := range order {
		all[i] = standing{rank: ranks[i], place: places[len(order)-1-at]}
	}
	return all
}

// listed is what an item tells about the order of time. What is refused, or in
// no listing, tells nothing.
func (im *importing) listed(item Item) content.Listed {
	c := complain("")
	in := item.check(c)
	if c.err() != nil || item.Rank == 0 {
		return content.Listed{}
	}
	found := im.known.find(in)
	switch {
	case found == nil && im.options.Publish && im.ahead(in.date, im.now):
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
