package store

import "context"

// Keeper remembers what was read, and wants to know of each change of this
// process before anybody can see it.
type Keeper interface {
	// Committing is called before a commit, with the versions that will hold it.
	// What it returns is called after it, with why it may have failed, and may ask
	// the store.
	Committing(all, public int64) (committed func(ctx context.Context, err error))
}

// Tell lets a keeper know of all commits from now on, in place of any before.
func (s *Store) Tell(k Keeper) { s.keeper.Store(&k) }

func (s *Store) committing(o Outcome) (committed func(context.Context, error)) {
	if k := s.keeper.Load(); k != nil {
		return (*k).Committing(o.ContentVersion, o.PublicVersion)
	}
	return func(context.Context, error) {}
}
