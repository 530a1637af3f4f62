package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/graph/loader"
	"pressgraph/internal/store"
)

// Extension gives every operation loaders of its own, over Store.
type Extension struct{ Store *store.Store }

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
	return next(loader.With(ctx, e.Store))
}
