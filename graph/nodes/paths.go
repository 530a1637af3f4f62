package nodes

import (
	"context"

	"pressgraph/graph/loader"
	"pressgraph/internal/fault"
	"pressgraph/internal/network"
)

// The bounds of a search for paths.
const (
	maxHops      = 10
	MaxPaths     = 100
	defaultHops  = 4
	defaultPaths = 1
)

// PathArgs are the arguments of PartnerPaths; nil is left out.
type PathArgs struct {
	From, To string
	MaxHops  *int
	Links    *LinkFilter
	Count    *int
}

// PartnerPath is a chain of partners, both ends included.
type PartnerPath struct {
	Partners []*Partner
	Hops     []*PathHop
}

// PathHop is a tie on a path.
type PathHop struct {
	From, To      *Partner
	Collaboration *Collaboration
}

// Length returns how many hops the path has.
func (p *PartnerPath) Length() int { return len(p.Hops) }

// PartnerPaths are the shortest paths between two partners.
type PartnerPaths struct {
	All []*PartnerPath
	// Exhausted is true where the bound on the work ended the search.
	Exhausted bool
	// Undated is true where ties were left out for want of a date alone.
	Undated bool
}

// PartnerPaths returns the shortest paths between two partners. Errors:
// BAD_USER_INPUT.
func (l *Loaders) PartnerPaths(ctx context.Context, args PathArgs) (*PartnerPaths, error) {
	var route network.Route
	var err error
	if route.MaxHops, err = bounded("maxHops", args.MaxHops, defaultHops, 1, maxHops); err != nil {
		return nil, err
	}
	if route.Count, err = bounded("count", args.Count, defaultPaths, 1, MaxPaths); err != nil {
		return nil, err
	}
	links, err := checkLinks(args.Links)
	if err != nil {
		return nil, err
	}
	ends, err := pathEnds(args)
	if err != nil {
		return nil, err
	}
	view, err := l.view(ctx, links)
	if err != nil {
		return nil, err
	}
	if ends, err = l.resolve(ctx, view.Snapshot, ends); err != nil {
		return nil, err
	}
	paths := &PartnerPaths{All: []*PartnerPath{}, Undated: view.AnyUndated()}
	found := view.Find(ends)
	if len(found) != len(ends) || len(found) != 2 {
		return paths, nil
	}
	route.From, route.To = found[0], found[1]
	chains, exhausted, err := view.Paths(ctx, route)
	if err != nil {
		return nil, wrapLoad("paths", err)
	}
	paths.Exhausted = exhausted
	paths.All, err = l.paths(ctx, view, chains)
	return paths, err
}

// pathEnds reads the ids of both ends. One that names something else than a
// partner is as one that is unknown: fewer than two are returned.
func pathEnds(args PathArgs) ([]int64, error) {
	var ends []int64
	for _, end := range []struct{ field, id string }{{"from", args.From}, {"to", args.To}} {
		id, err := partnerIDs(end.field, []string{end.id}, 1)
		if err != nil {
			return nil, fault.Invalid(end.field, "is not an id of this newsroom")
		}
		ends = append(ends, id...)
	}
	return ends, nil
}

// paths loads the partners of all chains at once. A chain through a partner
// that has vanished since the network was read is left out.
func (l *Loaders) paths(ctx context.Context, view *network.View, chains [][]int32) ([]*PartnerPath, error) {
	var wanted []int64
	hops := 0
	for _, chain := range chains {
		hops += len(chain) - 1
		for _, number := range chain {
			wanted = append(wanted, view.ID(number))
		}
	}
	nodes, err := l.partners(ctx, distinct(wanted))
	if err != nil {
		return nil, err
	}
	all := l.collaborations(ctx, view, hops)
	paths := make([]*PartnerPath, 0, len(chains))
	for _, chain := range chains {
		if path := newPath(view, chain, nodes, all); path != nil {
			paths = append(paths, path)
		}
	}
	return paths, nil
}

func newPath(view *network.View, chain []int32, nodes loader.Found[*Partner], all *collaborations) *PartnerPath {
	p := &PartnerPath{}
	for i, number := range chain {
		node, ok := nodes.Get(view.ID(number))
		if !ok {
			return nil
		}
		p.Partners = append(p.Partners, node)
		if i == 0 {
			continue
		}
		tie, _ := view.Tie(chain[i-1], number)
		p.Hops = append(p.Hops, &PathHop{p.Partners[i-1], node, all.add(chain[i-1], tie)})
	}
	return p
}
