package content

import (
	"math"
	"slices"
	"time"
)

// Place is where a listing puts a release within the span of its date: days since
// the year 1 × 10^11, and the microseconds since that day began. A day begins
// where the time zone has it, so that a place goes with the days around it into
// another zone.
type Place int64

const placeDay = 100_000_000_000

// PlaceOf returns the place of an instant in loc.
func PlaceOf(at time.Time, loc *time.Location) Place {
	at = at.In(loc)
	begin := startOfDay(at.Year(), at.Month(), at.Day(), loc)
	const secondsOfDay = 24 * 60 * 60
	days := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC).Unix()/secondsOfDay + daysTo1970
	return Place(days*placeDay + at.Sub(begin).Microseconds())
}

// daysTo1970 are the days from the first of the year 1.
const daysTo1970 = 719_162

// At returns the instant of a place in the span of a date in loc; false where it
// lies in another span, as the date has been changed since.
func (p Place) At(on PartialDate, loc *time.Location) (time.Time, bool) {
	if !p.Within(on) {
		return time.Time{}, false
	}
	day := p.day()
	begin := startOfDay(day.Year(), day.Month(), day.Day(), loc)
	next := startOfDay(day.Year(), day.Month(), day.Day()+1, loc)
	at := begin.Add(time.Duration(p%placeDay) * time.Microsecond)
	if !at.Before(next) { // the day is shorter in this zone
		at = next.Add(-time.Microsecond)
	}
	return at, true
}

// Within tells whether a place lies in the span of a date.
func (p Place) Within(on PartialDate) bool {
	day := p.day()
	number := day.Year()*10000 + int(day.Month())*100 + day.Day()
	return on.Precision() != "" && number >= on.Earliest() && number <= on.Latest()
}

// day is the day of a place, as the beginning of the same in UTC.
func (p Place) day() time.Time {
	const days = 9999 * 366
	if p < 0 || p/placeDay > days {
		return time.Time{}.AddDate(-1, 0, 0)
	}
	return time.Date(1, 1, 1+int(p/placeDay), 0, 0, 0, 0, time.UTC)
}

// SortPlaced returns what a release sorts by, in microseconds since the epoch:
// the instant it was published, else its place where that lies in the span of
// publishedOn, else the start of the earliest day of that in loc, else Undated.
func SortPlaced(publishedAt *time.Time, publishedOn PartialDate, place *Place, loc *time.Location) int64 {
	if publishedAt == nil && place != nil {
		if at, ok := place.At(publishedOn, loc); ok {
			return at.UnixMicro()
		}
	}
	return SortAt(publishedAt, publishedOn, loc)
}

// Listed is a release as it stands in a listing.
type Listed struct {
	// On is its date; empty for none.
	On PartialDate
	// At is what it sorts by where that is known and stays: the instant, the
	// place that an earlier listing gave it, or the day of what is there already.
	At *int64
	// Known releases are there already, and stay where they are.
	Known bool
}

// Places returns where each release of a listing, the newest first, stands in the
// span of its date; nil where that begins:
//
//  1. a release stands between its neighbours: the nearest above and below of
//     which at least the day is known, and those with vaguer dates in between;
//  2. it stands as early as that allows, beside its neighbour below;
//  3. where the neighbours contradict each other, or its date, it stands where
//     its date begins, and is no neighbour to the others.
//
// What stands beside each other is told apart by the ranks that listings give.
func Places(listing []Listed, loc *time.Location) []*Place {
	places, above := make([]*Place, len(listing)), ceilings(listing, loc)
	below := int64(math.MinInt64)
	for i, l := range slices.Backward(listing) {
		if l.At != nil {
			below = *l.At
			continue
		}
		if l.On.Precision() == "" {
			continue
		}
		begin, end := l.On.Start(loc).UnixMicro(), l.On.End(loc).UnixMicro()
		at := max(begin, below)
		if l.Known || at >= end || at > above[i] {
			at = begin
		}
		if at > begin {
			place := PlaceOf(time.UnixMicro(at), loc)
			places[i] = &place
		}
		switch {
		case l.On.Precision() == PrecisionDay:
			below = at
		case at <= above[i]:
			below = max(below, at)
		}
	}
	return places
}

// ceilings returns, for each release of a listing, the latest that the nearest
// above can stand of which at least the day is known.
func ceilings(listing []Listed, loc *time.Location) []int64 {
	all, latest := make([]int64, len(listing)), int64(math.MaxInt64)
	for i, l := range listing {
		all[i] = latest
		switch {
		case l.At != nil:
			latest = *l.At
		case l.On.Precision() == PrecisionDay:
			latest = l.On.End(loc).UnixMicro() - 1
		}
	}
	return all
}
