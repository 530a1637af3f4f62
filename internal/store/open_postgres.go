package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"
)

const (
	// Connections are replaced now and then, so that a new address of the server
	// is noticed and its memory for cached plans does not grow for ever.
	postgresLifetime = time.Hour
	// Those not needed are given back, but slowly: each has statements prepared.
	postgresIdleTime = 10 * time.Minute
)

func openPostgreSQL(ctx context.Context, target Target, options Options) (*DB, error) {
	source, err := pq.NewConnector(target.address)
	if err != nil {
		return nil, err
	}
	pool := newPool(interpreting{source}, options, false, options.MaxConns)
	pool.SetConnMaxLifetime(postgresLifetime)
	pool.SetConnMaxIdleTime(postgresIdleTime)
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(Fault(err), pool.Close())
	}
	return &DB{querier: querier{on: pool, gate: newGate(options.MaxConns)}, target: target, reader: pool, writer: pool}, nil
}

// interpreting opens connections that do not compile statements: PostgreSQL
// would for those that it takes for long, and lose half a second to save some
// milliseconds. A setting of the address would do the same, but poolers refuse
// those that they do not know.
type interpreting struct{ driver.Connector }

const interpret = "SELECT set_config('jit', 'off', FALSE) WHERE current_setting('jit', TRUE) = 'on'"

// Connect implements driver.Connector.
func (i interpreting) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := i.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	runs, ok := opened.(driver.ExecerContext)
	if !ok {
		return nil, errors.Join(fmt.Errorf("connection %T runs no statements", opened), opened.Close())
	}
	if _, err := runs.ExecContext(ctx, interpret, nil); err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return opened, nil
}
