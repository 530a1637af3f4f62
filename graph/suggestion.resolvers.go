package graph

import (
	"context"
	"pressgraph/graph/model"
	"pressgraph/graph/nodes"
	"pressgraph/internal/query"
)

// DecideSuggestions is the resolver of Mutation.decideSuggestions.
func (r *mutationResolver) DecideSuggestions(ctx context.Context, decisions []*model.SuggestionDecisionInput, dryRun bool) (*nodes.DecideSuggestionsPayload, error) {
	decided, err := r.in(dryRun).DecideSuggestions(ctx, each(decisions, decisionInput))
	if err != nil {
		return nil, err
	}
	return r.decidedPayload(ctx, decided)
}

// Suggestions is the resolver of Query.suggestions.
func (r *queryResolver) Suggestions(ctx context.Context, first *int, after *string, where map[string]any) (*nodes.List[*nodes.Suggestion], error) {
	return nodes.From(ctx).Suggestions(query.Args{First: first, After: after, Where: where})
}
