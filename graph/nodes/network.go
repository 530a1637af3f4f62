package nodes

import (
	"context"
	"fmt"
	"slices"

	"pressgraph/graph/loader"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/network"
	"pressgraph/internal/query"
)

// The bounds of a network; the price of one knows those that are exported.
const (
	maxFocus        = 100
	maxDepth        = 10
	maxNetwork      = 1000
	MaxAnalysts     = 10_000
	MaxLinks        = 10_000
	defaultDepth    = 1
	defaultNetwork  = 100
	defaultLinks    = 1000
	defaultInGroups = 10
)

// NetworkArgs are the arguments of PartnerNetwork; nil is left out.
type NetworkArgs struct {
	Focus []string
	Depth *int
	Links *LinkFilter
	Where map[string]any
	Limit *int
}

// PartnerNetwork is a part of the partner network.
type PartnerNetwork struct {
	// Truncated is true where the limit cut it, Approximate where betweenness
	// was sampled.
	Truncated, Approximate bool
	// AsOf is the day that was asked for.
	AsOf *string

	picture *network.Picture
	from    *Loaders
	in      *loader.Cohort[*PartnerNetwork]
}

// NetworkPartner is a partner in a network, and where it stands there.
type NetworkPartner struct {
	Partner  *Partner
	Distance int
	network.Standing
}

// NetworkLink is a tie in a network.
type NetworkLink struct {
	Source, Target *Partner
	Collaboration  *Collaboration
}

// Community is a group of partners in a network.
type Community struct {
	Number, Size int

	members []int32
	of      *PartnerNetwork
}

// bounded returns the value of an argument, preset where it is nil. Errors:
// BAD_USER_INPUT beyond least and most.
func bounded(name string, given *int, preset, least, most int) (int, error) {
	if given == nil {
		return preset, nil
	}
	if *given < least || *given > most {
		return 0, fault.Invalid(name, "must be between %d and %d", least, most)
	}
	return *given, nil
}

// PartnerNetwork returns the partners around a focus, or the best connected of
// all without one. Errors: BAD_USER_INPUT.
func (l *Loaders) PartnerNetwork(ctx context.Context, args NetworkArgs) (*PartnerNetwork, error) {
	around, err := newAround(ctx, args)
	if err != nil {
		return nil, err
	}
	filter, err := query.NewFilter(query.Partners, "where", args.Where)
	if err != nil {
		return nil, err
	}
	links, err := checkLinks(args.Links)
	if err != nil {
		return nil, err
	}
	view, err := l.view(ctx, links)
	if err != nil {
		return nil, err
	}
	if args.Focus != nil {
		if around.Focus, err = l.resolve(ctx, view.Snapshot, around.Focus); err != nil {
			return nil, err
		}
	}
	if filter != nil {
		matching, err := l.matching(ctx, filter, nil)
		if err != nil {
			return nil, err
		}
		around.Keep = func(id int64) bool { return matching[id] }
	}
	around.Measures = l.measures.shown
	picture, err := view.Picture(ctx, around)
	if err != nil {
		return nil, wrapLoad("a part of the network", err)
	}
	n := &PartnerNetwork{Truncated: picture.Truncated, Approximate: picture.Approximate, picture: picture, from: l}
	if args.Links != nil {
		n.AsOf = args.Links.AsOf
	}
	n.in = loader.NewCohort[*PartnerNetwork](1)
	n.in.Put(0, n)
	return n, nil
}

func newAround(ctx context.Context, args NetworkArgs) (network.Around, error) {
	var a network.Around
	most := maxNetwork
	if access.From(ctx).Role.Allows(access.RoleAnalyst) {
		most = MaxAnalysts
	}
	var err error
	if a.Limit, err = bounded("limit", args.Limit, defaultNetwork, 1, most); err != nil {
		return a, err
	}
	if a.Depth, err = bounded("depth", args.Depth, defaultDepth, 0, maxDepth); err != nil {
		return a, err
	}
	if args.Focus != nil {
		a.Focus, err = focusOf(args.Focus)
	}
	return a, err
}

// focusOf reads the ids of a focus; what is no id of a partner has nothing
// around it, and is left out. Errors: BAD_USER_INPUT.
func focusOf(given []string) ([]int64, error) {
	known := slices.DeleteFunc(slices.Clone(given), func(id string) bool {
		_, _, err := content.ParseGlobalID(id)
		return err != nil
	})
	if len(given) > maxFocus {
		known = given // too many, whatever they are
	}
	return partnerIDs("focus", known, maxFocus)
}

// nodes loads all partners of the network, by number. Those that have vanished
// since it was read are missing.
func (n *PartnerNetwork) nodes(ctx context.Context) (map[int32]*Partner, error) {
	return loader.Load(ctx, n.in, "nodes", 0, func(ctx context.Context, _ map[int64]*PartnerNetwork) (map[int64]map[int32]*Partner, error) {
		view := n.picture.View()
		wanted := make([]int64, len(n.picture.Partners))
		for i, shown := range n.picture.Partners {
			wanted[i] = view.ID(shown.Number)
		}
		found, err := n.from.partners(ctx, distinct(wanted))
		nodes := make(map[int32]*Partner, len(found.IDs))
		for _, shown := range n.picture.Partners {
			if node, ok := found.Get(view.ID(shown.Number)); ok {
				nodes[shown.Number] = node
			}
		}
		return map[int64]map[int32]*Partner{0: nodes}, err
	})
}

// Partners returns the partners shown.
func (n *PartnerNetwork) Partners(ctx context.Context) ([]*NetworkPartner, error) {
	nodes, err := n.nodes(ctx)
	all := make([]*NetworkPartner, 0, len(nodes))
	for _, shown := range n.picture.Partners {
		if node, ok := nodes[shown.Number]; ok {
			all = append(all, &NetworkPartner{node, shown.Distance, shown.Standing})
		}
	}
	return all, err
}

// LinkCount returns how many ties there are among the partners shown.
func (n *PartnerNetwork) LinkCount() int { return len(n.picture.Links) }

// UndatedLinkCount returns how many ties the network leaves out for want of a date.
func (n *PartnerNetwork) UndatedLinkCount() int { return n.picture.Undated }

// Links returns the strongest ties.
func (n *PartnerNetwork) Links(ctx context.Context, first *int) ([]*NetworkLink, error) {
	most, err := query.PageSize("first", first, defaultLinks, MaxLinks)
	if err != nil {
		return nil, err
	}
	nodes, err := n.nodes(ctx)
	if err != nil {
		return nil, err
	}
	var shown []network.Link
	var ends []int32
	for _, link := range n.picture.Links {
		if len(shown) == most {
			break
		}
		if nodes[link.Source] != nil && nodes[link.To] != nil {
			shown, ends = append(shown, link), append(ends, link.Source, link.To)
		}
	}
	nodes = handedOut(nodes, ends)
	links := make([]*NetworkLink, len(shown))
	all := n.from.collaborations(ctx, n.picture.View(), len(shown))
	for i, link := range shown {
		links[i] = &NetworkLink{nodes[link.Source], nodes[link.To], all.add(link.Source, link.Tie)}
	}
	return links, nil
}

// handedOut returns those of the nodes that one field answers, a cohort of their
// own: only they will be asked for what the field's selection holds. Where they
// are half of all or more they stay in the cohort of all, which other fields may
// ask for the same.
func handedOut(nodes map[int32]*Partner, numbers []int32) map[int32]*Partner {
	chosen := make(map[int32]*Partner, len(numbers))
	for _, number := range numbers {
		if node, ok := nodes[number]; ok {
			chosen[number] = node
		}
	}
	if 2*len(chosen) >= len(nodes) {
		return nodes
	}
	in := loader.NewCohort[*Partner](len(chosen))
	for number, node := range chosen {
		chosen[number] = &Partner{node.Partner, node.from, in}
		in.Put(node.ID, chosen[number])
	}
	return chosen
}

// Communities returns the communities of the network, the largest first.
func (n *PartnerNetwork) Communities() []*Community {
	all := make([]*Community, len(n.picture.Communities))
	for i, c := range n.picture.Communities {
		all[i] = &Community{Number: c.Number, Size: len(c.Members), members: c.Members, of: n}
	}
	return all
}

// Partners returns the first partners of the community.
func (c *Community) Partners(ctx context.Context, first *int) ([]*Partner, error) {
	most, err := query.PageSize("first", first, defaultInGroups, query.MaxPage)
	if err != nil {
		return nil, err
	}
	nodes, err := c.of.firstOfCommunities(ctx, most)
	partners := make([]*Partner, 0, min(most, len(c.members)))
	for _, number := range c.members[:min(most, len(c.members))] {
		if node, ok := nodes[number]; ok {
			partners = append(partners, node)
		}
	}
	return partners, err
}

// firstOfCommunities returns the first partners of all communities, by number.
func (n *PartnerNetwork) firstOfCommunities(ctx context.Context, most int) (map[int32]*Partner, error) {
	field := fmt.Sprintf("first %d of communities", most)
	return loader.Load(ctx, n.in, field, 0, func(ctx context.Context, _ map[int64]*PartnerNetwork) (map[int64]map[int32]*Partner, error) {
		nodes, err := n.nodes(ctx)
		if err != nil {
			return nil, err
		}
		var numbers []int32
		for _, c := range n.picture.Communities {
			numbers = append(numbers, c.Members[:min(most, len(c.Members))]...)
		}
		return map[int64]map[int32]*Partner{0: handedOut(nodes, numbers)}, nil
	})
}

// Export writes the network as a file.
func (n *PartnerNetwork) Export(ctx context.Context, format network.NetworkFormat) (string, error) {
	nodes, err := n.nodes(ctx)
	if err != nil {
		return "", err
	}
	names := make(map[int32]network.Name, len(nodes))
	for number, node := range nodes {
		name := network.Name{Label: node.Partner.Name, Slug: node.Slug, Kind: string(node.Kind)}
		if node.Country != nil {
			name.Country = *node.Country
		}
		names[number] = name
	}
	asOf := ""
	if n.AsOf != nil {
		asOf = *n.AsOf
	}
	return n.picture.File(names, asOf).Write(ctx, format)
}
