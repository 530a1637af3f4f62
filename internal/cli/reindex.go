package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"pressgraph/internal/derive"
	"pressgraph/internal/store"
)

func (a *app) reindexCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "reindex",
		Short: "Make the search index anew",
		Long: "Reindex makes anew, in one step, what full-text search looks in. That is never\n" +
			"needed while check finds nothing: every change keeps the index by itself, and a\n" +
			"version of the program that reads words otherwise makes it anew when it starts.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.onStore(cmd, "reindex", func(ctx context.Context, st *store.Store) error {
				tell := progress(a.errs)
				count, err := derive.RebuildSearch(ctx, st, func(done, of int64) { tell(int(done), int(of)) })
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(a.out, "%d nodes can be searched\n", count)
				return err
			})
		},
	}
}
