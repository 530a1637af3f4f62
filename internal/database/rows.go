package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// Row is a row of a Query.
type Row interface {
	// Scan copies the row's columns into what dest points to.
	Scan(dest ...any) error
}

// Queries is what reads: a database, a connection or a transaction.
type Queries interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// ReadRow reads a row that there must be.
func ReadRow(ctx context.Context, on Queries, query string, into ...any) error {
	found := false
	err := QueryEach(ctx, on, query, nil, func(row Row) error {
		found = true
		return row.Scan(into...)
	})
	if err == nil && !found {
		return fmt.Errorf("no row where there must be one: %s", query)
	}
	return err
}

// QueryEach calls each for every row of a query, until it returns an error.
func QueryEach(ctx context.Context, on Queries, query string, args []any, each func(Row) error) (err error) {
	rows, err := on.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() {
		if closed := Fault(rows.Close()); err == nil {
			err = closed
		}
	}()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	if err := Fault(rows.Err()); err != nil {
		return fmt.Errorf("read rows: %w", err)
	}
	return nil
}

// ExecQuerier is what writes as well: a database, a connection or a transaction.
type ExecQuerier interface {
	Queries
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// ScanAll returns what scan makes of each row.
func ScanAll[T any](ctx context.Context, q Queries, query string, scan func(*sql.Rows) (T, error)) (all []T, err error) {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// DiscardConn takes a connection whose state is unknown out of its pool.
func DiscardConn(conn *sql.Conn) {
	// Raw reports the very error that it is told to, and means it.
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
}
