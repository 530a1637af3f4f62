package graph

import (
	"context"
	"pressgraph/graph/generated"
	"pressgraph/graph/nodes"
	"pressgraph/internal/query"
)

// Label is the resolver of Topic.label.
func (r *topicResolver) Label(ctx context.Context, obj *nodes.Topic, locale *string) (string, error) {
	return obj.Name(ctx, locale)
}

// Name is the resolver of Topic.name.
func (r *topicResolver) Name(ctx context.Context, obj *nodes.Topic, locale *string) (string, error) {
	return obj.Name(ctx, locale)
}

// Names is the resolver of Topic.names.
func (r *topicResolver) Names(ctx context.Context, obj *nodes.Topic) ([]*nodes.Name, error) {
	return firstNames(obj.Names(ctx))
}

// Parent is the resolver of Topic.parent.
func (r *topicResolver) Parent(ctx context.Context, obj *nodes.Topic) (*nodes.Topic, error) {
	return obj.Parent(ctx)
}

// Children is the resolver of Topic.children.
func (r *topicResolver) Children(ctx context.Context, obj *nodes.Topic) ([]*nodes.Topic, error) {
	return obj.Children(ctx)
}

// Releases is the resolver of Topic.releases.
func (r *topicResolver) Releases(ctx context.Context, obj *nodes.Topic, first *int, after *string, where map[string]any, orderBy []*query.ReleaseOrder, prefer []string) (*nodes.List[*nodes.Release], error) {
	return obj.Releases(orderBy, query.Args{First: first, After: after, Where: where, Prefer: prefer})
}

// Initiatives is the resolver of Topic.initiatives.
func (r *topicResolver) Initiatives(ctx context.Context, obj *nodes.Topic, first *int, after *string, where map[string]any, orderBy []*query.InitiativeOrder) (*nodes.List[*nodes.Initiative], error) {
	return obj.Initiatives(orderBy, query.Args{First: first, After: after, Where: where})
}

func (r *Resolver) Topic() generated.TopicResolver { return &topicResolver{r} }

type topicResolver struct{ *Resolver }
