package loader

import (
	"context"
	"fmt"
	"slices"

	"pressgraph/internal/memory"
	"pressgraph/internal/query"
)

// List is one page of a list, read when its rows are first asked for.
type List[N any] struct {
	page   *query.Page
	parent int64
	rows   func(context.Context) (*rows[N], error)
	count  func(context.Context) (int, error)
	beyond func(ctx context.Context, start bool) (bool, error)

	groups     func(context.Context, *query.Grouping) ([]*Group, error)
	groupCount func(context.Context, *query.Grouping) (int, error)
	sums       func(context.Context, *query.Grouping) (map[string]*sums, error)
}

// rows are the rows of one parent.
type rows[N any] struct {
	edges []*Edge[N]
	more  bool
}

// Edge is a node at its place in a list, with the relation that put it there.
type Edge[N any] struct {
	Node N

	row  query.Row
	page *query.Page
	in   *cohort[*Edge[N]]
}

// Cursor returns the edge's position.
func (e *Edge[N]) Cursor() string { return e.page.Cursor(e.row) }

// Edges returns the nodes of the page with their positions.
func (l *List[N]) Edges(ctx context.Context) ([]*Edge[N], error) {
	r, err := l.rows(ctx)
	if err != nil {
		return nil, err
	}
	return r.edges, nil
}

// Nodes returns the nodes of the page.
func (l *List[N]) Nodes(ctx context.Context) ([]N, error) {
	edges, err := l.Edges(ctx)
	if err != nil {
		return nil, err
	}
	nodes := make([]N, len(edges))
	for i, e := range edges {
		nodes[i] = e.Node
	}
	return nodes, nil
}

// TotalCount returns the number of nodes on all pages together.
func (l *List[N]) TotalCount(ctx context.Context) (int, error) { return l.count(ctx) }

// PageInfo returns where the page stands in the list.
func (l *List[N]) PageInfo(ctx context.Context) (*PageInfo, error) {
	r, err := l.rows(ctx)
	if err != nil {
		return nil, err
	}
	info := &PageInfo{beyond: l.beyond, more: r.more, backward: l.page.Backward()}
	info.bounded[0], info.bounded[1] = l.page.Bounded()
	if n := len(r.edges); n > 0 {
		first, last := r.edges[0].Cursor(), r.edges[n-1].Cursor()
		info.StartCursor, info.EndCursor = &first, &last
	}
	return info, nil
}

// PageInfo is where a page stands in its list.
type PageInfo struct {
	StartCursor, EndCursor *string

	more, backward bool
	bounded        [2]bool
	beyond         func(ctx context.Context, start bool) (bool, error)
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

// listOf returns the page of one member's list. stored, if given, knows the
// count without asking.
func listOf[M, N any](
	l *Loaders, in *cohort[M], id int64, page *query.Page, byID nodesByID[N], stored func() int,
) *List[N] {
	parents := func(members map[int64]M) []int64 {
		if page.List().Parent == "" {
			return nil
		}
		return ids(members)
	}
	list := &List[N]{page: page, parent: id}
	addGroups(l, list, in, id, parents)
	list.rows = func(ctx context.Context) (*rows[N], error) {
		found, err := load(ctx, in, "rows "+page.Key(), id, func(ctx context.Context, members map[int64]M) (map[int64]*rows[N], error) {
			return readRows(ctx, l, page, parents(members), byID)
		})
		if err != nil || found != nil {
			return found, err
		}
		return &rows[N]{}, nil
	}
	list.beyond = func(ctx context.Context, start bool) (bool, error) {
		field := fmt.Sprintf("beyond %t %s", start, page.Key())
		n, err := load(ctx, in, field, id, func(ctx context.Context, members map[int64]M) (map[int64]int, error) {
			return l.scalars(ctx, field, besides(page), parents(members), func(keys []int64) query.Statement {
				return page.HasBeyond(l.dialect, start, keys)
			})
		})
		return n == 1, err
	}
	list.count = func(ctx context.Context) (int, error) {
		if stored != nil && page.Whole() {
			return stored(), nil
		}
		field := "count " + page.CountKey()
		return load(ctx, in, field, id, func(ctx context.Context, members map[int64]M) (map[int64]int, error) {
			return l.scalars(ctx, field, besides(page), parents(members), func(keys []int64) query.Statement {
				return page.Count(l.dialect, keys)
			})
		})
	}
	return list
}

// nodesByID loads nodes; those that the viewer cannot see are left out.
type nodesByID[N any] func(ctx context.Context, ids []int64) (map[int64]N, error)

// readRows reads one page for each parent, and the nodes on all of them. A node
// that vanished between the two is left out of its page.
func readRows[N any](
	ctx context.Context, l *Loaders, page *query.Page, parents []int64, byID nodesByID[N],
) (map[int64]*rows[N], error) {
	perParent, err := pageRows(ctx, l, page, parents)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", page.List().Name, err)
	}
	answer := make(map[int64]*rows[N], len(perParent))
	var wanted []int64
	total := 0
	for parent, all := range perParent {
		answer[parent] = &rows[N]{more: all.more}
		total += len(all.rows)
		for _, row := range all.rows {
			wanted = append(wanted, row.Node)
		}
	}
	nodes, err := byID(ctx, distinct(wanted))
	if err != nil {
		return nil, fmt.Errorf("load nodes of %s: %w", page.List().Name, err)
	}
	in := newCohort[*Edge[N]](total)
	for parent, all := range perParent {
		edges := make([]*Edge[N], 0, len(all.rows))
		for _, row := range all.rows {
			node, ok := nodes[row.Node]
			if !ok {
				continue
			}
			edge := &Edge[N]{Node: node, row: row, page: page, in: in}
			in.nodes[row.Relation] = edge
			edges = append(edges, edge)
		}
		answer[parent].edges = edges
	}
	return answer, nil
}

// cutRows are the rows of one parent's page.
type cutRows struct {
	rows []query.Row
	more bool
}

// pageRows reads one page for each parent, or one of a list of all.
func pageRows(ctx context.Context, l *Loaders, page *query.Page, parents []int64) (map[int64]cutRows, error) {
	return perParent(ctx, "rows "+page.Key(), besides(page), parents, func(ctx context.Context, parents []int64) (map[int64]cutRows, error) {
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
			answer[parent] = cutRows{slices.Clip(cut), more}
		}
		return answer, err
	})
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
