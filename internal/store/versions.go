package store

import (
	"context"
	"fmt"
)

// Versions returns the content version and the public version, as far as they
// are committed: a lower bound of what is read after it.
func (s *Store) Versions(ctx context.Context) (all, public int64, err error) {
	if err := s.db.file.whole(); err != nil {
		return 0, 0, fmt.Errorf("read content version: %w", err)
	}
	all, public, err = s.db.versions(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("read content version: %w", err)
	}
	return all, public, nil
}

// Dialect returns ent's name for the engine.
func (s *Store) Dialect() string { return s.db.Dialect() }

// Listen is the function Listen, over the database of the store.
func (s *Store) Listen(ctx context.Context, options ListenOptions, tell func(version, public int64)) {
	Listen(ctx, s.db, options, tell)
}
