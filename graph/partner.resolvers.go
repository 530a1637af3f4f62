package graph

import (
	"context"
	"pressgraph/ent/db"
	"pressgraph/graph/generated"
	"pressgraph/graph/nodes"
	"pressgraph/internal/content"
	"pressgraph/internal/query"
)

// URL is the resolver of Identifier.url.
func (r *identifierResolver) URL(ctx context.Context, obj *db.Identifier) (*string, error) {
	return registryPage(obj.Scheme, obj.Value), nil
}

// Label is the resolver of Partner.label.
func (r *partnerResolver) Label(ctx context.Context, obj *nodes.Partner, locale *string) (string, error) {
	return obj.Name(ctx, locale)
}

// Name is the resolver of Partner.name.
func (r *partnerResolver) Name(ctx context.Context, obj *nodes.Partner, locale *string) (string, error) {
	return obj.Name(ctx, locale)
}

// Names is the resolver of Partner.names.
func (r *partnerResolver) Names(ctx context.Context, obj *nodes.Partner) ([]*nodes.Name, error) {
	return firstNames(obj.Names(ctx))
}

// Descriptions is the resolver of Partner.descriptions.
func (r *partnerResolver) Descriptions(ctx context.Context, obj *nodes.Partner) ([]*content.LocalText, error) {
	return localTexts(obj.Descriptions), nil
}

// Identifiers is the resolver of Partner.identifiers.
func (r *partnerResolver) Identifiers(ctx context.Context, obj *nodes.Partner) ([]*db.Identifier, error) {
	return obj.Identifiers(ctx)
}

// Parent is the resolver of Partner.parent.
func (r *partnerResolver) Parent(ctx context.Context, obj *nodes.Partner) (*nodes.Partner, error) {
	return obj.Parent(ctx)
}

// Ancestors is the resolver of Partner.ancestors.
func (r *partnerResolver) Ancestors(ctx context.Context, obj *nodes.Partner) ([]*nodes.Partner, error) {
	return obj.Ancestors(ctx)
}

// Children is the resolver of Partner.children.
func (r *partnerResolver) Children(ctx context.Context, obj *nodes.Partner, first *int, after *string, last *int, before *string, where map[string]any, orderBy []*query.PartnerOrder) (*nodes.List[*nodes.Partner], error) {
	return obj.Children(orderBy, query.Args{First: first, After: after, Last: last, Before: before, Where: where})
}

// MergedFrom is the resolver of Partner.mergedFrom.
func (r *partnerResolver) MergedFrom(ctx context.Context, obj *nodes.Partner) ([]string, error) {
	return obj.MergedFrom(ctx)
}

// Releases is the resolver of Partner.releases.
func (r *partnerResolver) Releases(ctx context.Context, obj *nodes.Partner, first *int, after *string, last *int, before *string, where map[string]any, orderBy []*query.ReleaseOrder, prefer []string) (*nodes.List[*nodes.Release], error) {
	return obj.Releases(orderBy, query.Args{First: first, After: after, Last: last, Before: before, Where: where, Prefer: prefer})
}

// Initiatives is the resolver of Partner.initiatives.
func (r *partnerResolver) Initiatives(ctx context.Context, obj *nodes.Partner, first *int, after *string, last *int, before *string, where map[string]any, orderBy []*query.InitiativeOrder) (*nodes.List[*nodes.Initiative], error) {
	return obj.Initiatives(orderBy, query.Args{First: first, After: after, Last: last, Before: before, Where: where})
}

func (r *Resolver) Identifier() generated.IdentifierResolver { return &identifierResolver{r} }

func (r *Resolver) Partner() generated.PartnerResolver { return &partnerResolver{r} }

type (
	identifierResolver struct{ *Resolver }
	partnerResolver    struct{ *Resolver }
)
