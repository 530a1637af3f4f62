package newsroom

import (
	"context"
	"fmt"

	"pressgraph/internal/content"
	"pressgraph/internal/store"
)

// ImportOptions say what to do with the items of a text.
type ImportOptions struct {
	// Publish makes new releases public; else they are drafts. A release that
	// is there already keeps its status.
	Publish bool
	// DryRun changes nothing and tells what would be done.
	DryRun bool
	// Source is the file's name, or API.
	Source string
	// Format is what the text was read as.
	Format string
	// Problems are what its reader left out; they lead those of the report.
	Problems []Problem
}

// ImportAction is what became of an item.
type ImportAction string

// The values of ImportAction.
const (
	ImportCreated   ImportAction = "created"
	ImportUpdated   ImportAction = "updated"
	ImportUnchanged ImportAction = "unchanged"
	ImportRefused   ImportAction = "refused"
)

// ImportReport tells of every item, in the order of the text.
type ImportReport struct {
	Items     []ImportedItem `json:"items"`
	Created   int            `json:"created"`
	Updated   int            `json:"updated"`
	Unchanged int            `json:"unchanged"`
	// Suggestions is how many relations wait for an editor's word because of this.
	Suggestions int `json:"-"`
	// Problems name what was left out, and why.
	Problems []Problem     `json:"problems"`
	DryRun   bool          `json:"-"`
	Outcome  store.Outcome `json:"-"`
}

// Lost are the ties that fuller texts of known releases have taken away.
func (r ImportReport) Lost() []LostTie {
	var all []LostTie
	for _, item := range r.Items {
		all = append(all, item.Lost...)
	}
	return all
}

// ImportedItem is an item as it was read, and what became of it.
type ImportedItem struct {
	Line        int                 `json:"line"`
	Title       string              `json:"title"`
	Slug        string              `json:"slug"`
	Kind        content.ReleaseKind `json:"kind"`
	Category    string              `json:"category"`
	Year        *int                `json:"year"`
	PublishedOn *string             `json:"publishedOn"`
	Summary     string              `json:"summary"`
	Truncated   bool                `json:"truncated"`
	Language    string              `json:"language"`
	SourceURL   *string             `json:"sourceUrl"`
	Action      ImportAction        `json:"action"`
	// Release is 0 for what was refused, and in a dry run for what would be new.
	Release int64 `json:"-"`
	// Lost are the ties that its fuller text has taken away.
	Lost []LostTie `json:"-"`
}

// Import makes releases of items and brings those that are known up to date,
// in one transaction. An item is known:
//
//  1. by its address, or else
//  2. by its title (or the slug made from it), case, spaces and punctuation
//     apart, where the dates can be the same: of one year and at most a month
//     apart, or one of them unknown.
//
// What is known is only filled in: a missing or truncated teaser gives way to
// a fuller one, a missing or coarser date to a finer one, a missing address to
// the item's. So an editor's word stands, and importing again changes nothing.
// An item that cannot be taken is refused with a problem; the others go on.
//
// A new date that leaves open when gets its place in a listing (content.Places);
// what is known stays where it is.
//
// A release that is published here keeps the date it came with and gets no
// instant; one without a date stays undated.
func (n *Newsroom) Import(ctx context.Context, items []Item, options ImportOptions) (ImportReport, error) {
	if options.DryRun {
		n = n.Rehearsal()
	}
	var report ImportReport
	done, err := n.write(ctx, "importReleases", func(ctx context.Context, e *edit) (int64, error) {
		im, err := e.newImport(ctx, items, options)
		if err != nil {
			return 0, err
		}
		err = im.run(ctx)
		report = im.report
		report.Suggestions = e.suggested
		return 0, err
	})
	if err != nil {
		return ImportReport{}, fmt.Errorf("import: %w", err)
	}
	report.Outcome = done.Outcome
	return report, nil
}

// importing is one import under way.
type importing struct {
	*edit
	items   []Item
	options ImportOptions
	report  ImportReport
	known   catalogue
	// standings are where new releases stand, by item.
	standings []standing
	// firstLine is where a release was first met in this text.
	firstLine map[int64]int
}

func (e *edit) newImport(ctx context.Context, items []Item, options ImportOptions) (*importing, error) {
	if err := e.lockImports(ctx); err != nil {
		return nil, fmt.Errorf("wait for other imports: %w", err)
	}
	im := &importing{edit: e, items: items, options: options, firstLine: map[int64]int{}}
	im.report = ImportReport{Items: []ImportedItem{}, Problems: append([]Problem{}, options.Problems...), DryRun: options.DryRun}
	var err error
	if im.known, err = e.readCatalogue(ctx, items); err != nil {
		return nil, err
	}
	im.standings = im.stand()
	return im, nil
}

// lockImports lets one import run at a time, so that two of the same text make
// each release once.
func (e *edit) lockImports(ctx context.Context) error { return e.tx.Alone(ctx, 0x7072657373677262) }

func (im *importing) run(ctx context.Context) error {
	for i, item := range im.items {
		result, err := im.take(ctx, item, im.standings[i])
		if err != nil {
			return fmt.Errorf("item on line %d: %w", item.Line, err)
		}
		im.count(result)
	}
	if im.options.DryRun {
		return nil
	}
	return im.db.ImportRun.Create().SetID(im.tx.NewID()).SetAt(im.now).SetActor(im.actor).SetSource(im.options.Source).
		SetFormat(im.options.Format).SetCreated(im.report.Created).SetUpdated(im.report.Updated).
		SetUnchanged(im.report.Unchanged).SetProblems(len(im.report.Problems)).Exec(ctx)
}

func (im *importing) count(result ImportedItem) {
	im.report.Items = append(im.report.Items, result)
	switch result.Action {
	case ImportCreated:
		im.report.Created++
	case ImportUpdated:
		im.report.Updated++
	case ImportUnchanged:
		im.report.Unchanged++
	case ImportRefused:
	}
}

func (im *importing) problem(item Item, format string, args ...any) {
	im.report.Problems = append(im.report.Problems, Problem{Line: item.Line, Item: item.Title, Message: fmt.Sprintf(format, args...)})
}
