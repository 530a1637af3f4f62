package store

import (
	"context"
	"errors"
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
	pool := newPool(source, options, false, options.MaxConns)
	pool.SetConnMaxLifetime(postgresLifetime)
	pool.SetConnMaxIdleTime(postgresIdleTime)
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(Fault(err), pool.Close())
	}
	return &DB{querier: querier{pool}, target: target, reader: pool, writer: pool}, nil
}
