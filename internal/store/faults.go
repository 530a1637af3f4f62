package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"pressgraph/internal/fault"
)

// failure is a driver's error that a caller may act on. The log reads the
// cause, clients the fault's sentence.
type failure struct {
	fault *fault.Fault
	cause error
}

func (f *failure) Error() string { return f.cause.Error() }

// Unwrap leads to the fault alone; Is and As reach the cause, so that what
// looks for faults never meets a driver's error.
func (f *failure) Unwrap() error { return f.fault }

func (f *failure) Is(target error) bool { return errors.Is(f.cause, target) }

func (f *failure) As(target any) bool { return errors.As(f.cause, target) }

// Fault returns err with a fault in its tree if it is one a caller may act on:
//
//   - a unique or foreign key that is violated: CONFLICT
//   - no rows: NOT_FOUND
//   - a deadline, of the context or of the database: TIMEOUT
//   - a database that is full, locked, starting, stopping or out of reach:
//     OVERLOADED
//
// Anything else comes back as it is, context.Canceled and violated NOT NULL
// and CHECK constraints among it: Go validates before it writes, so those two
// are our own mistakes. Fault is idempotent. Errors of a DB and its
// transactions have been through it; only (*sql.Rows).Err, and Scan on a
// *sql.Row, hold errors that database/sql adds later.
func Fault(err error) error {
	if err == nil {
		return nil
	}
	if _, done := errors.AsType[*failure](err); done {
		return err
	}
	if f := faultOf(err); f != nil {
		return &failure{fault: f, cause: err}
	}
	return err
}

// faultUnder is Fault for an error of a statement that ran under ctx. Drivers
// report a context that ends in many ways; all of them become its error.
func faultUnder(ctx context.Context, err error) error {
	if err == nil || errors.Is(err, driver.ErrBadConn) {
		// database/sql must see ErrBadConn as it is, to try another connection.
		return err
	}
	translated := Fault(err)
	if ctx.Err() != nil && !fault.Is(translated, fault.CodeConflict) {
		return Fault(context.Cause(ctx))
	}
	return translated
}

func faultOf(err error) *fault.Fault {
	if e, ok := errors.AsType[*pq.Error](err); ok {
		return postgresFault(e)
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return sqliteFault(e)
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		// Before the deadline: a dial that takes too long reports one as well.
		return unreachable()
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return late()
	case errors.Is(err, sql.ErrNoRows):
		return fault.NotFound("what was asked for does not exist")
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return unreachable()
	}
	return nil
}

func postgresFault(e *pq.Error) *fault.Fault {
	switch e.Code {
	case pqerror.UniqueViolation, pqerror.ExclusionViolation:
		return taken()
	case pqerror.ForeignKeyViolation, pqerror.RestrictViolation:
		return dangling()
	case pqerror.QueryCanceled:
		return late()
	case pqerror.TRSerializationFailure, pqerror.TRDeadlockDetected, pqerror.LockNotAvailable, pqerror.TooManyConnections:
		return busy()
	case pqerror.AdminShutdown, pqerror.CrashShutdown, pqerror.CannotConnectNow:
		return unreachable()
	}
	if e.Code.Class() == pqerror.ClassConnectionException {
		return unreachable()
	}
	return nil
}

func sqliteFault(e *sqlite.Error) *fault.Fault {
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return taken()
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return dangling()
	}
	if locked(e) {
		return busy()
	}
	return nil
}

func taken() *fault.Fault {
	return fault.Conflict("there is something with the same distinguishing value already")
}

func dangling() *fault.Fault {
	return fault.Conflict("something that is referred to is missing, or something still refers to what would go")
}

func late() *fault.Fault {
	return fault.New(fault.CodeTimeout, "the database did not answer in the time allowed")
}

func busy() *fault.Fault {
	return fault.New(fault.CodeOverloaded, "the database is busy with other work; try again in a moment")
}

func unreachable() *fault.Fault {
	return fault.New(fault.CodeOverloaded, "the database cannot be reached at the moment; try again later")
}

// Retryable reports whether the transaction that ended with err may succeed if
// it is run again from its start: it lost against another one, or a statement
// prepared earlier no longer fits the schema.
func Retryable(err error) bool {
	if e, ok := errors.AsType[*pq.Error](err); ok {
		return e.Code == pqerror.TRSerializationFailure || e.Code == pqerror.TRDeadlockDetected || outdated(err)
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return locked(e)
	}
	return false
}

// overtaken reports that PostgreSQL found a unique value taken. SQLite's writers
// come one after the other and meet no values that they have not seen.
func overtaken(err error) bool {
	e, ok := errors.AsType[*pq.Error](err)
	return ok && e.Code == pqerror.UniqueViolation
}

// locked covers SQLITE_BUSY, SQLITE_LOCKED and their extended forms, such as
// SQLITE_BUSY_SNAPSHOT.
func locked(e *sqlite.Error) bool {
	primary := e.Code() & 0xff
	return primary == sqlite3.SQLITE_BUSY || primary == sqlite3.SQLITE_LOCKED
}

// outdated reports that PostgreSQL refused a prepared statement because the
// schema has changed under it (the routine tells it from other unsupported
// things), or knows it no longer.
func outdated(err error) bool {
	e, ok := errors.AsType[*pq.Error](err)
	if !ok {
		return false
	}
	return e.Code == pqerror.InvalidSQLStatementName ||
		e.Code == pqerror.FeatureNotSupported && e.Routine == "RevalidateCachedQuery"
}
