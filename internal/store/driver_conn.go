package store

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// connector opens the connections of one pool. What it adds to a driver's own
// is below database/sql, so that pools, transactions and prepared statements
// of database/sql all work as they do without it.
type connector struct {
	driver.Connector
	limit int
	eager bool
	probe Probe
}

// session is what both drivers' connections can do.
type session interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := c.Connector.Connect(ctx)
	if err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, driver.ErrBadConn) {
			// The server hung up while we were introducing ourselves. Of ErrBadConn
			// only the text is kept: database/sql would try once more.
			err = &failure{fault: unreachable(), cause: errors.New("connect: " + err.Error())}
		}
		return nil, faultUnder(ctx, err)
	}
	inner, ok := opened.(session)
	if !ok {
		return nil, errors.Join(fmt.Errorf("connection %T lacks a method", opened), opened.Close())
	}
	return &conn{session: inner, statements: newStatements(inner, c.limit, c.eager), probe: c.probe}, nil
}

// conn is a connection that keeps prepared statements, counts what it runs,
// and turns errors into faults. Times go in and come out in UTC and
// microseconds.
type conn struct {
	session
	statements *statements
	probe      Probe
	inTx       bool
}

func (c *conn) Close() error {
	c.statements.close()
	return c.session.Close()
}

func (c *conn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	tx, err := c.session.BeginTx(ctx, opts)
	if err != nil {
		return nil, faultUnder(ctx, againIfLost(err))
	}
	c.inTx = true
	return &connTx{conn: c, inner: tx, ctx: ctx}, nil
}

// connTx is a driver's transaction whose errors become faults.
type connTx struct {
	conn  *conn
	inner driver.Tx
	ctx   context.Context
}

func (t *connTx) Commit() error {
	t.conn.inTx = false
	return faultUnder(t.ctx, t.inner.Commit())
}

func (t *connTx) Rollback() error {
	t.conn.inTx = false
	return t.inner.Rollback()
}

// againIfLost makes database/sql try another connection if this one turns out
// to have ended, as all idle ones have after the server was restarted. It is
// for what does no harm when done twice; pq only does so when it is sure that
// nothing was sent.
func againIfLost(err error) error {
	if _, network := errors.AsType[*net.OpError](err); network || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return driver.ErrBadConn
	}
	return err
}

func (c *conn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	prepared, err := c.session.PrepareContext(ctx, text)
	return prepared, faultUnder(ctx, err)
}

func (c *conn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	run := begin(ctx, c.probe, text, c.session)
	defer run.meter.work()()
	result, err := c.exec(ctx, text, args)
	if outdated(err) && !c.inTx {
		result, err = c.session.ExecContext(ctx, text, args)
	}
	err = faultUnder(ctx, err)
	run.end(err)
	return result, err
}

func (c *conn) exec(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	kept, err := c.statements.take(ctx, text, len(args))
	if err != nil {
		return nil, err
	}
	if kept == nil {
		return c.session.ExecContext(ctx, text, args)
	}
	result, err := kept.prepared.(driver.StmtExecContext).ExecContext(ctx, args) //nolint:errcheck // both drivers' statements do
	c.statements.give(kept, outdated(err))
	return result, err
}

func (c *conn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	run := begin(ctx, c.probe, text, c.session)
	rest := run.meter.work()
	found, kept, err := c.query(ctx, text, args)
	if outdated(err) && !c.inTx {
		found, err = c.session.QueryContext(ctx, text, args)
	}
	rest()
	if err != nil {
		if !c.inTx && readsOnly(text) {
			err = againIfLost(err)
		}
		err = faultUnder(ctx, err)
		run.end(err)
		return nil, err
	}
	return &rows{Rows: found, conn: c, kept: kept, run: run, release: interruptOn(ctx, c.session)}, nil
}

func (c *conn) query(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, *statement, error) {
	kept, err := c.statements.take(ctx, text, len(args))
	if err != nil {
		return nil, nil, err
	}
	if kept == nil {
		found, err := c.session.QueryContext(ctx, text, args)
		return found, nil, err
	}
	found, err := kept.prepared.(driver.StmtQueryContext).QueryContext(ctx, args) //nolint:errcheck // both drivers' statements do
	if err != nil {
		c.statements.give(kept, outdated(err))
		return nil, nil, err
	}
	return found, kept, nil
}

// CheckNamedValue makes times and JSON alike for both engines, and leaves the
// rest to the driver.
func (c *conn) CheckNamedValue(value *driver.NamedValue) error {
	if valuer, ok := value.Value.(driver.Valuer); ok {
		// Such as sql.NullTime, which may hold a time.
		plain, err := driver.DefaultParameterConverter.ConvertValue(valuer)
		if err != nil {
			return err
		}
		value.Value = plain
	}
	switch v := value.Value.(type) {
	case nil, int64, float64, bool, []byte, string:
		return nil
	case json.RawMessage:
		// As bytes PostgreSQL would take it for its binary form, and SQLite keep a blob.
		value.Value = string(v)
		return nil
	case time.Time:
		value.Value = storedTime(v)
		return nil
	case *time.Time:
		value.Value = nil
		if v != nil {
			value.Value = storedTime(*v)
		}
		return nil
	}
	if checker, ok := c.session.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(value)
	}
	return driver.ErrSkip
}

// storedTime returns t as both engines keep it. PostgreSQL would round to
// microseconds, SQLite not at all; without a monotonic reading, what is written
// equals what is read back.
func storedTime(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
