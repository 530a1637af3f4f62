package database

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"pressgraph/internal/background"
	"pressgraph/internal/fault"
)

// leadLock is the advisory lock that the one server holds that does what only
// one has to do.
const leadLock = 0x70726573736c6561

const (
	// leadInterval is how often a server asks whether it may lead, or still
	// does: another one takes over within a second.
	leadInterval = 300 * time.Millisecond
	leadPatience = 2 * time.Second
)

// Lead runs do while this server is the one that leads, again and again until
// ctx ends; do's context ends when it leads no longer. On PostgreSQL the leader
// holds an advisory lock in a session of its own, which ends with the server.
// On SQLite every process leads, as its writers are serial anyhow: what do
// does must bear to be done by two at once.
func (db *DB) Lead(ctx context.Context, do func(context.Context)) {
	if db.Engine() != PostgreSQL {
		for ctx.Err() == nil {
			do(ctx)
			background.Sleep(ctx, leadInterval)
		}
		return
	}
	trouble := background.NewTrouble(db.log, "cannot tell who leads", "it is known again who leads")
	for ctx.Err() == nil {
		pause := leadInterval
		if err := db.leadOnce(ctx, trouble, do); err == nil {
			trouble.Over(ctx)
		} else if ctx.Err() == nil {
			pause = max(pause, trouble.Failed(ctx, err))
		}
		background.Sleep(ctx, pause)
	}
}

// leadOnce returns nil at once if another server leads.
func (db *DB) leadOnce(ctx context.Context, trouble *background.Trouble, do func(context.Context)) (err error) {
	conn, err := db.alone.Conn(ctx)
	if err != nil {
		return Fault(err)
	}
	defer func() {
		// What fails here has ended the session, and with it the lock.
		_ = conn.Close()
	}()
	var leads bool
	if err := within(ctx, conn, "SELECT pg_try_advisory_lock($1)", &leads); err != nil || !leads {
		return err
	}
	trouble.Over(ctx)
	defer func() {
		var given bool
		_ = within(context.WithoutCancel(ctx), conn, "SELECT pg_advisory_unlock($1)", &given)
	}()
	leading, stop := context.WithCancel(ctx)
	var work sync.WaitGroup
	defer work.Wait()
	defer stop()
	ended := make(chan error, 1)
	work.Go(func() {
		ended <- fault.Safely(func() error {
			do(leading)
			return nil
		})
	})
	for {
		select {
		case err := <-ended:
			return err
		case <-time.After(leadInterval):
		}
		if err := within(ctx, conn, "SELECT $1::bigint <> 0", &leads); err != nil {
			return err
		}
	}
}

// within asks for one value, with a bound on the time it takes.
func within(ctx context.Context, conn *sql.Conn, query string, into *bool) error {
	ctx, cancel := context.WithTimeout(ctx, leadPatience)
	defer cancel()
	return Fault(conn.QueryRowContext(ctx, query, int64(leadLock)).Scan(into))
}
