package migrate

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"pressgraph/internal/database"
)

// appliedMigration is a migration that a database has.
type appliedMigration struct {
	name string
	hash string
	at   time.Time
}

// is reports whether m and n are the same migration.
func (m appliedMigration) is(n appliedMigration) bool { return m.name == n.name && m.hash == n.hash }

// made is what a database says was done to it; the zero value is one that has
// never been migrated.
type made struct {
	// migrations are in the order of their names.
	migrations []appliedMigration
	kernel     appliedKernel
}

func readMade(ctx context.Context, q database.Queries, engine database.Engine) (had made, err error) {
	tables, err := tableNames(ctx, q, engine)
	if err != nil || !slices.Contains(tables, database.MigrationsTable) {
		return made{}, err
	}
	if own, err := ownMigrations(ctx, q, engine); err != nil || !own {
		return made{}, cmp.Or(err, errForeignMigrations)
	}
	had.migrations, err = database.ScanAll(ctx, q, "SELECT name, hash, applied_at FROM "+database.MigrationsTable+" ORDER BY name",
		func(rows *sql.Rows) (m appliedMigration, err error) {
			return m, rows.Scan(&m.name, &m.hash, &m.at)
		})
	if err == nil && slices.Contains(tables, kernelTable) {
		had.kernel, err = readKernel(ctx, q)
	}
	return had, err
}

// tableNames returns the tables and views of the database.
func tableNames(ctx context.Context, q database.Queries, engine database.Engine) ([]string, error) {
	query := "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
	if engine == database.PostgreSQL {
		query = `SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`
	}
	return database.ScanAll(ctx, q, query, func(rows *sql.Rows) (name string, err error) {
		return name, rows.Scan(&name)
	})
}

// pendingMigrations returns those of all that are not done. It refuses a
// database that has not come from the same migrations.
func pendingMigrations(all []migration, done []appliedMigration) ([]migration, error) {
	for i, d := range done {
		if err := agree(all, d); err != nil {
			return nil, err
		}
		if all[i].name != d.name {
			return nil, fmt.Errorf("the database has migration %s but lacks %s, which comes before it", d.name, all[i].name)
		}
	}
	return all[len(done):], nil
}

// agree reports whether an applied migration is one of all, unchanged.
func agree(all []migration, d appliedMigration) error {
	i := slices.IndexFunc(all, func(m migration) bool { return m.name == d.name })
	switch {
	case i < 0:
		return fmt.Errorf("the database was migrated by a newer version of pressgraph: migration %s is unknown to this one", d.name)
	case all[i].hash != d.hash:
		return fmt.Errorf("the database was made with another text of migration %s (or of one before it) than this version of pressgraph has", d.name)
	}
	return nil
}
