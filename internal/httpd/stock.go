package httpd

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/graph/lean"
)

// stockFields leaves operations to gqlgen's executor, where an extension takes
// part in their fields: plans know of none.
type stockFields struct{}

var _ graphql.OperationInterceptor = stockFields{}

// ExtensionName implements graphql.HandlerExtension.
func (stockFields) ExtensionName() string { return "StockFields" }

// Validate implements graphql.HandlerExtension.
func (stockFields) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation implements graphql.OperationInterceptor.
func (stockFields) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	return next(lean.WithStock(ctx))
}

// inFields tells whether an extension takes part in each field.
func inFields(extension graphql.HandlerExtension) bool {
	_, inEach := extension.(graphql.FieldInterceptor)
	_, inRoots := extension.(graphql.RootFieldInterceptor)
	return inEach || inRoots
}
