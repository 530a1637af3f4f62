package graph

import (
	"context"
	"pressgraph/graph/loader"
	"pressgraph/internal/query"
)

// Suggestions is the resolver of Query.suggestions.
func (r *queryResolver) Suggestions(ctx context.Context, first *int, after *string, where map[string]any) (*loader.List[*loader.Suggestion], error) {
	return loader.From(ctx).Suggestions(query.Args{First: first, After: after, Where: where})
}
