package newsroom

import (
	"context"
	"fmt"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/db"
	entevidence "pressgraph/ent/db/evidence"
	entparticipation "pressgraph/ent/db/participation"
	"pressgraph/ent/db/release"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
)

// Participation is a partner's part in an initiative: its row, id 0 for one that
// is not stored yet, and what states it.
type Participation struct {
	db.Participation

	evidence []Evidence
}

// part is what no two participations of an initiative share. One partner may
// have the same role several times: at other times, or with another contribution.
type part struct {
	duty
	Term
	Gift
}

// duty is what a partner does in an initiative.
type duty struct {
	partner int64
	role    content.ParticipationRole
}

// Term is when it does so, as entered; empty for what is not known.
type Term struct{ since, until content.PartialDate }

// Gift is what it puts in; the zero value is nothing that is known of.
type Gift struct {
	amount   content.Amount
	currency string
}

func (p Participation) duty() duty { return duty{p.PartnerID, p.Role} }

// Term returns when the partner takes part.
func (p Participation) Term() Term { return Term{pointed(p.Since), pointed(p.Until)} }

// Gift returns what the partner puts in.
func (p Participation) Gift() Gift { return giftOf(p.contribution().get()) }

func (p Participation) part() part { return part{p.duty(), p.Term(), p.Gift()} }

func (p *Participation) contribution() moneyColumns {
	return moneyColumns{&p.ContributionAmount, &p.ContributionCurrency, &p.ContributionQualifier}
}

func giftOf(m *content.Money) Gift {
	if m == nil {
		return Gift{}
	}
	return Gift{m.Amount, m.Currency}
}

// participationFields are those of its input. One that is kept is named by its id
// beside them, and what is left out of it stays.
func participationFields() fields[Participation] {
	return fields[Participation]{
		inColumn("partner", entparticipation.FieldPartnerID, func(p *Participation) *int64 { return &p.PartnerID },
			func(p *Participation, in input.Form, w *work) {
				input.Must(in.TextOr("partner", ""), &p.PartnerID, in.Field("partner"), w.Node(content.NodePartner))
			}),
		required("role", entparticipation.FieldRole, func(p *Participation) *content.ParticipationRole { return &p.Role }, input.Word).
			or(string(content.ParticipationMember)),
		required("status", entparticipation.FieldStatus, func(p *Participation) *content.ParticipationStatus { return &p.Status }, input.Word).
			or(string(content.ParticipationStatusAnnounced)),
		dateSpan("since", entparticipation.FieldSince, "since", func(p *Participation) **content.PartialDate { return &p.Since }),
		dateSpan("until", entparticipation.FieldUntil, "until", func(p *Participation) **content.PartialDate { return &p.Until }).
			then(func(p *Participation, in input.Form) { input.CheckOrder(in, "since", "until", p.Since, p.Until) }),
		sum("contribution", "contribution", (*Participation).contribution),
		{name: "evidence", take: (*Participation).takeEvidence},
	}
}

// takeParticipants replaces the participants.
func (s *InitiativeState) takeParticipants(in input.Form, w *work) {
	old := map[int64]Participation{}
	for _, p := range s.participants {
		old[p.ID] = p
	}
	seen, all := map[part]string{}, w.parts
	input.TakeParts(in, "participants", &s.participants, append(all.names(), "id"), func(in input.Form) Participation {
		var p Participation
		if id := in.Text("id").Value; id != nil {
			number := input.NumberOf(content.NodeParticipation, *id)
			kept, ok := old[number]
			if !ok {
				in.Field("id").Add("there is no such participation in this initiative, or it is given twice")
			}
			delete(old, number)
			p = kept
		}
		all.take(&p, in, false, w)
		if first, twice := seen[p.part()]; twice && p.PartnerID != 0 {
			in.At.Add("is the same as %s: this partner as %s, with the same since, until and contribution", first, p.Role)
			return p
		}
		seen[p.part()] = in.At.Path()
		return p
	})
	s.participants = orNil(s.participants)
}

func (p *Participation) takeEvidence(in input.Form, w *work) {
	if !in.Has("evidence") {
		return
	}
	p.evidence = findAll(in, "evidence", p.evidence, append(quoteFields(), "release"), func(in input.Form) Evidence {
		source, ok := w.sources[input.NumberOf(content.NodeRelease, in.Object["release"])]
		if !ok {
			in.Field("release").Note(input.NoSuch(content.NodeRelease))
			return Evidence{}
		}
		return source.find(in)
	})
}

// sources reads the texts of the releases that the evidence of participants
// names, and keeps others from changing them meanwhile, as the spans would not hold.
func (e *Edit) sources(ctx context.Context, in input.Object) (map[int64]Texts, error) {
	w := input.Wanted{}
	for _, p := range input.Objects(in["participants"]) {
		for _, v := range input.Objects(p["evidence"]) {
			w.Add(content.NodeRelease, input.NumberOf(content.NodeRelease, v["release"]))
		}
	}
	ids := keys(w[content.NodeRelease])
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := e.DB.Release.Query().Where(release.IDIn(ids...), Locked(sql.LockShare)).
		Select(release.FieldID, release.FieldTitle, release.FieldSummaryText, release.FieldBodyText).All(ctx)
	found := make(map[int64]Texts, len(rows))
	for _, row := range rows {
		r := ReleaseOf(row)
		found[r.ID] = r.Texts()
	}
	return found, err
}

// participants reads those of an initiative with their evidence, in order.
func (e *Edit) participants(ctx context.Context, initiative int64) ([]Participation, error) {
	rows, err := e.DB.Participation.Query().Where(entparticipation.InitiativeID(initiative)).
		Order(entparticipation.ByPosition(), entparticipation.ByID()).All(ctx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	all, of := make([]Participation, len(rows)), make(map[int64]*Participation, len(rows))
	for i, row := range rows {
		all[i].Participation = bare(row)
		of[row.ID] = &all[i]
	}
	quotes, err := e.DB.Evidence.Query().Where(entevidence.ParticipationIDIn(keys(of)...)).
		Order(entevidence.ByPosition(), entevidence.ByID()).All(ctx)
	for _, q := range quotes {
		p := of[*q.ParticipationID]
		p.evidence = append(p.evidence, EvidenceOf(q))
	}
	return all, err
}

// storeParticipants stores the participations that differ. Two that exchange
// their parts are taken out and put back, as no two may hold one part even for
// a moment; they keep their ids.
func storeParticipants(ctx context.Context, e *Edit, before, after *InitiativeState) error {
	now, holder := map[int64]Participation{}, map[part]int64{}
	for _, p := range after.participants {
		now[p.ID] = p
	}
	for _, p := range before.participants {
		holder[p.part()] = p.ID
	}
	old, place := map[int64]Participation{}, map[int64]int{}
	var gone []int64
	for i, p := range before.participants {
		is, stays := now[p.ID]
		if !stays || is.part() != p.part() && holder[is.part()] != 0 {
			gone = append(gone, p.ID)
			continue
		}
		old[p.ID], place[p.ID] = p, i
	}
	if err := e.Tx.DeleteRecords(ctx, entparticipation.Table, gone...); err != nil {
		return err
	}
	return e.writeEachParticipant(ctx, after, old, place)
}

func (e *Edit) writeEachParticipant(ctx context.Context, after *InitiativeState, old map[int64]Participation, place map[int64]int) error {
	all := e.rooms.tables.participations
	started, _ := content.Bounds(after.StartedOn)
	var fresh []*db.ParticipationCreate
	var quotes []*db.EvidenceCreate
	for i, p := range after.participants {
		was, kept := old[p.ID]
		switch {
		case !kept:
			p.ID = e.NewID(p.ID)
			b := e.DB.Participation.Create().SetID(p.ID).SetInitiativeID(after.ID).SetPosition(i).SetStarted(started)
			if err := all.write(e, b.Mutation(), &was, &p); err != nil {
				return err
			}
			fresh = append(fresh, b)
		case place[p.ID] != i || !sameButEvidence(was, p):
			b := e.DB.Participation.Update().Where(entparticipation.ID(p.ID)).SetPosition(i)
			if err := all.write(e, b.Mutation(), &was, &p); err != nil {
				return err
			}
			if _, err := b.Save(ctx); err != nil {
				return err
			}
		}
		more, err := e.writeEvidence(ctx, was.evidence, p.evidence, func(b *db.EvidenceCreate) { b.SetParticipationID(p.ID) })
		if err != nil {
			return err
		}
		quotes = append(quotes, more...)
	}
	if err := e.DB.Participation.CreateBulk(fresh...).Exec(ctx); err != nil {
		return err
	}
	return e.DB.Evidence.CreateBulk(quotes...).Exec(ctx)
}

func sameButEvidence(a, b Participation) bool {
	a.evidence, b.evidence = nil, nil
	return same(a, b)
}

// saveParticipants stores the participants of an initiative that another change
// than an edit of it has brought, counts it as one, and tells what is lost by it.
func (e *Edit) saveParticipants(ctx context.Context, before, after InitiativeState) error {
	news, err := e.rooms.tables.initiatives.noticed(ctx, e, before, after)
	if err != nil {
		return err
	}
	if err := e.NextVersion(ctx, content.NodeInitiative, after.ID, news); err != nil {
		return fmt.Errorf("update initiative %d: %w", after.ID, err)
	}
	e.rooms.tables.initiatives.settle(e, after)
	if err := storeParticipants(ctx, e, &before, &after); err != nil {
		return err
	}
	return e.tellLostParts(ctx, before, after)
}

// AddParticipants gives an initiative, which has none yet, participants. Their ids
// are those that idOf tells: again counts the same duty of a partner from 1.
func (e *Edit) AddParticipants(ctx context.Context, to db.Initiative, in input.Object, c input.Complaints,
	idOf func(p db.Participation, again int) int64,
) error {
	k, err := e.LookUp(ctx, e.rooms.tables.initiatives.fields.wants(in))
	if err != nil {
		return err
	}
	sources, err := e.sources(ctx, in)
	if err != nil {
		return err
	}
	before := InitiativeState{Initiative: to}
	after := before
	after.takeParticipants(in.Read(c, "participants"), &work{Known: k, sources: sources, parts: e.rooms.tables.participations})
	if err := c.Err(); err != nil {
		return err
	}
	seen := map[duty]int{}
	for i, p := range after.participants {
		seen[p.duty()]++
		after.participants[i].ID = idOf(p.Participation, seen[p.duty()])
	}
	e.rooms.tables.initiatives.settle(e, after)
	return storeParticipants(ctx, e, &before, &after)
}

// ParticipationOf returns a stored participation without what states it.
func ParticipationOf(row *db.Participation) Participation {
	return Participation{Participation: bare(row)}
}

// Fill sets all columns of a participation.
func (p *Participation) Fill(e *Edit, m db.Mutation) error {
	return e.rooms.tables.participations.write(e, m, &Participation{}, p)
}
