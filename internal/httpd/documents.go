package httpd

import (
	"context"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"pressgraph/graph/input"
)

// documents checks every document and the values of its variables before the
// executor sees them, and keeps the documents that were found valid, so that
// each is parsed once. It is both an extension of the executor and its cache,
// and safe for concurrent use.
type documents struct {
	limits Limits
	schema graphql.ExecutableSchema

	mu sync.Mutex
	// Two generations, so that old documents go without a list of uses: what
	// is asked for moves to the young, and the old go when the young are many.
	young, old map[string]*ast.QueryDocument
	bytes      int
}

// generation is how many bytes of documents make one generation. A parsed
// document takes some fifty times as much.
const generation = 512 << 10

func newDocuments(limits Limits, schema graphql.ExecutableSchema) *documents {
	return &documents{limits: limits, schema: schema, young: map[string]*ast.QueryDocument{}}
}

// ExtensionName implements graphql.HandlerExtension.
func (*documents) ExtensionName() string { return "Documents" }

// Validate implements graphql.HandlerExtension.
func (*documents) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters implements graphql.OperationParameterMutator: it
// refuses what exceeds the limits, is not valid, or has variables of wrong
// values. A document that is no GraphQL is left to the executor, which says
// where it breaks.
func (d *documents) MutateOperationParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	doc, known := d.Get(ctx, params.Query)
	if !known {
		var err *gqlerror.Error
		if doc, err = d.limits.parse(params.Query); doc == nil {
			return err
		}
	}
	if err := checkOperationName(doc, params.OperationName); err != nil {
		return err
	}
	if !known {
		if errs := input.Validate(d.schema.Schema(), doc); len(errs) > 0 {
			return several(errs)
		}
		d.Add(ctx, params.Query, doc)
	}
	heldBy(ctx).keep(params.Query, doc)
	return d.coerce(doc.Operations.ForName(params.OperationName), params)
}

// parse returns a document that keeps the limits; neither a document nor an
// error where it is none, or has no operations.
func (l Limits) parse(query string) (*ast.QueryDocument, *gqlerror.Error) {
	if err := l.checkTokens(query); err != nil {
		return nil, err
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil || len(doc.Operations) == 0 {
		return nil, nil //nolint:nilerr // the executor parses it again and answers the error
	}
	if err := l.checkDocument(doc); err != nil {
		return nil, err
	}
	return doc, nil
}

// coerce puts the values of the variables as the operation declares them in
// place of those that were sent.
func (d *documents) coerce(operation *ast.OperationDefinition, params *graphql.RawParams) *gqlerror.Error {
	typed := input.Operation{Schema: d.schema.Schema(), OperationDefinition: operation, MaxItems: d.limits.VariableItems}
	variables, errs := typed.Coerce(params.Variables)
	if len(errs) > 0 {
		return several(errs)
	}
	params.Variables = variables
	return nil
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

// Get implements graphql.Cache: it returns the document of the operation at
// hand, however long that is, or one that is remembered.
func (d *documents) Get(ctx context.Context, query string) (*ast.QueryDocument, bool) {
	if doc, ok := heldBy(ctx).get(query); ok {
		return doc, true
	}
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

// held is the valid document of one operation. A nil one holds none.
type held struct {
	query string
	doc   *ast.QueryDocument
}

type heldKey struct{}

// withHeld returns a context for one operation.
func withHeld(ctx context.Context) context.Context { return context.WithValue(ctx, heldKey{}, &held{}) }

func heldBy(ctx context.Context) *held {
	h, _ := ctx.Value(heldKey{}).(*held)
	return h
}

func (h *held) keep(query string, doc *ast.QueryDocument) {
	if h != nil {
		h.query, h.doc = query, doc
	}
}

func (h *held) get(query string) (*ast.QueryDocument, bool) {
	if h == nil || h.doc == nil || h.query != query {
		return nil, false
	}
	return h.doc, true
}
