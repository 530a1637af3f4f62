package newsroom

import (
	"context"

	"pressgraph/ent"
	"pressgraph/ent/initiative"
	entparticipation "pressgraph/ent/participation"
)

// storeParticipants stores the participations that differ. Two that exchange
// their parts are taken out and put back, as no two may hold one part even for
// a moment; they keep their ids.
func storeParticipants(ctx context.Context, e *edit, before, after *initiativeState) error {
	old, holder := map[int64]participation{}, map[part]int64{}
	place := map[int64]int{}
	for i, p := range before.participants {
		old[p.ID], holder[p.part()], place[p.ID] = p, p.ID, i
	}
	gone := map[int64]bool{}
	for id := range old {
		gone[id] = true
	}
	for _, p := range after.participants {
		delete(gone, p.ID)
	}
	for _, p := range after.participants {
		if was, kept := old[p.ID]; kept && was.part() != p.part() && holder[p.part()] != 0 {
			gone[p.ID] = true
			delete(old, p.ID)
		}
	}
	if len(gone) > 0 {
		if _, err := e.db.Participation.Delete().Where(entparticipation.IDIn(keys(gone)...)).Exec(ctx); err != nil {
			return err
		}
	}
	return e.writeEachParticipant(ctx, after, old, place)
}

func (e *edit) writeEachParticipant(ctx context.Context, after *initiativeState, old map[int64]participation, place map[int64]int) error {
	all := participationFields()
	started, _ := bounds(after.StartedOn)
	var fresh []*ent.ParticipationCreate
	var quotes []*ent.EvidenceCreate
	for i, p := range after.participants {
		was, kept := old[p.ID]
		switch {
		case !kept:
			p.ID = e.newID(p.ID)
			b := e.db.Participation.Create().SetID(p.ID).SetInitiativeID(after.ID).SetPosition(i).SetStarted(started)
			if err := all.write(e, b.Mutation(), &was, &p); err != nil {
				return err
			}
			fresh = append(fresh, b)
		case place[p.ID] != i || !sameButEvidence(was, p):
			b := e.db.Participation.Update().Where(entparticipation.ID(p.ID)).SetPosition(i)
			if err := all.write(e, b.Mutation(), &was, &p); err != nil {
				return err
			}
			if _, err := b.Save(ctx); err != nil {
				return err
			}
		}
		more, err := e.writeEvidence(ctx, was.evidence, p.evidence, func(b *ent.EvidenceCreate) { b.SetParticipationID(p.ID) })
		if err != nil {
			return err
		}
		quotes = append(quotes, more...)
	}
	if err := e.db.Participation.CreateBulk(fresh...).Exec(ctx); err != nil {
		return err
	}
	return e.db.Evidence.CreateBulk(quotes...).Exec(ctx)
}

func sameButEvidence(a, b participation) bool {
	a.evidence, b.evidence = nil, nil
	return same(a, b)
}

// newVersion counts a change of an initiative that came from elsewhere; it is
// news to readers if they saw what has changed.
func (e *edit) newVersion(ctx context.Context, id int64, seen bool) error {
	b := e.db.Initiative.Update().Where(initiative.ID(id)).AddVersion(1).SetUpdatedAt(e.now)
	if seen {
		b.SetPublicUpdatedAt(e.now)
	}
	return b.Exec(ctx)
}
