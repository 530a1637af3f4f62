package lean

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// maxSelections bounds a plan: what interfaces multiply beyond it is left to
// gqlgen's executor.
const maxSelections = 5000

type kind int

const (
	typename kind = iota
	leaf
	object
	list
	stock
)

// plan is what an operation asks for, with one set of values of its conditions.
// It is not changed once it is made, but for bytes.
type plan struct {
	root *selection
	// slots is how many of its fields are bound for each request.
	slots int
	// read and left are how many plain fields are read here, and left to gqlgen's
	// executor.
	read, left int
	// bytes is how long its last answer was.
	bytes atomic.Int64
}

// size is how much room an answer is given before it is written.
func (p *plan) size() int {
	const least, spare = 512, 64
	return max(least, int(p.bytes.Load())+spare)
}

func (p *plan) wrote(bytes int) { p.bytes.Store(int64(bytes)) }

// selection is what is asked of objects of one type at one place.
type selection struct {
	of     *objectType
	fields []planned
}

// planned is a field at its place.
type planned struct {
	graphql.CollectedField

	of     *Field
	parent *objectType
	kind   kind
	// key is what stands before the value: a comma, but for the first field, and
	// the name. For typename it is the value, too.
	key string
	// repeated tells that another field of that name is answered before it; it is
	// only resolved.
	repeated bool
	// access reads it, if it was bound for all requests; else it has a slot.
	access Access
	slot   int

	// one is what is asked of its objects, by are the same by the names of their
	// types where it holds an interface or union.
	one    *selection
	by     map[string]*selection
	typeOf func(any) string
}

// onto returns what is asked of an object; nil for none.
func (p *planned) onto(value any) *selection {
	if p.typeOf == nil {
		return p.one
	}
	return p.by[p.typeOf(value)]
}

// objectType is a type of the table, with its fields by name.
type objectType struct {
	*Type

	fields map[string]*Field
}

// planner makes one plan.
type planner struct {
	ctx       context.Context //nolint:containedctx // it makes one plan
	schema    *Schema
	operation *graphql.OperationContext
	plan      *plan
	count     int
}

// newPlan returns the plan of an operation, nil where it asks for what the table
// does not know.
func (s *Schema) newPlan(ctx context.Context, operation *graphql.OperationContext) *plan {
	p := &planner{ctx: ctx, schema: s, operation: operation, plan: &plan{}}
	root, ok := p.selection(s.types["Query"], operation.Operation.SelectionSet)
	if !ok {
		return nil
	}
	p.plan.root = root
	return p.plan
}

func (p *planner) selection(of *objectType, set ast.SelectionSet) (*selection, bool) {
	p.count++
	if of == nil || p.count > maxSelections {
		return nil, false
	}
	collected := graphql.CollectFields(p.operation, set, of.Implements)
	s := &selection{of: of, fields: make([]planned, len(collected))}
	written := make(map[string]bool, len(collected))
	for i, field := range collected {
		if len(field.Deferrables) > 0 {
			return nil, false
		}
		f := &s.fields[i]
		f.CollectedField, f.parent, f.slot = field, of, -1
		f.repeated = written[field.Alias]
		written[field.Alias] = true
		f.key = `,"` + field.Alias + `":`
		if i == 0 {
			f.key = f.key[1:]
		}
		if field.Name == "__typename" {
			f.kind, f.key = typename, f.key+`"`+of.Name+`"`
			continue
		}
		if !p.field(f) {
			return nil, false
		}
	}
	return s, true
}

func (p *planner) field(f *planned) bool {
	f.of = f.parent.fields[f.Name]
	if f.of == nil {
		return false
	}
	if f.of.Stock != nil {
		f.kind = stock
		if len(f.Selections) == 0 {
			p.plan.left++
		}
		return true
	}
	p.bind(f)
	abstract := p.schema.table.Abstract[f.of.Type]
	of := p.schema.types[f.of.Type]
	switch {
	case abstract != nil:
		f.typeOf, f.by = abstract, map[string]*selection{}
		for _, possible := range p.schema.possible[f.of.Type] {
			under, ok := p.selection(possible, f.Selections)
			if !ok {
				return false
			}
			f.by[possible.Name] = under
		}
	case of != nil:
		under, ok := p.selection(of, f.Selections)
		if !ok {
			return false
		}
		f.one = under
	default:
		f.kind = leaf
		p.plan.read++
		return true
	}
	f.kind = object
	if f.Definition.Type.Elem != nil {
		f.kind = list
	}
	return true
}

// bind binds a field for all requests, where nothing of a request is needed, or
// else gives it a slot.
func (p *planner) bind(f *planned) {
	switch {
	case f.of.Bind == nil:
		f.access = f.of.Access
		return
	case f.of.Args == nil:
		f.access = f.of.Bind(nil)
		return
	}
	if args, ok := p.constant(f); ok {
		f.access = f.of.Bind(args)
		return
	}
	f.slot = p.plan.slots
	p.plan.slots++
}

// constant returns the arguments of a field that are the same in all requests.
func (p *planner) constant(f *planned) (args map[string]any, ok bool) {
	if f.of.ArgsOfRequest || slices.ContainsFunc(f.Arguments, func(a *ast.Argument) bool { return hasVariable(a.Value) }) {
		return nil, false
	}
	args, err := readArguments(p.ctx, p.schema.table.Operation(p.operation), f, nil)
	return args, err == nil
}

func hasVariable(value *ast.Value) bool {
	return value.Kind == ast.Variable || slices.ContainsFunc(value.Children, func(c *ast.ChildValue) bool { return hasVariable(c.Value) })
}
