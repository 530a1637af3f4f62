package network

import (
	"context"
	"slices"

	"pressgraph/internal/content"
)

// Shared is what two partners share.
type Shared struct {
	// Initiatives and Releases are their ids, the newest first, each translation
	// of a text by itself.
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

// Texts returns the ids of the releases that two partners share in the view, the
// newest first, of each text one: that in the best of the languages preferred,
// the best first, else the first of the text, else the one with the lowest id.
// O as of Shared. The operation of ctx pays for it.
func (v *View) Texts(ctx context.Context, a, b int32, preferred []content.Language) ([]int64, error) {
	p := pace{ctx: ctx, steps: v.sharedSteps(a, b)}
	if err := p.tell(); err != nil || !v.filter.Releases {
		return nil, err
	}
	var all []int32
	best, ranks := map[int32]int32{}, v.ranks(preferred)
	common(v.tied.of(a), v.tied.of(b), func(number int32) {
		if !v.filter.published(v.releases[number].on) {
			return
		}
		all = append(all, number)
		text := v.texts[number]
		if other, found := best[text]; text != alone && (!found || v.better(number, other, ranks)) {
			best[text] = number
		}
	})
	var ids []int64
	for _, number := range all {
		if text := v.texts[number]; text == alone || best[text] == number {
			ids = append(ids, v.releases[number].id)
		}
	}
	return ids, nil
}

// ranks tells of each language that a release is in how far down it is among
// those preferred.
func (s *Snapshot) ranks(preferred []content.Language) []int {
	ranks := make([]int, len(s.tongues))
	for place, tag := range s.tongues {
		ranks[place] = content.Rank(preferred, tag)
	}
	return ranks
}

// better tells whether one translation of a text is to be listed rather than another.
func (s *Snapshot) better(a, b int32, ranks []int) bool {
	switch rankA, rankB := ranks[s.languages[a]], ranks[s.languages[b]]; {
	case rankA != rankB:
		return rankA < rankB
	case s.originals[a] != s.originals[b]:
		return s.originals[a]
	}
	return s.releases[a].id < s.releases[b].id
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
