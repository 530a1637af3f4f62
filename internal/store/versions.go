package store

import (
	"context"
	"fmt"
)

// Versions returns the content version and the public version, as far as they
// are committed: a lower bound of what is read after it.
func (s *Store) Versions(ctx context.Context) (all, public int64, err error) {
	told, err := s.Ask(ctx)
	return told.All, told.Public, err
}

// Ask is Versions with the time at which they were asked for.
func (s *Store) Ask(ctx context.Context) (Told, error) {
	told, err := askVersions(ctx, s.db)
	if err != nil {
		return told, fmt.Errorf("read content version: %w", err)
	}
	return told, nil
}

// There returns why the database is known to be gone: a file that is no longer what
// it was, or was so 5 ms ago. Cost: looking at up to three files every 5 ms; nothing
// on PostgreSQL.
func (s *Store) There() error { return s.db.file.lately() }

// Dialect returns ent's name for the engine.
func (s *Store) Dialect() string { return s.db.Dialect() }

// Listen is the function Listen, over the database of the store.
func (s *Store) Listen(ctx context.Context, options ListenOptions, tell func(Told)) {
	Listen(ctx, s.db, options, tell)
}
