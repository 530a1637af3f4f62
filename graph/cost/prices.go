package cost

import (
	"sync"
	"weak"

	"github.com/vektah/gqlparser/v2/ast"
)

// Prices remembers what operations cost, as most documents are asked again and
// again: with the same values in those few variables that a price depends on. It
// keeps no document alive. The zero Prices remembers nothing yet; it may be used by
// many goroutines, for one schema.
type Prices struct {
	mu sync.Mutex
	// Two generations, so that what nobody asks any more goes.
	young, old map[weak.Pointer[ast.OperationDefinition]]*remembered
}

// maxRemembered is how many prices make one generation.
const maxRemembered = 2000

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
	key := weak.Make(operation)
	if known := p.known(key); known != nil && known.holds(variables) {
		return Cost{Requested: known.requested, schema: schema, operation: operation, variables: variables}, nil
	}
	c := Cost{schema: schema, operation: operation, variables: variables}
	pricing := c.pricer(nil)
	pricing.reads = map[string]bool{}
	c.Requested = pricing.total()
	if pricing.err == nil {
		p.remember(key, c.Requested, pricing.reads, variables)
	}
	return c, pricing.err
}

func (p *Prices) known(key weak.Pointer[ast.OperationDefinition]) *remembered {
	p.mu.Lock()
	defer p.mu.Unlock()
	if known, ok := p.young[key]; ok {
		return known
	}
	known, ok := p.old[key]
	if ok {
		p.keep(key, known)
	}
	return known
}

// remember keeps a price unless it depends on values that are not compared at a
// glance, such as a whole filter.
func (p *Prices) remember(key weak.Pointer[ast.OperationDefinition], requested int64, names map[string]bool, variables map[string]any) {
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
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keep(key, r)
}

func (p *Prices) keep(key weak.Pointer[ast.OperationDefinition], r *remembered) {
	if len(p.young) >= maxRemembered {
		p.old, p.young = p.young, nil
	}
	if p.young == nil {
		p.young = map[weak.Pointer[ast.OperationDefinition]]*remembered{}
	}
	p.young[key] = r
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
