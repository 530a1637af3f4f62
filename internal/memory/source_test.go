package memory_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"pressgraph/internal/changelog"
	"pressgraph/internal/memory"
	"pressgraph/internal/store"
)

// source is a database in a few numbers. It tells what is set, and of changes what
// was noted.
type source struct {
	mu      sync.Mutex
	told    changelog.Told
	log     []changelog.Changed
	silent  error
	gone    error
	asked   int
	tables  changelog.TableNames
	current time.Time
}

func newSource() *source {
	return &source{tables: changelog.NewTableNames(), current: time.Unix(1_000_000, 0)}
}

func (s *source) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current
}

func (s *source) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = s.current.Add(d)
}

// change notes a change of a row by somebody else.
func (s *source) change(table string, row, subject, object int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told.All++
	s.told.Public++
	s.log = append(s.log, changelog.Changed{Table: s.tables.Of(table), Row: row, Subject: subject, Object: object, Version: s.told.Public})
}

func (s *source) Ask(context.Context) (changelog.Told, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	told := s.told
	told.Asked = s.current
	return told, s.silent
}

func (s *source) ChangedSince(_ context.Context, after, upTo int64, most int) ([]changelog.Changed, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []changelog.Changed
	for _, c := range s.log {
		if c.Version > after && c.Version <= upTo {
			found = append(found, c)
		}
	}
	return found[:min(len(found), most)], len(found) <= most, s.silent
}

func (s *source) View(context.Context, func(context.Context, *store.View) error) error {
	return errors.New("there is no view of numbers")
}

// Listen tells once, as if the next interval never came.
func (s *source) Listen(ctx context.Context, _ changelog.ListenOptions, tell func(changelog.Told)) {
	told, err := s.Ask(ctx)
	if err == nil {
		tell(told)
	}
}

func (s *source) There() error { return s.gone }

func (s *source) Tables() changelog.TableNames { return s.tables }

// kept is a memory of a source that it has heard of.
type kept struct {
	*memory.Memory
	*source
	t     *testing.T
	reads int
}

func newKept(t *testing.T, bytes int64) *kept {
	s := newSource()
	k := &kept{memory.New(s, memory.Options{Bytes: bytes, Now: s.now}), s, t, 0}
	k.Watch(t.Context())
	return k
}

// hear lets the memory hear of what the source has.
func (k *kept) hear() { k.Watch(k.t.Context()) }

func (k *kept) begin() (context.Context, *memory.Reading) {
	k.t.Helper()
	ctx, r, err := k.Begin(k.t.Context(), false)
	if err != nil {
		k.t.Fatal(err)
	}
	return ctx, r
}
