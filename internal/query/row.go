package query

import (
	"fmt"
	"time"
)

// Row is one row of a list.
type Row struct {
	// Parent is the id of the parent, 0 for a list of all.
	Parent int64
	// Node is the id of the node.
	Node int64
	// Relation is the id of the row that was read: of the relation, if there is one.
	Relation int64
	// Label is what the edge answers beside the node.
	Label string

	at position
}

// Scanner is one row of an answer from the database.
type Scanner interface{ Scan(dest ...any) error }

// RowScanner reads the rows of the answer to Rows' statement, for one goroutine.
type RowScanner struct {
	list   string
	terms  []term
	row    Row
	values []value
	dest   []any
}

// value is where a term of an order is scanned into.
type value struct {
	number int64
	bytes  []byte
	time   time.Time
	float  float64
}

// NewScanner returns a scanner for the page's rows.
func (p *Page) NewScanner() *RowScanner {
	s := &RowScanner{list: p.list.Name, terms: p.order.terms, values: make([]value, len(p.order.terms))}
	s.dest = make([]any, 0, 4+len(s.terms))
	s.dest = append(s.dest, &s.row.Parent, &s.row.Relation, &s.row.Node, &s.row.Label)
	for i, t := range s.terms {
		v := &s.values[i]
		switch t.kind {
		case kindInt:
			s.dest = append(s.dest, &v.number)
		case kindBytes:
			s.dest = append(s.dest, &v.bytes)
		case kindTime:
			s.dest = append(s.dest, &v.time)
		case kindFloat:
			s.dest = append(s.dest, &v.float)
		}
	}
	return s
}

// Scan reads one row.
func (s *RowScanner) Scan(from Scanner) (Row, error) {
	if err := from.Scan(s.dest...); err != nil {
		return Row{}, fmt.Errorf("scan row of %s: %w", s.list, err)
	}
	r := s.row
	r.at = make(position, len(s.terms))
	for i, t := range s.terms {
		v := &s.values[i]
		switch t.kind {
		case kindInt:
			r.at[i] = v.number
		case kindBytes:
			r.at[i] = v.bytes
			v.bytes = nil // The next row gets bytes of its own.
		case kindTime:
			r.at[i] = v.time.UTC()
		case kindFloat:
			r.at[i] = v.float
		}
	}
	return r, nil
}
