package graph

import (
	"context"
	"pressgraph/graph/nodes"
	"pressgraph/internal/query"
)

// Changes is the resolver of Query.changes.
func (r *queryResolver) Changes(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any) (*nodes.List[*nodes.Change], error) {
	return nodes.From(ctx).Changes(query.Args{First: first, After: after, Last: last, Before: before, Where: where})
}
