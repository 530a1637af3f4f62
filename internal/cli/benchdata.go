package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"pressgraph/internal/access"
	"pressgraph/internal/synthetic"
)

func (a *app) benchDataCommand() *cobra.Command {
	var options synthetic.Options
	cmd := &cobra.Command{
		Use:   "bench-data",
		Short: "Fill an empty database with synthetic data, for load tests",
		Long: "Bench-data makes up a newsroom of any size and loads it into an empty database.\n" +
			"The same number of releases and the same seed give the same newsroom.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.benchData(cmd, options) },
	}
	cmd.Flags().IntVar(&options.Releases, "releases", 1000, "how many releases to make up, drafts included")
	cmd.Flags().Uint64Var(&options.Seed, "seed", 1, "which of many newsrooms of that size")
	return cmd
}

func (a *app) benchData(cmd *cobra.Command, options synthetic.Options) (err error) {
	if err := options.Check(); err != nil {
		return err
	}
	ctx := access.With(cmd.Context(), access.System("bench-data"))
	st, err := a.open(ctx, cmd, making)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	options.Progress = progress(a.errs)
	made, err := synthetic.Load(ctx, st, options)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "%d releases, %d partners, %d initiatives, %d topics\n"+
		"%d mentions, %d announcements, %d participations, %d pieces of evidence\n",
		made.Releases, made.Partners, made.Initiatives, made.Topics,
		made.Mentions, made.Announcements, made.Participations, made.Evidence)
	return err
}

// progress shows how far a load is: by a bar on a terminal, else by a line for
// every tenth.
func progress(to io.Writer) func(done, total int) {
	if file, ok := to.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		var bar *progressbar.ProgressBar
		return func(done, total int) {
			if bar == nil {
				bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(to), progressbar.OptionShowCount(),
					progressbar.OptionSetDescription("rows"), progressbar.OptionClearOnFinish())
			}
			_ = bar.Set(done) // A terminal that is gone is no reason to stop.
		}
	}
	told := 0
	return func(done, total int) {
		if tenth := done * 10 / total; tenth > told {
			told = tenth
			_, _ = fmt.Fprintf(to, "%d of %d rows\n", done, total) // Nobody may be reading.
		}
	}
}
