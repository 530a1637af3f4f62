package graph_test

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"pressgraph/internal/content"
)

// saysAll tells whether all terms of a question are said in texts, and none that
// it excludes.
func saysAll(texts []string, question string) bool {
	terms := termsOf(question)
	for _, term := range terms {
		if term.saidIn(texts) == term.excluded {
			return false
		}
	}
	return slices.ContainsFunc(terms, func(term searchTerm) bool { return !term.excluded })
}

// searchTerm is a part of a question: words that stand side by side.
type searchTerm struct {
	words            []string
	excluded, prefix bool
}

// termsOf reads a question of words, phrases in quotes, minuses and stars.
func termsOf(question string) []searchTerm {
	minus := regexp.MustCompile(`^[-−–][\pL\pN"“”'‘’]`)
	forms := []*regexp.Regexp{
		regexp.MustCompile(`^["“”]([^"“”]*)["“”]`),
		regexp.MustCompile(`^['‘’](.*?)['‘’](?:[^\pL\pN]|$)`),
		regexp.MustCompile(`^["“”'‘’]*([^\s"“”]*)`),
	}
	var terms []searchTerm
	for begins := true; question != ""; {
		bare := strings.TrimSpace(question)
		begins = begins || len(bare) < len(question)
		var term searchTerm
		if term.excluded = begins && minus.MatchString(bare); term.excluded {
			_, size := utf8.DecodeRuneInString(bare)
			bare = bare[size:]
		}
		for _, form := range forms {
			at := form.FindStringSubmatchIndex(bare)
			if at == nil {
				continue
			}
			piece := bare[at[2]:at[3]]
			term.words, term.prefix = plainWords(piece), strings.HasSuffix(piece, "*") && !isHan(piece)
			question = bare[at[3]:]
			if _, size := utf8.DecodeRuneInString(question); form != forms[2] {
				question = question[size:] // the quote that ends it
			}
			break
		}
		if begins = false; len(term.words) > 0 {
			terms = append(terms, term)
		}
	}
	return terms
}

func (term searchTerm) saidIn(texts []string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return term.saidBy(plainWords(text)) })
}

// saidBy tells whether the words stand side by side. Of Chinese, the first may
// be how a run without spaces ends, and the last how it begins.
func (term searchTerm) saidBy(said []string) bool {
	last := len(term.words) - 1
	for at := 0; at+last < len(said); at++ {
		all := true
		for i, part := range term.words {
			word := said[at+i]
			switch {
			case isHan(part) && last == 0:
				all = all && strings.Contains(word, part)
			case isHan(part) && i == 0:
				all = all && strings.HasSuffix(word, part)
			case isHan(part) && i == last:
				all = all && strings.HasPrefix(word, part)
			case term.prefix && i == last:
				all = all && strings.HasPrefix(word, part)
			default:
				all = all && word == part
			}
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

// plainWords returns words without case, accents and a genitive's ending; runs
// of Chinese are words of their own.
func plainWords(text string) []string {
	var apart strings.Builder
	before := rune(0)
	for _, r := range norm.NFKD.String(string(content.Fold(strings.ReplaceAll(text, "'s", "")))) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		if unicode.Is(unicode.Han, r) != unicode.Is(unicode.Han, before) {
			apart.WriteByte(' ')
		}
		apart.WriteRune(r)
		before = r
	}
	return strings.FieldsFunc(apart.String(), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}

// question returns up to three terms made of the words of the newsroom, some of
// them phrases, excluded or cut off.
func (m *maker) question() string {
	var all []string
	for range m.IntN(4) {
		word := oneOf(m.Rand, slices.Concat(words(), []string{"body", "Body's", "nothing"}))
		letters := []rune(strings.Join(plainWords(word), ""))
		switch m.IntN(6) {
		case 0:
			quotes := oneOf(m.Rand, []string{"“”", "“”", `""`, "''", "‘’", "’’"})
			_, size := utf8.DecodeRuneInString(quotes)
			word = quotes[:size] + word + " " + oneOf(m.Rand, words()) + quotes[size:]
		case 1:
			word = string(letters[:1]) + "*"
		case 2:
			word = string(letters[m.IntN(2)*min(1, len(letters)-1)])
		}
		if m.IntN(6) == 0 {
			word = oneOf(m.Rand, []string{"-", "−", "–"}) + oneOf(m.Rand, []string{"", "", "'", "“"}) + word
		}
		all = append(all, word)
	}
	return strings.Join(all, " ")
}
