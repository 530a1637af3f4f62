// Package prepared keeps what one connection has prepared, and tells statements apart by
// their first words. It knows neither engine.
package prepared

import (
	"container/list"
	"context"
	"database/sql/driver"
	"strings"
)

const (
	// maxCachedArgs bounds the arguments of a statement worth keeping: one with
	// more was written for its number of rows and will hardly come again.
	maxCachedArgs = 200
	// maxCachedText bounds the memory that texts take.
	maxCachedText = 16 << 10
)

// Statements keeps what one connection has prepared, the least recently used
// going first. It lives under database/sql, whose own statements would have to
// be prepared through the pool: a transaction on a pool of one connection
// waits for itself that way. Like a connection, it serves one goroutine at a
// time. A nil *Statements keeps nothing.
type Statements struct {
	conn  driver.ConnPrepareContext
	limit int
	// eager prepares a text when it is first seen, else when it comes again:
	// with PostgreSQL preparing costs a round trip that a text used once would
	// waste.
	eager  bool
	byText map[string]*list.Element
	recent *list.List // of *statement, most recently used first
}

// Statement is a text that was seen.
type Statement struct {
	text string
	// Prepared is what it was prepared to; nil before.
	Prepared driver.Stmt
	// inUse by open rows. SQLite allows another statement meanwhile, even with
	// the same text; that one is not taken from here.
	inUse bool
	// gone from the cache while in use: closed when it is given back.
	gone bool
}

// New returns what keeps up to limit statements of a connection; nil, which keeps
// nothing, where there are none to keep.
func New(conn driver.ConnPrepareContext, limit int, eager bool) *Statements {
	if limit <= 0 {
		return nil
	}
	return &Statements{conn: conn, limit: limit, eager: eager, byText: make(map[string]*list.Element), recent: list.New()}
}

// Take returns the statement prepared for text, to be given back after use, or
// nil if text is to be run as it is.
func (s *Statements) Take(ctx context.Context, text string, args int) (*Statement, error) {
	if s == nil || args > maxCachedArgs || len(text) > maxCachedText || !cacheable(text) {
		return nil, nil
	}
	element, seen := s.byText[text]
	if !seen {
		element = s.add(text)
	}
	s.recent.MoveToFront(element)
	kept := statementIn(element)
	if kept.inUse || !seen && !s.eager {
		return nil, nil
	}
	if kept.Prepared == nil {
		prepared, err := s.conn.PrepareContext(ctx, text)
		if err != nil {
			s.drop(kept)
			return nil, err
		}
		kept.Prepared = prepared
	}
	kept.inUse = true
	return kept, nil
}

// Give takes back what Take returned. A statement that is spoiled is not used again.
func (s *Statements) Give(kept *Statement, spoiled bool) {
	if kept == nil {
		return
	}
	kept.inUse = false
	if kept.gone {
		discard(kept)
		return
	}
	if spoiled {
		s.drop(kept)
	}
}

func (s *Statements) add(text string) *list.Element {
	if s.recent.Len() >= s.limit {
		s.drop(statementIn(s.recent.Back()))
	}
	element := s.recent.PushFront(&Statement{text: text})
	s.byText[text] = element
	return element
}

// statementIn returns what the list holds: statements alone.
func statementIn(element *list.Element) *Statement {
	kept, _ := element.Value.(*Statement)
	return kept
}

func (s *Statements) drop(kept *Statement) {
	if element, ok := s.byText[kept.text]; ok && element.Value == kept {
		s.recent.Remove(element)
		delete(s.byText, kept.text)
	}
	if kept.inUse {
		kept.gone = true
		return
	}
	discard(kept)
}

// Close closes all statements, before their connection is closed.
func (s *Statements) Close() {
	if s == nil {
		return
	}
	for element := s.recent.Front(); element != nil; element = element.Next() {
		discard(statementIn(element))
	}
	s.recent.Init()
	clear(s.byText)
}

func discard(kept *Statement) {
	if kept.Prepared != nil {
		// One that cannot be closed goes with its connection.
		_ = kept.Prepared.Close()
		kept.Prepared = nil
	}
}

// cacheable reports whether text is one statement that reads or writes rows.
// Others change the schema or the session, and are rare.
func cacheable(text string) bool {
	switch keyword(text) {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES":
		return !strings.Contains(text, ";")
	}
	return false
}

// ReadsOnly reports whether text surely only reads. SQLite can answer it from
// any connection; all else goes to the one that writes.
func ReadsOnly(text string) bool {
	switch keyword(text) {
	case "SELECT", "VALUES", "EXPLAIN":
		return true
	case "WITH":
		return !mentionsWrite(text)
	}
	return false
}

// mentionsWrite errs on the side of the writer: a column named update sends a
// WITH there, which costs concurrency and nothing else.
func mentionsWrite(text string) bool {
	upper := strings.ToUpper(text)
	for _, word := range []string{"INSERT", "UPDATE", "DELETE", "REPLACE"} {
		if strings.Contains(upper, word) {
			return true
		}
	}
	return false
}

// keyword returns the first word of text in capitals, after comments and
// opening parentheses.
func keyword(text string) string {
	for {
		text = strings.TrimLeft(text, " \t\r\n(")
		var found bool
		switch {
		case strings.HasPrefix(text, "--"):
			_, text, found = strings.Cut(text, "\n")
		case strings.HasPrefix(text, "/*"):
			_, text, found = strings.Cut(text, "*/")
		default:
			return strings.ToUpper(text[:wordLength(text)])
		}
		if !found {
			return ""
		}
	}
}

func wordLength(text string) int {
	for i := range len(text) {
		if c := text[i] | 0x20; c < 'a' || c > 'z' {
			return i
		}
	}
	return len(text)
}
