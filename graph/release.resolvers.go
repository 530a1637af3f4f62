package graph

import (
	"context"
	"pressgraph/ent/db"
	"pressgraph/graph/generated"
	"pressgraph/graph/model"
	"pressgraph/graph/nodes"
	"pressgraph/internal/content"
	"pressgraph/internal/query"
)

// Label is the resolver of Release.label.
func (r *releaseResolver) Label(ctx context.Context, obj *nodes.Release, locale *string) (string, error) {
	return obj.Title, nil
}

// Summary is the resolver of Release.summary.
func (r *releaseResolver) Summary(ctx context.Context, obj *nodes.Release, format *model.TextFormat) (*string, error) {
	return formatted(obj.Summary(), format, model.TextFormatPlain), nil
}

// Body is the resolver of Release.body.
func (r *releaseResolver) Body(ctx context.Context, obj *nodes.Release, format *model.TextFormat) (*string, error) {
	text, err := obj.Body(ctx)
	if err != nil {
		return nil, err
	}
	return formatted(text, format, model.TextFormatHTML), nil
}

// Publisher is the resolver of Release.publisher.
func (r *releaseResolver) Publisher(ctx context.Context, obj *nodes.Release) (*nodes.Partner, error) {
	return obj.Publisher(ctx)
}

// Translations is the resolver of Release.translations.
func (r *releaseResolver) Translations(ctx context.Context, obj *nodes.Release) ([]*nodes.Release, error) {
	return obj.Translations(ctx)
}

// Related is the resolver of Release.related.
func (r *releaseResolver) Related(ctx context.Context, obj *nodes.Release, first *int) ([]*nodes.Release, error) {
	return obj.Related(ctx, first)
}

// Topics is the resolver of Release.topics.
func (r *releaseResolver) Topics(ctx context.Context, obj *nodes.Release) ([]*nodes.Topic, error) {
	return obj.Topics(ctx)
}

// Partners is the resolver of Release.partners.
func (r *releaseResolver) Partners(ctx context.Context, obj *nodes.Release, first *int, after *string, last *int, before *string, where map[string]any, roles []content.MentionRole) (*nodes.List[*nodes.Partner], error) {
	return obj.Partners(query.Args{First: first, After: after, Last: last, Before: before, Where: where, Roles: texts(roles)})
}

// Initiatives is the resolver of Release.initiatives.
func (r *releaseResolver) Initiatives(ctx context.Context, obj *nodes.Release, first *int, after *string, last *int, before *string, where map[string]any) (*nodes.List[*nodes.Initiative], error) {
	return obj.Initiatives(query.Args{First: first, After: after, Last: last, Before: before, Where: where})
}

// Corrections is the resolver of Release.corrections.
func (r *releaseResolver) Corrections(ctx context.Context, obj *nodes.Release) ([]*db.Correction, error) {
	return obj.Corrections(ctx)
}

// Revisions is the resolver of Release.revisions.
func (r *releaseResolver) Revisions(ctx context.Context, obj *nodes.Release, first *int, after *string) (*nodes.List[*nodes.Revision], error) {
	return obj.Revisions(query.Args{First: first, After: after})
}

func (r *Resolver) Release() generated.ReleaseResolver { return &releaseResolver{r} }

type releaseResolver struct{ *Resolver }
