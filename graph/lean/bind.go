package lean

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

// accessOf returns what reads a field; false where its arguments are wrong, which
// is told at each place.
func (r *run) accessOf(f *planned) (Access, bool) {
	if f.slot < 0 {
		return f.access, true
	}
	b := &r.slots[f.slot]
	if b.access.isBound() {
		return b.access, true
	}
	if !b.wrong {
		args, err := r.arguments(r.asking, f)
		if err == nil {
			b.access = f.of.Bind(args)
			return b.access, true
		}
		b.wrong = true
	}
	ctx := r.at(r.path)
	if _, err := r.arguments(ctx, f); err != nil {
		r.tell(ctx, err)
	}
	return Access{}, false
}

func (r *run) arguments(ctx context.Context, f *planned) (map[string]any, error) {
	return readArguments(ctx, r.stockContext(), f, r.operation.Variables)
}

func readArguments(ctx context.Context, ec any, f *planned, variables map[string]any) (args map[string]any, err error) {
	defer caught(&err)
	return f.of.Args(ctx, ec, f.ArgumentMap(variables))
}

// stockContext returns what gqlgen's executor needs of the operation.
func (r *run) stockContext() any {
	if r.ec == nil {
		r.ec = r.schema.table.Operation(r.operation)
	}
	return r.ec
}

// panicked is a panic of whoever was called.
type panicked struct{ cause any }

// Error implements error; nobody reads it.
func (panicked) Error() string { return "panicked" }

func caught(err *error) {
	if cause := recover(); cause != nil {
		*err = panicked{cause}
	}
}

func readLeaf(ctx context.Context, access Access, b []byte, obj any) (_ []byte, err error) {
	defer caught(&err)
	return access.Leaf(ctx, b, obj)
}

func readObject(ctx context.Context, access Access, obj any) (_ any, err error) {
	defer caught(&err)
	return access.Object(ctx, obj)
}

func readList(ctx context.Context, access Access, into []any, obj any) (items []any, null bool, err error) {
	defer caught(&err)
	return access.List(ctx, into, obj)
}

// at returns a context for a place in the answer, as gqlgen's executor has it.
func (r *run) at(path []step) context.Context {
	ctx := graphql.WithFieldContext(r.asking, &graphql.FieldContext{Object: r.plan.root.of.Name})
	for _, s := range path {
		fc := &graphql.FieldContext{}
		if s.field == nil {
			index := s.index
			fc.Index = &index
		} else {
			fc.Object, fc.Field, fc.IsResolver = s.field.parent.Name, s.field.CollectedField, s.field.of != nil && s.field.of.Bind != nil
		}
		ctx = graphql.WithFieldContext(ctx, fc) //nolint:fatcontext // each step stands in the one before
	}
	return ctx
}

// report tells of an error of the field that is being written.
func (r *run) report(err error) {
	ctx := r.at(r.path)
	if p, ok := err.(panicked); ok { //nolint:errorlint // nobody wraps it
		r.tell(ctx, p)
		return
	}
	r.operation.Error(ctx, graphql.AddFieldLocationToError(ctx, err))
}

// tell tells of an error that is not of a resolver, or of a panic.
func (r *run) tell(ctx context.Context, err error) {
	if p, ok := err.(panicked); ok { //nolint:errorlint // nobody wraps it
		err = r.operation.Recover(ctx, p.cause)
	}
	r.operation.Error(ctx, err)
}
