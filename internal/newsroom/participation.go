package newsroom

import (
	"context"

	"entgo.io/ent/dialect/sql"

	entevidence "pressgraph/ent/evidence"
	entparticipation "pressgraph/ent/participation"
	"pressgraph/ent/release"
	"pressgraph/internal/content"
)

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

// participationFields are those of its input: id names the record that is kept,
// and what else is left out of it stays; a new one is made without.
func participationFields() []string {
	return []string{"id", "partner", "role", "status", "since", "until", "contribution", "evidence"}
}

// takeParticipants replaces the participants.
func (s *initiativeState) takeParticipants(in object, w *work) {
	old := map[int64]participation{}
	for _, p := range s.participants {
		old[p.id] = p
	}
	seen := map[part]bool{}
	takeParts(in, "participants", &s.participants, participationFields(), func(in object) participation {
		var p participation
		if id := in.text("id").Value; id != nil {
			number := numberOf(content.NodeParticipation, *id)
			kept, ok := old[number]
			if !ok {
				in.field("id").add("there is no such participation in this initiative, or it is given twice")
			}
			delete(old, number)
			p = kept
		}
		p.apply(in, w)
		if p.partner != 0 && seen[p.part()] {
			in.at.add("is the second of this partner as %s", p.role)
		}
		seen[p.part()] = true
		return p
	})
	s.participants = orNil(s.participants)
}

func (p *participation) apply(in object, w *work) {
	must(in.textOr("partner", ""), &p.partner, in.field("partner"), w.node(content.NodePartner))
	must(in.textOr("role", string(content.ParticipationMember)), &p.role, in.field("role"), word)
	must(in.textOr("status", string(content.ParticipationStatusAnnounced)), &p.status, in.field("status"), word)
	take(in.text("since"), &p.since, in.field("since"), content.ParsePartialDate)
	take(in.text("until"), &p.until, in.field("until"), content.ParsePartialDate)
	if in.has("since") || in.has("until") {
		checkOrder(p.since, p.until, in.field("until"), "must not be before since")
	}
	takeMoney(in, "contribution", &p.contribution)
	if !in.has("evidence") {
		return
	}
	p.evidence = findAll(in, "evidence", p.evidence, append(quoteFields(), "release"), func(in object) evidence {
		source, ok := w.sources[numberOf(content.NodeRelease, in.Input["release"])]
		if !ok {
			in.field("release").note(noSuch(content.NodeRelease))
			return evidence{}
		}
		return source.find(in)
	})
}

// sources reads the texts of the releases that the evidence of participants
// names, and keeps others from changing them meanwhile, as the spans would not hold.
func (e *edit) sources(ctx context.Context, in Input) (map[int64]texts, error) {
	w := wanted{}
	for _, p := range objects(in["participants"]) {
		for _, v := range objects(p["evidence"]) {
			w.add(content.NodeRelease, numberOf(content.NodeRelease, v["release"]))
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
		found[r.ID] = r.texts()
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
