package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"pressgraph/internal/derive"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/repair"
	"pressgraph/internal/store"
)

func (a *app) checkCommand() *cobra.Command {
	var repair bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Tell where what is computed is wrong, and repair it",
		Long: "Check asks the database itself whether what it keeps is sound, and whether the\n" +
			"triggers that write the log of changes are as they ought to be. It then compares\n" +
			"all that follows from other content with what it follows from: what readers see,\n" +
			"counts, names, dates, sort keys, what search looks in, evidence and suggestions\n" +
			"with their text, and the date of what is published with its revisions. It tells of\n" +
			"entries of registries that several partners carry, which an editor must repair.\n" +
			"What is damaged is told and not repaired: take a copy, or an export.\n\n" +
			"It ends with 0 if all is as it ought to be, or was repaired, and with 1 if not.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.onStore(cmd, "check", func(ctx context.Context, st *store.Store) error {
				if err := a.checkIntegrity(ctx, st); err != nil {
					return err
				}
				faults, err := a.checkKernel(ctx, st, repair)
				if err != nil {
					return err
				}
				return a.check(ctx, newsroom.New(st, newsroom.Settings{}), repair, faults)
			})
		},
	}
	cmd.Flags().BoolVar(&repair, "repair", false, "bring everything up to date that differs")
	return cmd
}

// checkIntegrity comes first: what is read from a damaged database proves nothing,
// and what is written to one may be lost.
func (a *app) checkIntegrity(ctx context.Context, st *store.Store) error {
	damage, err := st.Integrity(ctx)
	if err != nil || len(damage) == 0 {
		return err
	}
	for _, what := range damage {
		if _, err := fmt.Fprintln(a.out, "damaged:", what); err != nil {
			return err
		}
	}
	return &ending{exitPartly, errors.New("the database is damaged; go on with a copy of it, or import an export into a new one")}
}

// checkKernel tells where triggers and functions are not what they ought to be,
// makes them anew if it may, and returns how many faults are left. It comes before
// other repairs, which triggers are to tell of.
func (a *app) checkKernel(ctx context.Context, st *store.Store, repair bool) (int, error) {
	found, err := st.KernelFaults(ctx)
	if err != nil {
		return 0, err
	}
	for _, fault := range found {
		if _, err := fmt.Fprintln(a.out, fault); err != nil {
			return 0, err
		}
	}
	if len(found) == 0 || !repair {
		return len(found), nil
	}
	if err := st.RenewKernel(ctx); err != nil {
		return 0, err
	}
	found, err = st.KernelFaults(ctx)
	return len(found), err
}

// check compares the content; more is how many differences there are besides.
func (a *app) check(ctx context.Context, rooms *newsroom.Newsroom, mend bool, more int) error {
	found, err := repair.Check(ctx, rooms)
	if err != nil {
		return err
	}
	for _, difference := range found {
		if _, err := fmt.Fprintln(a.out, difference); err != nil {
			return err
		}
	}
	if len(found) > 0 && mend {
		found, err = a.repair(ctx, rooms)
		if err != nil {
			return err
		}
	}
	if left := len(found) + more; left > 0 {
		_, err := fmt.Fprintf(a.out, "%d differences\n", left)
		return errors.Join(err, &ending{code: exitPartly})
	}
	_, err = fmt.Fprintln(a.out, "all is as it ought to be")
	return err
}

// repair brings up to date what foreign SQL has changed, with revisions, then
// all the rest, and looks again.
func (a *app) repair(ctx context.Context, rooms *newsroom.Newsroom) ([]derive.Difference, error) {
	if _, err := repair.Foreign(ctx, rooms); err != nil {
		return nil, err
	}
	if _, err := repair.All(ctx, rooms); err != nil {
		return nil, err
	}
	return repair.Check(ctx, rooms)
}
