package store

import (
	"context"
	"fmt"
	"iter"
	"time"

	"pressgraph/internal/changelog"
	"pressgraph/internal/database"
)

// What is the database's own, for those who have the store alone.

// ReadOnly reports whether the content can be read and not changed.
func (s *Store) ReadOnly() bool { return s.db.ReadOnly() }

// Target returns what was opened.
func (s *Store) Target() database.Target { return s.db.Target() }

// Dialect returns ent's name for the engine.
func (s *Store) Dialect() string { return s.db.Dialect() }

// Now returns the time by the clock of the store: the database's on PostgreSQL,
// as far as it has been heard.
func (s *Store) Now() time.Time { return s.db.Now() }

// AskNow is Now, but for asking the database on PostgreSQL, so that it is not
// late either.
func (s *Store) AskNow(ctx context.Context) (time.Time, error) { return s.db.AskNow(ctx) }

// Heard returns when the database has last answered anything to this process.
func (s *Store) Heard() time.Time { return s.db.Heard() }

// There returns why the database is known to be gone; see database.DB.LatelyThere.
func (s *Store) There() error { return s.db.LatelyThere() }

// WatchFile tells the log, until ctx ends, when SQLite's file is lost and when it
// is back; what asks for it finds out by itself.
func (s *Store) WatchFile(ctx context.Context) { s.db.WatchFile(ctx) }

// Lead runs do while this server is the one that leads; see database.DB.Lead.
func (s *Store) Lead(ctx context.Context, do func(context.Context)) { s.db.Lead(ctx, do) }

// Integrity asks the engine itself whether what it keeps is sound; see
// database.DB.Integrity.
func (s *Store) Integrity(ctx context.Context) ([]string, error) { return s.db.Integrity(ctx) }

// Analyze tells the engine how much of what is stored; see database.DB.Analyze.
func (s *Store) Analyze(ctx context.Context) error { return s.db.Analyze(ctx) }

// Copy inserts rows into a table, the values in the order of columns. It is for
// Load; a row may be used again once the next one is asked for.
func (tx *Tx) Copy(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) error {
	return tx.conn.Copy(ctx, table, columns, rows)
}

// WithoutIndexes calls do, which writes very many rows to the tables; see
// database.Tx.WithoutIndexes.
func (tx *Tx) WithoutIndexes(ctx context.Context, tables []string, do func() error) error {
	return tx.conn.WithoutIndexes(ctx, tables, do)
}

// View reads one state of the database with several statements.
type View struct{ *database.View }

// View calls do with one state of the database: the one when its first
// statement runs, whatever is written meanwhile.
func (s *Store) View(ctx context.Context, do func(context.Context, *View) error) error {
	return s.db.View(ctx, func(ctx context.Context, v *database.View) error { return do(ctx, &View{v}) })
}

// Query is Store.Query in the view's state; it knows no visibility either.
func (v *View) Query(ctx context.Context, query string, args []any, each func(database.Row) error) error {
	return database.QueryEach(ctx, v, query, args, each)
}

// Versions is Store.Versions in the view's state.
func (v *View) Versions(ctx context.Context) (all, public int64, err error) {
	all, public, err = changelog.ReadVersions(ctx, v)
	if err != nil {
		return 0, 0, fmt.Errorf("read content version: %w", err)
	}
	return all, public, nil
}
