package network

import (
	"context"
	"slices"

	"pressgraph/internal/content"
)

// Shared is what two partners share.
type Shared struct {
	// Initiatives and Releases are their ids, the newest first.
	Initiatives, Releases []int64
	// First and Last are the first and the last known date of these; nil where
	// none has one. Dates compare by the first day that they can mean.
	First, Last *content.PartialDate
}

// Shared returns what two partners share in the view. O(n · log m) for the one
// with fewer releases and initiatives, n, and the one with more.
func (v *View) Shared(a, b int32) Shared {
	var s Shared
	var seen span
	if v.filter.Initiatives {
		common(v.taken.of(a), v.taken.of(b), func(initiative int32) {
			if m := v.meeting(initiative, a, b); m.counts {
				s.Initiatives = append(s.Initiatives, v.initiatives[initiative].id)
				seen.add(m.on)
			}
		})
	}
	if v.filter.Releases {
		common(v.tied.of(a), v.tied.of(b), func(number int32) {
			if r := v.releases[number]; v.filter.published(r.on) {
				s.Releases = append(s.Releases, r.id)
				seen.add(r.on)
			}
		})
	}
	s.First, s.Last = seen.first.partial(), seen.last.partial()
	return s
}

// sharedSteps is about how many steps Shared takes.
func (v *View) sharedSteps(a, b int32) int {
	shorter := func(r rows[int32]) int { return min(len(r.of(a)), len(r.of(b))) }
	return (shorter(v.taken) + shorter(v.tied)) * seen
}

// SharedFor is Shared, whose steps the operation of ctx pays for.
func (v *View) SharedFor(ctx context.Context, a, b int32) (Shared, error) {
	p := pace{ctx: ctx, steps: v.sharedSteps(a, b)}
	if err := p.tell(); err != nil {
		return Shared{}, err
	}
	return v.Shared(a, b), nil
}

// common calls each for the values that two ascending lists have in common, in
// ascending order.
func common(a, b []int32, each func(int32)) {
	if len(a) > len(b) {
		a, b = b, a
	}
	for _, value := range a {
		at, found := slices.BinarySearch(b, value)
		if found {
			each(value)
		}
		b = b[at:]
	}
}
