package importing

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"pressgraph/ent/db/release"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/ingest"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
)

// checkedItem is an item in order: its texts clean, its values parsed.
type checkedItem struct {
	title, language string
	kind            content.ReleaseKind
	date            *content.PartialDate
	summary         *string // plain text
	source          *string
	truncated       bool
}

// checkItem parses an item; what is empty is unknown.
func checkItem(item ingest.Item, c input.Complaints) checkedItem {
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

// resultOf is the item as it was read.
func resultOf(item ingest.Item) Result {
	return Result{
		Line: item.Line, Title: item.Title, Kind: item.Kind, Category: item.Category, PublishedOn: given(item.PublishedOn),
		Summary: item.Summary, Truncated: item.Truncated, Language: item.Language, SourceURL: given(item.SourceURL),
	}
}

// take makes a release of an item, or brings the one that is known up to date.
func (im *intake) take(ctx context.Context, item ingest.Item, at standing) (Result, error) {
	result := resultOf(item)
	c := input.Complain("")
	in := checkItem(item, c)
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
	if im.options.Publish && im.Ahead(in.date) {
		return im.refuse(item, result,
			"publishedOn: %s lies in the future: import it as a draft, and publish it with the time to publish it at", *in.date), nil
	}
	return im.create(ctx, item, in, at, result)
}

// refuse leaves an item out, with a problem that says why.
func (im *intake) refuse(item ingest.Item, result Result, format string, args ...any) Result {
	result.Action, result.Release = Refused, 0
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
func (im *intake) create(ctx context.Context, item ingest.Item, in checkedItem, at standing, result Result) (Result, error) {
	as := newsroom.NewRelease{Status: content.StatusDraft, Rank: at.rank, Place: at.place, Truncated: in.truncated, Note: im.note()}
	if im.options.Publish {
		var err error
		if as.Status, err = content.Next(as.Status, content.StepPublish); err != nil {
			return result, err
		}
	}
	r, err := im.CreateRelease(ctx, as, in.input(), input.Complain(""))
	if err != nil {
		return result, err
	}
	im.firstLine[r.ID] = item.Line
	im.known.add(listedAs(&r.Release))
	result.Action, result.Slug = Created, r.Slug
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
func (im *intake) update(ctx context.Context, item ingest.Item, in checkedItem, found *listed, at standing, result Result) (Result, error) {
	result.Slug, result.Action = found.slug, Unchanged
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
	before, err := im.ReadRelease(ctx, found.id)
	if err != nil {
		return result, err
	}
	better, truncated := in.improve(before)
	c := input.Complain("")
	change, err := im.Apply(ctx, before, better, c)
	if err != nil {
		return result, err
	}
	change.Note = im.note()
	change.After.SummaryTruncated = truncated
	if _, dated := better["publishedOn"]; dated && !standsIn(before.ListingPlace, change.After.PublishedOn) {
		change.After.ListingPlace = at.place
	}
	im.CheckDate(before, change.After, c.Field("publishedOn"))
	if err := c.Err(); err != nil {
		return im.refuse(item, result, "%s", sentence(err)), nil
	}
	told := len(im.Lost)
	changed, err := im.Commit(ctx, change, c)
	if changed {
		result.Action = Updated
	}
	result.Lost = slices.Clone(im.Lost[told:])
	return result, err
}

// lacks tells whether a release lacks what an item has. It reads less than all
// of the release, as most items of a text that is imported again have nothing new.
func (im *intake) lacks(ctx context.Context, in checkedItem, id int64) (bool, error) {
	row, err := im.DB.Release.Query().Where(release.ID(id)).Select(release.FieldID, release.FieldSummaryText,
		release.FieldSummaryTruncated, release.FieldPublishedOn, release.FieldSourceURL).Only(ctx)
	if err != nil {
		return false, err
	}
	better, _ := in.improve(newsroom.ReleaseOf(row))
	return len(better) > 0, nil
}

// improve returns what an item tells better than the release as it stands.
func (in checkedItem) improve(r newsroom.ReleaseState) (better input.Object, truncated bool) {
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
func (in checkedItem) fuller(r newsroom.ReleaseState) bool {
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

func (im *intake) note() *string {
	note := "Imported from " + im.options.Source
	return &note
}
