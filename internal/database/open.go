package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"
)

// Options say how to open a database. The zero value is right for a server.
type Options struct {
	// MaxConns bounds the connections: all of them on PostgreSQL, of which a
	// server keeps one to lead with and, of four or more, one to listen with; the
	// readers on SQLite. 0 is four for every CPU the process may use, at least 8
	// and at most 32.
	MaxConns int
	// Statements bounds the prepared statements that each connection keeps.
	// 0 is 128; below 0 none are kept, as some connection poolers demand.
	Statements int
	// LockTimeout bounds how long SQLite waits for a lock, the context apart.
	// 0 is 10 s.
	LockTimeout time.Duration
	// Probe, if any, is told of every statement.
	Probe Probe

	// Now is the clock of this server; nil is time.Now. On PostgreSQL the
	// database's own tells what is due, and in which order things happen.
	Now func() time.Time
	// Simulated takes Now for the time on PostgreSQL, too, for what is to come out
	// the same each time.
	Simulated bool
	// Log is told what an operator should know; nil is nobody.
	Log *slog.Logger
	// Existing opens a file of SQLite only where there is one; else it is made.
	Existing bool

	// troubles are shared by all connections.
	troubles *troubles
	// signs are what was heard over any of them.
	signs *signs
}

const (
	minDefaultConns    = 8
	maxDefaultConns    = 32
	defaultStatements  = 128
	defaultLockTimeout = 10 * time.Second
)

func (o Options) withDefaults() Options {
	if o.MaxConns <= 0 {
		o.MaxConns = min(max(minDefaultConns, 4*runtime.GOMAXPROCS(0)), maxDefaultConns)
	}
	if o.Statements == 0 {
		o.Statements = defaultStatements
	}
	if o.LockTimeout <= 0 {
		o.LockTimeout = defaultLockTimeout
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.signs == nil {
		o.signs = newSigns()
	}
	if o.troubles == nil {
		o.troubles = newTroubles(o.Log)
	}
	return o
}

// Open opens the database that target names and makes sure that it answers. A
// file of SQLite is made if there is none and options do not forbid it, in a
// folder that is there. One that cannot be written is opened for reading.
func Open(ctx context.Context, target Target, options Options) (*DB, error) {
	var db *DB
	var err error
	switch options = options.withDefaults(); target.engine {
	case SQLite:
		db, err = openSQLite(ctx, target, options)
	case PostgreSQL:
		db, err = openPostgreSQL(ctx, target, options)
	default:
		return nil, errors.New("open: no database is named")
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", target, err)
	}
	return db, nil
}

// newPool returns a pool of up to conns connections, which stay open once they are.
func newPool(source driver.Connector, options Options, conns int) *sql.DB {
	return poolOf(newConnector(source, options, false), conns)
}

func newConnector(source driver.Connector, options Options, eager bool) *connector {
	return &connector{
		Connector: source, limit: options.Statements, eager: eager, probe: options.Probe, log: options.Log,
		troubles: options.troubles, signs: options.signs,
	}
}

func poolOf(source *connector, conns int) *sql.DB {
	pool := sql.OpenDB(source)
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	return pool
}
