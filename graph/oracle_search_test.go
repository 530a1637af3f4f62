package graph_test

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"pressgraph/internal/content"
)

// saysAll tells whether a text holds all words of a question, and none that it
// excludes. Inflections do not matter here, as no word of the tests has any.
func saysAll(text, question string) bool {
	said, wanted := plainWords(text), 0
	for piece := range strings.FieldsSeq(question) {
		bare := strings.TrimPrefix(piece, "-")
		parts := plainWords(bare)
		if len(parts) == 0 {
			continue
		}
		found := says(said, parts, strings.HasSuffix(piece, "*"))
		if bare != piece {
			if found {
				return false
			}
			continue
		}
		wanted++
		if !found {
			return false
		}
	}
	return wanted > 0
}

// says tells whether words stand side by side; of Chinese, a part of what
// stands without a space is enough.
func says(said, parts []string, prefix bool) bool {
	for at := range said {
		if at+len(parts) > len(said) {
			return false
		}
		all := true
		for i, part := range parts {
			word := said[at+i]
			all = all && (word == part || isHan(part) && strings.Contains(word, part) || prefix && strings.HasPrefix(word, part))
		}
		if all {
			return true
		}
	}
	return false
}

func isHan(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func plainWords(text string) []string {
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(string(content.Fold(text))))
	return strings.FieldsFunc(bare, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}

// question returns up to two words of the newsroom, some excluded or cut off.
func (m *maker) question() string {
	var all []string
	for range m.IntN(3) {
		word := oneOf(m.Rand, slices.Concat(words(), []string{"body", "Body's", "nothing"}))
		switch {
		case m.IntN(6) == 0:
			word = "-" + word
		case m.IntN(6) == 0 && len(plainWords(word)) == 1 && !isHan(word):
			word = string([]rune(plainWords(word)[0])[:1]) + "*"
		}
		all = append(all, word)
	}
	return strings.Join(all, " ")
}
