package words

import (
	"hash/fnv"
	"strconv"
	"strings"
)

// Area is how much of a document is looked in. Each holds the ones before it.
type Area int

// The areas.
const (
	// Whole is a whole name or title.
	Whole Area = iota
	// Names are names and titles.
	Names
	// Leads are names, titles, summaries and descriptions.
	Leads
	// Anywhere is all of a document, its body too.
	Anywhere
)

const (
	// maxPositions bounds the tokens of a document; PostgreSQL counts to 16,383.
	maxPositions = 16_000
	// maxOccurrences bounds the places of one token; PostgreSQL keeps 256.
	maxOccurrences = 250
	// maxBytes bounds the tokens of a document together: each may be kept three
	// times, and PostgreSQL keeps no more than 1 MiB.
	maxBytes = 240_000
)

// Text is what a node has to say.
type Text struct {
	// Names are its names or its title, Leads its summary or descriptions.
	Names, Leads, Bodies []string
}

// Document is a text as the index of an engine holds it.
type Document struct {
	// places are the tokens in their order; an empty one keeps apart what is not
	// said in one go.
	places []string
	// ends are how many of the places belong to Names, Leads and Anywhere.
	ends [Anywhere + 1]int
	// raws are words before they were stemmed, once each, of the same areas.
	raws  [Anywhere + 1][]string
	whole []string
}

// Document reads a text. What lies beyond its first 16,000 tokens, and beyond
// the 250th occurrence of a token, does not count.
func (r *Reader) Document(text Text) Document {
	b := builder{reader: r, seen: map[string]int{}, raws: map[string]bool{}}
	b.add(Names, text.Names)
	b.add(Leads, text.Leads)
	b.add(Anywhere, text.Bodies)
	for _, name := range text.Names {
		if key := r.wholeOf(name); key != "" {
			b.document.whole = append(b.document.whole, key)
		}
	}
	return b.document
}

// builder makes one document.
type builder struct {
	reader   *Reader
	document Document
	seen     map[string]int
	raws     map[string]bool
	bytes    int
}

func (b *builder) add(area Area, texts []string) {
	for _, text := range texts {
		b.reader.Tokens(text, func(t Token) bool { return b.token(area, t) })
		b.place("")
	}
	b.document.ends[area] = len(b.document.places)
}

func (b *builder) token(area Area, t Token) bool {
	const overhead = 4
	if b.bytes += len(t.Text) + len(t.Raw) + overhead; len(b.document.places) >= maxPositions || b.bytes > maxBytes {
		return false
	}
	if b.seen[t.Text]++; b.seen[t.Text] > maxOccurrences {
		t.Text = ""
	}
	b.place(t.Text)
	if t.Raw != "" && !b.raws[t.Raw] {
		b.raws[t.Raw] = true
		b.document.raws[area] = append(b.document.raws[area], t.Raw)
	}
	return true
}

func (b *builder) place(token string) { b.document.places = append(b.document.places, token) }

// wholeOf returns what a whole name is known by; empty for one without words.
// It stands for the words as they are written, not for their stems.
func (r *Reader) wholeOf(name string) string {
	sum := fnv.New64a()
	said := false
	r.Tokens(name, func(t Token) bool {
		said = true
		word := t.Text
		if t.Raw != "" {
			word = t.Raw
		}
		// A hash never fails to be written to.
		_, _ = sum.Write(append([]byte(word), ' '))
		return true
	})
	if !said {
		return ""
	}
	return strconv.FormatUint(sum.Sum64(), 36)
}

// prefix is what the tokens of an area begin with in an index.
func (a Area) prefix() string { return strconv.Itoa(int(a)) }

// rawPrefix is what words of an area begin with before they were stemmed: they
// stand in no order, so that no phrase may be made of them.
func (a Area) rawPrefix() string { return strconv.Itoa(int(a + Anywhere)) }

// gap is a token that nobody can ask for.
const gap = "0"

// FTS5 returns the document as text for SQLite's FTS5, to be split at spaces.
func (d Document) FTS5() string {
	var b strings.Builder
	write := func(prefix, token string) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(prefix)
		b.WriteString(token)
	}
	for area := Names; area <= Anywhere; area++ {
		for _, token := range d.places[:d.ends[area]] {
			if token == "" {
				write(gap, "")
				continue
			}
			write(area.prefix(), token)
		}
		for from := Names; from <= area; from++ {
			for _, raw := range d.raws[from] {
				write(area.rawPrefix(), raw)
			}
		}
	}
	for _, whole := range d.whole {
		write(Whole.prefix(), whole)
	}
	return b.String()
}

// TSVector returns the document as PostgreSQL's tsvector, as text.
func (d Document) TSVector() string {
	places := make(map[string][]int, len(d.places)/2)
	for at, token := range d.places {
		if token != "" {
			places[token] = append(places[token], at+1)
		}
	}
	var b strings.Builder
	for token, all := range places {
		for area := Names; area <= Anywhere; area++ {
			writeLexeme(&b, area.prefix()+token, all, d.ends[area])
		}
	}
	for from := Names; from <= Anywhere; from++ {
		for _, raw := range d.raws[from] {
			for area := from; area <= Anywhere; area++ {
				writeLexeme(&b, area.rawPrefix()+raw, nil, 0)
			}
		}
	}
	for _, whole := range d.whole {
		writeLexeme(&b, Whole.prefix()+whole, nil, 0)
	}
	return b.String()
}

// writeLexeme writes a lexeme with its places up to end; with places, it is
// left out where none of them is. Tokens hold nothing that needs escaping.
func writeLexeme(b *strings.Builder, lexeme string, places []int, end int) {
	if len(places) > 0 && places[0] > end {
		return
	}
	b.WriteByte('\'')
	b.WriteString(lexeme)
	b.WriteByte('\'')
	for i, place := range places {
		if place > end {
			break
		}
		separator := byte(',')
		if i == 0 {
			separator = ':'
		}
		b.WriteByte(separator)
		b.WriteString(strconv.Itoa(place))
	}
	b.WriteByte(' ')
}

// Digest stands for all that the index holds of the document.
func (d Document) Digest() int64 {
	sum := fnv.New64a()
	write := func(token string) {
		// A hash never fails to be written to.
		_, _ = sum.Write([]byte(token))
		_, _ = sum.Write([]byte{' '})
	}
	for area := Names; area <= Anywhere; area++ {
		write(strconv.Itoa(d.ends[area]))
		for _, raw := range d.raws[area] {
			write(raw)
		}
	}
	for _, token := range d.places {
		write(token)
	}
	for _, whole := range d.whole {
		write(whole)
	}
	return int64(sum.Sum64()) //nolint:gosec // any 64 bits will do
}
