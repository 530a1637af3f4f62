package database

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/lib/pq"
)

// Copy inserts rows into a table, the values in the order of columns: by COPY
// on PostgreSQL, through one prepared INSERT on SQLite. A row may be used again
// once the next one is asked for.
func (t *Tx) Copy(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) (err error) {
	copying := t.engine == PostgreSQL
	statement, err := t.tx.PrepareContext(ctx, copyText(copying, table, columns))
	if err != nil {
		return Fault(err)
	}
	defer func() { err = errors.Join(err, Fault(statement.Close())) }()
	for row := range rows {
		if _, err := statement.ExecContext(ctx, row...); err != nil {
			return Fault(err)
		}
	}
	if copying {
		// The end of the rows; only now the server tells what it makes of them.
		_, err = statement.ExecContext(ctx)
	}
	return Fault(err)
}

func copyText(copying bool, table string, columns []string) string {
	names, places := make([]string, len(columns)), make([]string, len(columns))
	for i, column := range columns {
		names[i] = pq.QuoteIdentifier(column)
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	into := pq.QuoteIdentifier(table) + " (" + strings.Join(names, ", ") + ")"
	if copying {
		return "COPY " + into + " FROM STDIN"
	}
	return "INSERT INTO " + into + " VALUES (" + strings.Join(places, ", ") + ")"
}

// sqliteBulkCacheKiB is the cache of a transaction that writes very many rows:
// their ids are random, so that each goes to another page.
const sqliteBulkCacheKiB = 256 << 10

// WithoutIndexes calls do, which writes very many rows to the tables. On SQLite
// their indexes are put aside and made anew afterwards, which takes half the
// time of keeping them: rows come in no order that an index has. PostgreSQL
// keeps them, as others would have to wait for their tables.
func (t *Tx) WithoutIndexes(ctx context.Context, tables []string, do func() error) (err error) {
	if t.engine == PostgreSQL {
		return do()
	}
	if err := t.setCache(ctx, sqliteBulkCacheKiB); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.setCache(ctx, sqliteCacheKiB)) }()
	names, texts, err := t.indexesOf(ctx, tables)
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := t.ExecContext(ctx, "DROP INDEX "+pq.QuoteIdentifier(name)); err != nil {
			return err
		}
	}
	if err := do(); err != nil {
		return err
	}
	for i, text := range texts {
		if _, err := t.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("make index %s anew: %w", names[i], err)
		}
	}
	return nil
}

// indexesOf returns the indexes of tables by name, and what makes them. Those
// that come with a table itself are left out.
func (t *Tx) indexesOf(ctx context.Context, tables []string) (names, texts []string, err error) {
	query := "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL" +
		" AND tbl_name IN (SELECT value FROM json_each($1)) ORDER BY name"
	err = QueryEach(ctx, t, query, []any{Array(t.Dialect(), tables)}, func(row Row) error {
		var name, text string
		err := row.Scan(&name, &text)
		names, texts = append(names, name), append(texts, text)
		return err
	})
	return names, texts, err
}

func (t *Tx) setCache(ctx context.Context, kib int) error {
	_, err := t.ExecContext(ctx, fmt.Sprintf("PRAGMA cache_size(-%d)", kib))
	return err
}

// Analyze tells the engine how much of what is stored, and PostgreSQL which
// pages everybody sees whole, after very much was written. On PostgreSQL the
// server does so by itself, but a minute later.
func (db *DB) Analyze(ctx context.Context) error {
	text := "ANALYZE"
	if db.Engine() == PostgreSQL {
		text = "VACUUM (ANALYZE)"
	}
	_, err := db.ExecContext(ctx, text)
	db.renewReaders()
	return err
}

// optimize has SQLite analyze what needs it (2), as far as a sample tells (16),
// whether this connection has asked about it or not (65536).
const optimize = "PRAGMA optimize=0x10012"

// Count is Analyze in short, after much was written: no operation pays for it.
func (db *DB) Count(ctx context.Context) error {
	text := optimize
	if db.Engine() == PostgreSQL {
		text = "ANALYZE"
	}
	if _, err := db.ExecContext(uncounted(ctx), text); err != nil {
		return err
	}
	db.renewReaders()
	return nil
}

// renewReaders ends the connections that nobody uses at the moment: SQLite reads
// statistics when a connection begins.
func (db *DB) renewReaders() {
	if db.Engine() == SQLite {
		db.reader.SetMaxIdleConns(0)
		db.reader.SetMaxIdleConns(db.reader.Stats().MaxOpenConnections)
	}
}
