package graph

import (
	"context"
	"pressgraph/graph/generated"
	"pressgraph/graph/model"
	"pressgraph/graph/nodes"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/query"
	"pressgraph/internal/search"
)

// Newsroom is the resolver of Query.newsroom.
func (r *queryResolver) Newsroom(ctx context.Context) (*model.Newsroom, error) {
	return r.newsroom(ctx)
}

// Viewer is the resolver of Query.viewer.
func (r *queryResolver) Viewer(ctx context.Context) (*model.Viewer, error) {
	v := access.From(ctx)
	return &model.Viewer{Name: known(v.Name), Role: v.Role}, nil
}

// Node is the resolver of Query.node.
func (r *queryResolver) Node(ctx context.Context, id string) (nodes.Node, error) {
	return nodeByID(ctx, id)
}

// Nodes is the resolver of Query.nodes.
func (r *queryResolver) Nodes(ctx context.Context, ids []string) ([]nodes.Node, error) {
	if len(ids) > query.MaxPage {
		return nil, fault.Invalid("ids", "must be at most %d", query.MaxPage)
	}
	return nodesByID(ctx, ids)
}

// Release is the resolver of Query.release.
func (r *queryResolver) Release(ctx context.Context, id *string, slug *string) (*nodes.Release, error) {
	l := nodes.From(ctx)
	return byIDOrSlug(ctx, content.NodeRelease, id, slug, l.ReleaseByID, l.ReleaseBySlug)
}

// Partner is the resolver of Query.partner.
func (r *queryResolver) Partner(ctx context.Context, id *string, slug *string) (*nodes.Partner, error) {
	l := nodes.From(ctx)
	return byIDOrSlug(ctx, content.NodePartner, id, slug, l.PartnerByID, l.PartnerBySlug)
}

// Initiative is the resolver of Query.initiative.
func (r *queryResolver) Initiative(ctx context.Context, id *string, slug *string) (*nodes.Initiative, error) {
	l := nodes.From(ctx)
	return byIDOrSlug(ctx, content.NodeInitiative, id, slug, l.InitiativeByID, l.InitiativeBySlug)
}

// Topic is the resolver of Query.topic.
func (r *queryResolver) Topic(ctx context.Context, id *string, slug *string) (*nodes.Topic, error) {
	l := nodes.From(ctx)
	return byIDOrSlug(ctx, content.NodeTopic, id, slug, l.TopicByID, l.TopicBySlug)
}

// Releases is the resolver of Query.releases.
func (r *queryResolver) Releases(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []*query.ReleaseOrder, prefer []string) (*nodes.List[*nodes.Release], error) {
	return nodes.From(ctx).Releases(orderBy, query.Args{First: first, After: after, Last: last, Before: before, Where: where, Prefer: prefer})
}

// Partners is the resolver of Query.partners.
func (r *queryResolver) Partners(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []*query.PartnerOrder) (*nodes.List[*nodes.Partner], error) {
	return nodes.From(ctx).Partners(orderBy, query.Args{First: first, After: after, Last: last, Before: before, Where: where})
}

// Initiatives is the resolver of Query.initiatives.
func (r *queryResolver) Initiatives(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []*query.InitiativeOrder) (*nodes.List[*nodes.Initiative], error) {
	return nodes.From(ctx).Initiatives(orderBy, query.Args{First: first, After: after, Last: last, Before: before, Where: where})
}

// Topics is the resolver of Query.topics.
func (r *queryResolver) Topics(ctx context.Context, first *int, after *string, where map[string]any) (*nodes.List[*nodes.Topic], error) {
	return nodes.From(ctx).Topics(query.Args{First: first, After: after, Where: where})
}

// Participations is the resolver of Query.participations.
func (r *queryResolver) Participations(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []*query.ParticipationOrder) (*nodes.List[*nodes.Participation], error) {
	return nodes.From(ctx).Participations(orderBy, query.Args{First: first, After: after, Last: last, Before: before, Where: where})
}

// Search is the resolver of Query.search.
func (r *queryResolver) Search(ctx context.Context, query string, types []search.SearchType, first *int, after *string) (*nodes.SearchConnection, error) {
	return nodes.From(ctx).Search(search.Args{Query: query, Types: search.NodeTypes(types), First: first, After: after})
}

func (r *Resolver) Query() generated.QueryResolver { return &queryResolver{r} }

type queryResolver struct{ *Resolver }
