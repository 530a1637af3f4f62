package search

import (
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pressgraph/internal/words"
)

const (
	// snippetSize is how many characters of a text are shown.
	snippetSize = 200
	// snippetLead is how many of them, at most, stand before the first match.
	snippetLead = 40
	// maxMarks bounds the matches that a snippet chooses from.
	maxMarks = 200
)

// Passage is a text of a node that may match.
type Passage struct {
	// Name is the field of the API that answers it.
	Name string
	Text string
}

// Match is where a node matches.
type Match struct {
	Field string
	// Snippet is HTML: what matched is marked, everything else is escaped.
	Snippet string
}

// MatchOf returns the field with most of what was asked for, the first of those
// that have as much, and a part of it. Fields must not be empty.
func MatchOf(question words.Question, fields []Passage) Match {
	best, most := 0, -1
	var marks []words.Mark
	for i, field := range fields {
		found := question.Marks(field.Text)
		if n := terms(found); n > most {
			best, most, marks = i, n, found
		}
	}
	return Match{fields[best].Name, snippet(fields[best].Text, marks)}
}

// terms counts the terms that marks are of.
func terms(marks []words.Mark) int {
	seen := map[int]bool{}
	for _, m := range marks {
		seen[m.Term] = true
	}
	return len(seen)
}

// snippet cuts out the part of a text that has most of the terms, and marks them.
func snippet(text string, marks []words.Mark) string {
	start, end := window(text, marks)
	var b strings.Builder
	if start > 0 {
		b.WriteString("…")
	}
	at := start
	for _, m := range joined(marks) {
		if m.Start < start || m.End > end {
			continue
		}
		b.WriteString(escaped(text[at:m.Start]))
		b.WriteString("<mark>" + escaped(text[m.Start:m.End]) + "</mark>")
		at = m.End
	}
	b.WriteString(escaped(text[at:end]))
	if end < len(text) {
		b.WriteString("…")
	}
	return b.String()
}

// window returns the bytes of a text that are shown.
func window(text string, marks []words.Mark) (start, end int) {
	if utf8.RuneCountInString(text) <= snippetSize {
		return 0, len(text)
	}
	if len(marks) > 0 {
		start = back(text, anchor(text, marks), snippetLead)
	}
	return start, forward(text, start, snippetSize)
}

// anchor returns where the first of the marks begins that have most terms close
// behind them.
func anchor(text string, marks []words.Mark) int {
	marks = marks[:min(len(marks), maxMarks)]
	best, most := 0, 0
	for i, m := range marks {
		end := forward(text, m.Start, snippetSize-snippetLead)
		within := slices.IndexFunc(marks[i:], func(o words.Mark) bool { return o.Start > end })
		if within < 0 {
			within = len(marks) - i
		}
		if n := terms(marks[i : i+within]); n > most {
			best, most = m.Start, n
		}
	}
	return best
}

// back returns the byte up to so many characters before one, where a word
// begins; forward the one up to so many behind it, where one ends. Where there
// is no such place within them, words are cut.
func back(text string, at, characters int) int {
	start, word := at, at
	for range characters {
		r, size := utf8.DecodeLastRuneInString(text[:start])
		if size == 0 {
			return 0
		}
		if unicode.IsSpace(r) {
			word = start
		}
		start -= size
	}
	if word < at {
		return word
	}
	return start
}

func forward(text string, at, characters int) int {
	end, word := at, at
	for range characters {
		r, size := utf8.DecodeRuneInString(text[end:])
		if size == 0 {
			return len(text)
		}
		if unicode.IsSpace(r) {
			word = end
		}
		end += size
	}
	const fair = 2
	if word-at > (end-at)/fair {
		return word
	}
	return end
}

// joined returns marks without overlaps.
func joined(marks []words.Mark) []words.Mark {
	var apart []words.Mark
	for _, m := range marks {
		if n := len(apart); n > 0 && m.Start < apart[n-1].End {
			apart[n-1].End = max(apart[n-1].End, m.End)
			continue
		}
		apart = append(apart, m)
	}
	return apart
}

// escaped returns text for HTML, on one line. What is no text becomes U+FFFD.
func escaped(text string) string {
	line := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return html.EscapeString(line)
}
