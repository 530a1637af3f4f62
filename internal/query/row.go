package query

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
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

	// at is its position, as it stands in cursors.
	at string
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
	room   []byte
	// label is that of the row before.
	label string
}

// value is where a term of an order is scanned into.
type value struct {
	number int64
	bytes  []byte
	time   time.Time
	float  float64
}

// appendTo writes a value, as it stands in cursors.
func (v *value) appendTo(to []byte, k valueKind) []byte {
	switch k {
	case kindTime:
		return binary.AppendVarint(to, v.time.UnixMicro())
	case kindFloat:
		return binary.BigEndian.AppendUint64(to, math.Float64bits(v.float))
	case kindBytes:
		return append(binary.AppendUvarint(to, uint64(len(v.bytes))), v.bytes...)
	default:
		return binary.AppendVarint(to, v.number)
	}
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
	s.room = s.room[:0]
	for i, t := range s.terms {
		s.room = s.values[i].appendTo(s.room, t.kind)
	}
	row := s.row
	row.at = string(s.room)
	// Most rows have the label of the one before, and need no text of their own.
	if row.Label == s.label {
		row.Label = s.label
	}
	s.label = row.Label
	return row, nil
}

// together returns rows that take no more room than they need: their positions are
// one text.
func together(rows []Row) []Row {
	size := 0
	for i := range rows {
		size += len(rows[i].at)
	}
	room := make([]byte, 0, size)
	for i := range rows {
		room = append(room, rows[i].at...)
	}
	all, made := string(room), slices.Clone(rows)
	for i := range made {
		length := len(made[i].at)
		made[i].at, all = all[:length], all[length:]
	}
	return made
}
