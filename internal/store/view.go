package store

import (
	"context"
	"fmt"
)

// View reads one state of the database with several statements.
type View struct{ conn *DBTx }

// View calls do with one state of the database: the one when its first
// statement runs, whatever is written meanwhile.
func (s *Store) View(ctx context.Context, do func(context.Context, *View) error) error {
	conn, err := s.db.BeginRead(ctx)
	if err != nil {
		return err
	}
	// There is nothing to keep, and nobody to tell that it could not be undone.
	defer func() { _ = conn.Rollback() }()
	return do(ctx, &View{conn})
}

// Query is Store.Query in the view's state; it knows no visibility either.
func (v *View) Query(ctx context.Context, query string, args []any, each func(Row) error) error {
	return queryEach(ctx, v.conn, query, args, each)
}

// Versions is Store.Versions in the view's state.
func (v *View) Versions(ctx context.Context) (all, public int64, err error) {
	all, public, err = readVersions(ctx, v.conn)
	if err != nil {
		return 0, 0, fmt.Errorf("read content version: %w", err)
	}
	return all, public, nil
}
