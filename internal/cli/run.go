package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"pressgraph/internal/access"
)

// The codes that a command ends with.
const (
	exitDone = 0
	// exitPartly is for work of which some was done and some refused, and for
	// a server that stopped by itself.
	exitPartly = 1
	// exitNothing is for work that was not begun, such as under a wrong setting.
	exitNothing = 2
)

// app is what all commands share.
type app struct {
	settings settings
	env      map[string]string
	// fromEnv holds the variables that gave flags their values.
	fromEnv map[string]string
	in      io.Reader
	out     io.Writer
	errs    io.Writer
}

// Run runs the command that args name (without the program's own name) and
// returns the code to end with. env holds KEY=VALUE pairs. Results are written
// to out; the log, and one sentence on what went wrong, to errs. A context
// that ends makes a server stop gracefully.
func Run(ctx context.Context, args, env []string, in io.Reader, out, errs io.Writer) int {
	a := &app{env: environment(env), fromEnv: map[string]string{}, in: in, out: out, errs: errs}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		err = errInterrupted
	}
	// A sentence may repeat what was given, and be kept by whoever runs the command.
	if sentence := access.Conceal(oneLine(err)); sentence != "" {
		_, _ = fmt.Fprintln(errs, "pressgraph: "+sentence) // Nobody is left to tell.
	}
	if ending, ok := errors.AsType[*ending](err); ok {
		return ending.code
	}
	return exitNothing
}

var errInterrupted = errors.New("interrupted")

// ending is an error with a code of its own; a nil cause was told already.
type ending struct {
	code  int
	cause error
}

// Error implements error.
func (e *ending) Error() string {
	if e.cause == nil {
		return ""
	}
	return e.cause.Error()
}

// Unwrap implements errors' interface for chains.
func (e *ending) Unwrap() error { return e.cause }

func oneLine(err error) string {
	return strings.Join(strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
}

func environment(pairs []string) map[string]string {
	env := make(map[string]string, len(pairs))
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		env[name] = value
	}
	return env
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "pressgraph",
		Short: "A newsroom as a graph of releases, partners and initiatives",
		Long: "Pressgraph serves press releases and the partners, initiatives and topics they\n" +
			"name as a GraphQL API. Without a command it is as serve.\n\n" +
			"Every flag has an environment variable: PRESSGRAPH_ADDR is as --addr. A flag\n" +
			"wins over it; DATABASE_URL is read where neither names a database.",
		Args:          cobra.NoArgs,
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return a.bind(cmd)
		},
	}
	root.SetVersionTemplate("{{.Version}}\n")
	a.settings.common(root.PersistentFlags())
	a.makeServe(root)
	root.AddCommand(a.serveCommand(), a.migrateCommand(), a.importCommand(), a.exportCommand(), a.benchDataCommand(),
		a.checkCommand(), a.reindexCommand(), a.keyCommand(), a.versionCommand())
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return err })
	return root
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(a.out, version())
			return err
		},
	}
}
