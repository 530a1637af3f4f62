package nodes

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"

	"pressgraph/graph/loader"
	"pressgraph/internal/database"
	"pressgraph/internal/query"
)

// relation is a list that members of a cohort have, in an order that O says: from
// which rows, and of which nodes. stored, if given, knows how many there are.
type relation[M, N, O any] struct {
	name   string
	list   func() query.List
	steps  func([]O) []query.Step
	byID   func(*Loaders, context.Context, []int64) (loader.Found[N], error)
	stored func(M) int
}

// unordered is the order of lists that nobody chooses.
type unordered struct{}

// pages is one list with its arguments, for all members of a cohort.
type pages[M, N any] struct {
	from *Loaders
	in   *loader.Cohort[M]
	page *query.Page
	// byID loads its nodes, and stored, if given, knows how many there are.
	byID   func(*Loaders, context.Context, []int64) (loader.Found[N], error)
	stored func(M) int
	// asks is what it was asked for with; where is held so that no other filter comes
	// to stand at its place.
	asks  askedList
	where map[string]any
	// made are the pages of the members that were asked for one so far.
	making sync.Mutex
	made   []List[N]
	// known are the rows of the members, in their order, once they have been read.
	known atomic.Pointer[[]rows[N]]
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

// pageOf returns a page of one member's list, as the arguments ask for it. They are
// checked once for all members that are asked with the same ones.
func pageOf[M, N, O any](l *Loaders, in *loader.Cohort[M], id int64, of relation[M, N, O], order []O, args query.Args) (*List[N], error) {
	return keptPages(l, in, id, newAskedList(of.name, order, args), args.Where, of, func() (*query.Page, error) {
		return l.pages.Of(of.name, of.list, l.world, of.steps(order), args)
	})
}

// keptPages returns the page of one member's list: of one that was asked for, or of
// a new one.
func keptPages[M, N, O any](
	l *Loaders, in *loader.Cohort[M], id int64, asked askedList, where map[string]any, of relation[M, N, O], page func() (*query.Page, error),
) (*List[N], error) {
	kept, err := loader.Memo(in, asked, func() (*pages[M, N], error) {
		checked, err := page()
		return &pages[M, N]{from: l, in: in, asks: asked, where: where, page: checked, byID: of.byID, stored: of.stored}, err
	})
	if err != nil {
		return nil, err
	}
	return kept.of(id), nil
}

// IsFor tells whether it is what is asked for.
func (p *pages[M, N]) IsFor(asked askedList) bool { return p.asks == asked }

// of returns the page of a member.
func (p *pages[M, N]) of(id int64) *List[N] {
	p.making.Lock()
	defer p.making.Unlock()
	if len(p.made) == cap(p.made) {
		p.made = make([]List[N], 0, max(1, len(p.in.IDs)))
	}
	p.made = append(p.made, List[N]{p, id})
	return &p.made[len(p.made)-1]
}

// unpaged returns the first nodes of one member's list without paging.
func unpaged[M, N any](ctx context.Context, l *Loaders, in *loader.Cohort[M], id int64, of relation[M, N, unordered]) ([]N, error) {
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
	return p.in.IDs
}

// rows returns the rows of a member.
func (p *pages[M, N]) rows(ctx context.Context, parent int64) (*rows[N], error) {
	if known := p.known.Load(); known != nil {
		return p.rowsOf(*known, parent), nil
	}
	field := p.page.Key()
	if database.AsksDatabase(ctx) {
		return loader.Load(ctx, p.in, field, parent, func(ctx context.Context, members map[int64]M) (map[int64]*rows[N], error) {
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
	if !p.in.MayRemember(ctx, field) {
		return nil, database.ErrDatabase
	}
	all, err := p.read(ctx)
	if err != nil {
		p.in.Miss(field)
		return nil, database.ErrDatabase // What else went wrong is told by whoever may ask.
	}
	return p.rowsOf(all, parent), nil
}

// read reads the rows of all members.
func (p *pages[M, N]) read(ctx context.Context) ([]rows[N], error) {
	byID := func(ctx context.Context, ids []int64) (loader.Found[N], error) { return p.byID(p.from, ctx, ids) }
	all, err := readRows(ctx, p.from, p.page, p.parents(), byID)
	if err == nil {
		p.known.Store(&all)
	}
	return all, err
}

func (p *pages[M, N]) rowsOf(all []rows[N], parent int64) *rows[N] {
	at := 0
	if len(all) > 1 {
		at = p.in.At(parent)
	}
	return &all[at]
}

// beyond tells whether the list goes on beyond the cursor at its start or end.
func (p *pages[M, N]) beyond(ctx context.Context, parent int64, start bool) (bool, error) {
	field := fmt.Sprintf("beyond %t %s", start, p.page.Key())
	n, err := loader.Load(ctx, p.in, field, parent, func(ctx context.Context, _ map[int64]M) (map[int64]int, error) {
		return p.from.scalars(ctx, field, besides(p.page), p.parents(), func(keys []int64) query.Statement {
			return p.page.HasBeyond(p.from.dialect, start, keys)
		})
	})
	return n == 1, err
}

// count returns how many nodes a member's list has.
func (p *pages[M, N]) count(ctx context.Context, parent int64) (int, error) {
	if p.stored != nil && p.page.Whole() {
		member, _ := p.in.Get(parent)
		return p.stored(member), nil
	}
	field := "count " + p.page.CountKey()
	return loader.Load(ctx, p.in, field, parent, func(ctx context.Context, _ map[int64]M) (map[int64]int, error) {
		return p.from.scalars(ctx, field, besides(p.page), p.parents(), func(keys []int64) query.Statement {
			return p.page.Count(p.from.dialect, keys)
		})
	})
}

func (p *pages[M, N]) groups(ctx context.Context, parent int64, g *query.Grouping) ([]*Group, error) {
	found, err := loader.Load(ctx, p.in, "groups "+g.Key(), parent, func(ctx context.Context, _ map[int64]M) (map[int64][]*Group, error) {
		return readGroups(ctx, p.from, g, p.parents(), p.sums)
	})
	if found == nil {
		found = []*Group{}
	}
	return found, err
}

func (p *pages[M, N]) groupCount(ctx context.Context, parent int64, g *query.Grouping) (int, error) {
	return loader.Load(ctx, p.in, "group count "+g.Key(), parent, func(ctx context.Context, _ map[int64]M) (map[int64]int, error) {
		return p.from.scalars(ctx, "group count "+g.Key(), nil, p.parents(), func(keys []int64) query.Statement {
			return g.CountCells(p.from.dialect, keys)
		})
	})
}

// sums returns the money of the groups of a member's list, by their keys.
func (p *pages[M, N]) sums(ctx context.Context, parent int64, g *query.Grouping) (map[string]*sums, error) {
	return loader.Load(ctx, p.in, "sums "+g.Key(), parent, func(ctx context.Context, _ map[int64]M) (map[int64]map[string]*sums, error) {
		return readSums(ctx, p.from, g, p.parents())
	})
}
