package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/migrate"
	"pressgraph/internal/store"
)

// opening is what a command may do to the database that it opens. However it
// opens it, one that was changed by a newer version, by other migrations or by
// another program is refused.
type opening int

const (
	// making makes the database where there is none, and brings it up to date.
	making opening = iota
	// finding takes one that is there and up to date, and leaves both as they are.
	finding
)

// open opens the database that the settings name, with the days of their time
// zone if they name one.
func (a *app) open(ctx context.Context, cmd *cobra.Command, how opening) (*store.Store, error) {
	target, options, err := a.database(cmd)
	if err != nil {
		return nil, err
	}
	return openTarget(ctx, target, options, how)
}

func openTarget(ctx context.Context, target database.Target, options store.Options, how opening) (*store.Store, error) {
	options.Database.Existing = how == finding
	options.SkipMigrate = how == finding
	st, err := derive.Open(ctx, target, options)
	switch {
	case errors.Is(err, database.ErrMissing):
		return nil, &unready{fmt.Sprintf("there is no database in %s; serve, migrate and import make one", target.Path()), err}
	case errors.Is(err, migrate.ErrEmpty):
		return nil, &unready{fmt.Sprintf("%s holds no newsroom yet; run pressgraph migrate first", target), err}
	case errors.Is(err, migrate.ErrOutdated):
		return nil, &unready{"the database is not up to date; run pressgraph migrate first", err}
	}
	return st, err
}

// unready says what to do about a database that is not as a command needs it.
type unready struct {
	sentence string
	cause    error
}

// Error implements error.
func (u *unready) Error() string { return u.sentence }

// Unwrap implements errors' interface for chains.
func (u *unready) Unwrap() error { return u.cause }

// onStore opens a database that is there and up to date for do.
func (a *app) onStore(cmd *cobra.Command, name string, do func(context.Context, *store.Store) error) (err error) {
	ctx := access.With(cmd.Context(), access.System(name))
	st, err := a.open(ctx, cmd, finding)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	return do(ctx, st)
}

// openTrial opens a database for what will be undone: an empty one where there is
// nothing yet, which to open otherwise would be to make it.
func openTrial(ctx context.Context, target database.Target, options store.Options) (*store.Store, error) {
	st, err := openTarget(ctx, target, options, finding)
	if !errors.Is(err, database.ErrMissing) && !errors.Is(err, migrate.ErrEmpty) {
		return st, err
	}
	empty, err := database.ParseTarget(inMemory)
	if err != nil {
		return nil, err
	}
	return openTarget(ctx, empty, options, making)
}

const inMemory = "sqlite::memory:"

// onDB opens the database as it stands for do; with finding, an empty one where
// there is none.
func (a *app) onDB(ctx context.Context, target database.Target, how opening, do func(context.Context, *database.DB) error) (err error) {
	options := database.Options{Log: a.log(), Existing: how == finding}
	db, err := database.Open(ctx, target, options)
	if errors.Is(err, database.ErrMissing) {
		if target, err = database.ParseTarget(inMemory); err != nil {
			return err
		}
		db, err = database.Open(ctx, target, options)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return do(ctx, db)
}
