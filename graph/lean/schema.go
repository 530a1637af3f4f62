package lean

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Schema answers queries by the plans that it makes of them, and leaves all else
// to gqlgen's executor. It may be used by many goroutines.
type Schema struct {
	graphql.ExecutableSchema

	table    Table
	types    map[string]*objectType
	possible map[string][]*objectType
	counts   counts

	plans ByOperation[*plans]
	// runs are those that have ended.
	runs    sync.Pool
	buffers Buffers
}

// counts are how many operations were answered, and how many plain fields they
// asked for.
type counts struct{ planned, stock, read, left atomic.Int64 }

// NewSchema returns a schema that is executed by its table.
func NewSchema(table Table) *Schema {
	s := &Schema{
		ExecutableSchema: table.Stock, table: table, types: map[string]*objectType{}, possible: map[string][]*objectType{},
	}
	for i := range table.Types {
		t := &objectType{Type: &table.Types[i], fields: map[string]*Field{}}
		for j := range t.Fields {
			t.fields[t.Fields[j].Name] = &t.Fields[j]
		}
		s.types[t.Name] = t
		for _, name := range t.Implements {
			s.possible[name] = append(s.possible[name], t)
		}
	}
	return s
}

// Stock returns the same schema, executed by gqlgen alone.
func (s *Schema) Stock() graphql.ExecutableSchema { return s.ExecutableSchema }

// Buffers returns those that the data of answers are of: whoever has written an
// answer gives its data back.
func (s *Schema) Buffers() *Buffers { return &s.buffers }

// Counts are how many queries were planned and how many were left to gqlgen's
// executor as a whole, and how many plain fields the plans read and left to it.
func (s *Schema) Counts() (planned, stock, read, left int64) {
	return s.counts.planned.Load(), s.counts.stock.Load(), s.counts.read.Load(), s.counts.left.Load()
}

type stockKey struct{}

// WithStock returns a context whose operations gqlgen's executor answers: where
// something takes part in each field of its own.
func WithStock(ctx context.Context) context.Context { return context.WithValue(ctx, stockKey{}, true) }

// Exec implements graphql.ExecutableSchema.
func (s *Schema) Exec(ctx context.Context) graphql.ResponseHandler {
	operation := graphql.GetOperationContext(ctx)
	if stockOnly || operation.Operation.Operation != ast.Query || ctx.Value(stockKey{}) != nil {
		return s.ExecutableSchema.Exec(ctx)
	}
	planned := s.planOf(ctx, operation)
	if planned == nil {
		s.counts.stock.Add(1)
		return s.ExecutableSchema.Exec(ctx)
	}
	s.counts.planned.Add(1)
	s.counts.read.Add(int64(planned.read))
	s.counts.left.Add(int64(planned.left))
	done := false
	return func(ctx context.Context) *graphql.Response {
		if done {
			return nil
		}
		done = true
		return s.answer(ctx, operation, planned)
	}
}

// plans are the plans of one operation, by the values of its conditions.
type plans struct {
	conditions []string

	mu  sync.Mutex
	all map[string]*plan
}

// maxPlans bounds how many plans of one operation are kept.
const maxPlans = 16

// planOf returns the plan of an operation, nil where it has none.
func (s *Schema) planOf(ctx context.Context, operation *graphql.OperationContext) *plan {
	known := s.plans.Of(operation.Operation, newPlans)
	key := known.keyOf(operation.Variables)
	known.mu.Lock()
	defer known.mu.Unlock()
	if made, ok := known.all[key]; ok {
		return made
	}
	made := s.newPlan(ctx, operation)
	if len(known.all) >= maxPlans {
		clear(known.all)
	}
	known.all[key] = made
	return made
}

func newPlans(operation *ast.OperationDefinition) *plans {
	return &plans{conditions: conditionsOf(operation), all: map[string]*plan{}}
}

// keyOf tells the values of the conditions apart.
func (p *plans) keyOf(variables map[string]any) string {
	if len(p.conditions) == 0 {
		return ""
	}
	key := make([]byte, len(p.conditions))
	for i, name := range p.conditions {
		key[i] = '0'
		if variables[name] == true {
			key[i] = '1'
		}
	}
	return string(key)
}

// conditionsOf returns the variables that decide which fields an operation asks for.
func conditionsOf(operation *ast.OperationDefinition) []string {
	r := conditionReader{seen: map[string]bool{}}
	r.read(operation.SelectionSet)
	return r.names
}

type conditionReader struct {
	names []string
	// seen are the fragments that were read.
	seen map[string]bool
}

func (r *conditionReader) read(set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			r.note(s.Directives)
			r.read(s.SelectionSet)
		case *ast.InlineFragment:
			r.note(s.Directives)
			r.read(s.SelectionSet)
		case *ast.FragmentSpread:
			r.note(s.Directives)
			if !r.seen[s.Name] && s.Definition != nil {
				r.seen[s.Name] = true
				r.read(s.Definition.SelectionSet)
			}
		}
	}
}

func (r *conditionReader) note(directives ast.DirectiveList) {
	for _, directive := range directives {
		for _, argument := range directive.Arguments {
			if argument.Value.Kind == ast.Variable && !slices.Contains(r.names, argument.Value.Raw) {
				r.names = append(r.names, argument.Value.Raw)
			}
		}
	}
}
