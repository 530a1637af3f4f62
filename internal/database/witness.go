package database

import "context"

// Witness is told of each statement before it runs, by its text. It may be
// called by many goroutines.
type Witness func(text string)

type witnessKey struct{}

// WithWitness returns a context whose statements are told of, to this witness
// alone.
func WithWitness(ctx context.Context, w Witness) context.Context {
	return context.WithValue(ctx, witnessKey{}, w)
}

// TellWitness tells the witness of a context of a statement that is to run.
func TellWitness(ctx context.Context, text string) {
	if w, ok := ctx.Value(witnessKey{}).(Witness); ok && w != nil {
		w(text)
	}
}
