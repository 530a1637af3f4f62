package newsroom

import (
	"context"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent"
	entannouncement "pressgraph/ent/announcement"
	entevidence "pressgraph/ent/evidence"
	"pressgraph/ent/mention"
	"pressgraph/ent/release"
	"pressgraph/ent/releasetopic"
	"pressgraph/internal/content"
)

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

func evidenceOf(row *ent.Evidence) evidence {
	return evidence{
		id: row.ID, release: row.ReleaseID, section: row.Section, quote: row.Quote,
		span: content.Span{Start: row.Start, End: row.End},
	}
}
