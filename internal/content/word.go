package content

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// WordAt returns where a name first stands as a word of its own; -1 if nowhere.
func WordAt(text, name string) int {
	for from := 0; ; {
		at := strings.Index(text[from:], name)
		if at < 0 || name == "" {
			return -1
		}
		at += from
		if isWord(text, at, at+len(name)) {
			return at
		}
		from = at + len(name)
	}
}

// isWord tells whether no Latin word and no number is cut in two around a stretch of text.
func isWord(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	first, _ := utf8.DecodeRuneInString(text[from:])
	last, _ := utf8.DecodeLastRuneInString(text[:to])
	joins := func(r rune) bool { return unicode.Is(unicode.Latin, r) || unicode.IsDigit(r) }
	return !(joins(before) && joins(first)) && !(joins(last) && joins(after))
}
