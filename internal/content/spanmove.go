package content

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// MoveSpans tells where the spans of oldText stand in newText, in their order:
//
//  1. a span within what both texts begin with stays, and one within what both
//     end with moves by the difference in length;
//  2. any other moves to where its quote stands with the most alike around it,
//     the nearest to its old place where several are equally alike; of spans
//     with equal quotes, each to a place of its own while there are enough;
//  3. a span whose quote stands nowhere any more is not kept, nor is one that
//     does not lie within oldText or is empty.
//
// Equal spans stay equal. A kept span quotes the very same text. Of places that
// overlap, a quote of more than 256 bytes knows the first only. It takes time
// in proportion to the length of the texts for each quote that is touched.
func MoveSpans(oldText, newText string, spans []Span) []MovedSpan {
	m := newMove(oldText, newText)
	moved := make([]MovedSpan, len(spans))
	placed := map[Span]int{}
	touched := map[string][]place{}
	for _, span := range spans {
		if _, done := placed[span]; done || span.Start < 0 || span.End <= span.Start || span.End > m.old.points {
			continue
		}
		was := place{span: span, from: m.old.byteAt(span.Start), to: m.old.byteAt(span.End)}
		quote := oldText[was.from:was.to]
		placed[span] = -1
		touched[quote] = append(touched[quote], was)
	}
	for quote, group := range touched {
		m.place(quote, group, placed)
	}
	for i, span := range spans {
		if at, ok := placed[span]; ok && at >= 0 {
			start := m.new.pointAt(at)
			moved[i] = MovedSpan{Span: Span{Start: start, End: start + span.End - span.Start}, Kept: true}
		}
	}
	return moved
}

// place is a span with its bytes in the old text.
type place struct {
	span     Span
	from, to int
}

// move is an edit: the texts with the number of bytes that they begin and end with alike.
type move struct {
	old, new       *pointIndex
	prefix, suffix int
}

func newMove(oldText, newText string) *move {
	m := &move{old: newPointIndex(oldText), new: newPointIndex(newText)}
	m.prefix = commonPrefix(oldText, newText)
	for m.prefix > 0 && !(startsPoint(oldText, m.prefix) && startsPoint(newText, m.prefix)) {
		m.prefix--
	}
	m.suffix = commonSuffix(oldText[m.prefix:], newText[m.prefix:])
	for m.suffix > 0 && !utf8.RuneStart(oldText[len(oldText)-m.suffix]) {
		m.suffix--
	}
	return m
}

func startsPoint(s string, at int) bool { return at == len(s) || utf8.RuneStart(s[at]) }

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func commonSuffix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

// place finds the byte of the new text at which each of the group begins; all
// quote the same, at different places. Those not found are left as they are.
func (m *move) place(quote string, group []place, placed map[Span]int) {
	taken := map[int]bool{}
	var loose []place
	for _, was := range group {
		if at, fixed := m.fixed(was); fixed {
			placed[was.span], taken[at] = at, true
		} else {
			loose = append(loose, was)
		}
	}
	matches := m.matches(quote, loose, len(group))
	for _, exclusive := range []bool{true, false} {
		for _, match := range matches {
			if placed[match.was] < 0 && !(exclusive && taken[match.at]) {
				placed[match.was], taken[match.at] = match.at, true
			}
		}
	}
}

// fixed returns where a span that the edit did not touch begins.
func (m *move) fixed(was place) (int, bool) {
	if was.to <= m.prefix {
		return was.from, true
	}
	if was.from >= len(m.old.text)-m.suffix {
		return was.from + len(m.new.text) - len(m.old.text), true
	}
	return 0, false
}

// match is a place in the new text that a span may have moved to.
type match struct {
	was             Span
	at              int
	alike, distance int
}

// matches lists the likely places of the spans, the likeliest first. Of each
// span it knows the nearest, at least as many as the spans of this quote, so
// that each can have its own.
func (m *move) matches(quote string, loose []place, sameQuote int) []match {
	const others, most = 32, 512
	if len(loose) == 0 {
		return nil
	}
	stands := occurrences(m.new.text, quote)
	var all []match
	for _, was := range loose {
		expected := m.expected(was.from)
		for _, at := range nearest(stands, expected, min(others+sameQuote, most)) {
			all = append(all, match{was: was.span, at: at, alike: m.alike(was, at), distance: max(at-expected, expected-at)})
		}
	}
	slices.SortFunc(all, func(a, b match) int {
		return cmp.Or(cmp.Compare(b.alike, a.alike), cmp.Compare(a.distance, b.distance),
			cmp.Compare(a.was.Start, b.was.Start), cmp.Compare(a.at, b.at))
	})
	return all
}

// expected returns about where a byte of the old text went: the changed middle is stretched evenly.
func (m *move) expected(at int) int {
	oldMiddle := len(m.old.text) - m.suffix - m.prefix
	newMiddle := len(m.new.text) - m.suffix - m.prefix
	switch {
	case at <= m.prefix:
		return at
	case at >= m.prefix+oldMiddle:
		return at + newMiddle - oldMiddle
	}
	return m.prefix + int(float64(at-m.prefix)/float64(oldMiddle)*float64(newMiddle))
}

// alike returns how many bytes around the old and the new place agree, up to a bound.
func (m *move) alike(was place, at int) int {
	const around = 64
	end := at + was.to - was.from
	before := commonSuffix(m.old.text[max(0, was.from-around):was.from], m.new.text[max(0, at-around):at])
	oldAfter := m.old.text[was.to:min(len(m.old.text), was.to+around)]
	after := commonPrefix(oldAfter, m.new.text[end:min(len(m.new.text), end+around)])
	return before + after
}

// occurrences lists the bytes at which quote stands in text, in order.
func occurrences(text, quote string) []int {
	const short = 256
	// Overlapping places count, but for long quotes, where a text that repeats
	// itself would take the square of its length.
	step := 1
	if len(quote) > short {
		step = len(quote)
	}
	var all []int
	for from := 0; from <= len(text); {
		at := strings.Index(text[from:], quote)
		if at < 0 {
			break
		}
		all = append(all, from+at)
		from += at + step
	}
	return all
}

// nearest returns those of the sorted places that are nearest to expected, at
// most limit, in order.
func nearest(places []int, expected, limit int) []int {
	right, _ := slices.BinarySearch(places, expected)
	left := right
	for right-left < limit && (left > 0 || right < len(places)) {
		if right == len(places) || left > 0 && expected-places[left-1] <= places[right]-expected {
			left--
		} else {
			right++
		}
	}
	return places[left:right]
}
