package derive

import (
	"context"
	"errors"
	"fmt"

	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// Open opens a store in which what follows from the content is settled with
// each change. It makes folded texts, sort keys and the search index anew if they
// were made by other rules than ours, or in another time zone; with SkipMigrate it
// leaves them as they are.
func Open(ctx context.Context, target database.Target, options store.Options) (_ *store.Store, err error) {
	rules := newSettler(target.Engine())
	options.Settling = func(tx *store.Tx) store.Settling { return &settling{Tx: tx, settler: rules} }
	s, err := store.Open(ctx, target, options)
	if err != nil || options.SkipMigrate {
		return s, err
	}
	if err := Refresh(ctx, s); err != nil {
		return nil, errors.Join(fmt.Errorf("refresh sort keys of %s: %w", target, err), s.Close())
	}
	if err := refreshSearch(ctx, s); err != nil {
		return nil, errors.Join(fmt.Errorf("refresh the search index of %s: %w", target, err), s.Close())
	}
	return s, nil
}
