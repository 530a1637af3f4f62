package derive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// Difference is a derived value that is not what it ought to be.
type Difference struct {
	Table   string
	ID      int64
	Column  string
	Stored  string
	Derived string
}

// String tells the difference in one line.
func (d Difference) String() string {
	return fmt.Sprintf("%s %d: %s is %s, ought to be %s", d.Table, d.ID, d.Column, d.Stored, d.Derived)
}

// maxDifferences bounds the rows that Check tells of, for each of its questions.
const maxDifferences = 1000

// Check compares everything that is derived with what it derives from, in one
// state of the database, and returns what differs. It finds something whenever
// something is wrong; a value that is right by a wrong one shows once that one
// is mended, which Tx.RecomputeAll does in one go. It costs one reading of the
// whole database.
func Check(ctx context.Context, s *store.Store) (_ []Difference, err error) {
	conn, err := s.DB().BeginRead(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Rollback()) }()
	if s.DB().Engine() == database.PostgreSQL {
		if _, err := conn.ExecContext(ctx, "SELECT "+planWhole); err != nil {
			return nil, err
		}
	}
	var all []Difference
	for _, d := range newSettler(s.DB().Engine()).all {
		found, err := check(ctx, conn, d)
		if err != nil {
			return nil, fmt.Errorf("check %s: %w", d.table, err)
		}
		all = append(all, found...)
	}
	texts, err := checkTexts(ctx, conn)
	if err != nil {
		return nil, err
	}
	index, err := checkSearch(ctx, conn, s.DB().Engine())
	if err != nil {
		return nil, fmt.Errorf("check the search index: %w", err)
	}
	return slices.Concat(all, texts, index), nil
}

func check(ctx context.Context, conn *database.Tx, d derivation) ([]Difference, error) {
	var columns strings.Builder
	for _, c := range d.columns {
		fmt.Fprintf(&columns, ", t.%s, d.new_%[1]s", c)
	}
	query := fmt.Sprintf("%sSELECT t.id%s FROM %s AS t JOIN derived AS d ON d.key = t.id WHERE %s ORDER BY t.id LIMIT %d",
		d.with, columns.String(), d.table, d.differs(), maxDifferences)
	values := make([]any, 1+2*len(d.columns))
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	var found []Difference
	err := database.QueryEach(ctx, conn, query, nil, func(row database.Row) error {
		if err := row.Scan(into...); err != nil {
			return err
		}
		id, _ := values[0].(int64) // the type of every id
		for i, c := range d.columns {
			stored, derived := asText(values[1+2*i]), asText(values[2+2*i])
			if stored != derived {
				found = append(found, Difference{Table: d.table, ID: id, Column: c, Stored: stored, Derived: derived})
			}
		}
		return nil
	})
	return found, err
}

// asText returns a column's value as text, the same for both engines: SQLite's
// conditions are numbers.
func asText(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case []byte:
		return string(v)
	case bool:
		if v {
			return "1"
		}
		return "0"
	}
	return fmt.Sprint(value)
}
