package newsroom

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"pressgraph/ent"
	"pressgraph/ent/revision"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
)

// RestoreRevision makes a release what it was at an earlier revision, but for
// its status; and for its date, where it is published, or scheduled for another
// day than the revision's date that lies ahead. Partners, initiatives and topics that have been deleted since
// are left out, which the note of the new revision tells; what was merged is
// what it was merged into. A slug that another release has taken since stays
// with that one.
func (n *Newsroom) RestoreRevision(ctx context.Context, id int64, version int, revisionID int64) (Done, error) {
	return n.write(ctx, "restoreRevision", func(ctx context.Context, e *edit) (int64, error) {
		before, err := e.releaseAt(ctx, id, version)
		if err != nil {
			return 0, err
		}
		row, err := e.db.Revision.Query().Where(revision.ID(revisionID), revision.ReleaseID(id)).Only(ctx)
		if ent.IsNotFound(err) {
			return 0, fault.NotFound("this release has no such revision")
		}
		if err != nil {
			return 0, err
		}
		in, note, err := e.restored(ctx, before, row)
		if err != nil {
			return 0, fmt.Errorf("restore revision %d: %w", revisionID, err)
		}
		return id, e.revise(ctx, before, in, &note)
	})
}

// restored returns a revision as an input that can be taken now, and a note.
func (e *edit) restored(ctx context.Context, now releaseState, row *ent.Revision) (UpdateReleaseInput, string, error) {
	raw, err := json.Marshal(row.State)
	if err != nil {
		return UpdateReleaseInput{}, "", err
	}
	var saved savedRelease
	if err := json.Unmarshal(raw, &saved); err != nil {
		return UpdateReleaseInput{}, "", err
	}
	in, err := saved.input()
	if err != nil {
		return UpdateReleaseInput{}, "", err
	}
	k, err := e.lookUp(ctx, in.wants())
	if err != nil {
		return UpdateReleaseInput{}, "", err
	}
	if of := in.TranslationOf.Value; of != nil && *of == now.group {
		in.TranslationOf = Field[int64]{} // the group outlives its first release
	}
	gone := in.leaveOut(k)
	if saved.Slug != now.slug {
		holder, err := e.slugHolder(ctx, content.NodeRelease, saved.Slug)
		if err != nil {
			return UpdateReleaseInput{}, "", err
		}
		if holder != 0 && holder != now.id {
			in.Slug = Field[string]{}
			gone = append(gone, "the slug "+saved.Slug)
		}
	}
	note := fmt.Sprintf("Restored version %d", row.Version)
	if e.keepsDate(now, saved.PublishedOn) {
		in.PublishedOn = Field[string]{}
		note += "; kept: the date"
	}
	if len(gone) > 0 {
		note += "; left out: " + strings.Join(gone, ", ")
	}
	return in, note, nil
}

// keepsDate tells whether a release keeps its date instead of a saved one.
func (e *edit) keepsDate(now releaseState, saved *content.PartialDate) bool {
	if same(now.publishedOn, saved) {
		return false
	}
	return now.status == content.StatusPublished || now.scheduledFor != nil && e.contradicts(saved, *now.scheduledFor, e.now)
}

// input is the saved state as an update of all fields.
func (s savedRelease) input() (UpdateReleaseInput, error) {
	var ids idReader
	in := UpdateReleaseInput{
		Kind: To(s.Kind), Language: To(s.Language), Title: To(s.Title), Slug: To(s.Slug),
		Summary: orNull(s.Summary), Body: orNull(s.Body), HeroImage: orNull(imageInput(s.HeroImage)), SourceURL: orNull(s.SourceURL),
		Publisher: orNull(ids.pointer(s.Publisher)), TranslationOf: orNull(ids.pointer(s.TranslationOf)),
	}
	in.PublishedOn = Null[string]()
	if s.PublishedOn != nil {
		in.PublishedOn = To(string(*s.PublishedOn))
	}
	topics := make([]int64, len(s.Topics))
	for i, id := range s.Topics {
		topics[i] = ids.read(id)
	}
	partners := make([]MentionInput, len(s.Partners))
	for i, m := range s.Partners {
		partners[i] = MentionInput{Partner: ids.read(m.Partner), Role: content.MentionRole(m.Role), Quotes: quotesOf(m.Quotes)}
	}
	initiatives := make([]AnnouncementInput, len(s.Initiatives))
	for i, a := range s.Initiatives {
		initiatives[i] = AnnouncementInput{Initiative: ids.read(a.Initiative), Stage: content.AnnouncementStage(a.Stage), Quotes: quotesOf(a.Quotes)}
	}
	in.Topics, in.Partners, in.Initiatives = To(topics), To(partners), To(initiatives)
	return in, ids.err
}

// leaveOut drops what an input refers to and is no more, and tells of it.
func (in *UpdateReleaseInput) leaveOut(k known) []string {
	var gone []string
	there := func(t content.NodeType, id int64) bool {
		_, ok := k.ids[t][id]
		if !ok {
			gone = append(gone, "a deleted "+noun(t))
		}
		return ok
	}
	if p := in.Publisher.Value; p != nil && !there(content.NodePartner, *p) {
		in.Publisher = Null[int64]()
	}
	if r := in.TranslationOf.Value; r != nil && !there(content.NodeRelease, *r) {
		in.TranslationOf = Null[int64]()
	}
	in.Topics = To(only(*in.Topics.Value, func(id int64) bool { return there(content.NodeTopic, id) }))
	in.Partners = To(only(*in.Partners.Value, func(m MentionInput) bool { return there(content.NodePartner, m.Partner) }))
	in.Initiatives = To(only(*in.Initiatives.Value, func(a AnnouncementInput) bool { return there(content.NodeInitiative, a.Initiative) }))
	return gone
}

func only[T any](all []T, keep func(T) bool) []T {
	kept := []T{}
	for _, v := range all {
		if keep(v) {
			kept = append(kept, v)
		}
	}
	return kept
}

func orNull[T any](v *T) Field[T] { return Field[T]{Set: true, Value: v} }

func quotesOf(saved []savedQuote) Field[[]QuoteInput] {
	all := make([]QuoteInput, len(saved))
	for i, q := range saved {
		all[i] = QuoteInput{Section: q.Section, Quote: q.Quote, Start: &q.Start}
	}
	return To(all)
}

func imageInput(image *content.Image) *ImageInput {
	if image == nil {
		return nil
	}
	in := ImageInput{URL: image.URL, Alt: image.Alt}
	if image.Width > 0 {
		in.Width = &image.Width
	}
	if image.Height > 0 {
		in.Height = &image.Height
	}
	if image.Credit != "" {
		in.Credit = &image.Credit
	}
	return &in
}

// idReader reads global ids that were stored, and keeps the first error.
type idReader struct{ err error }

func (r *idReader) read(global string) int64 {
	_, id, err := content.ParseGlobalID(global)
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("id %q: %w", global, err)
	}
	return id
}

func (r *idReader) pointer(global *string) *int64 {
	if global == nil {
		return nil
	}
	id := r.read(*global)
	return &id
}
