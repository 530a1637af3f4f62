package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"time"

	"pressgraph/internal/changelog"
	"pressgraph/internal/database"
)

// migrationLock is the advisory lock of PostgreSQL that is held while the
// database is changed; a number that other programs will hardly use.
const migrationLock = 0x70726573736772

// migrationRetry is the pause before SQLite is asked again for its lock.
const migrationRetry = 100 * time.Millisecond

// State is one migration and whether the database has it.
type State struct {
	// Name is the name of its file.
	Name string
	// Applied is when it was applied; zero for one that is pending.
	Applied time.Time
	// Problem is why the database cannot be used; empty where all is well.
	Problem string
}

// What a database may be that is to be opened as it stands.
var (
	// ErrOutdated is a database that lacks migrations which are not to be applied.
	ErrOutdated = errors.New("the database is not up to date")
	// ErrEmpty is one that was never migrated, and holds nothing of anybody.
	ErrEmpty = errors.New("the database holds no newsroom yet")
)

// Apply applies the migrations that db has not seen, and then the kernel of
// change if it has another one, all in one transaction. Servers that start at the
// same time wait for each other. A database that was changed by a newer program,
// or by other migrations than this program has, is refused in one sentence.
func Apply(ctx context.Context, db *database.DB, log *slog.Logger) error {
	if err := checkEncoding(ctx, db); err != nil {
		return err
	}
	want, err := ownBlueprint(db.Engine())
	if err != nil {
		return err
	}
	return migrateTo(ctx, db, want, log)
}

// ApplyFrom is Apply for the migrations of a folder, so that a new one can be tried
// before it is part of a program.
func ApplyFrom(ctx context.Context, db *database.DB, folder fs.FS, log *slog.Logger) error {
	want, err := ownBlueprint(db.Engine())
	if err != nil {
		return err
	}
	if want.migrations, err = readMigrations(folder); err != nil {
		return err
	}
	return migrateTo(ctx, db, want, log)
}

// Status tells, in order, which migrations there are and which db has,
// and last of the kernel.
func Status(ctx context.Context, db *database.DB) ([]State, error) {
	want, err := ownBlueprint(db.Engine())
	if err != nil {
		return nil, err
	}
	had, err := readMade(ctx, db, db.Engine())
	if err != nil {
		return nil, err
	}
	return want.states(had), nil
}

// UpToDate returns an error unless db has every migration, and those alone, and
// the kernel.
func UpToDate(ctx context.Context, db *database.DB) error {
	if err := checkEncoding(ctx, db); err != nil {
		return err
	}
	want, err := ownBlueprint(db.Engine())
	if err != nil {
		return err
	}
	had, err := readMade(ctx, db, db.Engine())
	if err != nil {
		return err
	}
	steps, err := want.steps(had)
	switch {
	case err != nil:
		return err
	case steps.none():
		return nil
	case len(had.migrations) > 0:
		return ErrOutdated
	}
	if err := refuseForeign(ctx, db, db.Engine(), want.names()); err != nil {
		return err
	}
	return ErrEmpty
}

// migrateTo looks before it locks: a server that finds nothing to do disturbs
// nobody.
func migrateTo(ctx context.Context, db *database.DB, want blueprint, log *slog.Logger) error {
	for {
		had, err := readMade(ctx, db, db.Engine())
		if err != nil {
			return err
		}
		steps, err := want.steps(had)
		if err != nil || steps.none() {
			return err
		}
		start := time.Now()
		applied, err := applyAll(ctx, db, want)
		switch {
		case err != nil && database.Retryable(err):
			// Another process holds SQLite's only place for writers.
			select {
			case <-ctx.Done():
				return err
			case <-time.After(migrationRetry):
			}
			continue
		case err != nil:
			return err
		}
		for _, name := range applied {
			log.InfoContext(ctx, "migration applied", "name", name, "took", time.Since(start))
		}
		if len(had.migrations) > 0 && len(applied) > 0 && len(steps.pending) > 0 {
			return renewStatistics(ctx, db)
		}
	}
}

// renewStatistics counts anew what a migrated database holds, if it was counted
// before: with statistics of others, SQLite does not take an index that has none.
// PostgreSQL counts by itself, and by columns.
func renewStatistics(ctx context.Context, db *database.DB) error {
	if db.Engine() == database.PostgreSQL {
		return nil
	}
	const statistics = "sqlite_stat1"
	tables, err := tableNames(ctx, db, database.SQLite)
	if err != nil || !slices.Contains(tables, statistics) {
		return err
	}
	_, err = db.ExecContext(ctx, "ANALYZE")
	return err
}

// applyAll brings db up to date under the lock, and returns the names of what it
// has applied; none if another process has been faster.
func applyAll(ctx context.Context, db *database.DB, want blueprint) (_ []string, err error) {
	conn, err := db.SQL().Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if db.Engine() == database.SQLite {
		relaxed, err := relaxSQLite(ctx, conn)
		if err != nil {
			return nil, err
		}
		defer relaxed()
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	applied, err := applyIn(ctx, tx, db.Engine(), want)
	if err != nil {
		// The error that ends the transaction matters; this one follows from it.
		_ = tx.Rollback()
		return nil, err
	}
	return applied, tx.Commit()
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
			database.DiscardConn(conn)
		}
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON"); err != nil {
		restore()
		return nil, err
	}
	return restore, nil
}

// lockMigrations waits until nobody else changes the database, to the end of tx,
// whatever becomes of us. On SQLite whoever writes is alone.
func lockMigrations(ctx context.Context, tx database.ExecQuerier, engine database.Engine) error {
	if engine != database.PostgreSQL {
		return nil
	}
	_, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(migrationLock))
	return err
}

func applyIn(ctx context.Context, tx *sql.Tx, engine database.Engine, want blueprint) ([]string, error) {
	if err := lockMigrations(ctx, tx, engine); err != nil {
		return nil, err
	}
	had, err := readMade(ctx, tx, engine)
	if err != nil {
		return nil, err
	}
	steps, err := want.steps(had)
	if err != nil || steps.none() {
		return nil, err
	}
	was, err := prepare(ctx, tx, engine, want, had, steps)
	if err != nil {
		return nil, err
	}
	if steps.kernel {
		if err := want.kernel.silence(ctx, tx, engine, was); err != nil {
			return nil, err
		}
	}
	applied, err := applyPending(ctx, tx, engine, steps.pending)
	if steps.adopt {
		applied = slices.Insert(applied, 0, want.migrations[0].name)
	}
	if err != nil || !steps.kernel {
		return applied, err
	}
	return append(applied, want.kernel.String()), want.kernel.replace(ctx, tx, engine, was)
}

// prepare makes sure that the database is ours, and that there is something to
// record in what is done to it. It returns what the kernel consists of that is
// there.
func prepare(ctx context.Context, tx *sql.Tx, engine database.Engine, want blueprint, had made, steps steps) ([]changelog.Object, error) {
	if len(had.migrations) == 0 {
		if err := refuseForeign(ctx, tx, engine, want.names()); err != nil {
			return nil, err
		}
	}
	if err := makeRecords(ctx, tx, engine); err != nil {
		return nil, err
	}
	if !steps.adopt {
		return recordedObjects(ctx, tx)
	}
	if err := adopt(ctx, tx, want.migrations[0], had.migrations); err != nil {
		return nil, err
	}
	return formerObjects(ctx, tx, engine)
}

// makeRecords makes the tables of what has been applied.
func makeRecords(ctx context.Context, tx *sql.Tx, engine database.Engine) error {
	moment := map[database.Engine]string{database.SQLite: "datetime", database.PostgreSQL: "timestamptz"}[engine]
	_, err := tx.ExecContext(ctx, fmt.Sprintf(`CREATE TABLE IF NOT EXISTS %s (
		name text NOT NULL PRIMARY KEY,
		hash text NOT NULL,
		applied_at %s NOT NULL
	);
	CREATE TABLE IF NOT EXISTS %s (
		number int NOT NULL PRIMARY KEY,
		digest text NOT NULL,
		objects text NOT NULL,
		applied_at %[2]s NOT NULL
	)`, database.MigrationsTable, moment, kernelTable))
	return err
}

func applyPending(ctx context.Context, tx *sql.Tx, engine database.Engine, pending []migration) ([]string, error) {
	var applied []string
	for _, next := range pending {
		if _, err := tx.ExecContext(ctx, next.text); err != nil {
			return nil, fmt.Errorf("migration %s: %w", next.name, err)
		}
		if engine == database.SQLite {
			if err := checkReferences(ctx, tx); err != nil {
				return nil, fmt.Errorf("migration %s: %w", next.name, err)
			}
		}
		if err := next.record(ctx, tx, time.Now()); err != nil {
			return nil, err
		}
		applied = append(applied, next.name)
	}
	return applied, nil
}

// checkReferences finds rows that refer to nothing, which SQLite does not
// notice by itself while foreign keys are off.
func checkReferences(ctx context.Context, tx *sql.Tx) error {
	broken, err := database.ScanAll(ctx, tx, "SELECT \"table\", parent FROM pragma_foreign_key_check LIMIT 1", func(rows *sql.Rows) (string, error) {
		var table, parent string
		err := rows.Scan(&table, &parent)
		return fmt.Sprintf("a row of %s refers to one of %s that is missing", table, parent), err
	})
	if err != nil || len(broken) == 0 {
		return err
	}
	return errors.New(broken[0])
}
