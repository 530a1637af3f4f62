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
		return fmt.Errorf("write the translations of release %d: %w", after.ID, err)
	}
	if err := e.writeTies(ctx, before, after); err != nil {
		return fmt.Errorf("write the relations of release %d: %w", after.ID, err)
	}
	e.touchRelease(before)
	e.touchRelease(after)
	return e.writeRevision(ctx, before, after, note)
}

func (e *edit) writeRelease(ctx context.Context, before, after releaseState) error {
	if before.Version == 0 {
		b := e.db.Release.Create().SetID(after.ID).SetCreatedAt(e.now).SetPublicUpdatedAt(e.now)
		if err := e.fillRelease(b.Mutation(), before, after); err != nil {
			return err
		}
		if err := b.Exec(ctx); err != nil {
			return fmt.Errorf("create release: %w", err)
		}
		return nil
	}
	b := e.db.Release.Update().Where(release.ID(after.ID), release.Version(before.Version)).AddVersion(1)
	if err := e.fillRelease(b.Mutation(), before, after); err != nil {
		return err
	}
	if before.Visible && !same(before.shown(), after.shown()) {
		b.SetPublicUpdatedAt(e.now)
	}
	rows, err := b.Save(ctx)
	if err != nil {
		return fmt.Errorf("update release %d: %w", after.ID, err)
	}
	if err := replaced(rows, before.Version); err != nil {
		return err
	}
	return e.renameSlug(ctx, content.NodeRelease, after.ID, before.Slug, after.Slug, before.Visible)
}

// fillRelease sets every column that editors change, and those computed from them.
func (e *edit) fillRelease(m *ent.ReleaseMutation, before, r releaseState) error {
	m.SetUpdatedAt(e.now)
	m.SetStatus(r.Status)
	m.SetTitleFold(content.Fold(r.Title))
	m.SetTitleSort(e.collator.Key(r.Title))
	m.SetSummaryTruncated(r.SummaryTruncated)
	put(r.PublishedAt, m.SetPublishedAt, m.ClearPublishedAt)
	put(r.ScheduledFor, m.SetScheduledFor, m.ClearScheduledFor)
	m.SetRank(r.Rank)
	put(r.ListingPlace, m.SetListingPlace, m.ClearListingPlace)
	m.SetSortAt(e.sortAt(r))
	return releaseFields().write(e, m, &before, &r)
}

func (e *edit) sortAt(r releaseState) int64 {
	var on content.PartialDate
	if r.PublishedOn != nil {
		on = *r.PublishedOn
	}
	return content.SortPlaced(r.PublishedAt, on, r.ListingPlace, e.settings.TimeZone)
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
	r = releaseFields().shown(r)
	r.Version, r.Status, r.ScheduledFor, r.SummaryTruncated = 0, "", nil, false
	return r
}

// touchRelease has everything settled that follows from a release: itself and
// all that it leads to.
func (e *edit) touchRelease(r releaseState) {
	if r.ID == 0 {
		return
	}
	e.touch(content.NodeRelease, r.ID)
	e.touch(content.NodeTopic, r.topics...)
	e.touchPointer(content.NodePartner, r.PublisherID)
	for _, t := range r.partners {
		e.touch(content.NodePartner, t.target)
	}
	for _, t := range r.initiatives {
		e.touch(content.NodeInitiative, t.target)
	}
}
