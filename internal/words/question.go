package words

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxQuestion bounds the text of a question, in characters.
const MaxQuestion = 256

// TooLong tells whether a text is no question because of its length. Characters
// that stand for several, as some ligatures do, count as these: they are what
// is searched.
func TooLong(text string) bool {
	return utf8.RuneCountInString(text) > MaxQuestion || utf8.RuneCountInString(norm.NFKC.String(text)) > MaxQuestion
}

// Question is what somebody looks for. The zero value finds nothing.
//
//   - Words, and phrases in quotes, must all be there, in any order.
//   - What stands together without a space is a phrase, too: hyphenated words,
//     runs of Chinese.
//   - A minus before a word or phrase, with nothing but a space before it,
//     excludes it; excluding alone finds nothing.
//   - A star after a word finds all words that begin with it.
type Question struct {
	wanted, without []term
	// whole is what a name that says just this is known by; empty where more than
	// words is wanted.
	whole string
}

// term is a phrase: tokens side by side. With prefix the last one need only
// begin a token.
type term struct {
	tokens []string
	prefix bool
}

// Ask reads a question. Any bytes are one; all other characters that are no
// words are as spaces, and so is a quote that nothing closes.
func Ask(text string) Question {
	p := asking{reader: &Reader{}, plain: true}
	for begin, rest := true, text; rest != ""; begin = false {
		next := strings.TrimLeftFunc(rest, unicode.IsSpace)
		rest = p.piece(next, !begin && len(next) == len(rest))
	}
	if p.plain && len(p.question.wanted) > 0 {
		p.question.whole = p.reader.wholeOf(p.said.String())
	}
	return p.question
}

// Empty tells whether the question finds nothing, whatever there is.
func (q Question) Empty() bool { return len(q.wanted) == 0 }

// HasWhole tells whether a whole name may be what was asked for.
func (q Question) HasWhole() bool { return q.whole != "" }

// HasPhrase tells whether words are asked for that stand side by side.
func (q Question) HasPhrase() bool {
	isPhrase := func(t term) bool { return len(t.tokens) > 1 }
	return slices.ContainsFunc(q.wanted, isPhrase) || slices.ContainsFunc(q.without, isPhrase)
}

// asking is one reading of a question.
type asking struct {
	reader   *Reader
	question Question
	// said are the words that are wanted, as they stand, quotes left out; plain
	// tells whether they are all that is wanted.
	said  strings.Builder
	plain bool
}

// piece takes in what the text begins with and returns the rest. What follows
// without a space (joined) is not left out by a minus.
func (p *asking) piece(text string, joined bool) string {
	excluded := false
	if rest, ok := cutMinus(text); ok && !joined {
		excluded, text = true, rest
	}
	if inside, rest, ok := cutQuoted(text); ok {
		p.phrase(inside, excluded, false)
		return rest
	}
	text = strings.TrimLeftFunc(text, isQuote)
	end := strings.IndexFunc(text, func(r rune) bool { return unicode.IsSpace(r) || splits(r) })
	if end < 0 {
		end = len(text)
	}
	p.words(text[:end], excluded)
	return text[end:]
}

// words takes in what stands without a space, such as a word with a star.
func (p *asking) words(text string, excluded bool) {
	bare := strings.TrimRight(text, "*＊")
	last, _ := utf8.DecodeLastRuneInString(bare)
	starred := len(bare) < len(text) && (unicode.IsLetter(last) || unicode.IsNumber(last) || unicode.IsMark(last))
	p.phrase(text, excluded, starred)
}

// phrase takes in tokens that are to stand side by side. Words before a star
// are stored without their places, so that one that ends a phrase is asked for
// apart from it.
func (p *asking) phrase(text string, excluded, starred bool) {
	tokens := p.tokens(text)
	if len(tokens) == 0 {
		return
	}
	last := tokens[len(tokens)-1]
	before := tokens[:len(tokens)-1]
	if starred && !last.Unspaced {
		p.add(term{[]string{last.raw()}, true}, excluded)
		p.add(phraseOf(before, false), excluded)
		p.plain = p.plain && excluded
		return
	}
	p.add(phraseOf(tokens, last.Unspaced), excluded)
	if !excluded {
		p.said.WriteString(text)
		p.said.WriteByte(' ')
	}
}

func (p *asking) tokens(text string) []Token {
	var all []Token
	p.reader.Tokens(text, func(t Token) bool {
		all = append(all, t)
		return true
	})
	return all
}

func (t Token) raw() string {
	if t.Raw != "" {
		return t.Raw
	}
	return t.Text
}

// phraseOf makes a term of tokens. A run that ends it may go on in the text:
// its last character, which stands alone, begins a token there, unless the pair
// before says all.
func phraseOf(tokens []Token, open bool) term {
	var t term
	for _, token := range tokens {
		t.tokens = append(t.tokens, token.Text)
	}
	if !open {
		return t
	}
	if n := len(tokens); n > 1 && tokens[n-2].Reach == tokens[n-1].End && tokens[n-2].Unspaced {
		t.tokens = t.tokens[:n-1]
		return t
	}
	t.prefix = true
	return t
}

func (p *asking) add(t term, excluded bool) {
	if len(t.tokens) == 0 {
		return
	}
	to := &p.question.wanted
	if excluded {
		to = &p.question.without
	}
	for _, known := range *to {
		if known.same(t) {
			return
		}
	}
	*to = append(*to, t)
}

func (t term) same(other term) bool {
	if t.prefix != other.prefix || len(t.tokens) != len(other.tokens) {
		return false
	}
	for i, token := range t.tokens {
		if token != other.tokens[i] {
			return false
		}
	}
	return true
}
