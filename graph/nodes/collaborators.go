package nodes

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"sort"

	"pressgraph/graph/loader"
	"pressgraph/internal/memory"
	"pressgraph/internal/network"
	"pressgraph/internal/query"
)

// collaboratorList names the list in its cursors.
const collaboratorList = "partner.collaborators"

// CollaboratorArgs are the arguments of Collaborators; nil is left out.
type CollaboratorArgs struct {
	First *int
	After *string
	Where map[string]any
	Links *LinkFilter
}

// CollaboratorConnection is one page of a partner's collaborators.
type CollaboratorConnection struct {
	TotalCount int
	// UndatedLinkCount is how many partners are left out for want of a date alone.
	UndatedLinkCount int

	member int64
	number int32
	ties   []network.Tie
	// undated are the partners left out for want of a date alone.
	undated []int32
	// before and more tell whether the list goes on on either side of the page.
	before, more bool
	view         *network.View
	from         *Loaders
	in           *loader.Cohort[*CollaboratorConnection]
}

// CollaboratorEdge is a collaborator at its place in the list.
type CollaboratorEdge struct {
	Node          *Partner
	Cursor        string
	Collaboration *Collaboration
}

// collaboratorPage is a checked request, the same for all partners.
type collaboratorPage struct {
	first  int
	after  *query.Mark
	filter *query.Filter
	links  links
	key    string
}

func newCollaboratorPage(args CollaboratorArgs) (collaboratorPage, error) {
	var p collaboratorPage
	var err error
	if p.first, err = query.PageSize("first", args.First, query.DefaultPage, query.MaxPage); err != nil {
		return p, err
	}
	after := ""
	if args.After != nil {
		mark, err := query.ParseMark(collaboratorList, *args.After)
		if err != nil {
			return p, err
		}
		p.after, after = &mark, *args.After
	}
	if p.filter, err = query.NewFilter(query.Partners, "where", args.Where); err != nil {
		return p, err
	}
	if p.links, err = checkLinks(args.Links); err != nil {
		return p, err
	}
	p.key = fmt.Sprintf("collaborators %d %s|%s|%s", p.first, after, p.filter.Key(), p.links.key)
	return p, nil
}

// Collaborators returns a page of the partners that this one is tied to, the
// strongest first. Whatever the number of partners that ask, the network is
// asked once, and the database only for what where needs and for the page's
// partners.
func (p *Partner) Collaborators(ctx context.Context, args CollaboratorArgs) (*CollaboratorConnection, error) {
	page, err := newCollaboratorPage(args)
	if err != nil {
		return nil, err
	}
	return loader.Load(ctx, p.in, page.key, p.ID, func(ctx context.Context, members map[int64]*Partner) (map[int64]*CollaboratorConnection, error) {
		view, err := p.from.view(ctx, page.links)
		if err != nil {
			return nil, err
		}
		return p.from.collaboratorPages(ctx, view, page, ids(members))
	})
}

func (l *Loaders) collaboratorPages(
	ctx context.Context, view *network.View, page collaboratorPage, members []int64,
) (map[int64]*CollaboratorConnection, error) {
	in := loader.NewCohort[*CollaboratorConnection](len(members))
	for _, id := range members {
		c := &CollaboratorConnection{member: id, view: view, from: l, in: in}
		if found := view.Find([]int64{id}); len(found) > 0 {
			c.number, c.ties = found[0], view.Collaborators(found[0])
			c.undated = view.Undated(c.number)
		}
		in.Put(id, c)
	}
	if page.filter != nil {
		if err := l.keepMatching(ctx, page.filter, in.All); err != nil {
			return nil, err
		}
	}
	for _, c := range in.All {
		c.cut(page)
	}
	return in.Members(), nil
}

// keepMatching leaves those collaborators that a filter holds for: one statement.
func (l *Loaders) keepMatching(ctx context.Context, f *query.Filter, all []*CollaboratorConnection) error {
	var among []int64
	for _, c := range all {
		for _, tie := range c.ties {
			among = append(among, c.view.ID(tie.To))
		}
		for _, other := range c.undated {
			among = append(among, c.view.ID(other))
		}
	}
	matching, err := l.matching(ctx, f, distinct(append([]int64{}, among...)))
	if err != nil {
		return err
	}
	for _, c := range all {
		c.ties = slices.DeleteFunc(c.ties, func(t network.Tie) bool { return !matching[c.view.ID(t.To)] })
		c.undated = slices.DeleteFunc(slices.Clone(c.undated), func(other int32) bool { return !matching[c.view.ID(other)] })
	}
	return nil
}

// matching returns which partners a filter holds for: of those among, or of all for nil.
func (l *Loaders) matching(ctx context.Context, f *query.Filter, among []int64) (map[int64]bool, error) {
	question := fmt.Sprintf("matching partners %x of %s", sha256.Sum256(fmt.Append(nil, among)), f.Key())
	matching, err := memory.RecallOne(ctx, question, func(ctx context.Context) (map[int64]bool, error) {
		matching := map[int64]bool{}
		err := l.read(ctx, query.Matching(l.dialect, l.world, query.Partners, f, among), func(s query.Scanner) error {
			var id int64
			err := s.Scan(&id)
			matching[id] = true
			return err
		})
		return matching, err
	})
	return matching, wrapped("load matching partners", err)
}

// cut trims the ties to the page.
func (c *CollaboratorConnection) cut(page collaboratorPage) {
	c.TotalCount, c.UndatedLinkCount = len(c.ties), len(c.undated)
	begin := 0
	if page.after != nil {
		place := c.view.Place(page.after.Key, page.after.ID)
		begin = sort.Search(len(c.ties), func(i int) bool { return c.beyond(c.ties[i], *page.after, place) })
	}
	end := min(begin+page.first, len(c.ties))
	c.before, c.more = begin > 0, end < len(c.ties)
	c.ties = c.ties[begin:end]
}

// beyond tells whether a tie comes after a mark, whose partner has, or would
// have, the given place by name.
func (c *CollaboratorConnection) beyond(t network.Tie, mark query.Mark, place int32) bool {
	switch strength := int64(t.Strength()); {
	case strength != mark.Number:
		return strength < mark.Number
	case t.To == place:
		return c.view.ID(t.To) != mark.ID
	default:
		return t.To > place
	}
}

// Edges returns the collaborators of the page, each with what they share.
func (c *CollaboratorConnection) Edges(ctx context.Context) ([]*CollaboratorEdge, error) {
	edges, err := loader.Load(ctx, c.in, "edges", c.member, c.from.collaboratorEdges)
	if edges == nil {
		edges = []*CollaboratorEdge{}
	}
	return edges, err
}

func (l *Loaders) collaboratorEdges(
	ctx context.Context, pages map[int64]*CollaboratorConnection,
) (map[int64][]*CollaboratorEdge, error) {
	var wanted []int64
	for _, c := range pages {
		for _, tie := range c.ties {
			wanted = append(wanted, c.view.ID(tie.To))
		}
	}
	nodes, err := l.partners(ctx, distinct(wanted))
	if err != nil {
		return nil, err
	}
	answer := make(map[int64][]*CollaboratorEdge, len(pages))
	var all *collaborations
	for _, id := range ids(pages) {
		c := pages[id]
		if all == nil {
			all = l.collaborations(ctx, c.view, len(wanted))
		}
		for _, tie := range c.ties {
			if node, ok := nodes.Get(c.view.ID(tie.To)); ok {
				answer[id] = append(answer[id], &CollaboratorEdge{node, c.cursor(tie), all.add(c.number, tie)})
			}
		}
	}
	return answer, nil
}

func (c *CollaboratorConnection) cursor(t network.Tie) string {
	mark := query.Mark{Number: int64(t.Strength()), Key: c.view.Key(t.To), ID: c.view.ID(t.To)}
	return mark.Cursor(collaboratorList)
}

// Nodes returns the collaborators of the page.
func (c *CollaboratorConnection) Nodes(ctx context.Context) ([]*Partner, error) {
	edges, err := c.Edges(ctx)
	nodes := make([]*Partner, len(edges))
	for i, e := range edges {
		nodes[i] = e.Node
	}
	return nodes, err
}

// PageInfo returns where the page stands in the list.
func (c *CollaboratorConnection) PageInfo() *PageInfo {
	info := &PageInfo{more: c.more, bounded: [2]bool{c.before, false}}
	info.beyond = func(context.Context, bool) (bool, error) { return c.before, nil }
	if n := len(c.ties); n > 0 {
		info.start, info.end = cursor(c.cursor(c.ties[0])), cursor(c.cursor(c.ties[n-1]))
	}
	return info
}
