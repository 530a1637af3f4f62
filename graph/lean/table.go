package lean

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

// Table is what is known of a schema. It is generated, and not changed.
type Table struct {
	// Stock is gqlgen's own executor of the schema.
	Stock graphql.ExecutableSchema
	// Operation returns what Args and Stock of fields need of an operation.
	Operation func(*graphql.OperationContext) any
	Types     []Type
	// Abstract tells, for each interface and union, the name of a value's type;
	// empty for a value that is null.
	Abstract map[string]func(any) string
}

// Type is a type of object.
type Type struct {
	Name string
	// Implements are the names of the types that it is one of, itself included.
	Implements []string
	Fields     []Field
}

// Field is how a field is read.
type Field struct {
	// Name is its name, and Type that of its values.
	Name, Type string
	// NonNull and ItemsNonNull tell whether it, and what its list holds, may be null.
	NonNull, ItemsNonNull bool
	// Plain tells that reading it never asks anybody.
	Plain bool
	// Access reads it where Bind is nil.
	Access Access
	// Bind returns what reads it with arguments, nil for a field that has none.
	Bind func(args map[string]any) Access
	// Args checks the arguments given; nil for a field that has none.
	Args func(ctx context.Context, ec any, given map[string]any) (map[string]any, error)
	// ArgsOfRequest tells that the same arguments may mean something else in
	// another request.
	ArgsOfRequest bool
	// Stock answers it by gqlgen's executor; it is nil where the field is read here.
	Stock func(ctx context.Context, ec any, field graphql.CollectedField, obj any) graphql.Marshaler
}

// Access reads a field of an object: one of its functions, by what the field holds.
type Access struct {
	// Leaf appends a value as JSON, nothing for null.
	Leaf func(ctx context.Context, b []byte, obj any) ([]byte, error)
	// Object returns an object, nil for null.
	Object func(ctx context.Context, obj any) (any, error)
	// List appends the objects of a list; null tells that there is no list.
	List func(ctx context.Context, into []any, obj any) (_ []any, null bool, err error)
}

func (a Access) isBound() bool { return a.Leaf != nil || a.Object != nil || a.List != nil }
