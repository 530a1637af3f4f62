package database

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/lib/pq"
)

const (
	// Connections are replaced now and then, so that a new address of the server
	// is noticed and its memory for cached plans does not grow for ever.
	postgresLifetime = time.Hour
	// Those not needed are given back, but slowly: each has statements prepared.
	postgresIdleTime = 10 * time.Minute
	// fewConns is the number of connections below which none is spared for
	// listening: a server asks twice a second anyhow.
	fewConns = 4
)

// shares says how many connections are for what.
type shares struct {
	// requests is how many statements use at once.
	requests int
	// listening is whether there is one to listen with. The one to lead with is
	// there always.
	listening bool
}

// share divides conns connections.
func share(conns int) shares {
	switch {
	case conns >= fewConns:
		return shares{requests: conns - 2, listening: true}
	case conns > 1:
		return shares{requests: conns - 1}
	default:
		return shares{requests: 1}
	}
}

func openPostgreSQL(ctx context.Context, target Target, options Options) (_ *DB, err error) {
	source, err := pq.NewConnector(target.address)
	if err != nil {
		return nil, err
	}
	source.Dialer(lineDialer{})
	from := patient{source, roomPatience}
	parts := share(options.MaxConns)
	db := &DB{target: target, log: options.Log, signs: options.signs, clock: &clock{own: options.Now, shared: !options.Simulated, log: options.Log}}
	if err := db.meet(ctx, from, parts.requests > 1); err != nil {
		return nil, Fault(err)
	}
	pool := newPool(from, options, parts.requests)
	pool.SetConnMaxLifetime(postgresLifetime)
	pool.SetConnMaxIdleTime(postgresIdleTime)
	db.querier, db.reader, db.writer = querier{on: pool, gate: newGate(parts.requests)}, pool, pool
	db.alone = newPool(from, options, 1)
	if parts.listening {
		db.ear = &ear{address: target.address, log: options.Log}
	}
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(Fault(err), db.Close())
	}
	return db, nil
}

// OpenBeside opens another database of the same server of PostgreSQL.
func (db *DB) OpenBeside(ctx context.Context, name string) (*DB, error) {
	address, err := url.Parse(db.target.address)
	if err != nil {
		return nil, err
	}
	address.Path = "/" + name
	return Open(ctx, Target{engine: PostgreSQL, address: address.String()}, Options{Log: db.log})
}

// meet makes sure that the database can be worked with, and learns what time it
// is, over connections of its own, which nothing is told of.
func (db *DB) meet(ctx context.Context, from patient, more bool) error {
	quiet := Options{Statements: -1}.withDefaults()
	ours := newPool(from, quiet, 1)
	defer func() { _ = ours.Close() }() // It was for this alone.
	others := newPool(patient{Connector: from.Connector}, quiet, 1)
	defer func() { _ = others.Close() }() // It was for this alone.
	if err := checkSessions(ctx, ours, others, more); err != nil {
		return err
	}
	if !db.clock.shared {
		return nil
	}
	_, err := db.clock.ask(ctx, ours)
	return err
}
