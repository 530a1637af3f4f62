package httpd_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/internal/httpd"
	"pressgraph/internal/store/storetest"
)

// inEach counts the fields that it is told of.
type inEach struct{ fields atomic.Int64 }

func (*inEach) ExtensionName() string { return "InEach" }

func (*inEach) Validate(graphql.ExecutableSchema) error { return nil }

func (e *inEach) InterceptField(ctx context.Context, next graphql.Resolver) (any, error) {
	e.fields.Add(1)
	return next(ctx)
}

// TestExtensionsTakePartInEachField gives a server an extension that plans know
// nothing of.
func TestExtensionsTakePartInEachField(t *testing.T) {
	t.Parallel()
	each := &inEach{}
	const document = `{ releases(first: 2) { nodes { id title topics { name } } } newsroom { name } }`
	w := openWorld(t, storetest.SQLite(t), 30, func(c *httpd.Config) { c.Extensions = append(c.Extensions, each) })
	plain := w.with(t, httpd.Limits{})
	got, want := w.ask(t, document, nil), plain.ask(t, document, nil)
	const least = 10
	if each.fields.Load() < least || got.body != want.body {
		t.Errorf("%d fields were told of, and it is answered\n%s\nwant\n%s", each.fields.Load(), got.body, want.body)
	}
}
