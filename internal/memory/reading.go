package memory

import (
	"context"
	"sync"
	"sync/atomic"

	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// Reading is what one request of readers reads: of one version, as far as it can
// tell. It may be used by many goroutines.
type Reading struct {
	memory *Memory
	at     int64
	epoch  int64
	// keeps is whether anything is taken from memory, or left there.
	keeps bool
	// exact is whether statements read what was there at that version.
	exact bool
	// asked is whether any statement was run, and newer whether something was read
	// that may be newer than at.
	asked, newer atomic.Bool

	mu sync.Mutex
	// made are the tags of all that was read, as they came.
	made [][][]Tag
}

type readingKey struct{}

// From returns the reading of a request, nil where nothing is remembered of it.
func From(ctx context.Context) *Reading {
	r, _ := ctx.Value(readingKey{}).(*Reading)
	return r
}

// Begin returns a context for a request of readers, which may take what it reads
// from memory where bypass is false. Errors: why the source does not answer.
func (m *Memory) Begin(ctx context.Context, bypass bool) (context.Context, *Reading, error) {
	told, trusted, err := m.newest(ctx)
	if err != nil {
		return ctx, nil, err
	}
	ctx, r := m.begin(ctx, told.Public, trusted && !bypass)
	return ctx, r, nil
}

func (m *Memory) begin(ctx context.Context, at int64, keeps bool) (context.Context, *Reading) {
	r := &Reading{memory: m, at: at, epoch: m.epoch.Load(), keeps: keeps && m.entries != nil}
	ctx = database.WithWitness(ctx, func(text string) {
		r.depend(tagger{tables: m.tables.In(text)}.of(0))
		r.asked.Store(true)
	})
	return context.WithValue(ctx, readingKey{}, r), r
}

// Without returns a context under which nothing is remembered, for what changes
// anything.
func Without(ctx context.Context) context.Context {
	if From(ctx) == nil {
		return ctx
	}
	return context.WithValue(database.WithWitness(ctx, nil), readingKey{}, (*Reading)(nil))
}

// InView does something with a reading of one state of the source: the newest.
func (m *Memory) InView(ctx context.Context, do func(context.Context, *Reading) error) error {
	return m.of.View(ctx, func(ctx context.Context, v *store.View) error {
		_, public, err := v.Versions(ctx)
		if err != nil {
			return err
		}
		ctx, r := m.begin(v.Within(ctx), public, false)
		r.exact = true
		return do(ctx, r)
	})
}

// At returns the public version that is read: nothing is older.
func (r *Reading) At() int64 { return r.at }

// Keeps tells whether anything is taken from memory, or left there.
func (r *Reading) Keeps() bool { return r != nil && r.keeps }

// Depend says that something of a version was read that may be made from any row.
func (r *Reading) Depend(version int64) {
	if r == nil {
		return
	}
	r.depend([]Tag{Anything()})
	if version > r.at {
		r.newer.Store(true)
	}
}

// dependOn says that something was read that all of these tags are of. They are
// kept as they are.
func (r *Reading) dependOn(all [][]Tag) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.made = append(r.made, all)
}

func (r *Reading) depend(tags []Tag) { r.dependOn([][]Tag{tags}) }

// tags returns the tags of all that was read so far, each once.
func (r *Reading) tags() []Tag {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all collection
	for _, batch := range r.made {
		for _, tags := range batch {
			all.add(tags)
		}
	}
	return all.all()
}

// Settle returns the version that all of what was read is of, once it has been
// read: no row of it has changed between the version that it is not older than
// and this one. It is false where one has, so that part may be older than the
// rest.
func (r *Reading) Settle(ctx context.Context) (version int64, whole bool, err error) {
	newer := r.newer.Load()
	if !newer && (r.exact || !r.asked.Load()) {
		return r.at, true, nil
	}
	if r.exact {
		return r.at, false, nil
	}
	told, err := r.memory.ask(ctx)
	if err != nil {
		return r.at, false, err
	}
	if told.Public < r.at || r.epoch != r.memory.epoch.Load() {
		return r.at, false, nil
	}
	if told.Public > r.at && r.memory.marks.changed(r.tags(), r.at) {
		return told.Public, false, nil
	}
	return max(r.at, told.Public), true, nil
}

// Keep keeps an answer that was made from what was read.
func (r *Reading) Keep(question string, value any, bytes int64) {
	if !r.Keeps() {
		return
	}
	r.memory.keep(Key{Question: question}, &entry{value: value, tags: r.tags(), version: r.at, epoch: r.epoch}, bytes)
}

// Answer returns an answer that was kept, if it is true now, and the version that
// it is of; wanted is what that must not be older than.
func (m *Memory) Answer(question string, wanted int64) (value any, version int64, ok bool) {
	told, trusted := m.now()
	if !trusted || told.Public < wanted {
		return nil, 0, false
	}
	e, ok := m.recall(Key{Question: question}, told.Public)
	if !ok {
		return nil, 0, false
	}
	return e.value, told.Public, true
}
