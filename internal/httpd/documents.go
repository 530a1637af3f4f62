package httpd

import (
	"context"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
)

// documents checks every document before the executor validates it, and keeps
// those that were found valid, so that each is parsed once. It is both an
// extension of the executor and its cache, and safe for concurrent use.
type documents struct {
	limits Limits

	mu sync.Mutex
	// Two generations, so that old documents go without a list of uses: what
	// is asked for moves to the young, and the old go when the young are many.
	young, old map[string]*ast.QueryDocument
	bytes      int
}

// generation is how many bytes of documents make one generation. A parsed
// document takes some fifty times as much.
const generation = 512 << 10

func newDocuments(limits Limits) *documents {
	return &documents{limits: limits, young: map[string]*ast.QueryDocument{}}
}

// ExtensionName implements graphql.HandlerExtension.
func (*documents) ExtensionName() string { return "Documents" }

// Validate implements graphql.HandlerExtension.
func (*documents) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters implements graphql.OperationParameterMutator: it
// refuses what exceeds the limits. A document that is no GraphQL is left to
// the executor, which says where it breaks.
func (d *documents) MutateOperationParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	doc, ok := d.Get(ctx, params.Query)
	if !ok {
		if err := d.limits.checkTokens(params.Query); err != nil {
			return err
		}
		var err error
		if doc, err = parser.ParseQuery(&ast.Source{Input: params.Query}); err != nil {
			return nil //nolint:nilerr // the executor parses it again and answers the error.
		}
		if err := d.limits.checkDocument(doc); err != nil {
			return err
		}
	}
	return checkOperationName(doc, params.OperationName)
}

// MutateOperationContext implements graphql.OperationContextMutator: anybody
// may ask what the schema is.
func (*documents) MutateOperationContext(_ context.Context, operation *graphql.OperationContext) *gqlerror.Error {
	operation.DisableIntrospection = false
	return nil
}

func checkOperationName(doc *ast.QueryDocument, name string) *gqlerror.Error {
	if len(doc.Operations) == 0 || doc.Operations.ForName(name) != nil {
		return nil
	}
	names := make([]string, len(doc.Operations))
	for i, operation := range doc.Operations {
		names[i] = operation.Name
	}
	if name == "" {
		return fieldError("operationName", "operationName must name one of the document's operations: %s", strings.Join(names, ", "))
	}
	return fieldError("operationName", "the document has no operation %q", name)
}

// Get implements graphql.Cache.
func (d *documents) Get(_ context.Context, query string) (*ast.QueryDocument, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if doc, ok := d.young[query]; ok {
		return doc, true
	}
	doc, ok := d.old[query]
	if ok {
		d.keep(query, doc)
	}
	return doc, ok
}

// Add implements graphql.Cache.
func (d *documents) Add(_ context.Context, query string, doc *ast.QueryDocument) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.keep(query, doc)
}

func (d *documents) keep(query string, doc *ast.QueryDocument) {
	if len(query) > generation/8 {
		return
	}
	if d.bytes+len(query) > generation {
		d.old, d.young, d.bytes = d.young, map[string]*ast.QueryDocument{}, 0
	}
	if _, ok := d.young[query]; !ok {
		d.bytes += len(query)
	}
	d.young[query] = doc
}
