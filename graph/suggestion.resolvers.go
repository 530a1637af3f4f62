package graph

import (
	"context"
	"pressgraph/graph/loader"
	"pressgraph/graph/model"
	"pressgraph/internal/query"
)

// DecideSuggestions is the resolver of Mutation.decideSuggestions.
func (r *mutationResolver) DecideSuggestions(ctx context.Context, decisions []*model.SuggestionDecisionInput, dryRun bool) (*loader.DecideSuggestionsPayload, error) {
	decided, err := r.in(dryRun).DecideSuggestions(ctx, each(decisions, decisionInput))
	if err != nil {
		return nil, err
	}
	return r.decidedPayload(ctx, decided)
}

// Suggestions is the resolver of Query.suggestions.
func (r *queryResolver) Suggestions(ctx context.Context, first *int, after *string, where map[string]any) (*loader.List[*loader.Suggestion], error) {
	return loader.From(ctx).Suggestions(query.Args{First: first, After: after, Where: where})
}
