package database

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"pressgraph/internal/background"
	"pressgraph/internal/fault"
)

const (
	// connectPatience bounds how long a new connection may take until it can be
	// used: a pooler with no session left lets in, and then does not answer.
	connectPatience = 5 * time.Second
	// roomPatience bounds how long a place is waited for where the server has
	// none left; those of sessions that have ended take a moment to be free.
	roomPatience = 2 * time.Second
	roomPause    = 50 * time.Millisecond
	// cutPatience is how long the server may take to cancel a statement whose
	// time is up, before its connection is cut.
	cutPatience = 2 * time.Second
)

// patient opens connections to PostgreSQL. It waits for a place, but not for
// ever, and has statements interpreted, each by its session alone: PostgreSQL
// would compile those that it takes for long, and lose half a second to save some
// milliseconds; and it would let others help, so that one operation keeps three
// processors busy for each second that it is billed for. Settings of the address
// would do the same, but poolers refuse those that they do not know.
type patient struct {
	driver.Connector
	// room bounds how long a place is waited for.
	room time.Duration
}

const settle = "SELECT set_config(s.name, s.wanted, FALSE) FROM (VALUES ('jit', 'off'), ('max_parallel_workers_per_gather', '0')) " +
	"AS s (name, wanted) WHERE current_setting(s.name, TRUE) <> s.wanted"

// Connect implements driver.Connector.
func (p patient) Connect(ctx context.Context) (driver.Conn, error) {
	for end := time.Now().Add(p.room); ; {
		opened, err := p.connect(ctx)
		full, ok := errors.AsType[*pq.Error](err)
		if !ok || full.Code != pqerror.TooManyConnections || time.Now().After(end) {
			return opened, err
		}
		if background.Sleep(ctx, roomPause); ctx.Err() != nil {
			return nil, err
		}
	}
}

func (p patient) connect(ctx context.Context) (driver.Conn, error) {
	limited, cancel := context.WithTimeout(ctx, connectPatience)
	defer cancel()
	l := &line{}
	// What waits for an answer knows no context until the connection is up.
	defer context.AfterFunc(limited, l.cut)()
	opened, err := p.open(context.WithValue(limited, lineKey{}, l))
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		// Its own text only: a deadline that is not the caller's is not to be told as one.
		return nil, &failure{fault: unreachable(), cause: errors.New("connect: " + err.Error())}
	}
	if err != nil {
		return nil, err
	}
	return lined{opened, l}, nil
}

func (p patient) open(ctx context.Context) (opened session, err error) {
	err = fault.Safely(func() error {
		made, err := p.Connector.Connect(ctx)
		if err != nil {
			return err
		}
		known, ok := made.(session)
		if !ok {
			return errors.Join(fmt.Errorf("connection %T lacks a method", made), made.Close())
		}
		if _, err := known.ExecContext(ctx, settle, nil); err != nil {
			return errors.Join(err, made.Close())
		}
		opened = known
		return nil
	})
	return opened, err
}

// lined is a connection whose line can be cut.
type lined struct {
	session
	line *line
}

// CheckNamedValue implements driver.NamedValueChecker as the driver does.
func (l lined) CheckNamedValue(value *driver.NamedValue) error {
	if checker, ok := l.session.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(value)
	}
	return driver.ErrSkip
}

// cutLate cuts the line if ctx ends and the call under way does not within
// cutPatience. The call's end is told by stop.
func (l lined) cutLate(ctx context.Context) (stop func()) {
	if ctx.Done() == nil {
		return func() {}
	}
	ended := make(chan struct{})
	unused := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(cutPatience)
		defer timer.Stop()
		select {
		case <-ended:
		case <-timer.C:
			l.line.cut()
		}
	})
	return func() {
		unused()
		close(ended)
	}
}

// line is what a connection is dialled over, which can be cut under it.
type line struct {
	mu    sync.Mutex
	under net.Conn
	ended bool
}

func (l *line) hold(under net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.under = under; l.ended {
		_ = under.Close() // Nobody waits for it any more.
	}
}

func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended = true; l.under != nil {
		_ = l.under.Close() // It fails if it is closed already.
	}
}

type lineKey struct{}

// lineDialer dials for the line in the context, if there is one.
type lineDialer struct{}

func (d lineDialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

func (d lineDialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

// DialContext implements pq.DialerContext.
func (lineDialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	under, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if l, ok := ctx.Value(lineKey{}).(*line); ok {
		l.hold(under)
	}
	return under, nil
}
