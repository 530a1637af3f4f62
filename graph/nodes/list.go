package nodes

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"pressgraph/graph/loader"
	"pressgraph/internal/memory"
	"pressgraph/internal/query"
)

// List is one page of a list, read when its rows are first asked for.
type List[N any] struct {
	of     lister[N]
	parent int64
}

// lister is the pages that a cohort's members have of one list.
type lister[N any] interface {
	asked() *query.Page
	rows(ctx context.Context, parent int64) (*rows[N], error)
	count(ctx context.Context, parent int64) (int, error)
	beyond(ctx context.Context, parent int64, start bool) (bool, error)
	groups(ctx context.Context, parent int64, by *query.Grouping) ([]*Group, error)
	groupCount(ctx context.Context, parent int64, by *query.Grouping) (int, error)
	sums(ctx context.Context, parent int64, by *query.Grouping) (map[string]*sums, error)
}

// rows are the rows of one parent.
type rows[N any] struct {
	edges []*Edge[N]
	nodes []N
	more  bool
}

// Edge is a node at its place in a list, with the relation that put it there.
type Edge[N any] struct {
	Node N

	row  *query.Row
	page *query.Page
	in   *loader.Cohort[*Edge[N]]
}

// Cursor returns the edge's position.
func (e *Edge[N]) Cursor() string { return e.page.Cursor(*e.row) }

// Edges returns the nodes of the page with their positions.
func (l *List[N]) Edges(ctx context.Context) ([]*Edge[N], error) {
	r, err := l.of.rows(ctx, l.parent)
	if err != nil {
		return nil, err
	}
	return r.edges, nil
}

// Nodes returns the nodes of the page.
func (l *List[N]) Nodes(ctx context.Context) ([]N, error) {
	r, err := l.of.rows(ctx, l.parent)
	if err != nil {
		return nil, err
	}
	return r.nodes, nil
}

// TotalCount returns the number of nodes on all pages together.
func (l *List[N]) TotalCount(ctx context.Context) (int, error) { return l.of.count(ctx, l.parent) }

// PageInfo returns where the page stands in the list.
func (l *List[N]) PageInfo(ctx context.Context) (*PageInfo, error) {
	r, err := l.of.rows(ctx, l.parent)
	if err != nil {
		return nil, err
	}
	page := l.of.asked()
	info := &PageInfo{more: r.more, backward: page.Backward()}
	info.bounded[0], info.bounded[1] = page.Bounded()
	if info.bounded[0] || info.bounded[1] {
		info.beyond = func(ctx context.Context, start bool) (bool, error) { return l.of.beyond(ctx, l.parent, start) }
	}
	if n := len(r.edges); n > 0 {
		info.start, info.end = r.edges[0], r.edges[n-1]
	}
	return info, nil
}

// PageInfo is where a page stands in its list.
type PageInfo struct {
	start, end     placed
	more, backward bool
	bounded        [2]bool
	beyond         func(ctx context.Context, start bool) (bool, error)
}

// placed has a position in a list.
type placed interface{ Cursor() string }

// cursor is a position that was made already.
type cursor string

// Cursor returns the position.
func (c cursor) Cursor() string { return string(c) }

// StartCursor returns the position of the first item, nil where there is none.
func (p *PageInfo) StartCursor() *string { return cursorOf(p.start) }

// EndCursor returns the position of the last item, nil where there is none.
func (p *PageInfo) EndCursor() *string { return cursorOf(p.end) }

func cursorOf(of placed) *string {
	if of == nil {
		return nil
	}
	cursor := of.Cursor()
	return &cursor
}

// HasNextPage tells whether the list goes on after the page. It asks the
// database only where a before cursor bounds the page.
func (p *PageInfo) HasNextPage(ctx context.Context) (bool, error) {
	return p.goesOn(ctx, false, p.more && !p.backward)
}

// HasPreviousPage tells whether the list has anything before the page. It asks
// the database only where an after cursor bounds the page.
func (p *PageInfo) HasPreviousPage(ctx context.Context) (bool, error) {
	return p.goesOn(ctx, true, p.more && p.backward)
}

// goesOn asks what is beyond a cursor even where the rows have told already:
// one page must not leave the batch in which its siblings ask.
func (p *PageInfo) goesOn(ctx context.Context, start, known bool) (bool, error) {
	bounded := p.bounded[1]
	if start {
		bounded = p.bounded[0]
	}
	if !bounded {
		return known, nil
	}
	beyond, err := p.beyond(ctx, start)
	return known || beyond, err
}

// nodesByID loads nodes, by ids that ascend; those that the viewer cannot see are
// left out.
type nodesByID[N any] func(ctx context.Context, ids []int64) (loader.Found[N], error)

// readRows reads one page for each parent, in their order, and the nodes on all of
// them; one page for a list without parents. A node that vanished between the two
// is left out of its page.
func readRows[N any](
	ctx context.Context, l *Loaders, page *query.Page, parents []int64, byID nodesByID[N],
) ([]rows[N], error) {
	cut, err := pageRows(ctx, l, page, parents)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", page.List().Name, err)
	}
	total := 0
	for i := range cut {
		total += len(cut[i].rows)
	}
	wanted := make([]int64, 0, total)
	for i := range cut {
		for j := range cut[i].rows {
			wanted = append(wanted, cut[i].rows[j].Node)
		}
	}
	nodes, err := byID(ctx, distinct(wanted))
	if err != nil {
		return nil, fmt.Errorf("load nodes of %s: %w", page.List().Name, err)
	}
	return together(page, cut, nodes, total), nil
}

// together puts nodes where their rows are. What they were put there by is a
// cohort.
func together[N any](page *query.Page, cut []cutRows, nodes loader.Found[N], total int) []rows[N] {
	made := make([]Edge[N], 0, total)
	edges, all := make([]*Edge[N], 0, total), make([]N, 0, total)
	in := loader.LateCohort(func() loader.Found[*Edge[N]] { return byRelation(edges) })
	answer := make([]rows[N], len(cut))
	for i := range cut {
		from := len(made)
		for j := range cut[i].rows {
			row := &cut[i].rows[j]
			node, ok := nodes.Get(row.Node)
			if !ok {
				continue
			}
			made = append(made, Edge[N]{Node: node, row: row, page: page, in: in})
			edges, all = append(edges, &made[len(made)-1]), append(all, node)
		}
		answer[i] = rows[N]{edges[from:len(edges):len(edges)], all[from:len(all):len(all)], cut[i].more}
	}
	return answer
}

func byRelation[N any](edges []*Edge[N]) loader.Found[*Edge[N]] {
	all := slices.Clone(edges)
	slices.SortStableFunc(all, func(a, b *Edge[N]) int { return cmp.Compare(a.row.Relation, b.row.Relation) })
	ids := make([]int64, len(all))
	for i, e := range all {
		ids[i] = e.row.Relation
	}
	return loader.Found[*Edge[N]]{IDs: ids, All: all}
}

// cutRows are the rows of one parent's page.
type cutRows struct {
	rows []query.Row
	more bool
}

// pageRows reads one page for each parent, or one of a list of all.
func pageRows(ctx context.Context, l *Loaders, page *query.Page, parents []int64) ([]cutRows, error) {
	read := func(ctx context.Context, parents []int64) (map[int64]cutRows, error) {
		all := map[int64][]query.Row{}
		scanner := page.NewScanner()
		err := l.read(ctx, page.Rows(l.dialect, parents), func(s query.Scanner) error {
			row, err := scanner.Scan(s)
			all[row.Parent] = append(all[row.Parent], row)
			return err
		})
		answer := make(map[int64]cutRows, len(all))
		for parent, read := range all {
			cut, more := page.Cut(read)
			answer[parent] = cutRows{cut, more}
		}
		return answer, err
	}
	question := page.Key()
	if parents != nil {
		return memory.RecallEach(ctx, question, parents, besides(page), read)
	}
	one, err := memory.RecallOne(ctx, question, func(ctx context.Context) (map[int64]cutRows, error) { return read(ctx, nil) })
	return []cutRows{one[0]}, err
}

// perParent recalls what a list has for each parent, or as a whole where it has
// none.
func perParent[V any](
	ctx context.Context, question string, narrow memory.Narrow, parents []int64,
	read func(context.Context, []int64) (map[int64]V, error),
) (map[int64]V, error) {
	if parents == nil {
		return memory.RecallOne(ctx, question, func(ctx context.Context) (map[int64]V, error) { return read(ctx, nil) })
	}
	return memory.Recall(ctx, question, parents, narrow, read)
}

// besides narrows what is read of a page to the rows beside each parent, where it
// reads no others.
func besides(page *query.Page) memory.Narrow {
	if table, ok := page.Beside(); ok {
		return memory.Beside(table)
	}
	return nil
}

// scalars asks for one number a parent of a list; question names it.
func (l *Loaders) scalars(
	ctx context.Context, question string, narrow memory.Narrow, parents []int64, statement func([]int64) query.Statement,
) (map[int64]int, error) {
	return perParent(ctx, question, narrow, parents, func(ctx context.Context, parents []int64) (map[int64]int, error) {
		numbers := make(map[int64]int, len(parents))
		err := l.read(ctx, statement(parents), func(s query.Scanner) error {
			var parent int64
			var n int
			err := s.Scan(&parent, &n)
			numbers[parent] = n
			return err
		})
		return numbers, err
	})
}
