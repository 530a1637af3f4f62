package memory

import (
	"context"
	"sync"

	"pressgraph/internal/store"
)

// Recall answers a question about each of some ids: from memory what it knows, and
// the rest by read, which leaves out what is not there. Who asks the same question
// reads the same; values are shared and not to be changed. narrow says which rows
// of the tables that read asks for belong to an id. read must not depend on
// anything but statements: what it recalls itself is read anew. The error is
// store.ErrDatabase where something is not known and must not be read.
func Recall[V any](
	ctx context.Context, question string, ids []int64, narrow Narrow,
	read func(ctx context.Context, missing []int64) (map[int64]V, error),
) (map[int64]V, error) {
	r := From(ctx)
	if r == nil {
		return read(ctx, ids)
	}
	asks := store.AsksDatabase(ctx)
	found := make(map[int64]V, len(ids))
	missing := ids
	if r.keeps {
		missing = nil
		for _, id := range ids {
			if recallInto(r, Key{question, id}, id, found) {
				continue
			}
			if !asks {
				return nil, store.ErrDatabase
			}
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return found, nil
	}
	var saw witness
	values, err := read(saw.under(ctx, r), missing)
	if err != nil {
		return nil, err
	}
	r.asked.Store(true)
	tagged := narrow.tagger(r.memory.tables, saw.all())
	for _, id := range missing {
		value, ok := values[id]
		if ok {
			found[id] = value
		}
		tags := tagged.of(id)
		r.depend(tags)
		leave(r, Key{question, id}, tags, value, ok)
	}
	return found, nil
}

// RecallOne is Recall for a question that is about nothing in particular.
func RecallOne[V any](ctx context.Context, question string, read func(context.Context) (V, error)) (V, error) {
	return RecallTagged(ctx, question, func(ctx context.Context) (V, Narrow, int64, error) {
		value, err := read(ctx)
		return value, nil, 0, err
	})
}

// RecallTagged is RecallOne for an answer that says itself of which rows it was
// made: those that belong to an id, by what it found.
func RecallTagged[V any](
	ctx context.Context, question string, read func(context.Context) (value V, narrow Narrow, id int64, err error),
) (V, error) {
	r := From(ctx)
	if r == nil {
		value, _, _, err := read(ctx)
		return value, err
	}
	found := make(map[int64]V, 1)
	if r.keeps && recallInto(r, Key{Question: question}, 0, found) {
		return found[0], nil
	}
	if !store.AsksDatabase(ctx) {
		var none V
		return none, store.ErrDatabase
	}
	var saw witness
	value, narrow, id, err := read(saw.under(ctx, r))
	if err != nil {
		return value, err
	}
	r.asked.Store(true)
	tags := narrow.tagger(r.memory.tables, saw.all()).of(id)
	r.depend(tags)
	leave(r, Key{Question: question}, tags, value, true)
	return value, nil
}

// recallInto puts what is known under a key into found, if anything is.
func recallInto[V any](r *Reading, key Key, id int64, found map[int64]V) bool {
	e, ok := r.memory.recall(key, r.at)
	if !ok {
		return false
	}
	if !e.missing {
		value, ok := e.value.(V)
		if !ok {
			return false // It is another question of the same name.
		}
		found[id] = value
	}
	r.depend(e.tags)
	if e.version > r.at {
		r.newer.Store(true)
	}
	return true
}

func leave[V any](r *Reading, key Key, tags []Tag, value V, ok bool) {
	if !r.keeps {
		return
	}
	e := &entry{missing: !ok, tags: tags, version: r.at, epoch: r.epoch}
	var bytes int64
	if ok {
		e.value, bytes = value, sizeOf(value)
	}
	r.memory.keep(key, e, bytes)
}

// witness gathers which tables statements may read.
type witness struct {
	mu     sync.Mutex
	tables store.Tables
}

// under returns a context whose statements are told of to the witness alone, and
// under which nothing is recalled.
func (w *witness) under(ctx context.Context, r *Reading) context.Context {
	names := r.memory.tables
	ctx = store.WithWitness(ctx, func(text string) {
		found := names.In(text)
		w.mu.Lock()
		w.tables |= found
		w.mu.Unlock()
	})
	return context.WithValue(ctx, readingKey{}, (*Reading)(nil))
}

func (w *witness) all() store.Tables {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.tables
}
