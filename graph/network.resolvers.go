package graph

import (
	"context"
	"pressgraph/graph/nodes"
)

// Collaborators is the resolver of Partner.collaborators.
func (r *partnerResolver) Collaborators(ctx context.Context, obj *nodes.Partner, first *int, after *string, where map[string]any, links *nodes.LinkFilter) (*nodes.CollaboratorConnection, error) {
	return obj.Collaborators(ctx, nodes.CollaboratorArgs{First: first, After: after, Where: where, Links: links})
}

// PartnerNetwork is the resolver of Query.partnerNetwork.
func (r *queryResolver) PartnerNetwork(ctx context.Context, focus []string, depth *int, links *nodes.LinkFilter, where map[string]any, limit *int) (*nodes.PartnerNetwork, error) {
	return nodes.From(ctx).PartnerNetwork(ctx, nodes.NetworkArgs{Focus: focus, Depth: depth, Links: links, Where: where, Limit: limit})
}

// PartnerPaths is the resolver of Query.partnerPaths.
func (r *queryResolver) PartnerPaths(ctx context.Context, from string, to string, maxHops *int, links *nodes.LinkFilter, count *int) ([]*nodes.PartnerPath, error) {
	paths, err := nodes.From(ctx).PartnerPaths(ctx, nodes.PathArgs{From: from, To: to, MaxHops: maxHops, Links: links, Count: count})
	if err != nil {
		return nil, err
	}
	if paths.Exhausted {
		notice(ctx, NoticeWorkLimit)
	}
	if paths.Undated {
		notice(ctx, NoticeUndated)
	}
	return paths.All, nil
}
