package nodes

import (
	"context"

	"pressgraph/ent/db"
	"pressgraph/ent/db/evidence"
	"pressgraph/graph/loader"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/memory"
	"pressgraph/internal/query"
)

// Role returns how the release of the edge names its partner.
func (e *Edge[N]) Role() content.MentionRole { return content.MentionRole(e.row.Label) }

// Stage returns what the release of the edge reports of its initiative.
func (e *Edge[N]) Stage() content.AnnouncementStage { return content.AnnouncementStage(e.row.Label) }

// MentionEvidence returns what proves the mention of the edge, as entered.
func (e *Edge[N]) MentionEvidence(ctx context.Context) ([]*Evidence, error) {
	return evidenceOf(ctx, From(ctx), e.in, e.row.Relation, evidence.FieldMentionID,
		func(q *db.Evidence) *int64 { return q.MentionID })
}

// AnnouncementEvidence returns what proves the announcement of the edge, as entered.
func (e *Edge[N]) AnnouncementEvidence(ctx context.Context) ([]*Evidence, error) {
	return evidenceOf(ctx, From(ctx), e.in, e.row.Relation, evidence.FieldAnnouncementID,
		func(q *db.Evidence) *int64 { return q.AnnouncementID })
}

// Evidence returns what proves the participation, as entered.
func (p *Participation) Evidence(ctx context.Context) ([]*Evidence, error) {
	return evidenceOf(ctx, p.from, p.in, p.ID, evidence.FieldParticipationID,
		func(q *db.Evidence) *int64 { return q.ParticipationID })
}

// KnownSince is since when a participation is known, and by what.
type KnownSince struct {
	On        content.PartialDate
	Precision content.DatePrecision
	Basis     content.KnownBasis
}

// KnownSince returns since when the participation is known to the viewer; nil
// where nothing tells.
func (p *Participation) KnownSince() *KnownSince {
	basis := seen(p.from, p.KnownBasis, p.PublicKnownBasis)
	if basis == nil {
		return nil
	}
	on := content.DateWithin(int(seen(p.from, p.KnownEarliest, p.PublicKnownEarliest)), int(seen(p.from, p.KnownLatest, p.PublicKnownLatest)))
	return &KnownSince{on, on.Precision(), *basis}
}

// evidenceOf returns the quotes of one relation of a cohort: column is where
// evidence keeps the relation's id, of how it is read.
func evidenceOf[M any](
	ctx context.Context, l *Loaders, in *loader.Cohort[M], id int64, column string, of func(*db.Evidence) *int64,
) ([]*Evidence, error) {
	found, err := loader.Load(ctx, in, "evidence", id, func(ctx context.Context, members map[int64]M) (map[int64][]*Evidence, error) {
		read := func(ctx context.Context, ids []int64) (map[int64][]*db.Evidence, error) {
			rows, err := l.client.Evidence.Query().
				Where(database.In(column, ids)).
				Order(evidence.ByPosition(), evidence.ByID()).All(ctx)
			return grouped(rows, err, "evidence", func(q *db.Evidence) int64 { return *of(q) })
		}
		perRelation, err := memory.Recall(ctx, column, ids(members), memory.Beside(evidence.Table), read)
		if err != nil {
			return nil, err
		}
		siblings := loader.NewCohort[*Evidence](len(perRelation))
		answer := make(map[int64][]*Evidence, len(perRelation))
		for relation, quotes := range perRelation {
			for _, q := range quotes {
				quote := &Evidence{q, l, siblings}
				siblings.Put(q.ID, quote)
				answer[relation] = append(answer[relation], quote)
			}
		}
		return answer, nil
	})
	if found == nil {
		found = []*Evidence{}
	}
	return found, err
}

// Release returns the release that the quote stands in.
func (e *Evidence) Release(ctx context.Context) (*Release, error) {
	return loader.Load(ctx, e.in, "release", e.ID, func(ctx context.Context, members map[int64]*Evidence) (map[int64]*Release, error) {
		return referenced(ctx, members, func(m *Evidence) *int64 { return &m.ReleaseID }, e.from.releases)
	})
}

// Partner returns who takes part.
func (p *Participation) Partner(ctx context.Context) (*Partner, error) {
	return loader.Load(ctx, p.in, "partner", p.ID, func(ctx context.Context, members map[int64]*Participation) (map[int64]*Partner, error) {
		return referenced(ctx, members, func(m *Participation) *int64 { return &m.PartnerID }, p.from.partners)
	})
}

// Initiative returns what the partner takes part in.
func (p *Participation) Initiative(ctx context.Context) (*Initiative, error) {
	return loader.Load(ctx, p.in, "initiative", p.ID, func(ctx context.Context, members map[int64]*Participation) (map[int64]*Initiative, error) {
		return referenced(ctx, members, func(m *Participation) *int64 { return &m.InitiativeID }, p.from.initiatives)
	})
}

// Participations returns every way in which the partner and the initiative of
// the edge are tied, as entered.
func (e *Edge[N]) Participations(ctx context.Context) ([]*Participation, error) {
	l := From(ctx)
	from := func(ctx context.Context, members map[int64]*Edge[N]) (map[int64][]*Participation, error) {
		return participationsOf(ctx, l, members)
	}
	found, err := loader.Load(ctx, e.in, "participations", e.row.Relation, from)
	if found == nil {
		found = []*Participation{}
	}
	return found, err
}

func participationsOf[N any](ctx context.Context, l *Loaders, members map[int64]*Edge[N]) (map[int64][]*Participation, error) {
	perEdge, err := memory.Recall(ctx, "pair mates", ids(members), nil, func(ctx context.Context, edges []int64) (map[int64][]int64, error) {
		return l.pairs(ctx, query.PairMates(l.dialect, l.world, edges, MaxUnpaged))
	})
	if err != nil {
		return nil, wrapLoad("participations", err)
	}
	var wanted []int64
	for _, all := range perEdge {
		wanted = append(wanted, all...)
	}
	nodes, err := l.participations(ctx, distinct(wanted))
	if err != nil {
		return nil, err
	}
	answer := make(map[int64][]*Participation, len(perEdge))
	for edge, all := range perEdge {
		for _, id := range all {
			if node, ok := nodes.Get(id); ok {
				answer[edge] = append(answer[edge], node)
			}
		}
	}
	return answer, nil
}
