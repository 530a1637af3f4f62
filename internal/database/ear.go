package database

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"pressgraph/internal/background"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
)

const (
	// NotifyChannel is where PostgreSQL's kernel sends the numbers of each commit.
	NotifyChannel = "pressgraph"
	// The listener's pauses before it connects again. It sleeps through them,
	// so that its end may take as long.
	minReconnect = 100 * time.Millisecond
	maxReconnect = time.Second
	// The pauses before a server that refuses is asked again whether it lets us
	// listen grow from first to last: a standby does once it is promoted.
	firstRefusedPause = time.Second
	lastRefusedPause  = 30 * time.Second
)

// ear hears PostgreSQL's notifications over one connection, as long as anybody
// wants to hear. A nil ear hears nothing.
type ear struct {
	address string
	log     *slog.Logger

	mu      sync.Mutex
	hearers map[chan<- struct{}]bool
	// deafen ends the listening and waits for its end.
	deafen func()
}

// hear sends to notified when the kernel has notified, or may have while we
// could not hear, until stop is called, which waits for what it ends.
func (e *ear) hear(ctx context.Context, notified chan<- struct{}) (stop func()) {
	if e == nil {
		return func() {}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.hearers == nil {
		e.hearers = map[chan<- struct{}]bool{}
	}
	e.hearers[notified] = true
	if e.deafen == nil {
		e.deafen = e.begin(context.WithoutCancel(ctx))
	}
	return func() { e.leave(notified) }
}

// Hear sends to notified when another server has notified, or may have while
// nobody could hear, until stop is called, which waits for what it ends. Only
// PostgreSQL notifies.
func (db *DB) Hear(ctx context.Context, notified chan<- struct{}) (stop func()) {
	return db.ear.hear(ctx, notified)
}

func (e *ear) begin(ctx context.Context) (deafen func()) {
	ctx, cancel := context.WithCancel(ctx)
	var hearing sync.WaitGroup
	hearing.Go(func() {
		background.Keep(ctx, e.log, "listening", e.listen)
	})
	return func() {
		cancel()
		hearing.Wait()
	}
}

func (e *ear) leave(notified chan<- struct{}) {
	e.mu.Lock()
	delete(e.hearers, notified)
	deafen := e.deafen
	if len(e.hearers) > 0 {
		deafen = nil
	} else {
		e.deafen = nil
	}
	e.mu.Unlock()
	if deafen != nil {
		deafen()
	}
}

// pass tells all who hear.
func (e *ear) pass() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for notified := range e.hearers {
		select {
		case notified <- struct{}{}:
		default: // The last one has not been taken up yet.
		}
	}
}

// listen listens until ctx ends. A server that refuses is left to polling, and
// asked again later.
func (e *ear) listen(ctx context.Context) {
	refused := false
	for pause := firstRefusedPause; ; pause = min(2*pause, lastRefusedPause) {
		err := hearPostgreSQL(ctx, e.address, func() {
			if refused {
				e.log.InfoContext(ctx, "the database tells of changes again")
			}
			refused = false
			e.pass()
		}, e.pass)
		if ctx.Err() != nil {
			return
		}
		if !refused {
			e.log.InfoContext(ctx, "the database does not tell of changes, and is asked for them twice a second until it does", "error", err)
		}
		refused = true
		background.Sleep(ctx, pause)
	}
}

// hearPostgreSQL calls heard when the kernel has notified, or may have while we
// could not hear, until ctx ends; begun once it listens. It returns why the server
// refuses that, whether it is told so when it asks or, by the listener, when that
// has connected again.
func hearPostgreSQL(ctx context.Context, address string, begun, heard func()) error {
	ctx, refuse := context.WithCancelCause(ctx)
	defer refuse(nil)
	listener := pq.NewDialListener(endingDialer{ctx}, address, minReconnect, maxReconnect, func(_ pq.ListenerEventType, err error) {
		if e, ok := errors.AsType[*pq.Error](err); ok && e.Code == pqerror.ReadOnlySQLTransaction {
			refuse(err)
		}
	})
	stop := func() {
		// It fails if it is closed already.
		_ = listener.Close()
	}
	defer context.AfterFunc(ctx, stop)()
	if err := listener.Listen(NotifyChannel); err == nil {
		begun()
	} else {
		refuse(err)
		stop()
	}
	for range listener.Notify {
		heard()
	}
	return context.Cause(ctx)
}

// endingDialer makes connections that are closed when ctx ends. The listener
// knows no context, and holds its lock while it waits for the server.
type endingDialer struct{ ctx context.Context }

func (d endingDialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

func (d endingDialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

// DialContext gives up when either context ends.
func (d endingDialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(d.ctx, cancel)()
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	ending := &endingConn{Conn: conn}
	ending.keep = context.AfterFunc(d.ctx, func() {
		// It fails if the listener has been faster.
		_ = conn.Close()
	})
	return ending, nil
}

// endingConn is closed by its context or by whoever uses it.
type endingConn struct {
	net.Conn
	keep func() bool
}

// Close ends the connection.
func (c *endingConn) Close() error {
	c.keep()
	return c.Conn.Close()
}
