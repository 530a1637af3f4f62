package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/graph/loader"
	"pressgraph/internal/network"
	"pressgraph/internal/store"
)

// Extension gives every operation loaders of its own, over Store, and its
// answer the notices that resolvers leave.
type Extension struct {
	Store *store.Store
	// Network keeps the partner network between requests; without it each one
	// that asks for it reads it anew.
	Network *network.Cache
}

var (
	_ graphql.HandlerExtension     = Extension{}
	_ graphql.OperationInterceptor = Extension{}
)

// ExtensionName implements graphql.HandlerExtension.
func (Extension) ExtensionName() string { return "Loaders" }

// Validate implements graphql.HandlerExtension.
func (Extension) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation implements graphql.OperationInterceptor.
func (e Extension) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	ctx, left := withNotices(loader.With(ctx, e.Store, e.Network, askedOf(ctx)))
	respond := next(ctx)
	return func(ctx context.Context) *graphql.Response { return left.addTo(respond(ctx)) }
}
