package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"pressgraph/internal/derive"
	"pressgraph/internal/store"
	"pressgraph/internal/transfer"
)

func (a *app) exportCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write everything that the database holds as JSONL",
		Long: "Export writes everything, without loss and as it stands in one moment, as lines of\n" +
			"JSON. Import takes it into an empty database of either engine, which then exports\n" +
			"the same bytes. It holds drafts, revisions and the hashes of keys: keep it safe.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.onStore(cmd, "export", func(ctx context.Context, st *store.Store) error {
				if out == "" || out == "-" {
					_, err := transfer.Export(ctx, st, a.out, a.rows())
					return err
				}
				return a.exportTo(ctx, st, out)
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the file to write, or a pipe or device; standard output where left out")
	return cmd
}

// rows shows how many rows are done, once there are any.
func (a *app) rows() derive.Progress {
	show := progress(a.errs)
	return func(done, of int64) {
		if of > 0 {
			show(int(done), int(of))
		}
	}
}

// exportTo writes to what is called name, and tells how much.
func (a *app) exportTo(ctx context.Context, st *store.Store, name string) error {
	var counts map[string]int64
	apart, err := a.writeOut(ctx, name, func(out io.Writer) (err error) {
		counts, err = transfer.Export(ctx, st, out, a.rows())
		return err
	})
	if err != nil || !apart {
		return err
	}
	_, err = fmt.Fprintf(a.out, "exported %s\n", countsLine(counts))
	return err
}

func countsLine(counts map[string]int64) string {
	total := int64(0)
	for _, count := range counts {
		total += count
	}
	return fmt.Sprintf("%d rows: %d releases, %d partners, %d initiatives, %d topics",
		total, counts["releases"], counts["partners"], counts["initiatives"], counts["topics"])
}

// isExport tells whether a file begins as an export does. Pipes are not asked:
// what is read of them is gone.
func isExport(name string) bool {
	if about, err := os.Stat(name); err != nil || !about.Mode().IsRegular() {
		return false
	}
	file, err := os.Open(name)
	if err != nil {
		return false
	}
	defer file.Close() //nolint:errcheck // Nothing was written.
	const enough = 4096
	beginning, err := io.ReadAll(io.LimitReader(file, enough))
	return err == nil && transfer.IsExport(bytes.TrimPrefix(beginning, []byte("\ufeff")))
}

// restore fills an empty database with an export. It is verified before the
// database is even opened.
func (i *importCommand) restore(cmd *cobra.Command, name string) error {
	if i.publish || cmd.Flags().Changed("format") {
		return fmt.Errorf("%s is an export, which is taken as it is: leave --publish and --format out", name)
	}
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, plainPathError(err))
	}
	defer file.Close() //nolint:errcheck // Nothing was written.
	counts, err := transfer.Verify(file, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if !i.dryRun {
		counts, err = i.restoreFile(cmd, file)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if i.json {
		encoder := json.NewEncoder(i.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(map[string]any{"rows": counts})
	}
	_, err = fmt.Fprintf(i.out, "imported %s\n", countsLine(counts))
	return errors.Join(err, i.remark(i.out))
}

func (i *importCommand) restoreFile(cmd *cobra.Command, file io.ReadSeeker) (counts map[string]int64, err error) {
	st, err := i.open(cmd.Context(), cmd, making)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	return transfer.Import(cmd.Context(), st, file, i.rows())
}
