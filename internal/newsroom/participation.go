package newsroom

import (
	"context"

	"entgo.io/ent/dialect/sql"

	entevidence "pressgraph/ent/evidence"
	entparticipation "pressgraph/ent/participation"
	"pressgraph/ent/release"
	"pressgraph/internal/content"
)

// ParticipationInput is a partner that takes part in an initiative. An empty
// role is MEMBER, an empty status ANNOUNCED.
type ParticipationInput struct {
	// ID names the record that is kept: what else is left out of it stays. A
	// new one is made without.
	ID           *int64
	Partner      int64
	Role         content.ParticipationRole
	Status       content.ParticipationStatus
	Since        Field[string]
	Until        Field[string]
	Contribution Field[MoneyInput]
	Evidence     Field[[]EvidenceInput]
}

// participation is a partner's part in an initiative.
type participation struct {
	id           int64 // 0 for one that is not stored yet
	partner      int64
	role         content.ParticipationRole
	status       content.ParticipationStatus
	since, until *content.PartialDate
	contribution *money
	evidence     []evidence
	// visible is whether readers see it.
	visible bool
}

// part is what no two participations of an initiative share.
type part struct {
	partner int64
	role    content.ParticipationRole
}

func (p participation) part() part { return part{p.partner, p.role} }

// applyParticipants replaces the participants.
func (s *initiativeState) applyParticipants(in Field[[]ParticipationInput], k known, sources map[int64]texts, c complaints) {
	old := map[int64]participation{}
	for _, p := range s.participants {
		old[p.id] = p
	}
	seen := map[part]bool{}
	takeList(in, &s.participants, c, func(in ParticipationInput, c complaints) participation {
		var p participation
		if in.ID != nil {
			kept, ok := old[*in.ID]
			if !ok {
				c.field("id").add("there is no such participation in this initiative, or it is given twice")
			}
			delete(old, *in.ID)
			p = kept
		}
		p.apply(in, k, sources, c)
		if p.partner != 0 && seen[p.part()] {
			c.add("is the second of this partner as %s", p.role)
		}
		seen[p.part()] = true
		return p
	})
	s.participants = orNil(s.participants)
}

func (p *participation) apply(in ParticipationInput, k known, sources map[int64]texts, c complaints) {
	must(To(in.Partner), &p.partner, c.field("partner"), k.of(content.NodePartner))
	must(To(in.Role), &p.role, c.field("role"), oneOfOr(content.ParticipationMember))
	must(To(in.Status), &p.status, c.field("status"), oneOfOr(content.ParticipationStatusAnnounced))
	take(in.Since, &p.since, c.field("since"), content.ParsePartialDate)
	take(in.Until, &p.until, c.field("until"), content.ParsePartialDate)
	if in.Since.Set || in.Until.Set {
		checkOrder(p.since, p.until, c.field("until"), "must not be before since")
	}
	takeMoney(in.Contribution, &p.contribution, c.field("contribution"))
	if !in.Evidence.Set {
		return
	}
	p.evidence = findAll(in.Evidence, p.evidence, c.field("evidence"), func(in EvidenceInput, c complaints) evidence {
		source, ok := sources[in.Release]
		if !ok {
			c.field("release").note(noSuch(content.NodeRelease))
			return evidence{}
		}
		return source.find(QuoteInput{Section: in.Section, Quote: in.Quote, Start: in.Start}, c)
	})
}

// sources reads the texts of the releases that the evidence names, and keeps
// others from changing them meanwhile, as the spans would not hold.
func (e *edit) sources(ctx context.Context, in Field[[]ParticipationInput]) (map[int64]texts, error) {
	w := wanted{}
	if in.Value != nil {
		for _, p := range *in.Value {
			if p.Evidence.Value == nil {
				continue
			}
			for _, v := range *p.Evidence.Value {
				w.add(content.NodeRelease, v.Release)
			}
		}
	}
	ids := w.list(content.NodeRelease)
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := e.db.Release.Query().Where(release.IDIn(ids...), locked(sql.LockShare)).
		Select(release.FieldID, release.FieldTitle, release.FieldSummaryText, release.FieldBodyText).All(ctx)
	found := make(map[int64]texts, len(rows))
	for _, row := range rows {
		r := releaseOf(row)
		found[r.id] = r.texts()
	}
	return found, err
}

// participants reads those of an initiative with their evidence, in order.
func (e *edit) participants(ctx context.Context, initiative int64) ([]participation, error) {
	rows, err := e.db.Participation.Query().Where(entparticipation.InitiativeID(initiative)).
		Order(entparticipation.ByPosition(), entparticipation.ByID()).All(ctx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	all, of := make([]participation, len(rows)), make(map[int64]*participation, len(rows))
	for i, row := range rows {
		all[i] = participation{
			id: row.ID, partner: row.PartnerID, role: row.Role, status: row.Status, since: row.Since, until: row.Until,
			contribution: moneyOf(row.ContributionAmount, row.ContributionCurrency), visible: row.Visible,
		}
		of[row.ID] = &all[i]
	}
	quotes, err := e.db.Evidence.Query().Where(entevidence.ParticipationIDIn(keys(of)...)).
		Order(entevidence.ByPosition(), entevidence.ByID()).All(ctx)
	for _, q := range quotes {
		p := of[*q.ParticipationID]
		p.evidence = append(p.evidence, evidenceOf(q))
	}
	return all, err
}

func moneyOf(amount *content.Amount, currency *string) *money {
	if amount == nil || currency == nil {
		return nil
	}
	return &money{Amount: *amount, Currency: *currency}
}

func (m *money) columns() (amount *content.Amount, currency *string) {
	if m == nil {
		return nil, nil
	}
	return &m.Amount, &m.Currency
}
