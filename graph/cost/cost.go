package cost

import (
	"fmt"
	"math"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// Cost is what an operation costs, and why. It may be used by many goroutines
// as long as nobody changes the operation or its variables.
type Cost struct {
	// Requested is the cost that follows from document and variables. It stops
	// at the greatest int64.
	Requested int64

	schema    *ast.Schema
	operation *ast.OperationDefinition
	variables map[string]any
}

// Of returns what an operation costs that has been validated against schema,
// with its variables coerced. It takes time linear in the document, whatever
// its fragments come to when written out. A document that was not validated is
// an error.
func Of(schema *ast.Schema, operation *ast.OperationDefinition, variables map[string]any) (Cost, error) {
	c := Cost{schema: schema, operation: operation, variables: variables}
	p := c.pricer(nil)
	c.Requested = p.total()
	return c, p.err
}

func (c Cost) pricer(sizes map[*ast.Field]int64) *pricer {
	return &pricer{Cost: c, sizes: sizes}
}

// price is what a selection costs: some of it once, some for each row of the
// connection that it is a selection of.
type price struct {
	once, each int64
	// flat is for work that is done once, however many rows there are around.
	flat int64
	// page is whether the rows of that connection are needed.
	page bool
}

func (p price) and(q price) price {
	return price{add(p.once, q.once), add(p.each, q.each), add(p.flat, q.flat), p.page || q.page}
}

// all is what it costs as a whole, with one row.
func (p price) all() int64 { return add(add(p.once, p.each), p.flat) }

// perRow is what one row of a connection costs with all that is below it.
func (p price) perRow() int64 {
	if p.page {
		return add(p.each, 1)
	}
	return p.each
}

// spread is a fragment where its object has the type named.
type spread struct {
	fragment *ast.FragmentDefinition
	object   string
}

// pricer prices each field with a selection, and each fragment, once.
type pricer struct {
	Cost
	// sizes are those of lists that are asked for otherwise than they stand.
	sizes   map[*ast.Field]int64
	fields  map[*ast.Field]price
	spreads map[spread]price
	// paid are the fields whose flat price an answer has paid.
	paid map[*ast.Field]bool
	// reads are the variables that were looked at, where anybody wants to know.
	reads map[string]bool
	err   error
}

func (p *pricer) total() int64 {
	root := p.root()
	if root == nil {
		p.err = fmt.Errorf("price the operation: the schema has no %s", p.operation.Operation)
		return 0
	}
	sum := p.selection(p.operation.SelectionSet, root)
	return add(sum.once, sum.flat)
}

func (p *pricer) root() *ast.Definition {
	switch p.operation.Operation {
	case ast.Mutation:
		return p.schema.Mutation
	case ast.Subscription:
		return p.schema.Subscription
	default:
		return p.schema.Query
	}
}

// selection prices what is selected of a type. Of an interface or a union it
// is what the dearest of its objects costs, as every object is only one.
func (p *pricer) selection(set ast.SelectionSet, of *ast.Definition) price {
	_, dearest := p.dearest(set, of)
	return dearest
}

// dearest returns which object of a type costs most to select set of.
func (p *pricer) dearest(set ast.SelectionSet, of *ast.Definition) (*ast.Definition, price) {
	if of == nil || !of.IsAbstractType() {
		return of, p.object(set, of)
	}
	var object *ast.Definition
	var most price
	for _, possible := range p.schema.GetPossibleTypes(of) {
		cost := p.object(set, possible)
		if object == nil || cost.all() > most.all() {
			object, most = possible, cost
		}
	}
	return object, most
}

// object prices what is selected of one type of object.
func (p *pricer) object(set ast.SelectionSet, object *ast.Definition) price {
	var sum price
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			sum = sum.and(p.field(selection))
		case *ast.InlineFragment:
			if p.applies(selection.Directives, selection.TypeCondition, object) {
				sum = sum.and(p.object(selection.SelectionSet, object))
			}
		case *ast.FragmentSpread:
			if p.spreadsOn(selection, object) {
				sum = sum.and(p.fragment(selection.Definition, object))
			}
		}
	}
	return sum
}

// spreadsOn reports whether a fragment is spread where the object has a type.
func (p *pricer) spreadsOn(s *ast.FragmentSpread, object *ast.Definition) bool {
	return s.Definition != nil && p.applies(s.Directives, s.Definition.TypeCondition, object)
}

// applies reports whether a fragment is included and holds for an object.
func (p *pricer) applies(directives ast.DirectiveList, condition string, object *ast.Definition) bool {
	if !p.included(directives) {
		return false
	}
	if condition == "" || object == nil || condition == object.Name {
		return true
	}
	return slices.ContainsFunc(p.schema.PossibleTypes[condition], func(possible *ast.Definition) bool {
		return possible.Name == object.Name
	})
}

func (p *pricer) fragment(fragment *ast.FragmentDefinition, object *ast.Definition) price {
	key := spread{fragment: fragment}
	if object != nil {
		key.object = object.Name
	}
	if known, ok := p.spreads[key]; ok {
		return known
	}
	if p.spreads == nil {
		p.spreads = map[spread]price{}
	}
	p.spreads[key] = price{} // Validation refuses fragments that spread themselves; here they end.
	sum := p.object(fragment.SelectionSet, object)
	p.spreads[key] = sum
	return sum
}

func (p *pricer) field(f *ast.Field) price {
	if known, ok := p.fields[f]; ok {
		return known
	}
	// What the schema says of itself is free.
	if isSchema(f) || !p.included(f.Directives) {
		return price{}
	}
	if f.Definition == nil || f.ObjectDefinition == nil {
		p.err = fmt.Errorf("price the operation: the field %q has not been validated", f.Name)
		return price{}
	}
	r := ruleOf(p.schema, f.ObjectDefinition.Name, f.Definition)
	below := price{}
	if r.kind != leaf {
		below = p.below(f)
	}
	sum := p.priced(f, r, below).and(p.effort(f, r))
	sum.flat = add(sum.flat, below.flat)
	if p.fields == nil {
		p.fields = map[*ast.Field]price{}
	}
	p.fields[f] = sum
	return sum
}

// below prices what is selected of a field.
func (p *pricer) below(f *ast.Field) price {
	return p.selection(f.SelectionSet, p.result(f))
}

func (p *pricer) result(f *ast.Field) *ast.Definition {
	return p.schema.Types[f.Definition.Type.Name()]
}

// priced prices a field with what is selected of it.
func (p *pricer) priced(f *ast.Field, r rule, below price) price {
	switch r.kind {
	case one:
		return price{once: add(1, below.once)}
	case bundle:
		return price{once: add(1, add(r.work, mul(p.size(f, r), below.once)))}
	case sized:
		return price{once: add(p.work(f, r), mul(p.size(f, r), add(1, below.once)))}
	case page:
		return price{once: add(add(1, below.once), mul(p.size(f, r), below.perRow()))}
	case rows:
		return price{each: below.once, page: true}
	case row:
		return price{once: below.once}
	case place:
		return price{page: true}
	case leaf:
		return price{once: p.work(f, r), each: r.perRow}
	}
	return price{}
}

func add(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

func mul(a, b int64) int64 {
	if a != 0 && b > math.MaxInt64/a {
		return math.MaxInt64
	}
	return a * b
}
