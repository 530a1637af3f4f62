package database

import (
	"context"
	"database/sql"
)

// View reads one state of the database with several statements.
type View struct {
	conn *Tx
	// turn is held by the statement under way.
	turn chan struct{}
}

// View calls do with one state of the database: the one when its first
// statement runs, whatever is written meanwhile.
func (db *DB) View(ctx context.Context, do func(context.Context, *View) error) error {
	conn, err := db.BeginRead(ctx)
	if err != nil {
		return err
	}
	// There is nothing to keep, and nobody to tell that it could not be undone.
	defer func() { _ = conn.Rollback() }()
	return do(ctx, &View{conn, make(chan struct{}, 1)})
}

// QueryContext reads the view's state.
func (v *View) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return v.conn.QueryContext(ctx, query, args...)
}

type viewKey struct{}

// Within returns a context under which all that reads the database reads the view's
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
