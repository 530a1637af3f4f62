package migrate

import (
	"context"
	"log/slog"

	"pressgraph/internal/changelog"
	"pressgraph/internal/database"
)

// What tests of migrations and of the kernel reach into.

var ReadMigrations = readMigrations

// MigrateTo applies migrations, and no kernel.
func MigrateTo(ctx context.Context, db *database.DB, all []migration, log *slog.Logger) error {
	return migrateTo(ctx, db, blueprint{migrations: all}, log)
}

// KernelTrigger is a trigger of a kernel.
func KernelTrigger(name, table, text string) changelog.Object {
	return changelog.Object{Kind: changelog.KindTrigger, Name: name, Table: table, Text: text}
}

// NextKernel brings db to what a later program wants of it: with the number after
// ours, and what change makes of the objects.
func NextKernel(ctx context.Context, db *database.DB, log *slog.Logger, change func([]changelog.Object) []changelog.Object) error {
	want, err := ownBlueprint(db.Engine())
	if err != nil {
		return err
	}
	want.kernel.number++
	objects := change(want.kernel.objects())
	want.kernel.digest = kernelDigest(objects)
	want.kernel.objects = func() []changelog.Object { return objects }
	return migrateTo(ctx, db, want, log)
}
