package store

import (
	"context"
	"log/slog"
	"strings"

	"pressgraph/internal/database"
)

// What tests of migrations and of the kernel reach into.

type ChangeContext = changeContext

var (
	BeginContext  = beginContext
	CommitVersion = commitVersion
	ReadVersions  = readVersions
	BeginBulk     = beginBulk
	BulkChanged   = bulkChanged

	RaisedKernel   = raisedKernel
	ReadMigrations = readMigrations
	DiffModel      = diffModel
)

// MigrateTo applies migrations, and no kernel.
func MigrateTo(ctx context.Context, db *database.DB, all []migration, log *slog.Logger) error {
	return migrateTo(ctx, db, blueprint{migrations: all}, log)
}

// MigrateWithKernel applies migrations, and the kernel after them.
func MigrateWithKernel(ctx context.Context, db *database.DB, all []migration, log *slog.Logger) error {
	want, err := ownBlueprint(db.Engine())
	if err != nil {
		return err
	}
	want.migrations = all
	return migrateTo(ctx, db, want, log)
}

// ToldColumns returns, by table, the columns that the kernel knows.
func ToldColumns() map[string][]string {
	all := make(map[string][]string)
	for _, t := range contentTables() {
		columns := []string{"id"}
		if column, ok := strings.CutPrefix(t.shown, "ROW."); ok && !t.owned {
			columns = append(columns, column)
		}
		for _, list := range [][]string{t.ends, t.content, t.computed, t.editorial, t.upkeep, t.ignored} {
			columns = append(columns, list...)
		}
		all[t.name] = columns
	}
	return all
}

// KernelObject is something that a kernel consists of.
type KernelObject = kernelObject

// KernelTrigger is a trigger of a kernel.
func KernelTrigger(name, table, text string) KernelObject {
	return kernelObject{kind: kindTrigger, name: name, table: table, text: text}
}

// NextKernel brings db to what a later program wants of it: with the number after
// ours, and what change makes of the objects.
func NextKernel(ctx context.Context, db *database.DB, log *slog.Logger, change func([]KernelObject) []KernelObject) error {
	want, err := ownBlueprint(db.Engine())
	if err != nil {
		return err
	}
	want.kernel.number++
	objects := change(want.kernel.objects())
	want.kernel.digest = kernelDigest(objects)
	want.kernel.objects = func() []kernelObject { return objects }
	return migrateTo(ctx, db, want, log)
}
