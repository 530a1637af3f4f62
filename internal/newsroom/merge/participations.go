package merge

import (
	"context"
	"slices"

	"pressgraph/ent/db"
	entparticipation "pressgraph/ent/db/participation"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom"
)

// moveParticipations moves participations. Where both partners take part in one
// role they become one, unless what is known of both differs.
func (m *mergeOp) moveParticipations(ctx context.Context) error {
	all, err := m.DB.Participation.Query().Where(entparticipation.IDIn(m.before.ids(entparticipation.Table)...)).
		Order(entparticipation.ByPosition(), entparticipation.ByID()).WithEvidence(inOrder).All(ctx)
	if err != nil {
		return err
	}
	of := map[int64][]*db.Participation{}
	for _, row := range all {
		if row.PartnerID == m.survivor {
			of[row.InitiativeID] = append(of[row.InitiativeID], row)
		}
	}
	for _, row := range all {
		if row.PartnerID == m.survivor {
			continue
		}
		m.initiatives[row.InitiativeID] = m.initiatives[row.InitiativeID] || row.Visible
		if kept := sameAs(row, of[row.InitiativeID]); kept != nil {
			err = m.uniteParticipations(ctx, kept, row)
		} else {
			err = m.DB.Participation.Update().Where(entparticipation.ID(row.ID)).SetPartnerID(m.survivor).Exec(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sameAs returns which of the survivor's participations in an initiative one of
// the duplicate is: one that says all that it says, else one that it says more
// of; nil where it is another one. Times are compared as a whole, and so are
// contributions: each is the same, or not known of one of the two.
func sameAs(gone *db.Participation, all []*db.Participation) (fits *db.Participation) {
	is := newsroom.ParticipationOf(gone)
	for _, row := range all {
		kept := newsroom.ParticipationOf(row)
		term, gift := kept.Term(), kept.Gift()
		switch {
		case row.Role != gone.Role:
		case within(is.Term(), term) && within(is.Gift(), gift):
			return row
		case fits == nil && (within(is.Term(), term) || within(term, is.Term())) && (within(is.Gift(), gift) || within(gift, is.Gift())):
			fits = row
		}
	}
	return fits
}

// within tells whether a thing is nothing, or the same as another.
func within[T comparable](thing, other T) bool {
	var nothing T
	return thing == nothing || thing == other
}

// uniteParticipations makes one of two. The one that stays is completed by what
// only the other knows; the status that is further on holds.
func (m *mergeOp) uniteParticipations(ctx context.Context, kept, gone *db.Participation) error {
	p := newsroom.ParticipationOf(kept)
	if content.Stronger(p.Status, gone.Status) {
		p.Status = gone.Status
	}
	if p.Since == nil && p.Until == nil {
		p.Since, p.Until = gone.Since, gone.Until
	}
	if p.ContributionAmount == nil {
		p.ContributionAmount, p.ContributionCurrency = gone.ContributionAmount, gone.ContributionCurrency
		p.ContributionQualifier = gone.ContributionQualifier
	}
	b := m.DB.Participation.Update().Where(entparticipation.ID(kept.ID))
	if err := p.Fill(m.Edit, b.Mutation()); err != nil {
		return err
	}
	if err := b.Exec(ctx); err != nil {
		return err
	}
	err := m.uniteEvidence(ctx, kept.Edges.Evidence, gone.Edges.Evidence, func(b *db.EvidenceUpdate) { b.SetParticipationID(kept.ID) })
	if err != nil {
		return err
	}
	m.tellHidden(kept, gone)
	if err := m.DB.Participation.DeleteOneID(gone.ID).Exec(ctx); err != nil {
		return err
	}
	return m.reread(ctx, kept)
}

// reread brings a participation up to date that another was united with, as
// more may follow.
func (m *mergeOp) reread(ctx context.Context, kept *db.Participation) error {
	now, err := m.DB.Participation.Query().Where(entparticipation.ID(kept.ID)).WithEvidence(inOrder).Only(ctx)
	if err != nil {
		return err
	}
	*kept = *now
	return nil
}

// tellHidden tells of a participation that readers see no more since it is one
// with another, as it was stated by nothing and is now by what they do not see.
func (m *mergeOp) tellHidden(kept, gone *db.Participation) {
	all := slices.Concat(kept.Edges.Evidence, gone.Edges.Evidence)
	if len(all) == 0 || slices.ContainsFunc(all, func(v *db.Evidence) bool { return v.Visible }) {
		return
	}
	for _, p := range []*db.Participation{kept, gone} {
		if p.Visible {
			l := newsroom.LossOf(newsroom.ParticipationOf(p), p.InitiativeID)
			l.Remains, l.Target = true, m.survivor
			m.Tell(0, []newsroom.Loss{l})
			return
		}
	}
}
