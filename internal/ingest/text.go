package ingest

import (
	"iter"
	"strings"
	"unicode"

	"pressgraph/internal/content"
)

// cleanLine returns a line of valid UTF-8 as content.CleanLine would, without
// the control characters that it refuses and without invisible ones.
func cleanLine(s string) string {
	prev := rune(0)
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) || isInvisible(r, prev) {
			return -1
		}
		prev = r
		return r
	}, s)
	clean, _ := content.CleanLine(s) // all that it refuses is gone
	return clean
}

// isInvisible reports whether r takes no room and means nothing. The joiners
// U+200C and U+200D mean something in emoji and in scripts other than ours.
func isInvisible(r, prev rune) bool {
	switch r {
	case '\u200C', '\u200D':
		return prev < '\u0300' || unicode.IsSpace(prev) || unicode.Is(unicode.Han, prev)
	case '\u00AD', '\u200B', '\u200E', '\u200F', '\u2060', '\uFEFF':
		return true
	default:
		return r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
	}
}

// lines yields the lines of a text with their numbers, counted from 1. A line
// ends with LF, CR LF or CR.
func lines(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for number := 1; text != ""; number++ {
			end := strings.IndexAny(text, "\r\n")
			if end < 0 {
				yield(number, text)
				return
			}
			line := text[:end]
			if strings.HasPrefix(text[end:], "\r\n") {
				end++
			}
			text = text[end+1:]
			if !yield(number, line) {
				return
			}
		}
	}
}

// isWide reports whether r is a Han character or stands in its row: an
// ideographic or full-width sign of punctuation.
func isWide(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= '\u3001' && r <= '\u301F' || r >= '\uFF01' && r <= '\uFF65'
}

// isCutOff reports whether a teaser stops before its sentence does:
//
//   - quotes and brackets that close behind the last word do not count;
//   - an ellipsis is a cut;
//   - a sentence ends with a full stop, an exclamation or a question mark, or
//     with the quote that closes a Chinese one;
//   - anything else is a cut.
func isCutOff(teaser string) bool {
	if teaser == "" {
		return false
	}
	inner := strings.TrimRight(teaser, `"'”’»›)]}」』）］｝】》〉 `)
	for _, ellipsis := range []string{"...", "…", "⋯", "。。。"} {
		if strings.HasSuffix(inner, ellipsis) {
			return true
		}
	}
	const ends = ".!?。！？．｡‼⁇⁈⁉"
	return !strings.ContainsRune(ends, lastRune(inner)) && !strings.ContainsRune("」』", lastRune(teaser))
}

// joinLines makes one text of several lines, with a space between two unless
// Chinese meets Chinese, which has none between words.
func joinLines(pieces []string) string {
	var whole strings.Builder
	last := rune(0)
	for i, piece := range pieces {
		if i > 0 && !(isWide(last) && isWide(firstRune(piece))) {
			whole.WriteByte(' ')
		}
		whole.WriteString(piece)
		last = lastRune(piece)
	}
	return whole.String()
}
