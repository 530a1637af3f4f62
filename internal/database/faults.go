package database

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
//   - a database that is locked, starting, stopping or out of reach, that is
//     damaged, has no room or takes no changes: OVERLOADED
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
// report a context that ends in many ways; all of them become its error. That a
// connection was lost is told first: database/sql is to try another one, and
// finds out about ctx by itself.
func faultUnder(ctx context.Context, err error) error {
	translated := Fault(err)
	if err == nil || errors.Is(err, driver.ErrBadConn) {
		return translated
	}
	if ctx.Err() != nil && !fault.Is(translated, fault.CodeConflict) {
		return Fault(context.Cause(ctx))
	}
	return translated
}

// Ended is Fault for what database/sql returns of a call under ctx. It ends a
// transaction together with its context, and what comes after that, or has lost
// its connection by it, says nothing of the reason.
func Ended(ctx context.Context, err error) error {
	lost := errors.Is(err, sql.ErrTxDone) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, driver.ErrBadConn)
	if reason := ctx.Err(); reason != nil && lost {
		return Fault(reason)
	}
	return Fault(err)
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
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, sql.ErrConnDone), errors.Is(err, net.ErrClosed):
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
	case pqerror.QueryCanceled, "25P04": // transaction_timeout
		return late()
	case pqerror.TRSerializationFailure, pqerror.TRDeadlockDetected, pqerror.LockNotAvailable:
		return busy()
	case pqerror.DiskFull:
		return full()
	case pqerror.ReadOnlySQLTransaction:
		return readOnly()
	case pqerror.IdleInTransactionSessionTimeout:
		return unreachable()
	case pqerror.DataCorrupted, pqerror.IndexCorrupted:
		return damaged()
	}
	switch e.Code.Class() {
	case pqerror.ClassInsufficientResources:
		return busy()
	case pqerror.ClassConnectionException, pqerror.ClassOperatorIntervention:
		return unreachable()
	case pqerror.ClassSystemError:
		return damaged()
	}
	return nil
}

// beginRefused returns what err says of a transaction that has not begun. A
// standby calls one that may write a feature that it lacks.
func beginRefused(err error) error {
	if e, ok := errors.AsType[*pq.Error](err); ok && e.Code == pqerror.FeatureNotSupported {
		return &failure{fault: readOnly(), cause: err}
	}
	return err
}

func sqliteFault(e *sqlite.Error) *fault.Fault {
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return taken()
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return dangling()
	case sqlite3.SQLITE_READONLY_DBMOVED:
		return unreachable()
	case sqlite3.SQLITE_IOERR_NOMEM:
		return busy()
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOMEM:
		return busy()
	case sqlite3.SQLITE_FULL:
		return full()
	case sqlite3.SQLITE_READONLY:
		return readOnly()
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return unreachable()
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR:
		return damaged()
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

func full() *fault.Fault {
	return fault.New(fault.CodeOverloaded, "the database has no room left on its disk, and nothing was changed; "+
		"ask its operator to make room, and try again then")
}

func readOnly() *fault.Fault {
	return fault.New(fault.CodeOverloaded, "the database can be read but not changed at the moment, and nothing was changed; "+
		"try again later, and ask its operator if it stays so")
}

func damaged() *fault.Fault {
	return fault.New(fault.CodeOverloaded, "the database or its disk is damaged; ask its operator to restore it")
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

// Overtaken reports that PostgreSQL found a unique value taken. SQLite's writers
// come one after the other and meet no values that they have not seen.
func Overtaken(err error) bool {
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
