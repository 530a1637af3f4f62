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

// Listen is the function Listen, over the database of the store.
func (s *Store) Listen(ctx context.Context, options ListenOptions, tell func(Told)) {
	Listen(ctx, s.db, options, tell)
}
