package content

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	// MaxSlug is the greatest length of a slug.
	MaxSlug = 120
	// madeSlug is how long a slug made from a title may be; it leaves room for a suffix.
	madeSlug = 80
)

// Slug makes a slug from a title: its Latin letters and digits in lower-case
// ASCII, words joined by '-', cut at a word to at most 80 characters. It is
// empty for a text without any Latin letter or digit, a Chinese title for one.
func Slug(title string) string {
	var b strings.Builder
	named, gap := false, false
	write := func(word string) {
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteString(word)
	}
	for _, r := range norm.NFKD.String(strings.Map(dropMarks, title)) {
		switch ascii := asciiOf(r); {
		case ascii != "":
			named = true
			write(ascii)
		case r == '&':
			gap = true
			write("and")
			gap = true
		case !unicode.Is(unicode.M, r) && !isQuote(r):
			gap = true
		}
	}
	if !named {
		return ""
	}
	return cutSlug(b.String(), madeSlug)
}

// dropMarks drops the signs that a compatibility decomposition would spell out.
func dropMarks(r rune) rune {
	if r == '™' || r == '℠' || r == '®' || r == '©' {
		return -1
	}
	return r
}

func isQuote(r rune) bool {
	return strings.ContainsRune("'\"`´‘’‚‛“”„‟′″ʼʹ", r)
}

// asciiOf returns the lower-case ASCII letters or digit for a decomposed Latin
// letter or digit; empty for anything else.
func asciiOf(r rune) string {
	switch {
	case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		return string(r)
	case r >= 'A' && r <= 'Z':
		return string(r + 'a' - 'A')
	case r < unicode.MaxASCII:
		return ""
	}
	return undecomposed(unicode.ToLower(r))
}

// undecomposed spells out the letters that Unicode does not decompose.
func undecomposed(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø', 'ɵ':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'ł':
		return "l"
	case 'ħ':
		return "h"
	case 'ı':
		return "i"
	case 'ŋ':
		return "ng"
	case 'ŧ':
		return "t"
	case 'ə':
		return "e"
	}
	return ""
}

// cutSlug shortens a slug to at most limit characters, at a word if it has several.
func cutSlug(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	cut := s[:limit]
	if s[limit] != '-' {
		if word := strings.LastIndexByte(cut, '-'); word > 0 {
			cut = cut[:word]
		}
	}
	return strings.TrimRight(cut, "-")
}

// ParseSlug checks a slug: words of lower-case ASCII letters and digits joined
// by single hyphens, at most MaxSlug characters.
func ParseSlug(s string) (string, error) {
	if len(s) > MaxSlug {
		return "", fmt.Errorf("must have at most %d characters", MaxSlug)
	}
	for word := range strings.SplitSeq(s, "-") {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return "", errors.New("must be lower-case letters a to z and digits, in words joined by single hyphens")
		}
	}
	return s, nil
}

// SlugWithSuffix joins base and suffix by a hyphen and shortens base as needed
// to keep within MaxSlug. An empty base gives the suffix alone, and the other
// way round.
func SlugWithSuffix(base, suffix string) string {
	switch {
	case suffix == "":
		return cutSlug(base, MaxSlug)
	case base == "" || len(suffix) >= MaxSlug-1:
		return cutSlug(suffix, MaxSlug)
	}
	return cutSlug(base, MaxSlug-1-len(suffix)) + "-" + suffix
}
