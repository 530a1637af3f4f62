package database

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"pressgraph/internal/fault"
)

const (
	// sessionPatience bounds how long a second session is waited for. A pooler
	// gives it at once where the first is not kept for us.
	sessionPatience = time.Second
	// sessionTurns is how many transactions, one after the other, must meet the
	// same session. A pooler that takes turns shows it in the second.
	sessionTurns = 3
	// sessionRounds is how often a wait must repeat itself, each time for twice as
	// long, before it tells something.
	sessionRounds = 3
)

// What cannot be used is refused in one of these sentences.
var (
	errSharedSessions = errors.New("a connection pooler hands sessions on from transaction to transaction, which would mix up answers; " +
		"connect to PostgreSQL directly, or have the pooler keep a session for each client (pool_mode=session)")
	errOneSession = errors.New("the database gives a single session, and more are needed; " +
		"let its connection pooler give as many as --database-connections says")
	// errHeldSession is nobody's to read: it is tried again, or is a pooler's.
	errHeldSession = errors.New("the session came once another was given back")
)

// checkSessions refuses a pooler that hands sessions on from one transaction to
// the next. What is prepared, locked or listened to belongs to a session, and on
// another one it is missing, or somebody else's.
//
// On an idle pooler a single connection sees nothing odd, so there are two:
// while the other holds a transaction, ours must meet the same session in each
// of its own, and there what it has prepared. The other one must meet another
// session, or, where the pooler keeps ours for us and has no other, wait.
//
// Servers that start together may each hold a session that another one waits
// for, so nobody holds one for long, and what was waited for proves nothing the
// first time.
func checkSessions(ctx context.Context, ours, others *sql.DB, more bool) error {
	one, err := watchOne(ctx, ours)
	if err != nil {
		return err
	}
	defer func() { _ = one.conn.Close() }() // It goes back to the pool, or was lost.
	patience := sessionPatience
	for range sessionRounds {
		if err = one.beside(ctx, others, patience); err == nil || !waited(err, more) {
			break
		}
		patience *= 2
	}
	switch {
	case errors.Is(err, errHeldSession):
		return errSharedSessions
	case errors.Is(err, errOneSession) && !more:
		return nil
	}
	return err
}

// waited reports that err may come of others who do as we do.
func waited(err error, more bool) bool {
	return errors.Is(err, errHeldSession) || more && errors.Is(err, errOneSession)
}

// beside watches while another connection holds a transaction. It returns
// errOneSession if that one cannot begin within patience, and errHeldSession if
// ours goes on only once the other's has ended: a session of our own answers at
// once, whoever else has begun what.
func (w *watched) beside(ctx context.Context, others *sql.DB, patience time.Duration) error {
	other, leave := beginOther(ctx, others)
	defer leave()
	var alone error
	select {
	case theirs := <-other:
		if theirs.session == w.session {
			return errSharedSessions
		}
		if theirs.err != nil && !noPlace(theirs.err) {
			return sharing(theirs.err)
		}
	case <-time.After(patience):
		alone = errOneSession
	}
	seen := make(chan error, 1)
	go func() { seen <- w.watch(ctx) }()
	select {
	case err := <-seen:
		return cmp.Or(err, alone)
	case <-time.After(patience):
		leave()
		return cmp.Or(<-seen, errHeldSession)
	}
}

// watchOne returns a connection that meets the same session again and again.
// One that is lost as soon as a transaction begins, twice, while the database
// answers what is none, ends at a pooler that refuses them: it hands sessions
// on from statement to statement.
func watchOne(ctx context.Context, pool *sql.DB) (*watched, error) {
	for tries := 1; ; tries++ {
		conn, err := pool.Conn(ctx)
		if err != nil {
			return nil, Fault(err)
		}
		one := &watched{conn: conn, prepared: "pressgraph_" + strings.ToLower(rand.Text())}
		if err = one.watch(ctx); err == nil {
			return one, nil
		}
		_ = conn.Close() // It goes back to the pool, or was lost.
		switch {
		case !errors.Is(err, driver.ErrBadConn) || one.session != "" || pool.PingContext(ctx) != nil:
			return nil, err
		case tries > 1:
			return nil, errSharedSessions
		}
	}
}

// begun is a transaction that has begun, by the name of its session, or has not.
type begun struct {
	session string
	err     error
}

// beginOther begins a transaction that lasts until leave, and tells when it has.
func beginOther(ctx context.Context, pool *sql.DB) (_ <-chan begun, leave func()) {
	ctx, cancel := context.WithCancel(ctx)
	told, ended := make(chan begun, 1), make(chan struct{})
	go func() {
		defer close(ended)
		conn, err := pool.Conn(ctx)
		if err != nil {
			told <- begun{err: err}
			return
		}
		session, _, err := beginOn(ctx, conn, "")
		told <- begun{session, err}
		<-ctx.Done()
		// Back in the pool it would hold its transaction still.
		_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	}()
	return told, func() {
		cancel()
		<-ended
	}
}

// watched is a connection that must meet the same session again and again.
type watched struct {
	conn     *sql.Conn
	session  string
	prepared string
}

// watch prepares a statement in the first transaction, and looks for it and its
// session in the others.
func (w *watched) watch(ctx context.Context) error {
	for range sessionTurns {
		if err := w.turn(ctx); err != nil {
			return sharing(err)
		}
	}
	return nil
}

func (w *watched) turn(ctx context.Context) error {
	session, known, err := beginOn(ctx, w.conn, w.prepared)
	if err != nil {
		return err
	}
	end := "COMMIT"
	if w.session == "" {
		w.session, known, end = session, true, "PREPARE "+w.prepared+" AS SELECT 1; COMMIT"
	}
	if session != w.session || !known {
		return errSharedSessions
	}
	_, err = w.conn.ExecContext(ctx, end)
	return err
}

// beginOn begins a transaction, names its session, and tells whether a prepared
// statement is known there. The number of a process says little without its
// server's. It is begun by a statement: of a refused BeginTx the driver tells no
// more than that its connection is lost.
func beginOn(ctx context.Context, conn *sql.Conn, prepared string) (session string, known bool, err error) {
	if _, err := conn.ExecContext(ctx, "BEGIN READ ONLY"); err != nil {
		return "", false, err
	}
	err = conn.QueryRowContext(ctx, `SELECT pg_backend_pid() || ' ' || pg_postmaster_start_time(),
		EXISTS (SELECT FROM pg_prepared_statements WHERE name = $1)`, prepared).Scan(&session, &known)
	return session, known, err
}

// sharing returns what err says of the sessions. On one that is handed on there
// is what another client has prepared, or begun, or there is not what we have,
// or it answers what nobody has asked.
func sharing(err error) error {
	if e, ok := errors.AsType[*pq.Error](err); ok {
		switch {
		case e.Code == pqerror.ProtocolViolation, e.Code == pqerror.DuplicatePstatement, e.Code == pqerror.InvalidSQLStatementName,
			e.Code.Class() == pqerror.ClassInvalidTransactionState:
			return errSharedSessions
		}
	}
	if _, panicked := errors.AsType[*fault.Panic](err); panicked {
		return errSharedSessions
	}
	return Fault(err)
}

// noPlace reports that the server has no place left for another session, which
// is no sign of a pooler.
func noPlace(err error) bool {
	e, ok := errors.AsType[*pq.Error](err)
	return ok && e.Code == pqerror.TooManyConnections
}
