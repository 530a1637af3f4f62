package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"
)

// migrationLock is the advisory lock of PostgreSQL that is held while the
// database is changed; a number that other programs will hardly use.
const migrationLock = 0x70726573736772

// migrationRetry is the pause before SQLite is asked again for its lock.
const migrationRetry = 100 * time.Millisecond

// MigrationState is one migration and whether the database has it.
type MigrationState struct {
	// Name is the name of its file.
	Name string
	// Applied is when it was applied; zero for one that is pending.
	Applied time.Time
	// Problem is why the database cannot be used; empty where all is well.
	Problem string
}

// Migrate applies the migrations that db has not seen, each in a transaction
// of its own. Servers that start at the same time wait for each other. A
// database that was changed by a newer program, or by other migrations than
// this program has, is refused in one sentence.
func Migrate(ctx context.Context, db *DB, log *slog.Logger) error {
	if err := checkEncoding(ctx, db); err != nil {
		return err
	}
	all, err := embeddedMigrations(db.Engine())
	if err != nil {
		return err
	}
	return migrateTo(ctx, db, all, log)
}

// MigrationStatus tells, in order, which migrations there are and which db has.
func MigrationStatus(ctx context.Context, db *DB) ([]MigrationState, error) {
	all, err := embeddedMigrations(db.Engine())
	if err != nil {
		return nil, err
	}
	done, err := appliedMigrations(ctx, db, db.Engine())
	if err != nil {
		return nil, err
	}
	return migrationStates(all, done), nil
}

// upToDate returns an error unless db has every migration, and those alone.
func upToDate(ctx context.Context, db *DB) error {
	if err := checkEncoding(ctx, db); err != nil {
		return err
	}
	all, err := embeddedMigrations(db.Engine())
	if err != nil {
		return err
	}
	done, err := appliedMigrations(ctx, db, db.Engine())
	if err != nil {
		return err
	}
	pending, err := pendingMigrations(all, done)
	switch {
	case err != nil:
		return err
	case len(pending) == 0:
		return nil
	case len(done) > 0:
		return ErrOutdated
	}
	if err := refuseForeign(ctx, db, db.Engine(), all); err != nil {
		return err
	}
	return ErrEmpty
}

func migrationStates(all []migration, done []appliedMigration) []MigrationState {
	states := make([]MigrationState, 0, len(all))
	seen := make(map[string]bool, len(done))
	for _, d := range done {
		state := MigrationState{Name: d.name, Applied: d.at}
		if err := agree(all, d); err != nil {
			state.Problem = err.Error()
		}
		states = append(states, state)
		seen[d.name] = true
	}
	for _, m := range all {
		if !seen[m.name] {
			states = append(states, MigrationState{Name: m.name})
		}
	}
	slices.SortFunc(states, func(a, b MigrationState) int { return strings.Compare(a.Name, b.Name) })
	return states
}

// migrateTo looks before it locks: a server that finds nothing to do disturbs
// nobody.
func migrateTo(ctx context.Context, db *DB, all []migration, log *slog.Logger) error {
	for had := -1; ; {
		done, err := appliedMigrations(ctx, db, db.Engine())
		if err != nil {
			return err
		}
		pending, err := pendingMigrations(all, done)
		switch {
		case err != nil:
			return err
		case len(pending) == 0 && had > 0:
			return renewStatistics(ctx, db)
		case len(pending) == 0:
			return nil
		case had < 0:
			had = len(done)
		}
		start := time.Now()
		name, err := applyNext(ctx, db, all)
		switch {
		case err != nil && Retryable(err):
			// Another process holds SQLite's only place for writers.
			select {
			case <-ctx.Done():
				return err
			case <-time.After(migrationRetry):
			}
		case err != nil:
			return err
		case name != "":
			log.InfoContext(ctx, "migration applied", "name", name, "took", time.Since(start))
		}
	}
}

// renewStatistics counts anew what a migrated database holds, if it was counted
// before: with statistics of others, SQLite does not take an index that has none.
// PostgreSQL counts by itself, and by columns.
func renewStatistics(ctx context.Context, db *DB) error {
	if db.Engine() == PostgreSQL {
		return nil
	}
	const statistics = "sqlite_stat1"
	tables, err := tableNames(ctx, db, SQLite)
	if err != nil || !slices.Contains(tables, statistics) {
		return err
	}
	_, err = db.ExecContext(ctx, "ANALYZE")
	return err
}

// applyNext applies one migration under the lock, and returns its name; empty
// if another process has been faster.
func applyNext(ctx context.Context, db *DB, all []migration) (_ string, err error) {
	conn, err := db.SQL().Conn(ctx)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if db.Engine() == SQLite {
		relaxed, err := relaxSQLite(ctx, conn)
		if err != nil {
			return "", err
		}
		defer relaxed()
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return "", err
	}
	name, err := applyIn(ctx, tx, db.Engine(), all)
	if err != nil {
		// The error that ends the transaction matters; this one follows from it.
		_ = tx.Rollback()
		return "", err
	}
	return name, tx.Commit()
}

// relaxSQLite prepares for what SQLite cannot do but by making a table anew:
// dropping the old one must not delete what refers to it, and renaming the new
// one must not stumble over triggers that name the old. Neither can be set
// within a transaction; the references are checked before its end.
func relaxSQLite(ctx context.Context, conn *sql.Conn) (restore func(), err error) {
	restore = func() {
		// Also after ctx has ended: the connection goes back to the pool.
		ctx := context.WithoutCancel(ctx)
		if _, err := conn.ExecContext(ctx, "PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON"); err != nil {
			discardConn(conn)
		}
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON"); err != nil {
		restore()
		return nil, err
	}
	return restore, nil
}

func applyIn(ctx context.Context, tx *sql.Tx, engine Engine, all []migration) (string, error) {
	if engine == PostgreSQL {
		// Held to the end of the transaction, whatever becomes of us.
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(migrationLock)); err != nil {
			return "", err
		}
	}
	done, err := appliedMigrations(ctx, tx, engine)
	if err != nil {
		return "", err
	}
	pending, err := pendingMigrations(all, done)
	if err != nil || len(pending) == 0 {
		return "", err
	}
	next := pending[0]
	if len(done) == 0 {
		if err := prepareEmpty(ctx, tx, engine, all); err != nil {
			return "", err
		}
	}
	if _, err := tx.ExecContext(ctx, next.text); err != nil {
		return "", fmt.Errorf("migration %s: %w", next.name, err)
	}
	if engine == SQLite {
		if err := checkReferences(ctx, tx); err != nil {
			return "", fmt.Errorf("migration %s: %w", next.name, err)
		}
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO "+migrationsTable+" (name, hash, applied_at) VALUES ($1, $2, $3)",
		next.name, next.hash, time.Now())
	return next.name, err
}

// prepareEmpty makes the table of what has been applied, unless the database
// is in use by something else.
func prepareEmpty(ctx context.Context, tx *sql.Tx, engine Engine, all []migration) error {
	if err := refuseForeign(ctx, tx, engine, all); err != nil {
		return err
	}
	moment := map[Engine]string{SQLite: "datetime", PostgreSQL: "timestamptz"}[engine]
	_, err := tx.ExecContext(ctx, fmt.Sprintf(`CREATE TABLE IF NOT EXISTS %s (
		name text NOT NULL PRIMARY KEY,
		hash text NOT NULL,
		applied_at %s NOT NULL
	)`, migrationsTable, moment))
	return err
}

// checkReferences finds rows that refer to nothing, which SQLite does not
// notice by itself while foreign keys are off.
func checkReferences(ctx context.Context, tx *sql.Tx) error {
	broken, err := scanAll(ctx, tx, "SELECT \"table\", parent FROM pragma_foreign_key_check LIMIT 1", func(rows *sql.Rows) (string, error) {
		var table, parent string
		err := rows.Scan(&table, &parent)
		return fmt.Sprintf("a row of %s refers to one of %s that is missing", table, parent), err
	})
	if err != nil || len(broken) == 0 {
		return err
	}
	return errors.New(broken[0])
}
