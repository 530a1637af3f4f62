package database

import (
	"context"
	"errors"
)

// ErrDatabase says that the database would have to be asked, where it must not be.
var ErrDatabase = errors.New("the database would have to be asked")

type databaseKey struct{}

// WithoutDatabase returns a context under which no statement runs: whoever would
// run one is told ErrDatabase at once, and may do it again under WithDatabase. It
// is for what is answered from memory, if it can be.
func WithoutDatabase(ctx context.Context) context.Context {
	return context.WithValue(ctx, databaseKey{}, false)
}

// WithDatabase returns a context under which statements run, as they do where
// nobody says otherwise.
func WithDatabase(ctx context.Context) context.Context {
	return context.WithValue(ctx, databaseKey{}, true)
}

// AsksDatabase tells whether statements run under a context.
func AsksDatabase(ctx context.Context) bool {
	asks, said := ctx.Value(databaseKey{}).(bool)
	return asks || !said
}
