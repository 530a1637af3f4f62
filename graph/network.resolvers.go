package graph

import (
	"context"
	"pressgraph/graph/loader"
)

// Collaborators is the resolver of Partner.collaborators.
func (r *partnerResolver) Collaborators(ctx context.Context, obj *loader.Partner, first *int, after *string, where map[string]any, links *loader.LinkFilter) (*loader.CollaboratorConnection, error) {
	return obj.Collaborators(ctx, loader.CollaboratorArgs{First: first, After: after, Where: where, Links: links})
}

// PartnerNetwork is the resolver of Query.partnerNetwork.
func (r *queryResolver) PartnerNetwork(ctx context.Context, focus []string, depth *int, links *loader.LinkFilter, where map[string]any, limit *int) (*loader.PartnerNetwork, error) {
	return loader.From(ctx).PartnerNetwork(ctx, loader.NetworkArgs{Focus: focus, Depth: depth, Links: links, Where: where, Limit: limit})
}

// PartnerPaths is the resolver of Query.partnerPaths.
func (r *queryResolver) PartnerPaths(ctx context.Context, from string, to string, maxHops *int, links *loader.LinkFilter, count *int) ([]*loader.PartnerPath, error) {
	paths, err := loader.From(ctx).PartnerPaths(ctx, loader.PathArgs{From: from, To: to, MaxHops: maxHops, Links: links, Count: count})
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
