package nodes

import (
	"context"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/db"
	"pressgraph/ent/db/identifier"
	"pressgraph/ent/db/merge"
	"pressgraph/ent/db/partner"
	"pressgraph/graph/loader"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/memory"
	"pressgraph/internal/query"
)

// Releases returns a page of the releases that name the partner.
func (p *Partner) Releases(order []*query.ReleaseOrder, args query.Args) (*List[*Release], error) {
	return pageOf(p.from, p.in, p.ID, partnerReleases(), order, args)
}

// Initiatives returns a page of the initiatives that the partner takes part in.
func (p *Partner) Initiatives(order []*query.InitiativeOrder, args query.Args) (*List[*Initiative], error) {
	return pageOf(p.from, p.in, p.ID, partnerInitiatives(), order, args)
}

// Children returns a page of the partners that are part of this one.
func (p *Partner) Children(order []*query.PartnerOrder, args query.Args) (*List[*Partner], error) {
	return pageOf(p.from, p.in, p.ID, partnerChildren(), order, args)
}

// Parent returns the partner that this one is part of, or nil.
func (p *Partner) Parent(ctx context.Context) (*Partner, error) {
	return loader.Load(ctx, p.in, "parent", p.ID, func(ctx context.Context, members map[int64]*Partner) (map[int64]*Partner, error) {
		return referenced(ctx, members, func(m *Partner) *int64 { return m.ParentID }, p.from.partners)
	})
}

// Ancestors returns the parent, its parent and so on, the nearest first.
func (p *Partner) Ancestors(ctx context.Context) ([]*Partner, error) {
	found, err := loader.Load(ctx, p.in, "ancestors", p.ID, p.from.ancestors)
	if found == nil {
		found = []*Partner{}
	}
	return found, err
}

func (l *Loaders) ancestors(ctx context.Context, members map[int64]*Partner) (map[int64][]*Partner, error) {
	chains, err := memory.Recall(ctx, "ancestors", ids(members), nil, func(ctx context.Context, ids []int64) (map[int64][]int64, error) {
		return l.pairs(ctx, query.Ancestors(l.dialect, l.world, ids, MaxUnpaged))
	})
	if err != nil {
		return nil, wrapLoad("ancestors", err)
	}
	var wanted []int64
	for _, chain := range chains {
		wanted = append(wanted, chain...)
	}
	nodes, err := l.partners(ctx, distinct(wanted))
	if err != nil {
		return nil, err
	}
	answer := map[int64][]*Partner{}
	for start, chain := range chains {
		for _, id := range chain {
			if node, ok := nodes.Get(id); ok {
				answer[start] = append(answer[start], node)
			}
		}
	}
	return answer, nil
}

// Identifiers returns the partner's entries in public registries, as entered.
func (p *Partner) Identifiers(ctx context.Context) ([]*Identifier, error) {
	found, err := loader.Load(ctx, p.in, "identifiers", p.ID, func(ctx context.Context, members map[int64]*Partner) (map[int64][]*Identifier, error) {
		narrow := memory.Beside(identifier.Table).AndByRow(partner.Table)
		return memory.Recall(ctx, "identifiers", ids(members), narrow, func(ctx context.Context, ids []int64) (map[int64][]*db.Identifier, error) {
			rows, err := p.from.client.Identifier.Query().
				Where(database.In(identifier.FieldPartnerID, ids)).
				Order(identifier.ByPosition(), identifier.ByID()).All(ctx)
			return grouped(rows, err, "identifiers", func(i *Identifier) int64 { return i.PartnerID })
		})
	})
	if found == nil {
		found = []*Identifier{}
	}
	return found, err
}

// Identifier is a partner's entry in a public registry.
type Identifier = db.Identifier

// MergedFrom returns the global ids that used to name this partner.
func (p *Partner) MergedFrom(ctx context.Context) ([]string, error) {
	found, err := loader.Load(ctx, p.in, "mergedFrom", p.ID, func(ctx context.Context, members map[int64]*Partner) (map[int64][]string, error) {
		narrow := memory.Beside(merge.Table).AndByRow(partner.Table)
		return memory.Recall(ctx, "merged from", ids(members), narrow, p.from.mergedFrom)
	})
	if found == nil {
		found = []string{}
	}
	return found, err
}

func (l *Loaders) mergedFrom(ctx context.Context, survivors []int64) (map[int64][]string, error) {
	merges, err := l.client.Merge.Query().
		Where(database.In(merge.FieldSurvivorID, survivors), merge.UndoneAtIsNil()).
		Select(merge.FieldSurvivorID, merge.FieldDuplicateID).
		Order(merge.ByAt(sql.OrderAsc()), merge.ByID()).All(ctx)
	if err != nil {
		return nil, wrapLoad("merges", err)
	}
	answer := map[int64][]string{}
	for _, m := range merges {
		answer[m.SurvivorID] = append(answer[m.SurvivorID], content.GlobalID(content.NodePartner, m.DuplicateID))
	}
	return answer, nil
}
