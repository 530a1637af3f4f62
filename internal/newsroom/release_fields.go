package newsroom

import (
	"errors"

	"pressgraph/ent/db"
	"pressgraph/ent/db/release"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
)

// ReleaseState is a release as editors may change it: its row, version 0 for one
// that is not stored yet, and what it is tied to. The plain texts are made when the
// Markdown changes and never again, so that a newer renderer moves no evidence.
type ReleaseState struct {
	db.Release

	// group is shared by the same release in several languages: the id of the
	// first, its own for one without translations. That every release is in a
	// group keeps a hidden translation from touching those that readers see.
	group       int64
	topics      []int64
	partners    []Tie
	initiatives []Tie
}

// releaseFields are the fields of a release that editors give.
func releaseFields() fields[ReleaseState] {
	return fields[ReleaseState]{
		required("kind", release.FieldKind, func(r *ReleaseState) *content.ReleaseKind { return &r.Kind }, input.Word),
		required("language", release.FieldLanguage, func(r *ReleaseState) *string { return &r.Language }, content.ParseLocale),
		titled(),
		required("slug", release.FieldSlug, func(r *ReleaseState) *string { return &r.Slug }, content.ParseSlug).made(),
		picture("heroImage", release.FieldHeroImage, func(r *ReleaseState) **content.Image { return &r.HeroImage }),
		optional("sourceUrl", release.FieldSourceURL, func(r *ReleaseState) **string { return &r.SourceURL }, content.ParseURL),
		leading("publisher", release.FieldPublisherID, content.NodePartner, func(r *ReleaseState) **int64 { return &r.PublisherID }),
		{
			name: "translationOf", to: content.NodeRelease, columns: []string{release.FieldTranslationGroup},
			take: (*ReleaseState).takeTranslation,
			write: func(_ *Edit, m db.Mutation, _, r *ReleaseState) error {
				return m.SetField(release.FieldTranslationGroup, r.group)
			},
			saved: (*ReleaseState).savedTranslation, store: storeTranslation,
			// Whether readers see another release of the group, storeTranslation finds out.
			hide: func(r *ReleaseState) { r.group = 0 },
		},
		{
			name: "topics", to: content.NodeTopic,
			take:  func(r *ReleaseState, in input.Form, w *work) { input.TakeTopics(in, "topics", &r.topics, w.Known) },
			store: storeReleaseTopics,
			saved: func(r *ReleaseState) any { return savedIDs(content.NodeTopic, r.topics) },
		},
		markdown("summary", release.FieldSummary, release.FieldSummaryText, input.MaxSummary,
			func(r *ReleaseState) (markdown, plain **string) { return &r.Summary, &r.SummaryText }),
		markdown("body", release.FieldBody, release.FieldBodyText, input.MaxBody,
			func(r *ReleaseState) (markdown, plain **string) { return &r.Body, &r.BodyText }),
		{
			name:    "publishedOn",
			columns: []string{release.FieldPublishedOn, release.FieldPublishedEarliest, release.FieldPublishedLatest, release.FieldYear},
			take:    (*ReleaseState).takeDate,
			write:   func(_ *Edit, m db.Mutation, _, r *ReleaseState) error { return r.setDate(m) },
			derive:  deriveDate,
			saved:   func(r *ReleaseState) any { return r.PublishedOn },
		},
		MentionTies().field(),
		AnnouncementTies().field(),
	}
}

// ReleaseFieldNames are the names of a release's fields.
func ReleaseFieldNames() []string { return releaseFields().names() }

// titled is the title, and what is computed from it.
func titled() field[ReleaseState] {
	f := required("title", release.FieldTitle, func(r *ReleaseState) *string { return &r.Title }, input.LineOf(input.MaxTitle))
	f.columns = append(f.columns, release.FieldTitleFold, release.FieldTitleSort)
	f.write = func(e *Edit, m db.Mutation, _, r *ReleaseState) error {
		return errors.Join(m.SetField(release.FieldTitle, r.Title), m.SetField(release.FieldTitleFold, content.Fold(r.Title)),
			m.SetField(release.FieldTitleSort, e.rooms.collator.Key(r.Title)))
	}
	f.derive = func(d derivation) {
		title := d.text(release.FieldTitle)
		d.Columns[release.FieldTitleFold], d.Columns[release.FieldTitleSort] = content.Fold(title), d.collator.Key(title)
	}
	return f
}

// Texts returns what evidence spans count in.
func (r *ReleaseState) Texts() Texts {
	return Texts{release: r.ID, Title: r.Title, summary: pointed(r.SummaryText), body: pointed(r.BodyText)}
}

// takeTranslation changes the group. Null is its own; the first of a group
// is no translation, and stays.
func (r *ReleaseState) takeTranslation(in input.Form, w *work) {
	const name = "translationOf"
	if !in.Has(name) {
		return
	}
	var of *int64
	c := in.Field(name)
	input.Take(in.Text(name), &of, c, w.Node(content.NodeRelease))
	switch {
	case in.Object[name] == nil:
		r.group = r.ID
	case of == nil: // It was complained about.
	case *of == r.ID:
		c.Add("must be another release")
	default:
		r.group = w.Group(*of)
	}
}

func (r *ReleaseState) savedTranslation() any {
	if r.group == r.ID {
		return nil
	}
	return content.GlobalID(content.NodeRelease, r.group)
}

// markdown is a text that is shown as HTML, with the plain text that evidence
// counts in.
func markdown(name, column, plainColumn string, limit int, at func(*ReleaseState) (markdown, plain **string)) field[ReleaseState] {
	f := optional(name, column, func(r *ReleaseState) **string { markdown, _ := at(r); return markdown }, input.MarkdownOf(limit))
	takeMarkdown := f.take
	f.take = func(r *ReleaseState, in input.Form, w *work) {
		text, plain := at(r)
		old := *text
		if takeMarkdown(r, in, w); same(old, *text) {
			return
		}
		*plain = plainOf(*text)
		if name == "summary" {
			r.SummaryTruncated = false
		}
	}
	f.columns = append(f.columns, plainColumn)
	f.write = func(_ *Edit, m db.Mutation, _, r *ReleaseState) error {
		text, plain := at(r)
		if err := setColumn(m, column, *text); err != nil {
			return err
		}
		return setColumn(m, plainColumn, *plain)
	}
	// A plain text that is there stays, as evidence counts in it.
	f.derive = func(d derivation) {
		switch {
		case d.row.Null(column):
			d.Columns[plainColumn] = nil
		case d.row.Null(plainColumn):
			d.Columns[plainColumn] = content.PlainText(d.text(column))
		}
	}
	return f
}

func plainOf(markdown *string) *string {
	if markdown == nil {
		return nil
	}
	text := content.PlainText(*markdown)
	return &text
}

// takeDate changes the day. The instant stays only while it falls on that day.
func (r *ReleaseState) takeDate(in input.Form, w *work) {
	before := r.PublishedOn
	input.Take(in.Text("publishedOn"), &r.PublishedOn, in.Field("publishedOn"), content.ParsePartialDate)
	if same(before, r.PublishedOn) || r.PublishedAt == nil {
		return
	}
	if r.PublishedOn == nil || *r.PublishedOn != content.DateOf(*r.PublishedAt, w.zone) {
		r.PublishedAt = nil
	}
}

func (r *ReleaseState) setDate(m db.Mutation) error {
	if err := setDate(m, release.FieldPublishedOn, "published", r.PublishedOn); err != nil {
		return err
	}
	if r.PublishedOn == nil {
		return m.ClearField(release.FieldYear)
	}
	return m.SetField(release.FieldYear, r.PublishedOn.Year())
}

func deriveDate(d derivation) {
	d.period("published", release.FieldPublishedOn)
	d.Columns[release.FieldYear] = nil
	if on := content.PartialDate(d.text(release.FieldPublishedOn)); on != "" {
		d.Columns[release.FieldYear] = on.Year()
	}
}
