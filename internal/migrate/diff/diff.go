// Package diff makes migrations: what leads from those that there are to the model in
// ent/schema, tried out on both engines. It is no part of the program.
package diff

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	atlas "ariga.io/atlas/sql/migrate"
	entsql "entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/schema"

	model "pressgraph/ent/db/migrate"
	"pressgraph/internal/database"
	"pressgraph/internal/migrate"
	"pressgraph/migrations"
)

// Write writes, under root, the migrations that lead from those that
// are there to the model in ent/schema: one file of the given name in the
// folder of each engine, the same in both, and a new number for the kernel of
// change if the model's change touches it. It returns the names of the files that
// it has written, none where nothing has changed.
//
// SQLite is tried out in memory; postgres names a database of a server where
// we may create another one to try PostgreSQL in, which is dropped again.
func Write(ctx context.Context, root, name string, postgres database.Target) ([]string, error) {
	if postgres.Engine() != database.PostgreSQL {
		return nil, errors.New("needs a PostgreSQL database to try the migrations on")
	}
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || name == "" {
		return nil, errors.New("a migration is named in lower-case letters, digits and _")
	}
	model := map[database.Engine]string{}
	memory, err := database.ParseTarget("sqlite::memory:")
	if err != nil {
		return nil, err
	}
	for engine, target := range map[database.Engine]database.Target{database.SQLite: memory, database.PostgreSQL: postgres} {
		changes, err := diffModel(ctx, filepath.Join(root, string(engine)), target)
		if err != nil {
			return nil, fmt.Errorf("on %s: %w", engine, err)
		}
		model[engine] = changes
	}
	var written []string
	if model[database.SQLite] != "" || model[database.PostgreSQL] != "" {
		file, err := addMigration(root, name, model)
		if err != nil {
			return nil, err
		}
		written = append(written, file)
	}
	raised, err := raiseKernel(filepath.Join(root, migrations.KernelSum))
	if raised {
		written = append(written, migrations.KernelSum)
	}
	return written, err
}

// raiseKernel gives the kernel a number of its own in the file, unless it is the
// last one there.
func raiseKernel(file string) (bool, error) {
	before, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return false, err
	}
	after, err := migrate.RaisedKernel(string(before))
	if err != nil || after == string(before) {
		return false, err
	}
	return true, os.WriteFile(file, []byte(after), 0o644) //nolint:gosec // a source that everybody may read
}

// addMigration writes the next file into the folder of each engine.
func addMigration(root, name string, texts map[database.Engine]string) (string, error) {
	number, err := nextMigration(filepath.Join(root, string(database.SQLite)))
	if err != nil {
		return "", err
	}
	file := fmt.Sprintf("%04d_%s.sql", number, name)
	for _, engine := range []database.Engine{database.SQLite, database.PostgreSQL} {
		dir, err := atlas.NewLocalDir(filepath.Join(root, string(engine)))
		if err != nil {
			return "", err
		}
		text := texts[engine]
		if text == "" {
			text = "-- Nothing changes on this engine.\n"
		}
		if err := dir.WriteFile(file, []byte(text)); err != nil {
			return "", err
		}
		sums, err := dir.Checksum()
		if err != nil {
			return "", err
		}
		if err := atlas.WriteSumFile(dir, sums); err != nil {
			return "", err
		}
	}
	return file, nil
}

// nextMigration returns the number after the last one in the folder.
func nextMigration(folder string) (int, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.sql"))
	if err != nil || len(files) == 0 {
		return 1, err
	}
	last, _, _ := strings.Cut(filepath.Base(files[len(files)-1]), "_")
	number, err := strconv.Atoi(last)
	return number + 1, err
}

// diffModel returns the statements that lead from the folder's migrations to
// the model, or nothing. It replays the folder on target.
func diffModel(ctx context.Context, folder string, target database.Target) (_ string, err error) {
	dir, err := atlas.NewLocalDir(folder)
	if err != nil {
		return "", err
	}
	db, done, err := openDev(ctx, target)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, done()) }()
	var changes string
	planner, err := schema.NewMigrate(entsql.OpenDB(db.Dialect(), db.SQL()),
		schema.WithDir(replayedDir{LocalDir: dir, planned: &changes}),
		schema.WithMigrationMode(schema.ModeReplay),
		schema.WithFormatter(plainFormat{}),
		schema.WithDropColumn(true), schema.WithDropIndex(true),
		schema.WithIndent("  "),
	)
	if err != nil {
		return "", err
	}
	tables, err := schema.CopyTables(model.Tables)
	if err != nil {
		return "", err
	}
	return changes, planner.NamedDiff(ctx, "model", tables...)
}

// openDev opens an empty database to replay migrations in; done removes it.
func openDev(ctx context.Context, target database.Target) (db *database.DB, done func() error, err error) {
	if target.Engine() == database.PostgreSQL {
		return openDevPostgreSQL(ctx, target)
	}
	db, err = database.Open(ctx, target, database.Options{})
	if err != nil {
		return nil, nil, err
	}
	// As in relaxSQLite; there is nothing here that could refer to anything.
	if _, err := db.ExecContext(ctx, "PRAGMA legacy_alter_table = ON"); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return db, db.Close, nil
}

func openDevPostgreSQL(ctx context.Context, target database.Target) (_ *database.DB, done func() error, err error) {
	server, err := database.Open(ctx, target, database.Options{})
	if err != nil {
		return nil, nil, err
	}
	name := "pressgraph_dev_" + strings.ToLower(rand.Text())
	if _, err := server.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		return nil, nil, errors.Join(err, server.Close())
	}
	drop := func() error {
		_, err := server.ExecContext(context.WithoutCancel(ctx), "DROP DATABASE "+name)
		return errors.Join(err, server.Close())
	}
	db, err := server.OpenBeside(ctx, name)
	if err != nil {
		return nil, nil, errors.Join(err, drop())
	}
	return db, func() error { return errors.Join(db.Close(), drop()) }, nil
}

// replayedDir is a folder that hands what would be written to the caller.
type replayedDir struct {
	*atlas.LocalDir
	planned *string
}

// WriteFile keeps the planned migration and leaves the folder as it is.
func (d replayedDir) WriteFile(name string, text []byte) error {
	if strings.HasSuffix(name, ".sql") {
		*d.planned = string(text)
	}
	return nil
}

// plainFormat writes a plan as one file: each statement under its comment.
type plainFormat struct{}

// Format implements Atlas's Formatter.
func (plainFormat) Format(plan *atlas.Plan) ([]atlas.File, error) {
	var text strings.Builder
	for i, change := range plan.Changes {
		if i > 0 {
			text.WriteByte('\n')
		}
		if change.Comment != "" {
			fmt.Fprintf(&text, "-- %s%s.\n", strings.ToUpper(change.Comment[:1]), change.Comment[1:])
		}
		fmt.Fprintf(&text, "%s;\n", change.Cmd)
	}
	return []atlas.File{atlas.NewLocalFile("0000_model.sql", []byte(text.String()))}, nil
}
