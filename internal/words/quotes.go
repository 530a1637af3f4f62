package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Quotes are of three sorts. Keyboards and programs mix the marks of a sort, so
// that each of them may begin a phrase and each may end it; brackets go in pairs.
// A single quote may be an apostrophe: it begins a phrase only where a word may
// begin, and ends one only where no letter or digit follows.
const (
	doubleQuotes = "\"＂“”„«»"
	singleQuotes = "'＇‘’‚"
)

// closing returns the bracket that ends what r begins; 0 where r is none.
func closing(r rune) rune {
	switch r {
	case '「':
		return '」'
	case '『':
		return '』'
	}
	return 0
}

// splits tells whether r begins a phrase wherever it stands.
func splits(r rune) bool { return strings.ContainsRune(doubleQuotes, r) || closing(r) != 0 }

func isQuote(r rune) bool { return splits(r) || strings.ContainsRune(singleQuotes, r) }

// cutQuoted takes off a phrase in quotes.
func cutQuoted(text string) (inside, rest string, ok bool) {
	first, size := utf8.DecodeRuneInString(text)
	body := text[size:]
	for at, r := range body {
		if !ends(first, r) {
			continue
		}
		rest := strings.TrimPrefix(body[at:], string(r))
		if strings.ContainsRune(singleQuotes, r) && startsWord(rest) {
			continue
		}
		return body[:at], rest, true
	}
	return "", text, false
}

// ends tells whether r may end what the quote first begins.
func ends(first, r rune) bool {
	for _, sort := range []string{doubleQuotes, singleQuotes} {
		if strings.ContainsRune(sort, first) {
			return strings.ContainsRune(sort, r)
		}
	}
	end := closing(first)
	return end != 0 && r == end
}

// minuses are what is typed, or made of it by programs, for a minus. A longer
// dash parts words.
const minuses = "-－−–‐‑﹣"

// cutMinus takes off a minus that a word or a quote follows.
func cutMinus(text string) (string, bool) {
	first, size := utf8.DecodeRuneInString(text)
	if first == utf8.RuneError || !strings.ContainsRune(minuses, first) {
		return text, false
	}
	next, _ := utf8.DecodeRuneInString(text[size:])
	if !startsWord(text[size:]) && !isQuote(next) {
		return text, false
	}
	return text[size:], true
}

// startsWord tells whether a text begins with a letter or digit.
func startsWord(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}
