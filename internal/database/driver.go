package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"

	"pressgraph/internal/database/prepared"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
)

// DB is an open database, and the driver that ent works through. It may be
// used by many goroutines.
//
// On SQLite there are two pools, so that readers never wait for the writer:
// statements that only read and read transactions go to connections that
// cannot write, all else to the one that can. Whoever holds a transaction must
// write through it: a second write beside it waits for it to end.
type DB struct {
	querier
	target Target
	reader *sql.DB
	writer *sql.DB
	// anchor is a connection of SQLite that stays while the pools have none.
	anchor driver.Conn
	// file is SQLite's; nil where there is none.
	file *sqliteFile
	// readOnly says that the file cannot be written.
	readOnly bool
	// alone has the one connection of PostgreSQL that a server leads with.
	alone *sql.DB
	// ear listens for all who want to hear; nil where nobody can.
	ear   *ear
	clock *clock
	// signs are what was heard over any connection.
	signs *signs
	log   *slog.Logger
}

var _ dialect.Driver = (*DB)(nil)

// Target returns what was opened.
func (db *DB) Target() Target { return db.target }

// Engine returns the kind of database.
func (db *DB) Engine() Engine { return db.target.engine }

// Dialect returns ent's name for the engine.
func (db *DB) Dialect() string { return db.target.engine.Dialect() }

// SQL returns the pool that may write, for migrations, bulk loads and whatever
// else needs a connection of its own. Its errors are translated as DB's are.
func (db *DB) SQL() *sql.DB { return db.writer }

// Tx begins a transaction that may write. On SQLite it takes the only place
// for writers at once, so that it cannot fail half-way; on PostgreSQL it is
// READ COMMITTED.
func (db *DB) Tx(ctx context.Context) (dialect.Tx, error) { return db.BeginTx(ctx, nil) }

// BeginTx is Tx with options; a read-only transaction is taken from the
// readers. Generated clients look for exactly this signature.
func (db *DB) BeginTx(ctx context.Context, opts *sql.TxOptions) (dialect.Tx, error) {
	pool := db.writer
	if opts != nil && opts.ReadOnly {
		pool = db.reader
	}
	return db.beginTx(ctx, pool, opts)
}

// BeginRead begins a transaction that reads one state of the database, however
// long it takes: the state when its first statement runs.
func (db *DB) BeginRead(ctx context.Context) (*Tx, error) {
	// SQLite's transactions all read one state, and know no other level.
	return db.beginTx(ctx, db.reader, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}

// BeginWrite begins what Write runs in. READ COMMITTED is asked for by name, as
// a server may be set up for another level.
func (db *DB) BeginWrite(ctx context.Context) (*Tx, error) {
	var options *sql.TxOptions
	if db.Engine() == PostgreSQL {
		options = &sql.TxOptions{Isolation: sql.LevelReadCommitted}
	}
	return db.beginTx(ctx, db.writer, options)
}

// Close ends all connections. It waits for statements under way.
func (db *DB) Close() error {
	var errs []error
	if db.reader != nil && db.reader != db.writer {
		errs = append(errs, db.reader.Close())
	}
	if db.anchor != nil {
		errs = append(errs, db.anchor.Close())
	}
	if db.alone != nil {
		errs = append(errs, db.alone.Close())
	}
	if db.writer != nil {
		errs = append(errs, db.writer.Close())
	}
	return errors.Join(errs...)
}

// Tx is a transaction. Like ent's, it ends with its context.
type Tx struct {
	querier
	engine Engine
	tx     *sql.Tx
	// leave gives back the transaction's place at the gate, the first time.
	leave func()
}

func (db *DB) beginTx(ctx context.Context, pool *sql.DB, opts *sql.TxOptions) (*Tx, error) {
	leave, err := db.gate.hold(ctx)
	if err != nil {
		return nil, Fault(err)
	}
	tx, err := pool.BeginTx(ctx, opts)
	if err != nil {
		leave()
		return nil, Ended(ctx, err)
	}
	return &Tx{querier: querier{on: tx}, engine: db.Engine(), tx: tx, leave: leave}, nil
}

// Engine returns the kind of database that the transaction is in.
func (t *Tx) Engine() Engine { return t.engine }

// Dialect returns ent's name for the engine.
func (t *Tx) Dialect() string { return t.engine.Dialect() }

// Commit makes what the transaction wrote last.
func (t *Tx) Commit() error {
	defer t.leave()
	return Fault(t.tx.Commit())
}

// Rollback undoes what the transaction wrote. After Commit it returns sql.ErrTxDone.
func (t *Tx) Rollback() error {
	defer t.leave()
	return Fault(t.tx.Rollback())
}

// Driver lets ent work in the transaction.
func (t *Tx) Driver() dialect.Driver { return txDriver{t.querier, t.Dialect()} }

// txDriver lets ent work in a transaction that is not its own to end.
type txDriver struct {
	querier
	dialect string
}

func (d txDriver) Dialect() string { return d.dialect }

// Close does nothing: the transaction belongs to who began it.
func (d txDriver) Close() error { return nil }

// Tx returns the same transaction, which ent's nested ones neither commit nor
// undo: an error of theirs is to end what they are part of.
func (d txDriver) Tx(context.Context) (dialect.Tx, error) { return dialect.NopTx(d), nil }

// querier runs statements for ent, on a pool or in a transaction. On a pool
// they go through its gate.
type querier struct {
	on   entsql.ExecQuerier
	gate *gate
}

// ExecContext runs a statement that returns no rows.
func (q querier) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if !AsksDatabase(ctx) {
		return nil, ErrDatabase
	}
	ctx, leave, err := q.gate.enter(ctx, query)
	if err != nil {
		return nil, Fault(err)
	}
	defer leave()
	result, err := q.on.ExecContext(ctx, query, args...)
	return result, Ended(ctx, err)
}

// QueryContext runs a statement that returns rows. What their Err returns
// passes through Fault.
func (q querier) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if !AsksDatabase(ctx) {
		return nil, ErrDatabase
	}
	if v := viewOf(ctx); v != nil && q.gate != nil { // What has a gate is no transaction.
		return v.queryNext(ctx, query, args...)
	}
	ctx, leave, err := q.gate.enter(ctx, query)
	if err != nil {
		return nil, Fault(err)
	}
	found, err := q.on.QueryContext(ctx, query, args...) //nolint:rowserrcheck // whoever reads them asks
	if err != nil {
		leave() // Else the rows do, when they are closed.
	}
	return found, Ended(ctx, err)
}

// Exec implements dialect.ExecQuerier: args is a []any, v nil or a *sql.Result.
func (q querier) Exec(ctx context.Context, query string, args, v any) error {
	list, ok := args.([]any)
	if !ok {
		return fmt.Errorf("exec: arguments are %T, want []any", args)
	}
	into, ok := v.(*sql.Result)
	if v != nil && !ok {
		return fmt.Errorf("exec: result goes to %T, want *sql.Result", v)
	}
	result, err := q.ExecContext(ctx, query, list...)
	if err == nil && into != nil {
		*into = result
	}
	return err
}

// Query implements dialect.ExecQuerier: args is a []any, v ent's *sql.Rows.
func (q querier) Query(ctx context.Context, query string, args, v any) error {
	list, ok := args.([]any)
	if !ok {
		return fmt.Errorf("query: arguments are %T, want []any", args)
	}
	into, ok := v.(*entsql.Rows)
	if !ok {
		return fmt.Errorf("query: rows go to %T, want ent's *sql.Rows", v)
	}
	found, err := q.QueryContext(ctx, query, list...) //nolint:rowserrcheck // whoever reads them asks
	if err != nil {
		return err
	}
	into.ColumnScanner = faultRows{found}
	return nil
}

// faultRows are rows whose Err is a fault where a caller may act on it.
type faultRows struct{ *sql.Rows }

func (r faultRows) Err() error { return Fault(r.Rows.Err()) }

// pools sends what only reads to the readers.
type pools struct{ reader, writer *sql.DB }

func (p pools) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return p.writer.ExecContext(ctx, query, args...)
}

func (p pools) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if prepared.ReadsOnly(query) {
		return p.reader.QueryContext(ctx, query, args...)
	}
	return p.writer.QueryContext(ctx, query, args...)
}
