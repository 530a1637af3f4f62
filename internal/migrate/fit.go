package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pressgraph/internal/database"
)

// What is asked of a database before anything is written to it, so that one
// which belongs to somebody else, or cannot hold what we write, stays as it is.

// checkEncoding refuses a database of PostgreSQL that keeps text other than as
// UTF-8: it would take some texts and refuse others, and order those that it
// takes otherwise. SQLite's is asked when it is opened.
func checkEncoding(ctx context.Context, db *database.DB) error {
	const want = "UTF8"
	if db.Engine() != database.PostgreSQL {
		return nil
	}
	found, err := database.ScanAll(ctx, db, "SELECT current_setting('server_encoding')", func(rows *sql.Rows) (name string, err error) {
		return name, rows.Scan(&name)
	})
	if err != nil || len(found) == 1 && found[0] == want {
		return err
	}
	return fmt.Errorf("the database keeps text as %s; create one with ENCODING '%s'", strings.Join(found, ", "), want)
}

// named is something in a database that has a name.
type named struct{ kind, name string }

// refuseForeign returns an error if a database that was never migrated is in use
// by something else. A file of SQLite is one program's alone. In a schema of
// PostgreSQL others may have tables and functions, also those of extensions, but
// not by the names that we give.
func refuseForeign(ctx context.Context, q database.Queries, engine database.Engine, ours []string) error {
	found, err := foreignIn(ctx, q, engine)
	if err != nil {
		return err
	}
	for _, one := range found {
		if engine == database.SQLite || slices.Contains(ours, one.name) {
			return fmt.Errorf("the database holds a %s %q that pressgraph has not made; give pressgraph a database of its own", one.kind, one.name)
		}
	}
	return nil
}

// foreignIn returns what a database holds that was never migrated, but the
// table of the migrations itself.
func foreignIn(ctx context.Context, q database.Queries, engine database.Engine) ([]named, error) {
	query := `SELECT type, name FROM sqlite_master
		WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' AND tbl_name <> '` + database.MigrationsTable + `' ORDER BY rowid`
	if engine == database.PostgreSQL {
		query = `SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' WHEN 'i' THEN 'index' ELSE 'table' END, c.relname
			FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE n.nspname = current_schema() AND c.relname <> '` + database.MigrationsTable + `'
			UNION ALL SELECT 'function', p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
			WHERE n.nspname = current_schema() ORDER BY 1, 2`
	}
	return database.ScanAll(ctx, q, query, func(rows *sql.Rows) (one named, err error) {
		return one, rows.Scan(&one.kind, &one.name)
	})
}

var creation = regexp.MustCompile(
	`(?im)^\s*CREATE (?:OR REPLACE )?(?:UNIQUE |UNLOGGED |VIRTUAL )?(?:TABLE|VIEW|SEQUENCE|FUNCTION|INDEX) (?:IF NOT EXISTS )?["` + "`" + `]?(\w+)`)

// createdBy returns the names of what migrations create.
func createdBy(all []migration) []string {
	var names []string
	for _, m := range all {
		for _, match := range creation.FindAllStringSubmatch(m.text, -1) {
			names = append(names, match[1])
		}
	}
	return names
}

// errForeignMigrations is a table of migrations that other programs keep.
var errForeignMigrations = errors.New("the database holds the migrations of another program; give pressgraph a database of its own")

// ownMigrations reports whether the table of migrations has the columns of ours.
func ownMigrations(ctx context.Context, q database.Queries, engine database.Engine) (bool, error) {
	query := "SELECT name FROM pragma_table_info('" + database.MigrationsTable + "')"
	if engine == database.PostgreSQL {
		query = `SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE n.nspname = current_schema() AND c.relname = '` + database.MigrationsTable + `' AND a.attnum > 0 AND NOT a.attisdropped`
	}
	columns, err := database.ScanAll(ctx, q, query, func(rows *sql.Rows) (name string, err error) {
		return name, rows.Scan(&name)
	})
	own := slices.Contains(columns, "name") && slices.Contains(columns, "hash") && slices.Contains(columns, "applied_at")
	return own, err
}
