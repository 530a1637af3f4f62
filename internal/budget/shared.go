package budget

import (
	"context"
	"sync"
)

// Shared is work that several operations wait for. Each of them pays for the
// steps that are made while it waits; one that cannot any more is ended, and
// leaves the work to the others. The zero value is nobody's.
type Shared struct {
	mu     sync.Mutex
	payers map[*Budget]int
}

// Join lets a budget pay until leave is called.
func (s *Shared) Join(b *Budget) (leave func()) {
	if b == nil {
		return func() {}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.payers == nil {
		s.payers = map[*Budget]int{}
	}
	s.payers[b]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.payers[b]--; s.payers[b] == 0 {
			delete(s.payers, b)
		}
	}
}

// step counts steps for all who wait.
func (s *Shared) step(steps int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for b := range s.payers {
		_ = b.Step(steps) // It ends the operation, which then leaves.
	}
}

type sharedKey struct{}

// WithShared returns a context without a budget of its own, whose steps are
// paid by all who have joined.
func WithShared(ctx context.Context, s *Shared) context.Context {
	return context.WithValue(Without(ctx), sharedKey{}, s)
}

// Step counts steps through the partner network, for the operation of the
// context or for all who wait for shared work.
func Step(ctx context.Context, steps int64) error {
	if s, ok := ctx.Value(sharedKey{}).(*Shared); ok {
		s.step(steps)
		return nil
	}
	return From(ctx).Step(steps)
}
