package nodes

import (
	"context"
	"slices"

	"pressgraph/graph/loader"
	"pressgraph/internal/content"
	"pressgraph/internal/memory"
	"pressgraph/internal/query"
	"pressgraph/internal/search"
	"pressgraph/internal/store"
)

// SearchItem is a node that can be found.
type SearchItem interface {
	Node
	IsSearchItem()
}

// IsSearchItem marks a member of the API's union SearchItem.
func (*Release) IsSearchItem() {}

// IsSearchItem marks a member of the API's union SearchItem.
func (*Partner) IsSearchItem() {}

// IsSearchItem marks a member of the API's union SearchItem.
func (*Initiative) IsSearchItem() {}

// IsSearchItem marks a member of the API's union SearchItem.
func (*Topic) IsSearchItem() {}

// SearchConnection is a page of what was found, read when it is first asked for.
type SearchConnection struct {
	page *search.Page
	from *Loaders
}

// SearchEdge is a match.
type SearchEdge struct {
	Node SearchItem

	hit  search.Hit
	page *search.Page
	from *Loaders
	in   *loader.Cohort[*SearchEdge]
	// place is where it stands on the page.
	place int64
}

// SearchCount is how many nodes of one type match.
type SearchCount struct {
	Type  search.SearchType
	Count int
}

// Search returns a page of what is found. Errors: BAD_USER_INPUT,
// PAGE_SIZE_OUT_OF_RANGE, INVALID_CURSOR.
func (l *Loaders) Search(args search.Args) (*SearchConnection, error) {
	page, err := search.NewPage(l.world, args)
	return &SearchConnection{page, l}, err
}

// matched is what was read of a page.
type matched struct {
	edges []*SearchEdge
	more  bool
	// counts are how many matches of each type there are, where the page was
	// tallied.
	counts map[content.NodeType]int
}

// tallies tells whether the matches of a page are counted with reading it.
func (l *Loaders) tallies(page *search.Page) bool {
	return l.searchCounted && page.HasTallies(l.dialect)
}

// isCounted tells whether searches are to be counted, and their pages read.
func isCounted(asked Asked) bool {
	has := func(field string) bool { return slices.Contains(asked["SearchConnection"], field) }
	return (has("totalCount") || has("counts")) && (has("edges") || has("nodes") || has("pageInfo"))
}

func (c *SearchConnection) found(ctx context.Context) (*matched, error) {
	return loader.Load(ctx, c.from.root, "search "+c.page.Key(), 0, func(ctx context.Context, _ map[int64]struct{}) (map[int64]*matched, error) {
		f, err := c.from.find(ctx, c.page)
		return map[int64]*matched{0: f}, err
	})
}

// find reads the matches of a page, tier by tier until it is full, and their
// nodes. A node that vanished between the two is left out.
func (l *Loaders) find(ctx context.Context, page *search.Page) (*matched, error) {
	f := &matched{}
	matches, err := l.matches(ctx, page)
	if err != nil {
		return nil, wrapLoad("matches", err)
	}
	hits := matches.hits
	f.counts = matches.counts
	if f.more = len(hits) > page.Limit(); f.more {
		hits = hits[:page.Limit()]
	}
	refs := make([]store.NodeRef, len(hits))
	for i, hit := range hits {
		refs[i] = hit.Node
	}
	nodes, err := l.Nodes(ctx, refs)
	if err != nil {
		return nil, wrapLoad("matches", err)
	}
	in := loader.NewCohort[*SearchEdge](len(hits))
	for i, hit := range hits {
		item, ok := nodes[i].(SearchItem)
		if !ok {
			continue
		}
		edge := &SearchEdge{Node: item, hit: hit, page: page, from: l, in: in, place: int64(i)}
		in.Put(edge.place, edge)
		f.edges = append(f.edges, edge)
	}
	return f, nil
}

// matches are the places on a page, and how many matches of each type there are
// where the page was tallied.
type matches struct {
	hits   []search.Hit
	counts map[content.NodeType]int
}

func (l *Loaders) matches(ctx context.Context, page *search.Page) (matches, error) {
	if l.tallies(page) {
		return memory.RecallOne(ctx, "search tally "+page.Key(), func(ctx context.Context) (m matches, err error) {
			m.hits, m.counts, err = l.tally(ctx, page)
			return m, err
		})
	}
	return memory.RecallOne(ctx, "search hits "+page.Key(), func(ctx context.Context) (m matches, err error) {
		m.hits, err = l.hits(ctx, page)
		return m, err
	})
}

// hits reads up to one match more than the page holds.
func (l *Loaders) hits(ctx context.Context, page *search.Page) (hits []search.Hit, err error) {
	for _, tier := range page.Tiers() {
		missing := page.Limit() + 1 - len(hits)
		if missing == 0 {
			break
		}
		err := l.read(ctx, page.Rows(l.dialect, tier, missing), func(s query.Scanner) error {
			hit, err := search.Scan(s, tier)
			hits = append(hits, hit)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return hits, nil
}

// tally reads what hits does, and counts all matches: those of the tiers that
// it reads with reading them, those before and after in a statement each.
func (l *Loaders) tally(ctx context.Context, page *search.Page) (hits []search.Hit, counts map[content.NodeType]int, err error) {
	counts = map[content.NodeType]int{}
	before, some := page.CountsBefore()
	if err := l.addCounts(ctx, before, some, counts); err != nil {
		return nil, nil, err
	}
	for _, tier := range page.Tiers() {
		err := l.read(ctx, page.Tally(tier, page.Limit()+1-len(hits)), func(s query.Scanner) error {
			hit, isHit, err := search.ScanTally(s, tier, counts)
			if isHit {
				hits = append(hits, hit)
			}
			return err
		})
		if err != nil {
			return nil, nil, err
		}
		if len(hits) > page.Limit() {
			beyond, some := page.CountsBeyond(tier)
			return hits, counts, l.addCounts(ctx, beyond, some, counts)
		}
	}
	return hits, counts, nil
}

// addCounts adds what a statement counts, if there is one.
func (l *Loaders) addCounts(ctx context.Context, s query.Statement, some bool, to map[content.NodeType]int) error {
	if !some {
		return nil
	}
	return l.read(ctx, s, func(from query.Scanner) error {
		counts, err := search.ScanCounts(from)
		for t, n := range counts {
			to[t] += n
		}
		return err
	})
}

// Edges returns the matches of the page.
func (c *SearchConnection) Edges(ctx context.Context) ([]*SearchEdge, error) {
	f, err := c.found(ctx)
	if err != nil || f.edges == nil {
		return []*SearchEdge{}, err
	}
	return f.edges, nil
}

// Nodes returns what was found.
func (c *SearchConnection) Nodes(ctx context.Context) ([]SearchItem, error) {
	edges, err := c.Edges(ctx)
	nodes := make([]SearchItem, len(edges))
	for i, e := range edges {
		nodes[i] = e.Node
	}
	return nodes, err
}

// PageInfo returns where the page stands among all matches.
func (c *SearchConnection) PageInfo(ctx context.Context) (*PageInfo, error) {
	f, err := c.found(ctx)
	if err != nil {
		return nil, err
	}
	info := &PageInfo{more: f.more, bounded: [2]bool{c.page.Bounded(), false}}
	info.beyond = func(ctx context.Context, _ bool) (bool, error) {
		if c.page.Question().Empty() {
			return false, nil
		}
		field := "search before " + c.page.Key()
		n, err := loader.Load(ctx, c.from.root, field, 0, func(ctx context.Context, _ map[int64]struct{}) (map[int64]int, error) {
			n, err := memory.RecallOne(ctx, field, func(ctx context.Context) (n int, err error) {
				err = c.from.read(ctx, c.page.HasBefore(c.from.dialect), func(s query.Scanner) error { return s.Scan(&n) })
				return n, err
			})
			return map[int64]int{0: n}, err
		})
		return n == 1, err
	}
	if n := len(f.edges); n > 0 {
		info.start, info.end = f.edges[0], f.edges[n-1]
	}
	return info, nil
}

// TotalCount returns how many matches there are of the types asked for.
func (c *SearchConnection) TotalCount(ctx context.Context) (int, error) {
	counts, err := c.counts(ctx)
	return c.page.Total(counts), err
}

// Counts returns how many nodes of each type match, whatever types were asked for.
func (c *SearchConnection) Counts(ctx context.Context) ([]*SearchCount, error) {
	counts, err := c.counts(ctx)
	all := make([]*SearchCount, 0, len(counts))
	for _, t := range search.Types() {
		all = append(all, &SearchCount{search.TypeOf(t), counts[t]})
	}
	return all, err
}

func (c *SearchConnection) counts(ctx context.Context) (map[content.NodeType]int, error) {
	if c.page.Question().Empty() {
		return nil, nil
	}
	if c.from.tallies(c.page) {
		f, err := c.found(ctx)
		if err != nil {
			return nil, err
		}
		return f.counts, nil
	}
	field := "search count " + c.page.CountKey()
	return loader.Load(ctx, c.from.root, field, 0, func(ctx context.Context, _ map[int64]struct{}) (map[int64]map[content.NodeType]int, error) {
		counts, err := memory.RecallOne(ctx, field, func(ctx context.Context) (counts map[content.NodeType]int, err error) {
			err = c.from.read(ctx, c.page.Counts(c.from.dialect), func(s query.Scanner) (err error) {
				counts, err = search.ScanCounts(s)
				return err
			})
			return counts, err
		})
		return map[int64]map[content.NodeType]int{0: counts}, err
	})
}

// Cursor returns the edge's position.
func (e *SearchEdge) Cursor() string { return e.hit.Cursor() }

// Score returns how good the match is, from 0 to 1.
func (e *SearchEdge) Score() float64 { return e.hit.Score() }
