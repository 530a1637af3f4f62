package memory

import (
	"context"
	"slices"
	"sync"

	"pressgraph/internal/changelog"
	"pressgraph/internal/database"
)

// Recall answers a question about each of some ids: from memory what it knows, and
// the rest by read, which leaves out what is not there. Who asks the same question
// reads the same; values are shared and not to be changed, and belong to the memory
// once read has returned them. narrow says which rows of the tables that read asks
// for belong to an id. read must not depend on anything but statements: what it
// recalls itself is read anew. The error is database.ErrDatabase where something is not
// known and must not be read.
func Recall[V any](
	ctx context.Context, question string, ids []int64, narrow Narrow,
	read func(ctx context.Context, missing []int64) (map[int64]V, error),
) (map[int64]V, error) {
	if From(ctx) == nil {
		return read(ctx, ids)
	}
	values, missing, err := recallEach(ctx, question, ids, narrow, read)
	if err != nil {
		return nil, err
	}
	found := make(map[int64]V, len(ids))
	for i, id := range ids {
		if len(missing) > 0 && missing[0] == i {
			missing = missing[1:]
			continue
		}
		found[id] = values[i]
	}
	return found, nil
}

// RecallEach is Recall whose answers are in the order of the ids; the zero value
// stands for what is not there.
func RecallEach[V any](
	ctx context.Context, question string, ids []int64, narrow Narrow,
	read func(ctx context.Context, missing []int64) (map[int64]V, error),
) ([]V, error) {
	values, _, err := recallEach(ctx, question, ids, narrow, read)
	return values, err
}

// recallEach returns also, in their order, the indexes of what is not there.
func recallEach[V any](
	ctx context.Context, question string, ids []int64, narrow Narrow,
	read func(ctx context.Context, missing []int64) (map[int64]V, error),
) (values []V, missing []int, err error) {
	r := From(ctx)
	if r == nil {
		found, err := read(ctx, ids)
		if err != nil {
			return nil, nil, err
		}
		values, missing = inOrder(ids, found)
		return values, missing, nil
	}
	values = make([]V, len(ids))
	unknown, missing, err := recallKnown(ctx, r, question, ids, values)
	if err != nil || len(unknown) == 0 {
		return values, missing, err
	}
	wanted := make([]int64, len(unknown))
	for i, at := range unknown {
		wanted[i] = ids[at]
	}
	var saw witness
	found, err := read(saw.under(ctx, r), wanted)
	if err != nil {
		return nil, nil, err
	}
	r.asked.Store(true)
	tagged := narrow.tagger(r.memory.tables, saw.all())
	for _, at := range unknown {
		value, ok := found[ids[at]]
		if ok {
			values[at] = value
		} else {
			missing = append(missing, at)
		}
		tags := tagged.of(ids[at])
		r.depend(tags)
		leave(r, Key{question, ids[at]}, tags, value, ok)
	}
	slices.Sort(missing)
	return values, missing, nil
}

func inOrder[V any](ids []int64, found map[int64]V) (values []V, missing []int) {
	values = make([]V, len(ids))
	for i, id := range ids {
		value, ok := found[id]
		if !ok {
			missing = append(missing, i)
		}
		values[i] = value
	}
	return values, missing
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// recallKnown puts what is known into values, and returns the indexes of what is
// not known, and of what is known not to be there.
func recallKnown[V any](ctx context.Context, r *Reading, question string, ids []int64, values []V) (unknown, missing []int, err error) {
	asks := database.AsksDatabase(ctx)
	if !r.keeps {
		if !asks {
			return nil, nil, database.ErrDatabase
		}
		return upTo(len(ids)), nil, nil
	}
	tags := make([][]Tag, 0, len(ids))
	for i, id := range ids {
		e, ok := r.memory.recall(Key{question, id}, r.at)
		if ok && !e.missing {
			values[i], ok = e.value.(V) // Else it is another question of the same name.
		}
		switch {
		case !ok && !asks:
			return nil, nil, database.ErrDatabase
		case !ok:
			unknown = append(unknown, i)
			continue
		case e.missing:
			missing = append(missing, i)
		}
		tags = append(tags, e.tags)
		if e.version > r.at {
			r.newer.Store(true)
		}
	}
	r.dependOn(tags)
	return unknown, missing, nil
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
	if !database.AsksDatabase(ctx) {
		var none V
		return none, database.ErrDatabase
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
		r.memory.compact.row(value)
		e.value, bytes = value, sizeOf(value)
	}
	r.memory.keep(key, e, bytes)
}

// witness gathers which tables statements may read.
type witness struct {
	mu     sync.Mutex
	tables changelog.Tables
}

// under returns a context whose statements are told of to the witness alone, and
// under which nothing is recalled.
func (w *witness) under(ctx context.Context, r *Reading) context.Context {
	names := r.memory.tables
	ctx = database.WithWitness(ctx, func(text string) {
		found := names.In(text)
		w.mu.Lock()
		w.tables |= found
		w.mu.Unlock()
	})
	return context.WithValue(ctx, readingKey{}, (*Reading)(nil))
}

func (w *witness) all() changelog.Tables {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.tables
}
