package newsroom

import (
	"context"
	"errors"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/db"
	entannouncement "pressgraph/ent/db/announcement"
	entevidence "pressgraph/ent/db/evidence"
	"pressgraph/ent/db/mention"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/releasetopic"
	"pressgraph/internal/content"
)

func releaseDesk() desk[ReleaseState] {
	return desk[ReleaseState]{
		node: content.NodeRelease, fields: releaseFields(), fill: fillRelease, touch: (*Edit).touchTiesOf,
		of:     func(r *ReleaseState) head { return head{&r.ID, r.Version, r.Visible, &r.Slug, nil} },
		base:   func(r *ReleaseState) string { return content.Slug(r.Title) },
		texts:  (*ReleaseState).Texts,
		create: func(e *Edit, id int64) db.Mutation { return e.DB.Release.Create().SetID(id).Mutation() },
		update: func(e *Edit, id int64, version int) db.Mutation {
			return e.DB.Release.Update().Where(release.ID(id), release.Version(version)).AddVersion(1).Mutation()
		},
		check: checkRelease,
		news: func(_ context.Context, e *Edit, before, after ReleaseState) (bool, error) {
			return !same(e.shown(before), e.shown(after)), nil
		},
	}
}

// SaveRelease stores what differs between two states of a release, the first
// of which has version 0 where it is new, and with it a revision.
func (e *Edit) SaveRelease(ctx context.Context, before, after ReleaseState, note *string) error {
	if err := e.rooms.tables.releases.save(ctx, e, before, after); err != nil {
		return err
	}
	return e.writeRevision(ctx, before, after, note)
}

// fillRelease sets what editors change by other means than an input, and what is
// computed from several fields.
func fillRelease(e *Edit, m db.Mutation, r *ReleaseState) error {
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

func (e *Edit) sortAt(r *ReleaseState) int64 {
	return content.SortPlaced(r.PublishedAt, pointed(r.PublishedOn), r.ListingPlace, e.Zone())
}

// WriteDate writes when a release was published, beside an edit of it.
func (e *Edit) WriteDate(ctx context.Context, r *ReleaseState) error {
	b := e.DB.Release.Update().Where(release.ID(r.ID)).SetSortAt(e.sortAt(r))
	if err := errors.Join(setColumn(b.Mutation(), release.FieldPublishedAt, r.PublishedAt), r.setDate(b.Mutation())); err != nil {
		return err
	}
	return b.Exec(ctx)
}

// shown is what readers see of a release: an edit of it is news to them.
func (e *Edit) shown(r ReleaseState) ReleaseState {
	r = e.rooms.tables.releases.fields.shown(r)
	r.Version, r.Status, r.ScheduledFor, r.SummaryTruncated = 0, "", nil, false
	return r
}

// TouchRelease has everything settled that follows from a release.
func (e *Edit) TouchRelease(r ReleaseState) { e.rooms.tables.releases.settle(e, r) }

// touchTiesOf has settled what a release leads to.
func (e *Edit) touchTiesOf(r ReleaseState) {
	e.Touch(content.NodeTopic, r.topics...)
	e.touchPointer(content.NodePartner, r.PublisherID)
	for _, of := range tieKinds() {
		for _, t := range *of.at(&r) {
			e.Touch(of.To, t.Target)
		}
	}
}

// ReadRelease reads a release's state and keeps others from changing it meanwhile.
func (e *Edit) ReadRelease(ctx context.Context, id int64) (ReleaseState, error) {
	row, err := e.DB.Release.Query().Where(release.ID(id), Locked(sql.LockNoKeyUpdate)).Only(ctx)
	if err != nil {
		return ReleaseState{}, missing(content.NodeRelease, err)
	}
	r := ReleaseOf(row)
	err = e.DB.ReleaseTopic.Query().Where(releasetopic.ReleaseID(id)).
		Order(releasetopic.ByPosition(), releasetopic.ByID()).Select(releasetopic.FieldTopicID).Scan(ctx, &r.topics)
	if err != nil {
		return r, err
	}
	r.topics = orNil(r.topics)
	return r, e.readTies(ctx, &r)
}

// ReleaseOf returns the state of a release that a row holds, without its relations.
func ReleaseOf(row *db.Release) ReleaseState {
	r := ReleaseState{Release: bare(row), group: row.ID}
	if row.TranslationGroup != nil {
		r.group = *row.TranslationGroup
	}
	return r
}

// readTies reads the mentions and announcements of a release with their evidence.
func (e *Edit) readTies(ctx context.Context, r *ReleaseState) error {
	quotes, err := e.DB.Evidence.Query().
		Where(entevidence.ReleaseID(r.ID), entevidence.ParticipationIDIsNil()).
		Order(entevidence.ByPosition(), entevidence.ByID()).All(ctx)
	if err != nil {
		return err
	}
	of := map[int64][]Evidence{}
	for _, q := range quotes {
		owner := q.MentionID
		if owner == nil {
			owner = q.AnnouncementID
		}
		of[*owner] = append(of[*owner], EvidenceOf(q))
	}
	mentions, err := e.DB.Mention.Query().Where(mention.ReleaseID(r.ID)).Order(mention.ByPosition(), mention.ByID()).All(ctx)
	if err != nil {
		return err
	}
	for _, m := range mentions {
		r.partners = append(r.partners, Tie{ID: m.ID, Target: m.PartnerID, Word: string(m.Role), Evidence: of[m.ID], Visible: m.Visible})
	}
	announcements, err := e.DB.Announcement.Query().Where(entannouncement.ReleaseID(r.ID)).
		Order(entannouncement.ByPosition(), entannouncement.ByID()).All(ctx)
	for _, a := range announcements {
		r.initiatives = append(r.initiatives, Tie{ID: a.ID, Target: a.InitiativeID, Word: string(a.Stage), Evidence: of[a.ID], Visible: a.Visible})
	}
	return err
}

// CountRelease counts a change of a release's partners that came from elsewhere.
func (e *Edit) CountRelease(ctx context.Context, before ReleaseState, note string) error {
	after, err := e.ReadRelease(ctx, before.ID)
	if err != nil {
		return err
	}
	after.Version = before.Version + 1
	if err := e.NextVersion(ctx, content.NodeRelease, before.ID, before.Visible); err != nil {
		return err
	}
	e.TouchRelease(after)
	return e.writeRevision(ctx, before, after, &note)
}
