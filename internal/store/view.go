package store

import (
	"context"
	"database/sql"
	"fmt"
)

// View reads one state of the database with several statements.
type View struct {
	conn *DBTx
	// turn is held by the statement under way.
	turn chan struct{}
}

// View calls do with one state of the database: the one when its first
// statement runs, whatever is written meanwhile.
func (s *Store) View(ctx context.Context, do func(context.Context, *View) error) error {
	conn, err := s.db.BeginRead(ctx)
	if err != nil {
		return err
	}
	// There is nothing to keep, and nobody to tell that it could not be undone.
	defer func() { _ = conn.Rollback() }()
	return do(ctx, &View{conn, make(chan struct{}, 1)})
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

type viewKey struct{}

// Within returns a context under which all that reads the store reads the view's
// state, one statement after the other.
func (v *View) Within(ctx context.Context) context.Context {
	return context.WithValue(ctx, viewKey{}, v)
}

func viewOf(ctx context.Context) *View {
	v, _ := ctx.Value(viewKey{}).(*View)
	return v
}

// queryNext runs a statement once those before it have given their rows back.
func (v *View) queryNext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	select {
	case v.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	t := &ticket{give: func() { <-v.turn }}
	found, err := v.conn.QueryContext(context.WithValue(ctx, ticketKey{}, t), query, args...) //nolint:rowserrcheck // whoever reads them asks
	if err != nil {
		t.leave() // Else the rows do, when they are closed.
	}
	return found, err
}
