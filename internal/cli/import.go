package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/ingest"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/importing"
	"pressgraph/internal/store"
)

// importLimit is how many bytes of one file are taken; it is read into memory.
const importLimit = 256 << 20

// importCommand is the command import with its own flags.
type importCommand struct {
	*app
	format  choice
	publish bool
	dryRun  bool
	json    bool
}

func (a *app) importCommand() *cobra.Command {
	i := &importCommand{app: a, format: choice{"auto", formats()}}
	cmd := &cobra.Command{
		Use:   "import FILE…",
		Short: "Read releases from listings; - is standard input",
		Long: "Import reads releases from files and tells what became of each. What is known\n" +
			"already is brought up to date; importing a file again changes nothing. A file\n" +
			"written by export is taken as it is, into a database that holds nothing but keys,\n" +
			"which stay beside those of the file.\n\n" +
			"It ends with 0 if all was read, with 1 if something was left out (named with\n" +
			"its line), and with 2 if nothing could be done.",
		Args: cobra.MinimumNArgs(1),
		RunE: i.run,
	}
	cmd.Flags().Var(&i.format, "format", "how the files are written: "+strings.Join(i.format.allowed, ", "))
	cmd.Flags().BoolVar(&i.publish, "publish", false, "make new releases public; else they are drafts")
	cmd.Flags().BoolVar(&i.dryRun, "dry-run", false, "change nothing, and tell what would be done")
	cmd.Flags().BoolVar(&i.json, "json", false, "print one JSON object")
	return cmd
}

// formats names those that can be read.
func formats() []string {
	var names []string
	for _, format := range ingest.Readable() {
		names = append(names, strings.ToLower(string(format)))
	}
	return names
}

func lowered(words []string) []string {
	for n, word := range words {
		words[n] = strings.ToLower(word)
	}
	return words
}

// run reads every file before it opens the database, and goes on without those
// that cannot be read.
func (i *importCommand) run(cmd *cobra.Command, files []string) (err error) {
	if at := slices.IndexFunc(files, isExport); at >= 0 {
		if len(files) > 1 {
			return fmt.Errorf("%s is an export, which is imported alone", files[at])
		}
		return i.restore(cmd, files[at])
	}
	target, options, err := i.database(cmd)
	if err != nil {
		return err
	}
	texts, unread := i.read(files)
	if len(texts) == 0 {
		return unread
	}
	ctx := access.With(cmd.Context(), access.System("import"))
	st, err := i.openFor(ctx, target, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	result := result{many: len(files) > 1}
	err = i.write(ctx, newsroom.New(st, newsroom.Settings{}), texts, &result)
	if err != nil && !result.done {
		return err
	}
	if err := errors.Join(err, unread, i.print(&result)); err != nil {
		return &ending{exitPartly, err}
	}
	if len(result.Problems) > 0 {
		return &ending{code: exitPartly}
	}
	return nil
}

// openFor opens the database, which a dry run leaves as it is.
func (i *importCommand) openFor(ctx context.Context, target database.Target, options store.Options) (*store.Store, error) {
	if i.dryRun {
		return openTrial(ctx, target, options)
	}
	return openTarget(ctx, target, options, making)
}

// text is a file that was read.
type text struct {
	file string
	ingest.Document
}

func (i *importCommand) read(files []string) ([]text, error) {
	var texts []text
	var errs []error
	for _, file := range files {
		document, err := i.readFile(file)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", nameOf(file), err))
			continue
		}
		texts = append(texts, text{file, document})
	}
	return texts, errors.Join(errs...)
}

func (i *importCommand) readFile(file string) (ingest.Document, error) {
	format := ingest.Format(strings.ToUpper(i.format.value))
	if file == "-" {
		return ingest.Read(i.in, format, importLimit)
	}
	f, err := os.Open(file)
	if err != nil {
		return ingest.Document{}, plainPathError(err)
	}
	defer f.Close() //nolint:errcheck // Nothing was written.
	document, err := ingest.Read(f, format, importLimit)
	return document, plainPathError(err)
}

// plainPathError leaves out the name of the file, which is told already.
func plainPathError(err error) error {
	if path, ok := errors.AsType[*os.PathError](err); ok {
		return path.Err
	}
	return err
}

func nameOf(file string) string {
	if file == "-" {
		return "standard input"
	}
	return file
}

// write imports each text in a transaction of its own.
func (i *importCommand) write(ctx context.Context, rooms *newsroom.Newsroom, texts []text, into *result) error {
	for _, text := range texts {
		report, err := importing.Run(ctx, rooms, text.Items, importing.Options{
			Publish: i.publish, DryRun: i.dryRun,
			Source: text.file, Format: strings.ToUpper(i.format.value), Problems: text.Problems,
		})
		if err != nil {
			return fmt.Errorf("%s: %w", nameOf(text.file), err)
		}
		into.add(text.file, report)
	}
	return nil
}

func (i *importCommand) print(result *result) error {
	if i.json {
		return result.writeJSON(i.out)
	}
	return errors.Join(result.writeTable(i.out), i.remark(i.out))
}

func (i *importCommand) remark(out io.Writer) error {
	if !i.dryRun {
		return nil
	}
	_, err := fmt.Fprintln(out, "This was a dry run: nothing was changed.")
	return err
}
