package graph

import (
	"context"
	"pressgraph/ent/db"
	"pressgraph/graph/model"
	"pressgraph/graph/nodes"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/keys"
)

// CreateAPIKey is the resolver of Mutation.createAPIKey.
func (r *mutationResolver) CreateAPIKey(ctx context.Context, input model.CreateAPIKeyInput) (*nodes.CreateAPIKeyPayload, error) {
	key, secret, err := keys.Create(ctx, r.store, keys.CreateInput{Name: input.Name, Role: input.Role, ExpiresAt: input.ExpiresAt.Value()})
	if err != nil {
		return nil, err
	}
	return &nodes.CreateAPIKeyPayload{Key: &nodes.APIKey{APIKey: key}, Secret: secret}, nil
}

// RevokeAPIKey is the resolver of Mutation.revokeAPIKey.
func (r *mutationResolver) RevokeAPIKey(ctx context.Context, id string) (*nodes.APIKey, error) {
	var ids targets
	number := ids.read("id", content.NodeAPIKey, id)
	if err := ids.err(); err != nil {
		return nil, err
	}
	key, err := keys.Revoke(ctx, r.store, number)
	if err != nil {
		return nil, err
	}
	return &nodes.APIKey{APIKey: key}, nil
}

// APIKeys is the resolver of Query.apiKeys.
func (r *queryResolver) APIKeys(ctx context.Context) ([]*nodes.APIKey, error) {
	all, err := keys.All(ctx, r.store)
	return each(all, func(key *db.APIKey) *nodes.APIKey { return &nodes.APIKey{APIKey: key} }), err
}
