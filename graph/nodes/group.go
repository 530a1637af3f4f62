package nodes

import (
	"context"
	"math/big"

	"pressgraph/graph/loader"
	"pressgraph/internal/content"
	"pressgraph/internal/query"
)

// sums is the money of a group: what counts, and the parts of it that do not.
type sums struct{ whole, parts []*Money }

// Group is one cell of a grouping.
type Group struct {
	Count int

	cell  query.Cell
	of    *query.Grouping
	keys  []*GroupKey
	funds readFunds
}

// readFunds returns the money of the groups of one parent's list, by their keys.
type readFunds func(ctx context.Context, parent int64, by *query.Grouping) (map[string]*sums, error)

// GroupKey is the value that a group's rows share in one dimension.
type GroupKey struct {
	Dimension string
	// Value is nil for the rows that have none.
	Value *string

	id   int64
	ref  int64
	from *Loaders
	kind *query.Kind
	in   *loader.Cohort[*GroupKey]
}

// Keys returns the values of the dimensions, in the order asked for.
func (g *Group) Keys() []*GroupKey { return g.keys }

// Where returns the filter that leads to the group's rows.
func (g *Group) Where() any { return g.of.Where(g.cell) }

// Funding returns the money of the group's rows, a sum for each currency,
// without the parts of what is in it as a whole.
func (g *Group) Funding(ctx context.Context) ([]*Money, error) {
	m, err := g.money(ctx)
	return append([]*Money{}, m.whole...), err
}

// Parts returns the money that Funding leaves out, a sum for each currency.
func (g *Group) Parts(ctx context.Context) ([]*Money, error) {
	m, err := g.money(ctx)
	return append([]*Money{}, m.parts...), err
}

func (g *Group) money(ctx context.Context) (sums, error) {
	if !g.of.Carries() {
		return sums{}, nil
	}
	all, err := g.funds(ctx, g.cell.Parent, g.of)
	if err != nil || all[g.cell.Key()] == nil {
		return sums{}, err
	}
	return *all[g.cell.Key()], nil
}

// Node returns the node that the value names, or nil.
func (k *GroupKey) Node(ctx context.Context) (Addressable, error) {
	if k.kind == nil || k.Value == nil {
		return nil, nil
	}
	return loader.Load(ctx, k.in, k.Dimension, k.id, func(ctx context.Context, members map[int64]*GroupKey) (map[int64]Addressable, error) {
		return k.from.keyNodes(ctx, *k.kind, members)
	})
}

func (l *Loaders) keyNodes(ctx context.Context, kind query.Kind, members map[int64]*GroupKey) (map[int64]Addressable, error) {
	switch kind {
	case query.Releases:
		return addressed(ctx, members, l.releases)
	case query.Partners:
		return addressed(ctx, members, l.partners)
	case query.Initiatives:
		return addressed(ctx, members, l.initiatives)
	case query.Topics:
		return addressed(ctx, members, l.topics)
	case query.Participations, query.Revisions, query.Suggestions, query.Changes:
	}
	return nil, nil
}

func addressed[N Addressable](
	ctx context.Context, members map[int64]*GroupKey, byID nodesByID[N],
) (map[int64]Addressable, error) {
	found, err := referenced(ctx, members, func(k *GroupKey) *int64 { return &k.ref }, byID)
	nodes := make(map[int64]Addressable, len(found))
	for id, n := range found {
		nodes[id] = n
	}
	return nodes, err
}

// Label returns the value in words: a node's title or name, else the value.
func (k *GroupKey) Label(ctx context.Context) (*string, error) {
	if k.kind == nil || k.Value == nil {
		return k.Value, nil
	}
	node, err := k.Node(ctx)
	if err != nil {
		return nil, err
	}
	switch n := node.(type) {
	case *Release:
		return &n.Title, nil
	case *Partner:
		return &n.Partner.Name, nil
	case *Initiative:
		return &n.Initiative.Name, nil
	case *Topic:
		return &n.Topic.Name, nil
	}
	return nil, nil
}

// Groups returns the groups of the whole list, as far as first reaches.
func (l *List[N]) Groups(ctx context.Context, by []string, orderBy *query.GroupOrder, first *int) ([]*Group, error) {
	g, err := l.of.asked().NewGrouping(by, orderBy, first)
	if err != nil {
		return nil, err
	}
	if len(by) > 0 {
		return l.of.groups(ctx, l.parent, g)
	}
	count, err := l.of.count(ctx, l.parent)
	if err != nil {
		return nil, err
	}
	return []*Group{{Count: count, of: g, cell: query.Cell{Parent: l.parent, Count: count}, funds: l.of.sums}}, nil
}

// GroupCount returns how many groups there are.
func (l *List[N]) GroupCount(ctx context.Context, by []string) (int, error) {
	g, err := l.of.asked().NewGrouping(by, nil, nil)
	if err != nil {
		return 0, err
	}
	if len(by) == 0 {
		return 1, nil
	}
	return l.of.groupCount(ctx, l.parent, g)
}

// readGroups reads the groups of each parent. Their money is read for all parents
// together when the first group is asked for it, by funds.
func readGroups(ctx context.Context, l *Loaders, g *query.Grouping, parents []int64, funds readFunds) (map[int64][]*Group, error) {
	answer := map[int64][]*Group{}
	keys := make([]*loader.Cohort[*GroupKey], len(g.Names()))
	for i := range keys {
		keys[i] = loader.NewCohort[*GroupKey](0)
	}
	all, err := readCells(ctx, l, g, parents)
	if err != nil {
		return nil, wrapLoad("groups", err)
	}
	for _, parent := range ids(all) {
		for _, cell := range all[parent] {
			group := &Group{Count: cell.Count, cell: cell, of: g, funds: funds}
			for i, name := range g.Names() {
				group.keys = append(group.keys, l.groupKey(g, cell, i, name, keys[i]))
			}
			answer[parent] = append(answer[parent], group)
		}
	}
	return answer, nil
}

func readCells(
	ctx context.Context, l *Loaders, g *query.Grouping, parents []int64,
) (map[int64][]query.Cell, error) {
	return perParent(ctx, "cells "+g.Key(), nil, parents, func(ctx context.Context, parents []int64) (map[int64][]query.Cell, error) {
		all := map[int64][]query.Cell{}
		err := l.read(ctx, g.Cells(l.dialect, parents), func(s query.Scanner) error {
			cell, err := g.ScanCell(s)
			all[cell.Parent] = append(all[cell.Parent], cell)
			return err
		})
		return all, err
	})
}

// groupKey makes a key; those of one dimension that name nodes form a cohort.
func (l *Loaders) groupKey(g *query.Grouping, cell query.Cell, i int, name string, in *loader.Cohort[*GroupKey]) *GroupKey {
	key := &GroupKey{Dimension: name, Value: g.Value(cell, i), from: l, in: in, id: int64(len(in.IDs))}
	if kind, ok := g.NodeKind(i); ok && key.Value != nil {
		_, ref, err := content.ParseGlobalID(*key.Value)
		if err == nil {
			key.kind, key.ref = &kind, ref
			in.Put(key.id, key)
		}
	}
	return key
}

// readSums reads the money of all groups of each parent, by the groups' keys.
func readSums(
	ctx context.Context, l *Loaders, g *query.Grouping, parents []int64,
) (map[int64]map[string]*sums, error) {
	return perParent(ctx, "sums "+g.Key(), nil, parents, func(ctx context.Context, parents []int64) (map[int64]map[string]*sums, error) {
		return sumsOf(ctx, l, g, parents)
	})
}

func sumsOf(ctx context.Context, l *Loaders, g *query.Grouping, parents []int64) (map[int64]map[string]*sums, error) {
	answer := map[int64]map[string]*sums{}
	err := l.read(ctx, g.Sums(l.dialect, parents), func(s query.Scanner) error {
		sum, err := g.ScanSum(s)
		if err != nil {
			return err
		}
		if answer[sum.Cell.Parent] == nil {
			answer[sum.Cell.Parent] = map[string]*sums{}
		}
		of, key := answer[sum.Cell.Parent], sum.Cell.Key()
		if of[key] == nil {
			of[key] = &sums{}
		}
		into := &of[key].whole
		if sum.Part {
			into = &of[key].parts
		}
		*into = append(*into, moneyIn(sum.Total))
		return nil
	})
	if err != nil {
		return nil, wrapLoad("sums", err)
	}
	return answer, nil
}

func moneyIn(t query.Total) *Money {
	return &Money{Amount: decimal(t.Amount), Currency: t.Currency, Qualifier: t.Qualifier}
}

// decimal writes a sum of ten-thousandths as content.Amount does, of any size.
func decimal(sum *big.Int) string {
	if sum.IsInt64() {
		return content.Amount(sum.Int64()).String()
	}
	units, rest := new(big.Int).QuoRem(sum, big.NewInt(10_000), new(big.Int))
	fraction := content.Amount(rest.Int64()).String()
	return units.String() + fraction[1:]
}
