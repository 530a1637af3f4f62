package database

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"time"
	"unicode/utf8"

	"pressgraph/internal/content"
	"pressgraph/internal/database/prepared"
	"pressgraph/internal/fault"
)

// connector opens the connections of one pool. What it adds to a driver's own
// is below database/sql, so that pools, transactions and prepared statements
// of database/sql all work as they do without it.
type connector struct {
	driver.Connector
	limit int
	eager bool
	probe Probe
	log   *slog.Logger
	// troubles is where what an operator should know of goes.
	troubles *troubles
	signs    *signs
	// file is what is opened, where it is a file.
	file *sqliteFile
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
	if err := c.file.whole(); err != nil {
		return nil, err
	}
	opened, err := c.Connector.Connect(ctx)
	if err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, driver.ErrBadConn) {
			// The server hung up while we were introducing ourselves. Of ErrBadConn
			// only the text is kept: database/sql would try once more.
			err = &failure{fault: unreachable(), cause: errors.New("connect: " + err.Error())}
		}
		return nil, c.troubles.note(ctx, refusedUnder(ctx, err))
	}
	if err := c.file.whole(); err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	inner, ok := opened.(session)
	if !ok {
		return nil, errors.Join(fmt.Errorf("connection %T lacks a method", opened), opened.Close())
	}
	kept := prepared.New(inner, c.limit, c.eager)
	return &conn{session: inner, statements: kept, probe: c.probe, log: c.log, troubles: c.troubles, signs: c.signs, file: c.file}, nil
}

// rollbackPatience bounds how long undoing waits for the database.
const rollbackPatience = 5 * time.Second

// refusedUnder is faultUnder for a connection that did not come about: whatever
// the reason, the database is out of reach.
func refusedUnder(ctx context.Context, err error) error {
	translated := faultUnder(ctx, err)
	if len(fault.All(translated)) == 0 && ctx.Err() == nil {
		return &failure{fault: unreachable(), cause: err}
	}
	return translated
}

// conn is a connection that keeps prepared statements, counts what it runs,
// and turns errors into faults. Times go in and come out in UTC and
// microseconds.
type conn struct {
	session
	statements *prepared.Statements
	probe      Probe
	log        *slog.Logger
	troubles   *troubles
	signs      *signs
	file       *sqliteFile
	inTx       bool
	// broken is what the driver has panicked on: nobody knows its state.
	broken bool
}

// guarded calls the driver. A panic of its, as over an answer that is not of
// the question, becomes an error: in the middle of database/sql it would take a
// place in the pool with it, and in a goroutine in the background the program.
func (c *conn) guarded(ctx context.Context, call func() error) error {
	err := fault.Safely(call)
	if _, panicked := errors.AsType[*fault.Panic](err); panicked {
		c.broken = true
		c.log.ErrorContext(ctx, "the driver of the database has panicked; its connection is given up", "error", err)
	}
	return err
}

// failed is faultUnder, and tells the log what an operator should know. Where a
// connection was lost outside of a transaction, database/sql tries another one.
func (c *conn) failed(ctx context.Context, err error) error {
	translated := faultUnder(ctx, err)
	if !c.inTx && errors.Is(err, driver.ErrBadConn) {
		return translated
	}
	return c.troubles.note(ctx, translated)
}

// bounded is guarded, and does not wait for ever for a server that has gone
// silent: some time after ctx has ended the connection is cut.
func (c *conn) bounded(ctx context.Context, call func() error) error {
	defer c.cutLate(ctx)()
	err := c.guarded(ctx, call)
	c.signs.hear(err)
	return err
}

func (c *conn) cutLate(ctx context.Context) (stop func()) {
	if line, ok := c.session.(lined); ok {
		return line.cutLate(ctx)
	}
	return func() {}
}

// endWith has rows end with ctx, until stop is called.
func (c *conn) endWith(ctx context.Context) (stop func()) {
	if lite, ok := c.session.(*sqliteConn); ok {
		return lite.interruptOn(ctx)
	}
	return c.cutLate(ctx)
}

// Ping asks whether the database is there and answers.
func (c *conn) Ping(ctx context.Context) error {
	if err := c.file.whole(); err != nil {
		return err
	}
	return c.bounded(ctx, func() error { return c.session.Ping(ctx) })
}

// IsValid reports whether the connection may be used again.
func (c *conn) IsValid() bool { return !c.broken && c.session.IsValid() }

// Close ends the connection, and what was prepared on it while it still answers.
func (c *conn) Close() error {
	return c.guarded(context.Background(), func() error {
		if !c.broken {
			c.statements.Close()
		}
		return c.session.Close()
	})
}

func (c *conn) BeginTx(ctx context.Context, opts driver.TxOptions) (tx driver.Tx, err error) {
	if err := c.file.there(); err != nil {
		return nil, c.troubles.note(ctx, err)
	}
	err = c.bounded(ctx, func() error {
		tx, err = c.session.BeginTx(ctx, opts)
		return err
	})
	if err != nil {
		return nil, c.failed(ctx, beginRefused(againIfLost(err)))
	}
	c.inTx = true
	return &connTx{conn: c, inner: tx, ctx: ctx}, nil
}

// connTx is a driver's transaction whose errors become faults. What it has
// written is only acknowledged if the file that holds it is where it belongs.
type connTx struct {
	conn  *conn
	inner driver.Tx
	ctx   context.Context
}

func (t *connTx) Commit() error {
	t.conn.inTx = false
	if err := t.conn.file.whole(); err != nil {
		_ = t.inner.Rollback() // It fails if it has ended by itself.
		return t.conn.troubles.note(t.ctx, err)
	}
	if err := t.conn.failed(t.ctx, t.conn.bounded(t.ctx, t.inner.Commit)); err != nil {
		return err
	}
	return t.conn.troubles.note(t.ctx, t.conn.file.whole())
}

func (t *connTx) Rollback() error {
	t.conn.inTx = false
	// Mostly because the context has ended.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), rollbackPatience)
	defer cancel()
	return t.conn.bounded(ctx, t.inner.Rollback)
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

func (c *conn) PrepareContext(ctx context.Context, text string) (prepared driver.Stmt, err error) {
	err = c.bounded(ctx, func() error {
		prepared, err = c.session.PrepareContext(ctx, text)
		return err
	})
	return prepared, c.failed(ctx, err)
}

func (c *conn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (result driver.Result, err error) {
	if err := c.missing(); err != nil {
		return nil, c.troubles.note(ctx, err)
	}
	run := begin(ctx, c.probe, text, c.session)
	defer run.meter.work()()
	err = c.bounded(ctx, func() error {
		result, err = c.exec(ctx, text, args)
		if outdated(err) && !c.inTx {
			result, err = c.session.ExecContext(ctx, text, args)
		}
		return err
	})
	if err = c.failed(ctx, err); err == nil {
		err = c.troubles.note(ctx, c.missing())
	}
	run.end(err)
	return result, err
}

// missing is asked around what is written by itself; transactions ask at their end.
func (c *conn) missing() error {
	if c.inTx {
		return nil
	}
	return c.file.whole()
}

func (c *conn) exec(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	kept, err := c.statements.Take(ctx, text, len(args))
	if err != nil {
		return nil, err
	}
	if kept == nil {
		return c.session.ExecContext(ctx, text, args)
	}
	result, err := kept.Prepared.(driver.StmtExecContext).ExecContext(ctx, args) //nolint:errcheck // both drivers' statements do
	c.statements.Give(kept, outdated(err))
	return result, err
}

func (c *conn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (found driver.Rows, err error) {
	if !c.inTx {
		if err := c.file.there(); err != nil {
			return nil, c.troubles.note(ctx, err)
		}
	}
	run := begin(ctx, c.probe, text, c.session)
	var kept *prepared.Statement
	stop := c.endWith(ctx)
	rest := run.meter.work()
	err = c.guarded(ctx, func() error {
		found, kept, err = c.query(ctx, text, args)
		if outdated(err) && !c.inTx {
			found, err = c.session.QueryContext(ctx, text, args)
		}
		return err
	})
	rest()
	c.signs.hear(err)
	if err != nil {
		if !c.inTx && prepared.ReadsOnly(text) {
			err = againIfLost(err)
		}
		stop()
		err = c.failed(ctx, err)
		run.end(err)
		return nil, err
	}
	return &rows{Rows: found, conn: c, kept: kept, run: run, stop: stop}, nil
}

func (c *conn) query(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, *prepared.Statement, error) {
	kept, err := c.statements.Take(ctx, text, len(args))
	if err != nil {
		return nil, nil, err
	}
	if kept == nil {
		found, err := c.session.QueryContext(ctx, text, args)
		return found, nil, err
	}
	found, err := kept.Prepared.(driver.StmtQueryContext).QueryContext(ctx, args) //nolint:errcheck // both drivers' statements do
	if err != nil {
		c.statements.Give(kept, outdated(err))
		return nil, nil, err
	}
	return found, kept, nil
}

// CheckNamedValue makes times and JSON alike for both engines, and leaves the
// rest to the driver. No value gets past it that either engine could not give
// back: SQLite keeps what it is given.
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
	case nil, int64, float64, bool, []byte:
		return nil
	case string:
		return checkText(v)
	case json.RawMessage:
		// As bytes PostgreSQL would take it for its binary form, and SQLite keep a blob.
		value.Value = string(v)
		return checkText(string(v))
	case time.Time:
		value.Value = StoredTime(v)
		return checkTime(v)
	case *time.Time:
		value.Value = nil
		if v != nil {
			value.Value = StoredTime(*v)
			return checkTime(*v)
		}
		return nil
	}
	if checker, ok := c.session.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(value)
	}
	return driver.ErrSkip
}

// checkTime refuses instants that one of the engines or JSON cannot read again.
// Whoever takes times from a client has checked them before; here is the last
// place to find out.
func checkTime(t time.Time) error {
	if err := content.CheckInstant(t); err != nil {
		return fault.Invalid("", "an instant cannot be kept: it %s", err)
	}
	return nil
}

// checkText refuses what PostgreSQL cannot hold in a text.
func checkText(s string) error {
	if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return fault.Invalid("", "a text cannot be kept: it must be valid UTF-8 without NUL characters")
	}
	return nil
}

// StoredTime returns t as both engines keep it. PostgreSQL would round to
// microseconds, SQLite not at all; without a monotonic reading, what is written
// equals what is read back.
func StoredTime(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
