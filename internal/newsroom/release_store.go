package newsroom

import (
	"context"
	"errors"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent"
	entannouncement "pressgraph/ent/announcement"
	entevidence "pressgraph/ent/evidence"
	"pressgraph/ent/mention"
	"pressgraph/ent/release"
	"pressgraph/ent/releasetopic"
	"pressgraph/internal/content"
)

func releaseDesk() desk[releaseState] {
	return desk[releaseState]{
		node: content.NodeRelease, fields: releaseFields(), fill: fillRelease, touch: (*edit).touchTiesOf,
		of:     func(r *releaseState) head { return head{&r.ID, r.Version, r.Visible, &r.Slug, nil} },
		base:   func(r *releaseState) string { return content.Slug(r.Title) },
		texts:  (*releaseState).texts,
		create: func(e *edit, id int64) ent.Mutation { return e.db.Release.Create().SetID(id).Mutation() },
		update: func(e *edit, id int64, version int) ent.Mutation {
			return e.db.Release.Update().Where(release.ID(id), release.Version(version)).AddVersion(1).Mutation()
		},
		check: checkRelease,
		news: func(_ context.Context, e *edit, before, after releaseState) (bool, error) {
			return !same(e.shown(before), e.shown(after)), nil
		},
	}
}

// saveRelease stores what differs between two states of a release, the first
// of which has version 0 where it is new, and with it a revision.
func (e *edit) saveRelease(ctx context.Context, before, after releaseState, note *string) error {
	if err := e.tables.releases.save(ctx, e, before, after); err != nil {
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
	return content.SortPlaced(r.PublishedAt, pointed(r.PublishedOn), r.ListingPlace, e.settings.TimeZone)
}

// shown is what readers see of a release: an edit of it is news to them.
func (e *edit) shown(r releaseState) releaseState {
	r = e.tables.releases.fields.shown(r)
	r.Version, r.Status, r.ScheduledFor, r.SummaryTruncated = 0, "", nil, false
	return r
}

// touchRelease has everything settled that follows from a release.
func (e *edit) touchRelease(r releaseState) { e.tables.releases.settle(e, r) }

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

// release reads a release's state and keeps others from changing it meanwhile.
func (e *edit) release(ctx context.Context, id int64) (releaseState, error) {
	row, err := e.db.Release.Query().Where(release.ID(id), locked(sql.LockNoKeyUpdate)).Only(ctx)
	if err != nil {
		return releaseState{}, missing(content.NodeRelease, err)
	}
	r := releaseOf(row)
	err = e.db.ReleaseTopic.Query().Where(releasetopic.ReleaseID(id)).
		Order(releasetopic.ByPosition(), releasetopic.ByID()).Select(releasetopic.FieldTopicID).Scan(ctx, &r.topics)
	if err != nil {
		return r, err
	}
	r.topics = orNil(r.topics)
	return r, e.readTies(ctx, &r)
}

func releaseOf(row *ent.Release) releaseState {
	r := releaseState{Release: bare(row), group: row.ID}
	if row.TranslationGroup != nil {
		r.group = *row.TranslationGroup
	}
	return r
}

// readTies reads the mentions and announcements of a release with their evidence.
func (e *edit) readTies(ctx context.Context, r *releaseState) error {
	quotes, err := e.db.Evidence.Query().
		Where(entevidence.ReleaseID(r.ID), entevidence.ParticipationIDIsNil()).
		Order(entevidence.ByPosition(), entevidence.ByID()).All(ctx)
	if err != nil {
		return err
	}
	of := map[int64][]evidence{}
	for _, q := range quotes {
		owner := q.MentionID
		if owner == nil {
			owner = q.AnnouncementID
		}
		of[*owner] = append(of[*owner], evidenceOf(q))
	}
	mentions, err := e.db.Mention.Query().Where(mention.ReleaseID(r.ID)).Order(mention.ByPosition(), mention.ByID()).All(ctx)
	if err != nil {
		return err
	}
	for _, m := range mentions {
		r.partners = append(r.partners, tie{id: m.ID, target: m.PartnerID, word: string(m.Role), evidence: of[m.ID], visible: m.Visible})
	}
	announcements, err := e.db.Announcement.Query().Where(entannouncement.ReleaseID(r.ID)).
		Order(entannouncement.ByPosition(), entannouncement.ByID()).All(ctx)
	for _, a := range announcements {
		r.initiatives = append(r.initiatives, tie{id: a.ID, target: a.InitiativeID, word: string(a.Stage), evidence: of[a.ID], visible: a.Visible})
	}
	return err
}
