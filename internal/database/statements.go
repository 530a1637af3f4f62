package database

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

// statements keeps what one connection has prepared, the least recently used
// going first. It lives under database/sql, whose own statements would have to
// be prepared through the pool: a transaction on a pool of one connection
// waits for itself that way. Like a connection, it serves one goroutine at a
// time. A nil *statements keeps nothing.
type statements struct {
	conn  driver.ConnPrepareContext
	limit int
	// eager prepares a text when it is first seen, else when it comes again:
	// with PostgreSQL preparing costs a round trip that a text used once would
	// waste.
	eager  bool
	byText map[string]*list.Element
	recent *list.List // of *statement, most recently used first
}

// statement is a text that was seen, and once prepared what it was prepared to.
type statement struct {
	text     string
	prepared driver.Stmt
	// inUse by open rows. SQLite allows another statement meanwhile, even with
	// the same text; that one is not taken from here.
	inUse bool
	// gone from the cache while in use: closed when it is given back.
	gone bool
}

func newStatements(conn driver.ConnPrepareContext, limit int, eager bool) *statements {
	if limit <= 0 {
		return nil
	}
	return &statements{conn: conn, limit: limit, eager: eager, byText: make(map[string]*list.Element), recent: list.New()}
}

// take returns the statement prepared for text, to be given back after use, or
// nil if text is to be run as it is.
func (s *statements) take(ctx context.Context, text string, args int) (*statement, error) {
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
	if kept.prepared == nil {
		prepared, err := s.conn.PrepareContext(ctx, text)
		if err != nil {
			s.drop(kept)
			return nil, err
		}
		kept.prepared = prepared
	}
	kept.inUse = true
	return kept, nil
}

// give takes back what take returned. A statement that is spoiled is not used again.
func (s *statements) give(kept *statement, spoiled bool) {
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

func (s *statements) add(text string) *list.Element {
	if s.recent.Len() >= s.limit {
		s.drop(statementIn(s.recent.Back()))
	}
	element := s.recent.PushFront(&statement{text: text})
	s.byText[text] = element
	return element
}

// statementIn returns what the list holds: statements alone.
func statementIn(element *list.Element) *statement {
	kept, _ := element.Value.(*statement)
	return kept
}

func (s *statements) drop(kept *statement) {
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

// close closes all statements, before their connection is closed.
func (s *statements) close() {
	if s == nil {
		return
	}
	for element := s.recent.Front(); element != nil; element = element.Next() {
		discard(statementIn(element))
	}
	s.recent.Init()
	clear(s.byText)
}

func discard(kept *statement) {
	if kept.prepared != nil {
		// One that cannot be closed goes with its connection.
		_ = kept.prepared.Close()
		kept.prepared = nil
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

// readsOnly reports whether text surely only reads. SQLite can answer it from
// any connection; all else goes to the one that writes.
func readsOnly(text string) bool {
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
