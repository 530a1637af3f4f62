package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"pressgraph/internal/access"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

func (a *app) checkCommand() *cobra.Command {
	var repair bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Tell where what is computed is wrong, and repair it",
		Long: "Check compares all that follows from other content with what it follows from:\n" +
			"what readers see, counts, names, dates, sort keys, what search looks in,\n" +
			"evidence and suggestions with their text, the date of what is published with\n" +
			"its revisions; and it tells of entries of registries that several partners\n" +
			"carry, which an editor must repair.\n\n" +
			"It ends with 0 if all is as it ought to be, or was repaired, and with 1 if not.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.onStore(cmd, "check", func(ctx context.Context, st *store.Store) error {
				return a.check(ctx, newsroom.New(st, newsroom.Settings{}), repair)
			})
		},
	}
	cmd.Flags().BoolVar(&repair, "repair", false, "bring everything up to date that differs")
	return cmd
}

// onStore opens a database that is there and up to date for do.
func (a *app) onStore(cmd *cobra.Command, name string, do func(context.Context, *store.Store) error) (err error) {
	target, options, err := a.database(cmd)
	if err != nil {
		return err
	}
	if path, ok := strings.CutPrefix(target.String(), "sqlite:"); ok && !target.InMemory() {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("there is no database in %s", path)
		}
	}
	ctx := access.With(cmd.Context(), access.System(name))
	options.SkipMigrate = true
	st, err := store.Open(ctx, target, options)
	if errors.Is(err, store.ErrOutdated) {
		return errors.New("the database is not up to date; run pressgraph migrate first")
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	return do(ctx, st)
}

func (a *app) check(ctx context.Context, rooms *newsroom.Newsroom, repair bool) error {
	found, err := rooms.Check(ctx)
	if err != nil {
		return err
	}
	for _, difference := range found {
		if _, err := fmt.Fprintln(a.out, difference); err != nil {
			return err
		}
	}
	if len(found) > 0 && repair {
		found, err = a.repair(ctx, rooms)
		if err != nil {
			return err
		}
	}
	if len(found) > 0 {
		_, err := fmt.Fprintf(a.out, "%d differences\n", len(found))
		return errors.Join(err, &ending{code: exitPartly})
	}
	_, err = fmt.Fprintln(a.out, "all is as it ought to be")
	return err
}

// repair brings up to date what foreign SQL has changed, with revisions, then
// all the rest, and looks again.
func (a *app) repair(ctx context.Context, rooms *newsroom.Newsroom) ([]store.Difference, error) {
	if _, err := rooms.Repair(ctx); err != nil {
		return nil, err
	}
	if _, err := rooms.RepairAll(ctx); err != nil {
		return nil, err
	}
	return rooms.Check(ctx)
}
