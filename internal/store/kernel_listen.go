package store

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/lib/pq"
)

const (
	// notifyChannel is where PostgreSQL's kernel sends the numbers of each commit.
	notifyChannel = "pressgraph"
	// defaultListenInterval leaves room for two polls before the second is over
	// within which every server has to know.
	defaultListenInterval = 500 * time.Millisecond
	// The listener's pauses before it connects again. It sleeps through them,
	// so that the end of Listen may take as long.
	minReconnect = 100 * time.Millisecond
	maxReconnect = time.Second
)

// ListenOptions say how Listen learns of changes. The zero value is right for
// a server.
type ListenOptions struct {
	// Interval is how often the database is asked; 0 is 500 ms.
	Interval time.Duration
	// Nudge makes Listen ask at once when something can be received from it:
	// whoever commits sends without waiting. It may be nil and is never closed.
	Nudge <-chan struct{}
}

// Listen tells of the newest versions until ctx ends: at once when this process
// nudges or PostgreSQL notifies, and at least once an interval, also where
// nothing has changed, as long as the database answers. So whoever has not been
// told for some intervals does not know what is going on. tell is called by one
// goroutine, and should not wait.
//
// The row of the versions is read each time. It says more than a notification
// would that may have been lost, and costs less on SQLite than to find out
// whether the file has changed at all.
func Listen(ctx context.Context, db *DB, options ListenOptions, tell func(version, public int64)) {
	interval := options.Interval
	if interval <= 0 {
		interval = defaultListenInterval
	}
	notified := make(chan struct{}, 1)
	var hearing sync.WaitGroup
	defer hearing.Wait()
	if db.Engine() == PostgreSQL {
		hearing.Go(func() { hearPostgreSQL(ctx, db.target.address, notified) })
	}
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		if version, public, err := versionsWithin(ctx, db, max(interval, time.Second)); err == nil {
			tell(version, public)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-notified:
		case <-options.Nudge:
		}
	}
}

func versionsWithin(ctx context.Context, db *DB, limit time.Duration) (version, public int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return readVersions(ctx, db)
}

// hearPostgreSQL sends to notified when the kernel has notified, or may have
// while we could not hear, until ctx ends. A server that refuses to LISTEN is
// left to polling.
func hearPostgreSQL(ctx context.Context, address string, notified chan<- struct{}) {
	listener := pq.NewDialListener(endingDialer{ctx}, address, minReconnect, maxReconnect, nil)
	stop := func() {
		// It fails if it is closed already.
		_ = listener.Close()
	}
	defer context.AfterFunc(ctx, stop)()
	if err := listener.Listen(notifyChannel); err != nil {
		stop()
	}
	for range listener.Notify {
		select {
		case notified <- struct{}{}:
		default: // The last one has not been taken up yet.
		}
	}
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
