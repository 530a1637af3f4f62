package loader

import (
	"context"
	"fmt"
	"reflect"
	"sync/atomic"

	"pressgraph/internal/query"
	"pressgraph/internal/store"
)

// relation is a list that members of a cohort have, in an order that O says: from
// which rows, and of which nodes. stored, if given, knows how many there are.
type relation[M, N, O any] struct {
	name   string
	list   func() query.List
	steps  func([]O) []query.Step
	byID   func(*Loaders, context.Context, []int64) (found[N], error)
	stored func(M) int
}

// unordered is the order of lists that nobody chooses.
type unordered struct{}

// pages is one list with its arguments, for all members of a cohort.
type pages[M, N any] struct {
	from *Loaders
	in   *cohort[M]
	page *query.Page
	// byID loads its nodes, and stored, if given, knows how many there are.
	byID   func(*Loaders, context.Context, []int64) (found[N], error)
	stored func(M) int
	// made are the pages of the members that were asked for one so far.
	made []List[N]
	// known are the rows of the members, in their order, once they have been read.
	known atomic.Pointer[[]rows[N]]
}

// keptList is a list that was asked for, and what for. It holds the filter, so that
// no other one comes to stand at its place.
type keptList struct {
	asked askedList
	where map[string]any
	pages any
}

// askedList tells apart what lists are asked for: by where their arguments stand.
// Where they stand at the same place they are the same.
type askedList struct {
	name          string
	first, last   *int
	after, before *string
	where         uintptr
	order         any
	roles, prefer *string
	// How long the slices are, which may be none at all.
	orders, roleCount, preferCount int
}

func newAskedList[O any](name string, order []O, args query.Args) askedList {
	asked := askedList{
		name: name, first: args.First, last: args.Last, after: args.After, before: args.Before,
		where: reflect.ValueOf(args.Where).Pointer(), orders: len(order),
	}
	if len(order) > 0 {
		asked.order = &order[0]
	}
	asked.roles, asked.roleCount = placeOf(args.Roles)
	asked.prefer, asked.preferCount = placeOf(args.Prefer)
	return asked
}

// placeOf returns where a list stands and how long it is: -1 for none.
func placeOf(texts []string) (first *string, length int) {
	switch {
	case texts == nil:
		return nil, -1
	case len(texts) == 0:
		return nil, 0
	}
	return &texts[0], len(texts)
}

// maxLists bounds how many lists are found again.
const maxLists = 8

// pageOf returns a page of one member's list, as the arguments ask for it. They are
// checked once for all members that are asked with the same ones.
func pageOf[M, N, O any](l *Loaders, in *cohort[M], id int64, of relation[M, N, O], order []O, args query.Args) (*List[N], error) {
	return keptPages(l, in, id, newAskedList(of.name, order, args), args.Where, of, func() (*query.Page, error) {
		return l.pages.Of(of.name, of.list, l.world, of.steps(order), args)
	})
}

// keptPages returns the page of one member's list: of one that was asked for, or of
// a new one.
func keptPages[M, N, O any](
	l *Loaders, in *cohort[M], id int64, asked askedList, where map[string]any, of relation[M, N, O], page func() (*query.Page, error),
) (*List[N], error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for i := range in.lists {
		if in.lists[i].asked != asked {
			continue
		}
		if kept, ok := in.lists[i].pages.(*pages[M, N]); ok {
			return kept.of(id), nil
		}
	}
	checked, err := page()
	if err != nil {
		return nil, err
	}
	made := &pages[M, N]{from: l, in: in, page: checked, byID: of.byID, stored: of.stored}
	in.keep(keptList{asked, where, made})
	return made.of(id), nil
}

// keep keeps a list, in place of an older one where there are many.
func (c *cohort[N]) keep(one keptList) {
	if len(c.lists) < maxLists {
		c.lists = append(c.lists, one)
		return
	}
	copy(c.lists, c.lists[1:])
	c.lists[maxLists-1] = one
}

// of returns the page of a member. The cohort is locked.
func (p *pages[M, N]) of(id int64) *List[N] {
	if len(p.made) == cap(p.made) {
		p.made = make([]List[N], 0, max(1, len(p.in.ids)))
	}
	p.made = append(p.made, List[N]{p, id})
	return &p.made[len(p.made)-1]
}

// unpaged returns the first nodes of one member's list without paging.
func unpaged[M, N any](ctx context.Context, l *Loaders, in *cohort[M], id int64, of relation[M, N, unordered]) ([]N, error) {
	list, err := keptPages(l, in, id, askedList{name: of.name}, nil, of, func() (*query.Page, error) {
		return query.FirstOf(of.list(), l.world, of.steps(nil), MaxUnpaged)
	})
	if err != nil {
		return nil, err
	}
	return list.Nodes(ctx)
}

func (p *pages[M, N]) asked() *query.Page { return p.page }

// parents returns the ids of the members, nil for a list that has no parents.
func (p *pages[M, N]) parents() []int64 {
	if p.page.List().Parent == "" {
		return nil
	}
	return p.in.ids
}

// rows returns the rows of a member.
func (p *pages[M, N]) rows(ctx context.Context, parent int64) (*rows[N], error) {
	if known := p.known.Load(); known != nil {
		return p.rowsOf(*known, parent), nil
	}
	field := p.page.Key()
	if store.AsksDatabase(ctx) {
		return load(ctx, p.in, field, parent, func(ctx context.Context, members map[int64]M) (map[int64]*rows[N], error) {
			all, err := p.read(ctx)
			if err != nil {
				return nil, err
			}
			byMember := make(map[int64]*rows[N], len(members))
			for id := range members {
				byMember[id] = p.rowsOf(all, id)
			}
			return byMember, nil
		})
	}
	if !p.in.mayRemember(ctx, field) {
		return nil, store.ErrDatabase
	}
	all, err := p.read(ctx)
	if err != nil {
		p.in.miss(field)
		return nil, store.ErrDatabase // What else went wrong is told by whoever may ask.
	}
	return p.rowsOf(all, parent), nil
}

// read reads the rows of all members.
func (p *pages[M, N]) read(ctx context.Context) ([]rows[N], error) {
	byID := func(ctx context.Context, ids []int64) (found[N], error) { return p.byID(p.from, ctx, ids) }
	all, err := readRows(ctx, p.from, p.page, p.parents(), byID)
	if err == nil {
		p.known.Store(&all)
	}
	return all, err
}

func (p *pages[M, N]) rowsOf(all []rows[N], parent int64) *rows[N] {
	at := 0
	if len(all) > 1 {
		at = p.in.at(parent)
	}
	return &all[at]
}

// beyond tells whether the list goes on beyond the cursor at its start or end.
func (p *pages[M, N]) beyond(ctx context.Context, parent int64, start bool) (bool, error) {
	field := fmt.Sprintf("beyond %t %s", start, p.page.Key())
	n, err := load(ctx, p.in, field, parent, func(ctx context.Context, _ map[int64]M) (map[int64]int, error) {
		return p.from.scalars(ctx, field, besides(p.page), p.parents(), func(keys []int64) query.Statement {
			return p.page.HasBeyond(p.from.dialect, start, keys)
		})
	})
	return n == 1, err
}

// count returns how many nodes a member's list has.
func (p *pages[M, N]) count(ctx context.Context, parent int64) (int, error) {
	if p.stored != nil && p.page.Whole() {
		member, _ := p.in.get(parent)
		return p.stored(member), nil
	}
	field := "count " + p.page.CountKey()
	return load(ctx, p.in, field, parent, func(ctx context.Context, _ map[int64]M) (map[int64]int, error) {
		return p.from.scalars(ctx, field, besides(p.page), p.parents(), func(keys []int64) query.Statement {
			return p.page.Count(p.from.dialect, keys)
		})
	})
}

func (p *pages[M, N]) groups(ctx context.Context, parent int64, g *query.Grouping) ([]*Group, error) {
	found, err := load(ctx, p.in, "groups "+g.Key(), parent, func(ctx context.Context, _ map[int64]M) (map[int64][]*Group, error) {
		return readGroups(ctx, p.from, g, p.parents(), p.sums)
	})
	if found == nil {
		found = []*Group{}
	}
	return found, err
}

func (p *pages[M, N]) groupCount(ctx context.Context, parent int64, g *query.Grouping) (int, error) {
	return load(ctx, p.in, "group count "+g.Key(), parent, func(ctx context.Context, _ map[int64]M) (map[int64]int, error) {
		return p.from.scalars(ctx, "group count "+g.Key(), nil, p.parents(), func(keys []int64) query.Statement {
			return g.CountCells(p.from.dialect, keys)
		})
	})
}

// sums returns the money of the groups of a member's list, by their keys.
func (p *pages[M, N]) sums(ctx context.Context, parent int64, g *query.Grouping) (map[string]*sums, error) {
	return load(ctx, p.in, "sums "+g.Key(), parent, func(ctx context.Context, _ map[int64]M) (map[int64]map[string]*sums, error) {
		return readSums(ctx, p.from, g, p.parents())
	})
}
