package store

import (
	"context"
	"fmt"

	"pressgraph/internal/changelog"
	"pressgraph/internal/migrate"
)

// Versions returns the content version and the public version, as far as they
// are committed: a lower bound of what is read after it.
func (s *Store) Versions(ctx context.Context) (all, public int64, err error) {
	told, err := s.Ask(ctx)
	return told.All, told.Public, err
}

// Ask is Versions with the time at which they were asked for.
func (s *Store) Ask(ctx context.Context) (changelog.Told, error) {
	told, err := changelog.Ask(ctx, s.db)
	if err != nil {
		return told, fmt.Errorf("read content version: %w", err)
	}
	return told, nil
}

// Listen is the function Listen, over the database of the store.
func (s *Store) Listen(ctx context.Context, options changelog.ListenOptions, tell func(changelog.Told)) {
	changelog.Listen(ctx, s.db, options, tell)
}

// ChangedSince returns what readers can notice of the changes after one content
// version up to another; see changelog.Since.
func (s *Store) ChangedSince(ctx context.Context, after, upTo int64, most int) (found []changelog.Changed, complete bool, err error) {
	return changelog.Since(ctx, s.db, s.tables, after, upTo, most)
}

// Tables returns the names of the tables.
func (s *Store) Tables() changelog.TableNames { return s.tables }

// KernelFaults says how the triggers and functions that the database has differ
// from those that it ought to have, a sentence each.
func (s *Store) KernelFaults(ctx context.Context) ([]string, error) {
	return migrate.KernelFaults(ctx, s.db)
}

// RenewKernel makes the triggers and functions anew, whatever there was of them,
// and everything that is derived: what was changed while some were missing was
// not told. So is that anything may have changed.
func (s *Store) RenewKernel(ctx context.Context) error {
	_, err := s.Load(ctx, "repair", func(ctx context.Context, tx *Tx) error { return migrate.RenewKernel(ctx, tx.conn) })
	return err
}
