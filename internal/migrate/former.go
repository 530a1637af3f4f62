package migrate

import (
	"context"
	"database/sql"
	"fmt"

	atlas "ariga.io/atlas/sql/migrate"

	"pressgraph/internal/changelog"
	"pressgraph/internal/database"
	"pressgraph/migrations"
)

// The first migration holds the tables that an earlier line of migrations led
// to, which also held the kernel. A database at the end of that line has what
// the first migration makes: its record is written anew, and it goes on from
// there. One in the middle lacks tables that nobody but the program of then can
// make.

// formerMigrations lists the earlier line, in order.
func formerMigrations(engine database.Engine) ([]appliedMigration, error) {
	text, err := migrations.Former(string(engine))
	if err != nil {
		return nil, err
	}
	var sums atlas.HashFile
	if err := sums.UnmarshalText(text); err != nil {
		return nil, fmt.Errorf("read the former migrations: %w", err)
	}
	all := make([]appliedMigration, len(sums))
	for i, sum := range sums {
		all[i] = appliedMigration{name: sum.N, hash: sum.H}
	}
	return all, nil
}

// isFormer reports whether a database is at the end of the earlier line. It
// refuses one that has begun it and is anywhere else.
func isFormer(former, done []appliedMigration) (bool, error) {
	if len(former) == 0 || len(done) == 0 || !done[0].is(former[0]) {
		return false, nil
	}
	for i, d := range done {
		if i >= len(former) || !d.is(former[i]) {
			return false, fmt.Errorf("the database has a migration %s that pressgraph never had in this place", d.name)
		}
	}
	if len(done) == len(former) {
		return true, nil
	}
	return false, fmt.Errorf("the database stopped at migration %s of a line that ended with %s, "+
		"from where alone this version of pressgraph goes on; run pressgraph migrate of the version before it first",
		done[len(done)-1].name, former[len(former)-1].name)
}

// adopt takes what the earlier line has led to for the first migration.
func adopt(ctx context.Context, tx *sql.Tx, first migration, done []appliedMigration) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM "+database.MigrationsTable); err != nil { //nolint:gosec // a constant
		return err
	}
	return first.record(ctx, tx, done[len(done)-1].at)
}

// formerObjects finds the kernel of the earlier line, which was recorded nowhere,
// by what its objects call.
func formerObjects(ctx context.Context, q database.Queries, engine database.Engine) ([]changelog.Object, error) {
	query := `SELECT type, name, CASE type WHEN 'trigger' THEN tbl_name ELSE '' END
		FROM sqlite_master WHERE type IN ('trigger', 'view') AND sql LIKE '%change_sink%'`
	if engine == database.PostgreSQL {
		const kernel = `p.pronargs = 0 AND p.prosrc ~ 'pressgraph|who_changes\(\)|bulk_load\(\)|INTO touched '
			AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())`
		query = `SELECT 'function', p.proname, '' FROM pg_proc p WHERE ` + kernel + `
			UNION ALL SELECT 'trigger', t.tgname, c.relname
			FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid WHERE ` + kernel
	}
	return database.ScanAll(ctx, q, query, func(rows *sql.Rows) (o changelog.Object, err error) {
		return o, rows.Scan(&o.Kind, &o.Name, &o.Table)
	})
}
