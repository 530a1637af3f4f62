package cost

import (
	"sync/atomic"

	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/graph/lean"
)

// Prices remembers what operations cost, as most documents are asked again and
// again: with the same values in those few variables that a price depends on. It
// keeps no document alive. The zero Prices remembers nothing yet; it may be used by
// many goroutines, for one schema.
type Prices struct {
	last lean.ByOperation[*atomic.Pointer[remembered]]
}

// remembered is what an operation cost with some values of its variables.
type remembered struct {
	requested int64
	reads     []reading
}

// reading is a variable that a price depends on.
type reading struct {
	name  string
	value any
	given bool
}

// Of is the function Of, which prices an operation only where it is not remembered.
func (p *Prices) Of(schema *ast.Schema, operation *ast.OperationDefinition, variables map[string]any) (Cost, error) {
	last := p.last.Of(operation, func(*ast.OperationDefinition) *atomic.Pointer[remembered] { return &atomic.Pointer[remembered]{} })
	if known := last.Load(); known != nil && known.holds(variables) {
		return Cost{Requested: known.requested, schema: schema, operation: operation, variables: variables}, nil
	}
	c := Cost{schema: schema, operation: operation, variables: variables}
	pricing := c.pricer(nil)
	pricing.reads = map[string]bool{}
	c.Requested = pricing.total()
	if pricing.err == nil {
		remember(last, c.Requested, pricing.reads, variables)
	}
	return c, pricing.err
}

// remember keeps a price unless it depends on values that are not compared at a
// glance, such as a whole filter.
func remember(in *atomic.Pointer[remembered], requested int64, names map[string]bool, variables map[string]any) {
	r := &remembered{requested: requested}
	for name := range names {
		value, given := variables[name]
		switch value.(type) {
		case nil, bool, int64, float64, string:
			r.reads = append(r.reads, reading{name, value, given})
		default:
			return
		}
	}
	in.Store(r)
}

// holds tells whether the variables have the values that the price is of.
func (r *remembered) holds(variables map[string]any) bool {
	for _, read := range r.reads {
		value, given := variables[read.name]
		if given != read.given || !same(value, read.value) {
			return false
		}
	}
	return true
}

// same compares with a value that is remembered.
func same(value, with any) bool {
	switch value.(type) {
	case nil, bool, int64, float64, string:
		return value == with
	}
	return false
}

// note remembers which variables a value is made of.
func (p *pricer) note(value *ast.Value) {
	if p.reads == nil {
		return
	}
	if value.Kind == ast.Variable {
		p.reads[value.Raw] = true
	}
	for _, child := range value.Children {
		p.note(child.Value)
	}
}
