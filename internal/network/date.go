package network

import (
	"cmp"

	"pressgraph/internal/content"
)

// date is a date as precisely as it is known: the first and the last day that
// it can mean, as yyyymmdd. The zero value is no date.
type date struct{ from, to int32 }

func dateOf(d content.PartialDate) date {
	return date{int32(d.Earliest()), int32(d.Latest())} //nolint:gosec // eight digits
}

func (d date) known() bool { return d.to != 0 }

// partial returns d as the API writes it; nil for no date.
func (d date) partial() *content.PartialDate {
	if !d.known() {
		return nil
	}
	text := content.DateWithin(int(d.from), int(d.to))
	return &text
}

// compare orders dates by their first day, then by their last.
func (d date) compare(other date) int {
	return cmp.Or(cmp.Compare(d.from, other.from), cmp.Compare(d.to, other.to))
}

// earlier returns the earlier of two dates; an unknown one gives way.
func earlier(a, b date) date {
	if !a.known() || b.known() && b.compare(a) < 0 {
		return b
	}
	return a
}

// later returns the later of two dates; it is unknown where one of them is.
func later(a, b date) date {
	switch {
	case !a.known() || !b.known():
		return date{}
	case b.compare(a) > 0:
		return b
	}
	return a
}

// span is from the first to the last of some dates.
type span struct{ first, last date }

// add widens the span to hold d, if it is known.
func (s *span) add(d date) {
	if !d.known() {
		return
	}
	s.first = earlier(s.first, d)
	if !s.last.known() || d.compare(s.last) > 0 {
		s.last = d
	}
}
