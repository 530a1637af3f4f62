package newsroom

import (
	"context"
	"errors"

	"pressgraph/ent"
	"pressgraph/ent/release"
	"pressgraph/internal/content"
)

func releaseDesk() desk[releaseState] {
	return desk[releaseState]{
		node: content.NodeRelease, fields: releaseFields(), fill: fillRelease, touch: (*edit).touchTiesOf,
		of:     func(r *releaseState) head { return head{&r.ID, r.Version, r.Visible, &r.Slug, nil, nil} },
		create: func(e *edit, id int64) ent.Mutation { return e.db.Release.Create().SetID(id).Mutation() },
		update: func(e *edit, id int64, version int) ent.Mutation {
			return e.db.Release.Update().Where(release.ID(id), release.Version(version)).AddVersion(1).Mutation()
		},
		news: func(_ context.Context, _ *edit, before, after releaseState) (bool, error) {
			return !same(before.shown(), after.shown()), nil
		},
	}
}

// saveRelease stores what differs between two states of a release, the first
// of which has version 0 where it is new, and with it a revision.
func (e *edit) saveRelease(ctx context.Context, before, after releaseState, note *string) error {
	if err := releaseDesk().save(ctx, e, before, after); err != nil {
		return err
	}
	return e.writeRevision(ctx, before, after, note)
}

// fillRelease sets what editors change by other means than an input, and what is
// computed from several fields.
func fillRelease(e *edit, m ent.Mutation, r *releaseState) error {
	return errors.Join(
		m.SetField(release.FieldStatus, r.Status),
		m.SetField(release.FieldSummaryTruncated, r.SummaryTruncated),
		m.SetField(release.FieldRank, r.Rank),
		m.SetField(release.FieldSortAt, e.sortAt(r)),
		setColumn(m, release.FieldPublishedAt, r.PublishedAt),
		setColumn(m, release.FieldScheduledFor, r.ScheduledFor),
		setColumn(m, release.FieldListingPlace, r.ListingPlace),
	)
}

func (e *edit) sortAt(r *releaseState) int64 {
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

// touchRelease has everything settled that follows from a release.
func (e *edit) touchRelease(r releaseState) { releaseDesk().settle(e, r) }

// touchTiesOf has settled what a release leads to.
func (e *edit) touchTiesOf(r releaseState) {
	e.touch(content.NodeTopic, r.topics...)
	e.touchPointer(content.NodePartner, r.PublisherID)
	for _, of := range tieKinds() {
		for _, t := range *of.at(&r) {
			e.touch(of.to, t.target)
		}
	}
}
