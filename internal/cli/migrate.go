package cli

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"pressgraph/internal/database"
	"pressgraph/internal/migrate"
)

func (a *app) migrateCommand() *cobra.Command {
	command := &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database up to date",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			target, err := a.target(cmd)
			if err != nil {
				return err
			}
			return a.onDB(cmd.Context(), target, making, a.migrate)
		},
	}
	command.AddCommand(&cobra.Command{
		Use:   "status",
		Short: "Show which migrations the database has",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			target, err := a.target(cmd)
			if err != nil {
				return err
			}
			return a.onDB(cmd.Context(), target, finding, a.migrationStatus)
		},
	})
	return command
}

func (a *app) migrate(ctx context.Context, db *database.DB) error {
	before, err := migrate.Status(ctx, db)
	if err != nil {
		return err
	}
	if err := migrate.Apply(ctx, db, a.log()); err != nil {
		return err
	}
	applied := 0
	for _, state := range before {
		if state.Applied.IsZero() {
			applied++
			if _, err := fmt.Fprintln(a.out, "applied", state.Name); err != nil {
				return err
			}
		}
	}
	if applied == 0 {
		_, err = fmt.Fprintln(a.out, "nothing to do")
	}
	return err
}

func (a *app) migrationStatus(ctx context.Context, db *database.DB) error {
	states, err := migrate.Status(ctx, db)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	var problems []error
	for _, state := range states {
		applied := "pending"
		if !state.Applied.IsZero() {
			applied = state.Applied.UTC().Format(time.RFC3339)
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\n", state.Name, applied) // Flush tells of errors.
		if state.Problem != "" {
			problems = append(problems, errors.New(state.Problem))
		}
	}
	return errors.Join(append(problems, table.Flush())...)
}
