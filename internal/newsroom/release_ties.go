package newsroom

import (
	"context"
	"slices"

	"pressgraph/ent"
	"pressgraph/ent/releasetopic"
	"pressgraph/internal/content"
)

// storeReleaseTopics stores the topics that differ. The place in time that they,
// as all ties, repeat from the release is settled by the store.
func storeReleaseTopics(ctx context.Context, e *edit, before, after *releaseState) error {
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

// placed is a tie at its place in the editors' order.
type placed struct {
	tie

	position int
}

// store stores the ties that differ, and their evidence.
func (of tieKind) store(ctx context.Context, e *edit, before, after *releaseState) error {
	old := map[int64]placed{}
	for i, t := range *of.at(before) {
		old[t.id] = placed{tie: t, position: i}
	}
	var fresh, changed []placed
	var quotes []*ent.EvidenceCreate
	for i, t := range *of.at(after) {
		was, kept := old[t.id]
		delete(old, t.id)
		if !kept {
			t.id = e.tx.NewID()
			fresh = append(fresh, placed{tie: t, position: i})
		} else if was.position != i || was.word != t.word {
			changed = append(changed, placed{tie: t, position: i})
		}
		more, err := e.writeEvidence(ctx, was.evidence, t.evidence, func(b *ent.EvidenceCreate) { of.own(b, t.id) })
		if err != nil {
			return err
		}
		quotes = append(quotes, more...)
	}
	if err := e.tx.DeleteRecords(ctx, of.table, keys(old)...); err != nil {
		return err
	}
	for _, t := range changed {
		if err := of.update(ctx, e, t); err != nil {
			return err
		}
	}
	if err := of.insert(ctx, e, after, fresh); err != nil {
		return err
	}
	return e.db.Evidence.CreateBulk(quotes...).Exec(ctx)
}

// tieRow is what makes the row of a tie.
type tieRow[B any] interface {
	SetID(int64) B
	SetReleaseID(int64) B
	SetPosition(int) B
	SetSortAt(int64) B
	SetRank(int64) B
}

func fillTie[B tieRow[B]](e *edit, b B, r *releaseState, t placed) B {
	return b.SetID(t.id).SetReleaseID(r.ID).SetPosition(t.position).SetSortAt(e.sortAt(r)).SetRank(r.Rank)
}

func insertMentions(ctx context.Context, e *edit, r *releaseState, ties []placed) error {
	return e.db.Mention.MapCreateBulk(ties, func(b *ent.MentionCreate, i int) {
		fillTie(e, b, r, ties[i]).SetPartnerID(ties[i].target).SetRole(content.MentionRole(ties[i].word))
	}).Exec(ctx)
}

func insertAnnouncements(ctx context.Context, e *edit, r *releaseState, ties []placed) error {
	return e.db.Announcement.MapCreateBulk(ties, func(b *ent.AnnouncementCreate, i int) {
		fillTie(e, b, r, ties[i]).SetInitiativeID(ties[i].target).SetStage(content.AnnouncementStage(ties[i].word))
	}).Exec(ctx)
}

// update writes the word and the place of a tie.
func (of tieKind) update(ctx context.Context, e *edit, t placed) error {
	_, err := e.tx.Exec(ctx, "UPDATE "+of.table+" SET "+of.word+" = $1, position = $2 WHERE id = $3", t.word, t.position, t.id)
	return err
}
