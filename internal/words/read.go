package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
	"golang.org/x/text/unicode/norm"

	"pressgraph/internal/content"
)

// Version names the rules that made stored tokens; it changes when the same
// text may give others.
func Version() string { return "1-snowball2-" + content.FoldVersion() }

const (
	// maxToken bounds a token, in runes; what a longer word goes on with does
	// not count.
	maxToken = 40
	// maxStems bounds the stems that a Reader remembers.
	maxStems = 1 << 16
)

// Token is a place in a text and what stands there.
type Token struct {
	// Text is what is compared.
	Text string
	// Raw is the word before it was stemmed; empty where that changed nothing.
	Raw string
	// Start and End are the bytes of the word or character itself, Reach the end
	// of all that Text holds: of a character's neighbour, too.
	Start, End, Reach int
	// Unspaced is true in scripts without spaces.
	Unspaced bool
}

// Reader reads texts and remembers stems. The zero value is ready; it serves
// one goroutine.
type Reader struct {
	stems map[string]string
}

// Tokens calls each for every token of a text, in order, until it returns
// false. Any bytes are a text.
func (r *Reader) Tokens(text string, each func(Token) bool) {
	s := scan{reader: r, each: each}
	s.text(text)
}

// scan is one reading of a text.
type scan struct {
	reader  *Reader
	each    func(Token) bool
	stopped bool

	// word is the word under way.
	word       []byte
	runes      int
	start, end int
	apostrophe bool
	// held is the character of a script without spaces that waits for its
	// neighbour; 0 is none.
	held               rune
	heldStart, heldEnd int
}

func (s *scan) text(text string) {
	for i := 0; i < len(text) && !s.stopped; {
		c := text[i]
		if c < utf8.RuneSelf && (i+1 == len(text) || text[i+1] < utf8.RuneSelf) {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			s.unit(rune(c), i, i+1)
			i++
			continue
		}
		size := boundary(text[i:])
		for _, r := range simple(text[i : i+size]) {
			s.unit(r, i, i+size)
		}
		i += size
	}
	s.endWord()
	s.endRun()
}

// boundary returns the length of what must be normalised together.
func boundary(text string) int {
	if size := norm.NFKC.NextBoundaryInString(text, true); size > 0 {
		return size
	}
	_, size := utf8.DecodeRuneInString(text)
	return size
}

// simple brings a few characters to what is compared: folded, without accents.
func simple(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	if size == len(text) && (r >= 0x4E00 && r <= 0x9FFF || r >= 0x2010 && r <= 0x205E) {
		return text // Chinese, or punctuation: there is nothing to fold
	}
	folded := content.Fold(text)
	for _, r := range string(folded) {
		if r >= utf8.RuneSelf {
			return withoutAccents(folded)
		}
	}
	return string(folded)
}

func withoutAccents(folded []byte) string {
	bare := strings.Map(func(r rune) rune {
		if r >= 0x0300 && r <= 0x036F {
			return -1
		}
		return r
	}, string(norm.NFD.Bytes(folded)))
	return norm.NFC.String(bare)
}

// unit takes in one character and where it stands.
func (s *scan) unit(r rune, start, end int) {
	switch {
	case unspaced(r) || s.held != 0 && r == 'ー':
		s.endWord()
		s.character(r, start, end)
	case inWord(r) || len(s.word) > 0 && unicode.IsMark(r):
		s.endRun()
		s.letter(r, start, end)
	case isApostrophe(r) && len(s.word) > 0 && !s.apostrophe:
		s.apostrophe = true
	default:
		s.endWord()
		s.endRun()
	}
}

func (s *scan) letter(r rune, start, end int) {
	if len(s.word) == 0 {
		s.start = start
	}
	if s.apostrophe {
		s.word = append(s.word, '\'')
		s.apostrophe = false
	}
	if s.runes < maxToken {
		s.word = utf8.AppendRune(s.word, r)
	}
	s.runes++
	s.end = end
}

func (s *scan) endWord() {
	if len(s.word) == 0 {
		return
	}
	raw := strings.ReplaceAll(strings.TrimSuffix(string(s.word), "'s"), "'", "")
	s.word, s.runes, s.apostrophe = s.word[:0], 0, false
	token := Token{Text: s.reader.stem(raw), Start: s.start, End: s.end, Reach: s.end}
	if token.Text != raw {
		token.Raw = raw
	}
	s.tell(token)
}

func (s *scan) character(r rune, start, end int) {
	if s.held != 0 {
		s.tell(Token{
			Text: string([]rune{s.held, r}), Start: s.heldStart, End: s.heldEnd, Reach: end, Unspaced: true,
		})
	}
	s.held, s.heldStart, s.heldEnd = r, start, end
}

func (s *scan) endRun() {
	if s.held == 0 {
		return
	}
	s.tell(Token{Text: string(s.held), Start: s.heldStart, End: s.heldEnd, Reach: s.heldEnd, Unspaced: true})
	s.held = 0
}

func (s *scan) tell(t Token) {
	if !s.stopped && !s.each(t) {
		s.stopped = true
	}
}

// stem returns the stem of an English word, and any other word as it is.
func (r *Reader) stem(word string) string {
	if stem, known := r.stems[word]; known {
		return stem
	}
	stem := word
	if isEnglish(word) {
		stem = english.Stem(word, true)
	}
	if r.stems == nil || len(r.stems) >= maxStems {
		r.stems = map[string]string{}
	}
	r.stems[word] = stem
	return stem
}

func isEnglish(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return true
}

// unspaced tells characters of scripts that are written without spaces.
func unspaced(r rune) bool {
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo)
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }
