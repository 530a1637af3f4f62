package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// maxDamage bounds what Integrity tells.
const maxDamage = 100

// Integrity asks the engine itself whether what it keeps is sound, and returns
// what is not, in the engine's words: on SQLite its whole check of the file and
// of references, which reads all of it; on PostgreSQL what its checksums have
// met so far, indexes that it calls invalid, and the order within indexes where
// the extension amcheck is there for us.
func (db *DB) Integrity(ctx context.Context) ([]string, error) {
	ask := db.sqliteIntegrity
	if db.Engine() == PostgreSQL {
		ask = db.postgresIntegrity
	}
	found, err := ask(ctx)
	if isDamage(err) {
		return append(found, err.Error()), nil
	}
	return found, err
}

// isDamage reports that the engine has met something that it cannot make sense of.
func isDamage(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		primary := e.Code() & 0xff
		return primary == sqlite3.SQLITE_CORRUPT || primary == sqlite3.SQLITE_NOTADB
	}
	e, ok := errors.AsType[*pq.Error](err)
	return ok && (e.Code == pqerror.DataCorrupted || e.Code == pqerror.IndexCorrupted)
}

func (db *DB) sqliteIntegrity(ctx context.Context) (found []string, err error) {
	conn, err := db.BeginRead(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Rollback()) }()
	tell := func(row Row) error {
		var text string
		if err := row.Scan(&text); err != nil {
			return err
		}
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); line != "ok" {
				found = append(found, line)
			}
		}
		return nil
	}
	if err := QueryEach(ctx, conn, fmt.Sprintf("PRAGMA integrity_check(%d)", maxDamage), nil, tell); err != nil {
		return found, err
	}
	const dangling = `SELECT 'row ' || coalesce(rowid, '?') || ' of ' || "table" || ' refers to one of ' || parent || ' that is missing'
		FROM pragma_foreign_key_check LIMIT `
	return found, QueryEach(ctx, conn, dangling+fmt.Sprint(maxDamage), nil, tell)
}

func (db *DB) postgresIntegrity(ctx context.Context) ([]string, error) {
	word := func(rows *sql.Rows) (text string, err error) { return text, rows.Scan(&text) }
	found, err := ScanAll(ctx, db, `
		SELECT checksum_failures || ' pages have not matched their checksums, the last at ' || checksum_last_failure
		FROM pg_stat_database WHERE datname = current_database() AND checksum_failures > 0
		UNION ALL SELECT 'index ' || c.relname || ' is not valid'
		FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = current_schema() AND NOT i.indisvalid`, word)
	if err != nil {
		return found, err
	}
	checks, err := ScanAll(ctx, db, `
		SELECT format('SELECT %I.bt_index_check(%s)', x.nspname, c.oid)
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am m ON m.oid = c.relam JOIN pg_index i ON i.indexrelid = c.oid,
			pg_extension e JOIN pg_namespace x ON x.oid = e.extnamespace JOIN pg_proc p ON p.pronamespace = x.oid AND p.proname = 'bt_index_check'
		WHERE n.nspname = current_schema() AND m.amname = 'btree' AND i.indisvalid AND e.extname = 'amcheck' AND p.pronargs = 1
			AND has_function_privilege(p.oid, 'EXECUTE') AND has_schema_privilege(x.oid, 'USAGE')
		ORDER BY c.relname`, word)
	if err != nil {
		return found, err
	}
	for _, check := range checks {
		_, err := db.ExecContext(ctx, check)
		switch {
		case isDamage(err):
			found = append(found, err.Error())
		case err != nil:
			return found, fmt.Errorf("check an index: %w", err)
		}
		if len(found) == maxDamage {
			break
		}
	}
	return found, nil
}
