package graph

import (
	"context"
	"pressgraph/graph/generated"
	"pressgraph/internal/content"
)

// Width is the resolver of Image.width.
func (r *imageResolver) Width(ctx context.Context, obj *content.Image) (*int, error) {
	return known(obj.Width), nil
}

// Height is the resolver of Image.height.
func (r *imageResolver) Height(ctx context.Context, obj *content.Image) (*int, error) {
	return known(obj.Height), nil
}

// Credit is the resolver of Image.credit.
func (r *imageResolver) Credit(ctx context.Context, obj *content.Image) (*string, error) {
	return known(obj.Credit), nil
}

func (r *Resolver) Image() generated.ImageResolver { return &imageResolver{r} }

type imageResolver struct{ *Resolver }
