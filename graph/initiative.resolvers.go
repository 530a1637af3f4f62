package graph

import (
	"context"
	"pressgraph/graph/generated"
	"pressgraph/graph/nodes"
	"pressgraph/internal/content"
	"pressgraph/internal/query"
)

// Label is the resolver of Initiative.label.
func (r *initiativeResolver) Label(ctx context.Context, obj *nodes.Initiative, locale *string) (string, error) {
	return obj.Name(ctx, locale)
}

// Name is the resolver of Initiative.name.
func (r *initiativeResolver) Name(ctx context.Context, obj *nodes.Initiative, locale *string) (string, error) {
	return obj.Name(ctx, locale)
}

// Names is the resolver of Initiative.names.
func (r *initiativeResolver) Names(ctx context.Context, obj *nodes.Initiative) ([]*nodes.Name, error) {
	return firstNames(obj.Names(ctx))
}

// Descriptions is the resolver of Initiative.descriptions.
func (r *initiativeResolver) Descriptions(ctx context.Context, obj *nodes.Initiative) ([]*content.LocalText, error) {
	return localTexts(obj.Descriptions), nil
}

// Parent is the resolver of Initiative.parent.
func (r *initiativeResolver) Parent(ctx context.Context, obj *nodes.Initiative) (*nodes.Initiative, error) {
	return obj.Parent(ctx)
}

// Children is the resolver of Initiative.children.
func (r *initiativeResolver) Children(ctx context.Context, obj *nodes.Initiative, first *int, after *string, last *int, before *string, where map[string]any, orderBy []*query.InitiativeOrder) (*nodes.List[*nodes.Initiative], error) {
	return obj.Children(orderBy, query.Args{First: first, After: after, Last: last, Before: before, Where: where})
}

// Topics is the resolver of Initiative.topics.
func (r *initiativeResolver) Topics(ctx context.Context, obj *nodes.Initiative) ([]*nodes.Topic, error) {
	return obj.Topics(ctx)
}

// Participants is the resolver of Initiative.participants.
func (r *initiativeResolver) Participants(ctx context.Context, obj *nodes.Initiative, first *int, after *string, last *int, before *string, where map[string]any, roles []content.ParticipationRole) (*nodes.List[*nodes.Partner], error) {
	return obj.Participants(query.Args{First: first, After: after, Last: last, Before: before, Where: where, Roles: texts(roles)})
}

// Releases is the resolver of Initiative.releases.
func (r *initiativeResolver) Releases(ctx context.Context, obj *nodes.Initiative, first *int, after *string, last *int, before *string, where map[string]any, orderBy []*query.ReleaseOrder, prefer []string) (*nodes.List[*nodes.Release], error) {
	return obj.Releases(orderBy, query.Args{First: first, After: after, Last: last, Before: before, Where: where, Prefer: prefer})
}

func (r *Resolver) Initiative() generated.InitiativeResolver { return &initiativeResolver{r} }

type initiativeResolver struct{ *Resolver }
