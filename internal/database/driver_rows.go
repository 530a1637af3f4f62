package database

import (
	"database/sql/driver"
	"io"
	"reflect"
	"time"

	"pressgraph/internal/database/prepared"
)

// rows are a driver's rows. When they close, their statement is given back and
// the run ends.
type rows struct {
	driver.Rows
	conn *conn
	kept *prepared.Statement
	run  run
	// stop lets the context end without ending anything.
	stop   func()
	err    error
	closed bool
}

func (r *rows) Next(dest []driver.Value) error {
	rest := r.run.meter.work()
	err := r.conn.guarded(r.run.ctx, func() error { return r.Rows.Next(dest) })
	rest()
	if err == io.EOF { //nolint:errorlint // the driver interface demands this very value
		return err
	}
	if err != nil {
		r.err = r.conn.troubles.note(r.run.ctx, faultUnder(r.run.ctx, err))
		return r.err
	}
	var bytes int64
	for i, value := range dest {
		switch v := value.(type) {
		case time.Time:
			if v.Location() != time.UTC {
				dest[i] = v.UTC()
			}
		case string:
			bytes += int64(len(v))
		case []byte:
			bytes += int64(len(v))
		}
	}
	r.err = r.run.budget.Row(bytes)
	return r.err
}

func (r *rows) Close() error {
	err := r.conn.guarded(r.run.ctx, r.Rows.Close)
	if r.closed {
		return err
	}
	r.closed = true
	r.stop()
	defer leaveGate(r.run.ctx)
	r.conn.statements.Give(r.kept, outdated(r.err))
	if err != nil {
		err = r.conn.failed(r.run.ctx, err)
		if r.err == nil {
			r.err = err
		}
	}
	r.run.end(r.err)
	return err
}

// The rest is what a driver may tell beyond driver.Rows; where it tells
// nothing, we answer what database/sql assumes.

func (r *rows) HasNextResultSet() bool {
	next, ok := r.Rows.(driver.RowsNextResultSet)
	return ok && next.HasNextResultSet()
}

func (r *rows) NextResultSet() error {
	if next, ok := r.Rows.(driver.RowsNextResultSet); ok {
		return next.NextResultSet()
	}
	return io.EOF
}

func (r *rows) ColumnTypeScanType(index int) reflect.Type {
	if column, ok := r.Rows.(driver.RowsColumnTypeScanType); ok {
		return column.ColumnTypeScanType(index)
	}
	return reflect.TypeFor[any]()
}

func (r *rows) ColumnTypeDatabaseTypeName(index int) string {
	if column, ok := r.Rows.(driver.RowsColumnTypeDatabaseTypeName); ok {
		return column.ColumnTypeDatabaseTypeName(index)
	}
	return ""
}

func (r *rows) ColumnTypeNullable(index int) (nullable, ok bool) {
	if column, ok := r.Rows.(driver.RowsColumnTypeNullable); ok {
		return column.ColumnTypeNullable(index)
	}
	return false, false
}
