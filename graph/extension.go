package graph

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/graph/lean"
	"pressgraph/graph/nodes"
	"pressgraph/internal/network"
	"pressgraph/internal/query"
	"pressgraph/internal/store"
)

// Extension gives every operation loaders of its own, over Store, and its
// answer the notices that resolvers leave.
type Extension struct {
	Store *store.Store
	// Network keeps the partner network between requests; without it each one
	// that asks for it reads it anew.
	Network *network.Cache
	// Shared keeps between requests what follows from their documents; without it
	// each makes it anew.
	Shared *Shared
}

// Shared is what follows from documents, whoever asks. It may be used by many
// goroutines.
type Shared struct {
	asked lean.ByOperation[nodes.Asked]
	pages *query.Pages
}

// NewShared returns one that knows nothing yet.
func NewShared() *Shared { return &Shared{pages: query.NewPages()} }

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
	ctx, left := withNotices(nodes.With(ctx, e.Store, e.source(ctx)))
	respond := next(ctx)
	return func(ctx context.Context) *graphql.Response { return inOrder(left.addTo(respond(ctx))) }
}

// source says where the loaders of an operation read, and what for.
func (e Extension) source(ctx context.Context) nodes.Source {
	from := nodes.Source{Network: e.Network}
	if !graphql.HasOperationContext(ctx) || graphql.GetOperationContext(ctx).Operation == nil {
		return from
	}
	operation := graphql.GetOperationContext(ctx).Operation
	if e.Shared == nil {
		from.Asked = askedOf(operation)
		return from
	}
	from.Asked, from.Pages = e.Shared.asked.Of(operation, askedOf), e.Shared.pages
	return from
}

// inOrder puts the errors of an answer in the order of their paths. Fields are
// resolved side by side, and whichever failed first came first.
func inOrder(response *graphql.Response) *graphql.Response {
	if response != nil {
		slices.SortStableFunc(response.Errors, func(a, b *gqlerror.Error) int { return slices.CompareFunc(a.Path, b.Path, compareSteps) })
	}
	return response
}

// compareSteps compares elements of a path: indexes by number, before names.
func compareSteps(a, b ast.PathElement) int {
	i, indexed := a.(ast.PathIndex)
	j, too := b.(ast.PathIndex)
	switch {
	case indexed && too:
		return cmp.Compare(i, j)
	case indexed:
		return -1
	case too:
		return 1
	}
	return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b))
}
