// Package graph is the API: its schema, and the resolvers that answer it. A
// resolver parses its arguments, asks once, and shapes the answer; what it asks
// is in loader for reading and in newsroom for changing.
package graph

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/graph/generated"
	"pressgraph/graph/lean"
	"pressgraph/graph/model"
	"pressgraph/internal/access"
	"pressgraph/internal/fault"
	"pressgraph/internal/memory"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

//go:generate go run pressgraph/graph/accessors/generate

//go:embed schema/*.graphqls
var schemaFiles embed.FS

// SDL returns the schema as it is written: descriptions and directives included.
func SDL() string {
	files, err := fs.Glob(schemaFiles, "schema/*.graphqls")
	if err != nil {
		return ""
	}
	var b strings.Builder
	for i, name := range files {
		text, err := schemaFiles.ReadFile(name)
		if err != nil {
			continue
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.Write(text)
	}
	return b.String()
}

// Resolver answers the API. It may be used by many goroutines.
type Resolver struct {
	store    *store.Store
	rooms    *newsroom.Newsroom
	settings newsroom.Settings
}

// NewSchema returns the API over a store, ready to execute. Requests must run
// under loader.With.
func NewSchema(s *store.Store, n *newsroom.Newsroom) *lean.Schema {
	return lean.NewSchema(generated.NewAccessors(generated.Config{
		Schema:     served(),
		Resolvers:  &Resolver{store: s, rooms: n, settings: n.Settings()},
		Directives: generated.DirectiveRoot{Access: allow},
	}))
}

// served returns the schema without what the library offers of its own accord
// and nothing here answers: an answer is one response, and what is deferred
// would have to come in another.
func served() *ast.Schema {
	schema := *generated.NewExecutableSchema(generated.Config{}).Schema()
	schema.Directives = maps.Clone(schema.Directives)
	delete(schema.Directives, "defer")
	return &schema
}

// allow is the directive @access: a field answers only callers of its role.
func allow(ctx context.Context, _ any, next graphql.Resolver, role access.Role) (any, error) {
	if access.From(ctx).Role.Allows(role) {
		return next(ctx)
	}
	return nil, fault.New(fault.CodeForbidden, "this needs a key with the role %s", role)
}

func (r *Resolver) newsroom(ctx context.Context) (*model.Newsroom, error) {
	version, err := r.contentVersion(ctx)
	if err != nil {
		return nil, err
	}
	return &model.Newsroom{
		Name:           r.settings.Name,
		Homepage:       known(r.settings.Homepage),
		TimeZone:       r.settings.TimeZone.String(),
		Locales:        r.settings.Locales,
		ContentVersion: version,
	}, nil
}

func (r *Resolver) contentVersion(ctx context.Context) (string, error) {
	if reading := memory.From(ctx); reading != nil {
		reading.Depend(reading.At())
		return access.Public.Counter(0, reading.At()), nil
	}
	all, public, err := r.store.Versions(ctx)
	if err != nil {
		return "", fmt.Errorf("read content version: %w", err)
	}
	return access.From(ctx).World().Counter(all, public), nil
}
