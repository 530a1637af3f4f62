package newsroom

import (
	"context"
	"fmt"

	"pressgraph/ent"
	"pressgraph/ent/release"
	"pressgraph/internal/content"
)

// saveRelease stores what differs between two states of a release, the first
// of which has version 0 where it is new, and with it a revision.
func (e *edit) saveRelease(ctx context.Context, before, after releaseState, note *string) error {
	if err := e.writeRelease(ctx, before, after); err != nil {
		return err
	}
	if err := e.writeTranslation(ctx, before, after); err != nil {
		return fmt.Errorf("write the translations of release %d: %w", after.id, err)
	}
	if err := e.writeTies(ctx, before, after); err != nil {
		return fmt.Errorf("write the relations of release %d: %w", after.id, err)
	}
	e.touchRelease(before)
	e.touchRelease(after)
	return e.writeRevision(ctx, before, after, note)
}

func (e *edit) writeRelease(ctx context.Context, before, after releaseState) error {
	if before.version == 0 {
		b := e.db.Release.Create().SetID(after.id).SetCreatedAt(e.now).SetPublicUpdatedAt(e.now)
		e.fillRelease(b.Mutation(), before, after)
		if err := b.Exec(ctx); err != nil {
			return fmt.Errorf("create release: %w", err)
		}
		return nil
	}
	b := e.db.Release.Update().Where(release.ID(after.id), release.Version(before.version)).AddVersion(1)
	e.fillRelease(b.Mutation(), before, after)
	if before.visible && !same(before.shown(), after.shown()) {
		b.SetPublicUpdatedAt(e.now)
	}
	rows, err := b.Save(ctx)
	if err != nil {
		return fmt.Errorf("update release %d: %w", after.id, err)
	}
	if err := replaced(rows, before.version); err != nil {
		return err
	}
	return e.renameSlug(ctx, content.NodeRelease, after.id, before.slug, after.slug, before.visible)
}

// fillRelease sets every column that editors change, and those computed from
// them. JSON that stays is not written: its text may be another's.
func (e *edit) fillRelease(m *ent.ReleaseMutation, before, r releaseState) {
	m.SetSlug(r.slug)
	m.SetUpdatedAt(e.now)
	m.SetKind(r.kind)
	m.SetStatus(r.status)
	m.SetLanguage(r.language)
	m.SetTitle(r.title)
	m.SetTitleFold(content.Fold(r.title))
	m.SetTitleSort(e.collator.Key(r.title))
	put(r.summary, m.SetSummary, m.ClearSummary)
	put(r.summaryText, m.SetSummaryText, m.ClearSummaryText)
	m.SetSummaryTruncated(r.truncated)
	put(r.body, m.SetBody, m.ClearBody)
	put(r.bodyText, m.SetBodyText, m.ClearBodyText)
	put(r.publishedAt, m.SetPublishedAt, m.ClearPublishedAt)
	put(r.scheduledFor, m.SetScheduledFor, m.ClearScheduledFor)
	switch {
	case r.hero == nil:
		m.ClearHeroImage()
	case !same(before.hero, r.hero):
		m.SetHeroImage(r.hero)
	}
	put(r.source, m.SetSourceURL, m.ClearSourceURL)
	put(r.publisher, m.SetPublisherID, m.ClearPublisherID)
	m.SetTranslationGroup(r.group)
	m.SetRank(r.rank)
	m.SetSortAt(e.sortAt(r))
	e.fillReleaseDate(m, r)
}

func (e *edit) fillReleaseDate(m *ent.ReleaseMutation, r releaseState) {
	earliest, latest := bounds(r.publishedOn)
	m.SetPublishedEarliest(earliest)
	m.SetPublishedLatest(latest)
	if r.publishedOn == nil {
		m.ClearPublishedOn()
		m.ClearYear()
		return
	}
	m.SetPublishedOn(*r.publishedOn)
	m.ResetYear()
	m.SetYear(r.publishedOn.Year())
}

func (e *edit) sortAt(r releaseState) int64 {
	var on content.PartialDate
	if r.publishedOn != nil {
		on = *r.publishedOn
	}
	return content.SortAt(r.publishedAt, on, e.settings.TimeZone)
}

// bounds returns the first and the last day that a date can mean; zeros for none.
func bounds(d *content.PartialDate) (earliest, latest int32) {
	if d == nil {
		return 0, 0
	}
	return int32(d.Earliest()), int32(d.Latest()) //nolint:gosec // yyyymmdd up to 99991231
}

// shown is what readers see of a release: an edit of it is news to them.
func (r releaseState) shown() releaseState {
	r.version, r.status, r.scheduledFor, r.truncated = 0, "", nil, false
	// Whether readers see another release of the group, writeTranslation finds out.
	r.group = 0
	return r
}

// touchRelease has everything settled that follows from a release: itself and
// all that it leads to.
func (e *edit) touchRelease(r releaseState) {
	if r.id == 0 {
		return
	}
	e.touch(content.NodeRelease, r.id)
	e.touch(content.NodeTopic, r.topics...)
	e.touchPointer(content.NodePartner, r.publisher)
	for _, t := range r.partners {
		e.touch(content.NodePartner, t.target)
	}
	for _, t := range r.initiatives {
		e.touch(content.NodeInitiative, t.target)
	}
}
