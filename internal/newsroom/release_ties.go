package newsroom

import (
	"context"
	"slices"

	"pressgraph/ent"
	"pressgraph/ent/announcement"
	"pressgraph/ent/mention"
	"pressgraph/ent/releasetopic"
	"pressgraph/internal/content"
)

// writeTies stores the topics, mentions and announcements that differ. The
// place in time that they repeat from the release is settled by the store.
func (e *edit) writeTies(ctx context.Context, before, after releaseState) error {
	if !slices.Equal(before.topics, after.topics) {
		if err := e.writeReleaseTopics(ctx, before, after); err != nil {
			return err
		}
	}
	if err := e.writeTiesOf(ctx, mentionTable{e: e, r: after}, before.partners, after.partners); err != nil {
		return err
	}
	return e.writeTiesOf(ctx, announcementTable{e: e, r: after}, before.initiatives, after.initiatives)
}

func (e *edit) writeReleaseTopics(ctx context.Context, before, after releaseState) error {
	gone := slices.DeleteFunc(slices.Clone(before.topics), func(id int64) bool { return slices.Contains(after.topics, id) })
	if len(gone) > 0 {
		_, err := e.db.ReleaseTopic.Delete().Where(releasetopic.ReleaseID(after.ID), releasetopic.TopicIDIn(gone...)).Exec(ctx)
		if err != nil {
			return err
		}
	}
	var fresh []*ent.ReleaseTopicCreate
	for i, id := range after.topics {
		at := slices.Index(before.topics, id)
		if at == i {
			continue
		}
		if at < 0 {
			fresh = append(fresh, e.db.ReleaseTopic.Create().SetID(e.tx.NewID()).SetReleaseID(after.ID).SetTopicID(id).
				SetPosition(i).SetSortAt(e.sortAt(after)).SetRank(after.Rank))
			continue
		}
		_, err := e.db.ReleaseTopic.Update().Where(releasetopic.ReleaseID(after.ID), releasetopic.TopicID(id)).SetPosition(i).Save(ctx)
		if err != nil {
			return err
		}
	}
	return e.db.ReleaseTopic.CreateBulk(fresh...).Exec(ctx)
}

// tieTable is one of the two tables of a release's ties.
type tieTable interface {
	insert(ctx context.Context, ties []placed) error
	update(ctx context.Context, t placed) error
	remove(ctx context.Context, ids []int64) error
	own(b *ent.EvidenceCreate, id int64)
}

// placed is a tie at its place in the editors' order.
type placed struct {
	tie

	position int
}

// writeTiesOf stores the ties of one table that differ, and their evidence.
func (e *edit) writeTiesOf(ctx context.Context, table tieTable, before, after []tie) error {
	old := map[int64]placed{}
	for i, t := range before {
		old[t.id] = placed{tie: t, position: i}
	}
	var fresh, changed []placed
	var quotes []*ent.EvidenceCreate
	for i, t := range after {
		was, kept := old[t.id]
		delete(old, t.id)
		if !kept {
			t.id = e.tx.NewID()
			fresh = append(fresh, placed{tie: t, position: i})
		} else if was.position != i || was.word != t.word {
			changed = append(changed, placed{tie: t, position: i})
		}
		more, err := e.writeEvidence(ctx, was.evidence, t.evidence, func(b *ent.EvidenceCreate) { table.own(b, t.id) })
		if err != nil {
			return err
		}
		quotes = append(quotes, more...)
	}
	if len(old) > 0 {
		if err := table.remove(ctx, keys(old)); err != nil {
			return err
		}
	}
	if err := each(ctx, changed, table.update); err != nil {
		return err
	}
	if err := table.insert(ctx, fresh); err != nil {
		return err
	}
	return e.db.Evidence.CreateBulk(quotes...).Exec(ctx)
}

type mentionTable struct {
	e *edit
	r releaseState
}

func (m mentionTable) insert(ctx context.Context, ties []placed) error {
	return m.e.db.Mention.MapCreateBulk(ties, func(b *ent.MentionCreate, i int) {
		t := ties[i]
		b.SetID(t.id).SetReleaseID(m.r.ID).SetPartnerID(t.target).SetRole(content.MentionRole(t.word)).
			SetPosition(t.position).SetSortAt(m.e.sortAt(m.r)).SetRank(m.r.Rank)
	}).Exec(ctx)
}

func (m mentionTable) update(ctx context.Context, t placed) error {
	return m.e.db.Mention.Update().Where(mention.ID(t.id)).SetRole(content.MentionRole(t.word)).SetPosition(t.position).Exec(ctx)
}

func (m mentionTable) remove(ctx context.Context, ids []int64) error {
	_, err := m.e.db.Mention.Delete().Where(mention.IDIn(ids...)).Exec(ctx)
	return err
}

func (m mentionTable) own(b *ent.EvidenceCreate, id int64) { b.SetMentionID(id) }

type announcementTable struct {
	e *edit
	r releaseState
}

func (a announcementTable) insert(ctx context.Context, ties []placed) error {
	return a.e.db.Announcement.MapCreateBulk(ties, func(b *ent.AnnouncementCreate, i int) {
		t := ties[i]
		b.SetID(t.id).SetReleaseID(a.r.ID).SetInitiativeID(t.target).SetStage(content.AnnouncementStage(t.word)).
			SetPosition(t.position).SetSortAt(a.e.sortAt(a.r)).SetRank(a.r.Rank)
	}).Exec(ctx)
}

func (a announcementTable) update(ctx context.Context, t placed) error {
	return a.e.db.Announcement.Update().Where(announcement.ID(t.id)).SetStage(content.AnnouncementStage(t.word)).SetPosition(t.position).Exec(ctx)
}

func (a announcementTable) remove(ctx context.Context, ids []int64) error {
	_, err := a.e.db.Announcement.Delete().Where(announcement.IDIn(ids...)).Exec(ctx)
	return err
}

func (a announcementTable) own(b *ent.EvidenceCreate, id int64) { b.SetAnnouncementID(id) }
