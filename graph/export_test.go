package graph

import (
	"pressgraph/graph/generated"
	"pressgraph/graph/lean"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

// NewSchemaOf is NewSchema with resolvers that stand before the API's own.
func NewSchemaOf(s *store.Store, n *newsroom.Newsroom, before func(generated.ResolverRoot) generated.ResolverRoot) *lean.Schema {
	return lean.NewSchema(generated.NewAccessors(generated.Config{
		Schema: served(), Resolvers: before(&Resolver{store: s, rooms: n, settings: n.Settings()}),
		Directives: generated.DirectiveRoot{Access: allow},
	}))
}
