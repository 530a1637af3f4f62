package content

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// Span is a stretch of text in Unicode code points, End exclusive.
type Span struct{ Start, End int }

// MovedSpan is where a span of an old text stands in a new one. Kept is false,
// and Span zero, where its quote stands there no more.
type MovedSpan struct {
	Span

	Kept bool
}

// What FindSpan may find wrong.
var (
	// ErrQuoteAbsent says that the quote does not stand in the text, or not where it should.
	ErrQuoteAbsent = errors.New("does not stand in the text like this")
	// ErrQuoteAmbiguous says that the quote stands in the text more than once.
	ErrQuoteAmbiguous = errors.New("stands in the text more than once; say where it starts")
)

// FindSpan returns where quote stands in text. With start it must stand exactly
// there, without it exactly once (overlaps count), else the error is
// ErrQuoteAbsent or ErrQuoteAmbiguous. An empty quote, or one of
// invalid UTF-8, stands nowhere. O(len(text)).
func FindSpan(text, quote string, start *int) (Span, error) {
	if quote == "" || !utf8.ValidString(quote) {
		return Span{}, ErrQuoteAbsent
	}
	length := utf8.RuneCountInString(quote)
	if start != nil {
		here := Span{Start: *start, End: *start + length}
		if Quote(text, here) != quote {
			return Span{}, ErrQuoteAbsent
		}
		return here, nil
	}
	at := strings.Index(text, quote)
	if at < 0 {
		return Span{}, ErrQuoteAbsent
	}
	_, first := utf8.DecodeRuneInString(quote)
	if strings.Contains(text[at+first:], quote) {
		return Span{}, ErrQuoteAmbiguous
	}
	from := utf8.RuneCountInString(text[:at])
	return Span{Start: from, End: from + length}, nil
}

// Quote returns the text from s.Start to s.End; empty if s does not lie within
// text. O(s.End).
func Quote(text string, s Span) string {
	if s.Start < 0 || s.End <= s.Start {
		return ""
	}
	from, ok := byteOffset(text, s.Start)
	if !ok {
		return ""
	}
	length, ok := byteOffset(text[from:], s.End-s.Start)
	if !ok {
		return ""
	}
	return text[from : from+length]
}

// byteOffset returns where the code point with the given number begins, one
// behind the last included.
func byteOffset(text string, point int) (int, bool) {
	for at := range text {
		if point == 0 {
			return at, true
		}
		point--
	}
	return len(text), point == 0
}

// pointIndex converts between bytes and code points of a text in nearly constant time.
type pointIndex struct {
	text string
	// marks holds the byte at which every markEvery-th code point begins.
	marks  []int
	points int
}

const markEvery = 64

func newPointIndex(text string) *pointIndex {
	index := &pointIndex{text: text, marks: make([]int, 0, len(text)/markEvery+1)}
	for at := range text {
		if index.points%markEvery == 0 {
			index.marks = append(index.marks, at)
		}
		index.points++
	}
	return index
}

// byteAt returns the byte at which a code point from 0 to points begins.
func (x *pointIndex) byteAt(point int) int {
	if point >= x.points {
		return len(x.text)
	}
	from := x.marks[point/markEvery]
	rest, _ := byteOffset(x.text[from:], point%markEvery) // it lies within: point < points
	return from + rest
}

// pointAt returns the number of the code point that begins at byte at.
func (x *pointIndex) pointAt(at int) int {
	mark, exact := slices.BinarySearch(x.marks, at)
	if exact {
		return mark * markEvery
	}
	if mark == 0 {
		return 0
	}
	return (mark-1)*markEvery + utf8.RuneCountInString(x.text[x.marks[mark-1]:at])
}
