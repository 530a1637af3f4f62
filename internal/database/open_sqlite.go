package database

import (
	"context"
	"crypto/rand"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Every SQLite connection is set up with these; see https://www.sqlite.org/pragma.html.
const (
	// Each connection has pages of its own: what is read often is kept above, once.
	sqliteCacheKiB = 4 << 10
	// A write-ahead log that a long reader has let grow is cut back to this.
	sqliteLogBytes = 64 << 20
)

// MigrationsTable says which migrations a database has. A file that has it is
// ours.
const MigrationsTable = "schema_migrations"

// openSQLite opens a file only where it is: SQLite would make an empty one, and
// call that the database, whenever the one it had is gone.
func openSQLite(ctx context.Context, target Target, options Options) (_ *DB, err error) {
	name := target.path
	db := &DB{target: target, log: options.Log, signs: options.signs, clock: &clock{own: options.Now, log: options.Log}}
	if target.InMemory() {
		// A name of its own makes it private. The leading slash makes all
		// connections of this process with that name share one database.
		name = "/" + rand.Text()
	} else if db.file, err = findSQLite(name, options.Existing); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(Fault(err), db.Close())
		}
	}()
	anchor, mode, err := anchorSQLite(ctx, target, name, options, db.file)
	if err != nil {
		return nil, err
	}
	db.anchor = anchor
	db.readOnly = mode.readOnly
	if err := db.pool(name, options, mode); err != nil {
		return nil, err
	}
	// The writer comes first: it turns the log on, which readers cannot.
	if err := db.writer.PingContext(ctx); err != nil {
		return nil, err
	}
	if err := db.reader.PingContext(ctx); err != nil || db.file == nil {
		return db, err
	}
	// The anchor uses the log from now on, so that SQLite never takes it away.
	if _, err := ask(ctx, db.anchor, "PRAGMA schema_version"); err != nil {
		return nil, err
	}
	return db, db.file.keep()
}

// pool makes the pools of SQLite.
func (db *DB) pool(name string, options Options, mode sqliteMode) error {
	write, err := sqlite.NewConnector(sqliteAddress(db.target, name, options, mode, !mode.readOnly))
	if err != nil {
		return err
	}
	read, err := sqlite.NewConnector(sqliteAddress(db.target, name, options, mode, false))
	if err != nil {
		return err
	}
	toWrite, toRead := newConnector(interruptible{write}, options, true), newConnector(interruptible{read}, options, true)
	toWrite.file, toRead.file = db.file, db.file
	db.writer, db.reader = poolOf(toWrite, 1), poolOf(toRead, options.MaxConns)
	db.on, db.gate = pools{reader: db.reader, writer: db.writer}, newGate(options.MaxConns)
	return nil
}

// sqliteMode is how a database can be, and is to be, opened.
type sqliteMode struct {
	// logged says that the write-ahead log is to be turned on: not for files of
	// other programs, which are only looked at.
	logged bool
	// readOnly says that the file cannot be written.
	readOnly bool
	// immutable says that nothing can be written beside the file either, so that
	// nobody is expected to change it.
	immutable bool
}

// anchorSQLite opens the connection that stays as long as the database: it
// keeps one in memory alive, and the log of a file in its place while the pools
// have no connection. It writes nothing, and tells how others are to be opened.
func anchorSQLite(ctx context.Context, target Target, name string, options Options, file *sqliteFile) (driver.Conn, sqliteMode, error) {
	conn, mode, err := anchorIn(ctx, target, name, options, sqliteMode{})
	if !unopened(err) || file == nil {
		return conn, mode, err
	}
	// The log cannot be made, as the folder cannot be written. Without one the
	// file can be read all the same.
	if !file.unlogged() {
		return nil, mode, fmt.Errorf("its last changes lie in %s, which can only be read where files can be made beside it", name+walSuffix)
	}
	file.unchanging = true
	return anchorIn(ctx, target, name, options, sqliteMode{readOnly: true, immutable: true})
}

func anchorIn(ctx context.Context, target Target, name string, options Options, mode sqliteMode) (driver.Conn, sqliteMode, error) {
	source, err := sqlite.NewConnector(sqliteAddress(target, name, options, mode, false))
	if err != nil {
		return nil, mode, err
	}
	conn, err := source.Connect(ctx)
	if err != nil {
		return nil, mode, err
	}
	if mode, err = mode.of(ctx, conn, options); err != nil {
		return nil, mode, errors.Join(err, conn.Close())
	}
	return conn, mode, nil
}

// of completes the mode by what is in the database.
func (m sqliteMode) of(ctx context.Context, conn driver.Conn, options Options) (sqliteMode, error) {
	tables, err := ask(ctx, conn, "SELECT count(*) FROM sqlite_master")
	if err != nil {
		return m, err
	}
	ours, err := ask(ctx, conn, "SELECT count(*) FROM sqlite_master WHERE name = '"+MigrationsTable+"'")
	if err != nil {
		return m, err
	}
	wide, err := ask(ctx, conn, "SELECT count(*) FROM pragma_encoding WHERE encoding <> 'UTF-8'")
	if err != nil {
		return m, err
	}
	if wide > 0 {
		return m, errors.New("the database keeps text as UTF-16; pressgraph keeps it as UTF-8")
	}
	if !m.readOnly {
		asked, ok := conn.(interface {
			IsReadOnly(schema string) (bool, error)
		})
		if !ok {
			return m, fmt.Errorf("connection %T does not tell whether it can write", conn)
		}
		m.readOnly, err = asked.IsReadOnly("main")
	}
	m.logged = !m.readOnly && (ours > 0 || tables == 0 && !options.Existing)
	return m, err
}

// unopened reports that SQLite could not open or make a file, though it had only
// to read.
func unopened(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && (e.Code()&0xff == sqlite3.SQLITE_CANTOPEN || e.Code()&0xff == sqlite3.SQLITE_READONLY)
}

// ask asks a driver's connection for one number.
func ask(ctx context.Context, conn driver.Conn, query string) (int64, error) {
	rows, err := conn.(driver.QueryerContext).QueryContext(ctx, query, nil) //nolint:errcheck // the driver's connections can
	if err != nil {
		return 0, err
	}
	row := make([]driver.Value, 1)
	if err := errors.Join(rows.Next(row), rows.Close()); err != nil {
		return 0, err
	}
	number, ok := row[0].(int64)
	if !ok {
		return 0, fmt.Errorf("%s: %v is not a number", query, row[0])
	}
	return number, nil
}

// access says what SQLite may do to the file; with neither does it make one.
func (m sqliteMode) access() string {
	if m.readOnly {
		return "ro"
	}
	return "rw"
}

// sqliteAddress returns the driver's address for one kind of connection.
//
// A file uses the write-ahead log: readers go on reading while one connection
// writes. With synchronous=FULL a commit is on disk when it is acknowledged, so
// that it survives the loss of power; with NORMAL it would survive the end of
// the process only. FULL took 0.3 ms for ten rows where NORMAL took 0.07 ms. A
// memory-mapped file (mmap_size) saved 1 µs of 11 for a row, and turns errors of
// the disk into the end of the process: not worth it. A database in memory has
// no log and nothing to survive for.
func sqliteAddress(target Target, name string, options Options, mode sqliteMode, writer bool) string {
	pragmas := []string{
		"foreign_keys(1)",
		"temp_store(memory)",
		fmt.Sprintf("cache_size(-%d)", sqliteCacheKiB),
	}
	settings := url.Values{
		"_busy_timeout": {strconv.FormatInt(options.LockTimeout.Milliseconds(), 10)},
		// Text that sorts as the times do: always UTC.
		"_time_format": {"sqlite"},
		"_timezone":    {"UTC"},
		// A misspelt column in double quotes is an error, not a string.
		"_dqs":      {"0"},
		"_error_rc": {"1"},
	}
	if target.InMemory() {
		settings.Set("vfs", "memdb")
		pragmas = append(pragmas, "journal_mode(memory)", "synchronous(off)")
	} else {
		settings.Set("mode", mode.access())
		if mode.immutable {
			settings.Set("immutable", "1")
		}
		pragmas = append(pragmas, "synchronous(full)")
	}
	if writer {
		// BEGIN IMMEDIATE: a transaction that starts by reading could else lose
		// its place to another process, with no way on but to start again.
		settings.Set("_txlock", "immediate")
		if !target.InMemory() && mode.logged {
			pragmas = append(pragmas, "journal_mode(wal)", fmt.Sprintf("journal_size_limit(%d)", sqliteLogBytes))
		}
	} else {
		settings.Set("_query_only", "1")
	}
	settings["_pragma"] = pragmas
	file := url.URL{Scheme: "file", Opaque: (&url.URL{Path: name}).EscapedPath(), RawQuery: settings.Encode()}
	return file.String()
}
