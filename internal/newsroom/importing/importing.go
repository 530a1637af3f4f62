package importing

import (
	"context"
	"fmt"

	"pressgraph/internal/content"
	"pressgraph/internal/ingest"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

// Options say what to do with the items of a text.
type Options struct {
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
	Problems []ingest.Problem
}

// Action is what became of an item.
type Action string

// The values of ImportAction.
const (
	Created   Action = "created"
	Updated   Action = "updated"
	Unchanged Action = "unchanged"
	Refused   Action = "refused"
)

// Report tells of every item, in the order of the text.
type Report struct {
	Items     []Result `json:"items"`
	Created   int      `json:"created"`
	Updated   int      `json:"updated"`
	Unchanged int      `json:"unchanged"`
	// Suggestions is how many relations wait for an editor's word because of this.
	Suggestions int `json:"-"`
	// Problems name what was left out, and why.
	Problems []ingest.Problem `json:"problems"`
	DryRun   bool             `json:"-"`
	Outcome  store.Outcome    `json:"-"`
}

// Lost are the ties that fuller texts of known releases have taken away.
func (r Report) Lost() []newsroom.LostTie {
	var all []newsroom.LostTie
	for _, item := range r.Items {
		all = append(all, item.Lost...)
	}
	return all
}

// Result is an item as it was read, and what became of it.
type Result struct {
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
	Action      Action              `json:"action"`
	// Release is 0 for what was refused, and in a dry run for what would be new.
	Release int64 `json:"-"`
	// Lost are the ties that its fuller text has taken away.
	Lost []newsroom.LostTie `json:"-"`
}

// Run makes releases of items and brings those that are known up to date,
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
func Run(ctx context.Context, n *newsroom.Newsroom, items []ingest.Item, options Options) (Report, error) {
	if options.DryRun {
		n = n.Rehearsal()
	}
	var report Report
	done, err := n.Write(ctx, "importReleases", func(ctx context.Context, e *newsroom.Edit) (int64, error) {
		im, err := newIntake(ctx, e, items, options)
		if err != nil {
			return 0, err
		}
		err = im.run(ctx)
		report = im.report
		report.Suggestions = e.Suggested
		return 0, err
	})
	if err != nil {
		return Report{}, fmt.Errorf("import: %w", err)
	}
	report.Outcome = done.Outcome
	return report, nil
}

// intake is one import under way.
type intake struct {
	*newsroom.Edit
	items   []ingest.Item
	options Options
	report  Report
	known   catalogue
	// standings are where new releases stand, by item.
	standings []standing
	// firstLine is where a release was first met in this text.
	firstLine map[int64]int
}

func newIntake(ctx context.Context, e *newsroom.Edit, items []ingest.Item, options Options) (*intake, error) {
	if err := lockImports(ctx, e); err != nil {
		return nil, fmt.Errorf("wait for other imports: %w", err)
	}
	im := &intake{Edit: e, items: items, options: options, firstLine: map[int64]int{}}
	im.report = Report{Items: []Result{}, Problems: append([]ingest.Problem{}, options.Problems...), DryRun: options.DryRun}
	var err error
	if im.known, err = readCatalogue(ctx, e, items); err != nil {
		return nil, err
	}
	im.standings = im.stand()
	return im, nil
}

// lockImports lets one import run at a time, so that two of the same text make
// each release once.
func lockImports(ctx context.Context, e *newsroom.Edit) error {
	return e.Tx.Alone(ctx, 0x7072657373677262)
}

func (im *intake) run(ctx context.Context) error {
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
	return im.DB.ImportRun.Create().SetID(im.Tx.NewID()).SetAt(im.Now).SetActor(im.Actor).SetSource(im.options.Source).
		SetFormat(im.options.Format).SetCreated(im.report.Created).SetUpdated(im.report.Updated).
		SetUnchanged(im.report.Unchanged).SetProblems(len(im.report.Problems)).Exec(ctx)
}

func (im *intake) count(result Result) {
	im.report.Items = append(im.report.Items, result)
	switch result.Action {
	case Created:
		im.report.Created++
	case Updated:
		im.report.Updated++
	case Unchanged:
		im.report.Unchanged++
	case Refused:
	}
}

func (im *intake) problem(item ingest.Item, format string, args ...any) {
	im.report.Problems = append(im.report.Problems, ingest.Problem{Line: item.Line, Item: item.Title, Message: fmt.Sprintf(format, args...)})
}
