package httpd_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/internal/httpd"
	"pressgraph/internal/memory"
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

// TestAnswersAreCountedOnce asks for objects in objects: an answer that is well
// below the limit is given, and one that is longer is not, whether its content is in
// memory or not.
func TestAnswersAreCountedOnce(t *testing.T) {
	t.Parallel()
	const document = `{ releases(first: 30) { nodes { title partners(first: 20) { nodes { name parent { name parent { name } }
		initiatives(first: 3) { nodes { name topics { name } } } } } } } }`
	w := openWorld(t, storetest.SQLite(t), 60, func(c *httpd.Config) {
		c.Memory = memory.New(c.Store.(memory.Source), memory.Options{Bytes: 64 << 20})
	})
	asked := func(limit int64) served {
		var got served
		by := w.with(t, httpd.Limits{Answer: limit})
		// It is in memory the second time, and has not been kept as a whole.
		for range 2 {
			got = served{}
			response, err := by.Client().Post(by.URL+"/graphql", "application/json", strings.NewReader(`{"query": `+jsonText(document)+`}`))
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte(body(t, response)), &got); err != nil {
				t.Fatal(err)
			}
			if err := response.Body.Close(); err != nil {
				t.Fatal(err)
			}
		}
		return got
	}
	size := int64(len(asked(8 << 20).Data))
	if got := asked(size + size/2); len(got.Errors) > 0 {
		t.Errorf("%d bytes are answered with errors, where there may be %d: %s", size, size+size/20, got.Errors)
	}
	got := asked(size - size/20)
	if len(got.Errors) != 1 || !strings.Contains(string(got.Errors[0]), "LIMIT_EXCEEDED") {
		t.Errorf("%d bytes are answered with %s, where there may be %d", size, got.Errors, size-size/20)
	}
}

func jsonText(text string) string {
	written, err := json.Marshal(text)
	if err != nil {
		return "null"
	}
	return string(written)
}
