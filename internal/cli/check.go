package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

func (a *app) checkCommand() *cobra.Command {
	var repair bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Tell where what is computed is wrong, and repair it",
		Long: "Check compares all that follows from other content with what it follows from:\n" +
			"what readers see, counts, names, dates, sort keys, what search looks in, and\n" +
			"evidence with its text.\n\n" +
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
