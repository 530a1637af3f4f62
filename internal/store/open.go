package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"runtime"
	"time"
)

// Options say how to open a database. The zero value is right for a server.
type Options struct {
	// MaxConns bounds the connections: all of them on PostgreSQL, the readers on
	// SQLite. 0 is four for every CPU the process may use, at least 4 and at
	// most 32.
	MaxConns int
	// Statements bounds the prepared statements that each connection keeps.
	// 0 is 512; below 0 none are kept, as some connection poolers demand.
	Statements int
	// LockTimeout bounds how long SQLite waits for a lock, the context apart.
	// 0 is 10 s.
	LockTimeout time.Duration
	// Probe, if any, is told of every statement.
	Probe Probe
}

const (
	maxDefaultConns    = 32
	defaultStatements  = 512
	defaultLockTimeout = 10 * time.Second
)

func (o Options) withDefaults() Options {
	if o.MaxConns <= 0 {
		o.MaxConns = min(max(4, 4*runtime.GOMAXPROCS(0)), maxDefaultConns)
	}
	if o.Statements == 0 {
		o.Statements = defaultStatements
	}
	if o.LockTimeout <= 0 {
		o.LockTimeout = defaultLockTimeout
	}
	return o
}

// OpenDB opens the database that target names and makes sure that it answers.
// SQLite creates the file if there is none, in a folder that is there.
func OpenDB(ctx context.Context, target Target, options Options) (*DB, error) {
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
func newPool(source driver.Connector, options Options, eager bool, conns int) *sql.DB {
	pool := sql.OpenDB(&connector{Connector: source, limit: options.Statements, eager: eager, probe: options.Probe})
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	return pool
}
