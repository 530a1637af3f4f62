package newsroom

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"pressgraph/ent/release"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom/input"
)

// Item is one release as a reader of package ingest found it in a text.
type Item struct {
	// Line is where the item begins in the text, counted from 1.
	Line  int
	Title string
	Kind  content.ReleaseKind
	// Category is the line above the item as it stood, "Press Releases".
	Category string
	// PublishedOn is as precise as the text tells: a year, a month or a day; empty if unknown.
	PublishedOn string
	Summary     string
	// Truncated is true where the teaser was cut off by its source.
	Truncated bool
	// Language is a BCP 47 tag guessed from the script: en, zh-Hant or zh-Hans.
	Language  string
	SourceURL string
	// Rank orders items of equal date: the greater is the newer; the top of a listing has the greatest.
	Rank int64
}

// Problem is something that was left out of an import, and why.
type Problem struct {
	// Line is where it stands in the text, counted from 1; 0 if it is about the whole.
	Line int `json:"line,omitempty"`
	// Item is the title concerned, if there is one.
	Item    string `json:"item,omitempty"`
	Message string `json:"message"`
}

// checkedItem is an item in order: its texts clean, its values parsed.
type checkedItem struct {
	title, language string
	kind            content.ReleaseKind
	date            *content.PartialDate
	summary         *string // plain text
	source          *string
	truncated       bool
}

// check parses an item; what is empty is unknown.
func (item Item) check(c input.Complaints) checkedItem {
	in := checkedItem{truncated: item.Truncated}
	input.Must(input.To(item.Title), &in.title, c.Field("title"), input.LineOf(input.MaxTitle))
	input.Must(input.To(item.Language), &in.language, c.Field("language"), content.ParseLocale)
	input.Must(input.To(item.Kind), &in.kind, c.Field("kind"), input.OneOf)
	input.Take(input.OrOut(given(item.PublishedOn)), &in.date, c.Field("publishedOn"), content.ParsePartialDate)
	input.Take(input.OrOut(given(item.Summary)), &in.summary, c.Field("summary"), escapable)
	input.Take(input.OrOut(given(item.SourceURL)), &in.source, c.Field("sourceUrl"), content.ParseURL)
	return in
}

// escapable parses a plain text that can be kept as Markdown.
func escapable(s string) (string, error) {
	s, err := input.TextOf(input.MaxSummary)(s)
	if err != nil {
		return "", err
	}
	_, err = input.MarkdownOf(input.MaxSummary)(content.EscapeMarkdown(s))
	return s, err
}

// given is nil for an empty text.
func given(s string) *string {
	if s = strings.TrimSpace(s); s == "" {
		return nil
	}
	return &s
}

// result is the item as it was read.
func (item Item) result() ImportedItem {
	return ImportedItem{
		Line: item.Line, Title: item.Title, Kind: item.Kind, Category: item.Category, PublishedOn: given(item.PublishedOn),
		Summary: item.Summary, Truncated: item.Truncated, Language: item.Language, SourceURL: given(item.SourceURL),
	}
}

// take makes a release of an item, or brings the one that is known up to date.
func (im *importing) take(ctx context.Context, item Item, at standing) (ImportedItem, error) {
	result := item.result()
	c := input.Complain("")
	in := item.check(c)
	if err := c.Err(); err != nil {
		return im.refuse(item, result, "%s", sentence(err)), nil
	}
	if in.date != nil {
		year := in.date.Year()
		result.Year = &year
	}
	if found := im.known.find(in); found != nil {
		return im.update(ctx, item, in, found, at, result)
	}
	if im.options.Publish && im.ahead(in.date, im.now) {
		return im.refuse(item, result,
			"publishedOn: %s lies in the future: import it as a draft, and publish it with the time to publish it at", *in.date), nil
	}
	return im.create(ctx, item, in, at, result)
}

// refuse leaves an item out, with a problem that says why.
func (im *importing) refuse(item Item, result ImportedItem, format string, args ...any) ImportedItem {
	result.Action, result.Release = ImportRefused, 0
	im.problem(item, format, args...)
	return result
}

// sentence puts all complaints into one line.
func sentence(err error) string {
	var all []string
	for _, f := range fault.All(err) {
		all = append(all, f.Error())
	}
	return strings.Join(all, "; ")
}

// create makes a release of an item that nobody knows yet.
func (im *importing) create(ctx context.Context, item Item, in checkedItem, at standing, result ImportedItem) (ImportedItem, error) {
	as := newRelease{status: content.StatusDraft, rank: at.rank, place: at.place, truncated: in.truncated, note: im.note()}
	if im.options.Publish {
		var err error
		if as.status, err = content.Next(as.status, content.StepPublish); err != nil {
			return result, err
		}
	}
	r, err := im.createRelease(ctx, as, in.input(), input.Complain(""))
	if err != nil {
		return result, err
	}
	im.firstLine[r.ID] = item.Line
	im.known.add(listedAs(&r.Release))
	result.Action, result.Slug = ImportCreated, r.Slug
	if !im.options.DryRun {
		result.Release = r.ID
	}
	return result, nil
}

func (in checkedItem) input() input.Object {
	made := input.Object{"kind": string(in.kind), "language": in.language, "title": in.title}
	if in.source != nil {
		made["sourceUrl"] = *in.source
	}
	if in.summary != nil {
		made["summary"] = content.EscapeMarkdown(*in.summary)
	}
	if in.date != nil {
		made["publishedOn"] = string(*in.date)
	}
	return made
}

// update fills in what a known release lacks and the item has.
func (im *importing) update(ctx context.Context, item Item, in checkedItem, found *listed, at standing, result ImportedItem) (ImportedItem, error) {
	result.Slug, result.Action = found.slug, ImportUnchanged
	if line, twice := im.firstLine[found.id]; twice {
		im.problem(item, "is the same release as on line %d", line)
	} else {
		im.firstLine[found.id] = item.Line
		result.Release = found.id
	}
	lacks, err := im.lacks(ctx, in, found.id)
	if err != nil || !lacks {
		return result, err
	}
	before, err := im.release(ctx, found.id)
	if err != nil {
		return result, err
	}
	change := releaseChange{before: before, after: before, note: im.note()}
	better, truncated := in.improve(before)
	c := input.Complain("")
	w, err := im.tables.releases.take(ctx, im.edit, &change.after, better, c)
	if err != nil {
		return result, err
	}
	change.lost = w.lost
	change.after.SummaryTruncated = truncated
	if _, dated := better["publishedOn"]; dated && !standsIn(before.ListingPlace, change.after.PublishedOn) {
		change.after.ListingPlace = at.place
	}
	im.checkDate(before, change.after, c.Field("publishedOn"))
	if err := c.Err(); err != nil {
		return im.refuse(item, result, "%s", sentence(err)), nil
	}
	told := len(im.lost)
	changed, err := im.commit(ctx, change, c)
	if changed {
		result.Action = ImportUpdated
	}
	result.Lost = slices.Clone(im.lost[told:])
	return result, err
}

// lacks tells whether a release lacks what an item has. It reads less than all
// of the release, as most items of a text that is imported again have nothing new.
func (im *importing) lacks(ctx context.Context, in checkedItem, id int64) (bool, error) {
	row, err := im.db.Release.Query().Where(release.ID(id)).Select(release.FieldID, release.FieldSummaryText,
		release.FieldSummaryTruncated, release.FieldPublishedOn, release.FieldSourceURL).Only(ctx)
	if err != nil {
		return false, err
	}
	better, _ := in.improve(releaseOf(row))
	return len(better) > 0, nil
}

// improve returns what an item tells better than the release as it stands.
func (in checkedItem) improve(r releaseState) (better input.Object, truncated bool) {
	better, truncated = input.Object{}, r.SummaryTruncated
	if in.summary != nil && in.fuller(r) {
		better["summary"], truncated = content.EscapeMarkdown(*in.summary), in.truncated
	}
	if in.date != nil && finer(r.PublishedOn, *in.date) {
		better["publishedOn"] = string(*in.date)
	}
	if in.source != nil && r.SourceURL == nil {
		better["sourceUrl"] = *in.source
	}
	return better, truncated
}

// fuller tells whether the item's teaser is worth more than the release's: where
// that has none, or was cut off and the item's was not, or not so soon.
func (in checkedItem) fuller(r releaseState) bool {
	switch {
	case r.SummaryText == nil:
		return true
	case !r.SummaryTruncated:
		return false
	case !in.truncated:
		return true
	}
	return utf8.RuneCountInString(*in.summary) > utf8.RuneCountInString(*r.SummaryText)
}

// finer tells whether a date says more than the one that is known: it lies
// within it, and is more precise.
func finer(old *content.PartialDate, date content.PartialDate) bool {
	if old == nil {
		return true
	}
	return len(date) > len(*old) && date.Earliest() >= old.Earliest() && date.Latest() <= old.Latest()
}

func (im *importing) note() *string {
	note := "Imported from " + im.options.Source
	return &note
}
