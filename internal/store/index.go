package store

import (
	"fmt"
	"math"
	"time"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
)

// SearchFirst is the sort_at of what stands before all that has a date.
const SearchFirst int64 = math.MaxInt64 / 2

// On SQLite, the row of a document's words is its place, which holds the order
// coarsely, so that the first matches are the first that are read:
//
//	visible (1 bit) · day (24 bits) · type (2 bits) · number (24 bits)
const (
	placeTypeShift    = 24
	placeDayShift     = placeTypeShift + 2
	placeVisibleShift = placeDayShift + 24

	lastDay = 1<<24 - 1
	// firstDay is the day before the year 1, in days since the epoch.
	firstDay = -719_163
)

// SearchHalves returns the halves of the index that w sees: what readers see
// (true), and for editors what they do not.
func SearchHalves(w access.World) []bool {
	if w == access.Everything {
		return []bool{true, false}
	}
	return []bool{true}
}

// Matching writes, for PostgreSQL, the condition that the document known as
// alias exists in a world and matches what is asked for. The subquery keeps the
// question from the planner: for a common word it would else read the whole
// table, as it does not count what it costs to fetch words that are kept apart
// from their rows.
func (w Writer) Matching(alias, ask string, world access.World) {
	w.WriteString("(")
	for i, visible := range SearchHalves(world) {
		if i > 0 {
			w.WriteString(" OR ")
		}
		w.WriteString(alias + ".words @@ (SELECT ").Arg(ask).WriteString("::tsquery) AND ")
		if !visible {
			w.WriteString("NOT ")
		}
		w.WriteString(alias + ".visible")
	}
	w.WriteString(")")
}

// SearchPlaces returns the first and the last place of what w sees.
func SearchPlaces(w access.World) (first, last int64) {
	first, last = placesOf(true)
	if w == access.Everything {
		first, _ = placesOf(false)
	}
	return first, last
}

// placesOf is SearchPlaces for one half of the index.
func placesOf(visible bool) (first, last int64) {
	if visible {
		return 1 << placeVisibleShift, 1<<(placeVisibleShift+1) - 1
	}
	return 0, 1<<placeVisibleShift - 1
}

// SearchRange returns the first and the last place that nodes of these types may
// have, of what readers see, or of what they do not: partners and topics stand
// beyond all days, each type by itself.
func SearchRange(visible bool, types []content.NodeType) (first, last int64) {
	begin, end := placesOf(visible)
	beyond, _ := SearchDay(visible, SearchFirst)
	first, last = end, begin
	for _, t := range types {
		from, to := begin, beyond-1
		if t == content.NodePartner || t == content.NodeTopic {
			from, to = SearchBucket(visible, SearchFirst, t)
		}
		first, last = min(first, from), max(last, to)
	}
	return first, last
}

// SearchDay returns the first and the last place of the day that sortAt is of.
func SearchDay(visible bool, sortAt int64) (first, last int64) {
	first, _ = placesOf(visible)
	first += dayOf(sortAt) << placeDayShift
	return first, first + 1<<placeDayShift - 1
}

// SearchDayStart is SQL for the first place of the day that place is of.
func SearchDayStart(place string) string {
	return fmt.Sprintf("((%s >> %d) << %[2]d)", place, placeDayShift)
}

// SearchType is SQL for the type of the node at a place.
func SearchType(place string) string {
	return fmt.Sprintf("(((%s >> %d) & 3) + 1)", place, placeTypeShift)
}

func dayOf(sortAt int64) int64 {
	const day = int64(24 * time.Hour / time.Microsecond)
	days := sortAt / day
	if sortAt%day < 0 {
		days--
	}
	return min(max(0, days-firstDay), lastDay)
}

// SearchBucket returns the first and the last place of a type on the day that
// sortAt is of.
func SearchBucket(visible bool, sortAt int64, t content.NodeType) (first, last int64) {
	first, _ = SearchDay(visible, sortAt)
	first += int64(t-content.NodeRelease) << placeTypeShift
	return first, first + 1<<placeTypeShift - 1
}
