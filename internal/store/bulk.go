package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/lib/pq"
)

// Copy inserts rows into a table, the values in the order of columns: by COPY
// on PostgreSQL, through one prepared INSERT on SQLite. It is for Load; a row
// may be used again once the next one is asked for.
func (tx *Tx) Copy(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) (err error) {
	copying := tx.store.db.Engine() == PostgreSQL
	statement, err := tx.conn.tx.PrepareContext(ctx, copyText(copying, table, columns))
	if err != nil {
		return Fault(err)
	}
	defer func() { err = errors.Join(err, Fault(statement.Close())) }()
	for row := range rows {
		if _, err := statement.ExecContext(ctx, row...); err != nil {
			return Fault(err)
		}
	}
	if copying {
		// The end of the rows; only now the server tells what it makes of them.
		_, err = statement.ExecContext(ctx)
	}
	return Fault(err)
}

func copyText(copying bool, table string, columns []string) string {
	names, places := make([]string, len(columns)), make([]string, len(columns))
	for i, column := range columns {
		names[i] = pq.QuoteIdentifier(column)
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	into := pq.QuoteIdentifier(table) + " (" + strings.Join(names, ", ") + ")"
	if copying {
		return "COPY " + into + " FROM STDIN"
	}
	return "INSERT INTO " + into + " VALUES (" + strings.Join(places, ", ") + ")"
}

// Analyze tells the engine how much of what is stored, and PostgreSQL which
// pages everybody sees whole, after very much was written. On PostgreSQL the
// server does so by itself, but a minute later.
func (s *Store) Analyze(ctx context.Context) error {
	text := "ANALYZE"
	if s.db.Engine() == PostgreSQL {
		text = "VACUUM (ANALYZE)"
	}
	_, err := s.db.ExecContext(ctx, text)
	return err
}
