package network

import (
	"context"
	"runtime"
	"slices"
	"sync"
)

// slots bound how much is computed at a time, whoever asks for it, so that some
// processors and the memory stay free for everything else. What uses what there
// is goes before what makes more: a hundred filters at once are not a hundred
// networks in memory that wait for their metrics. Nil bounds nothing.
type slots struct {
	mu   sync.Mutex
	free int
	// queues are those who wait: who goes first, and the others.
	queues [2][]chan struct{}
}

// urgency says which queue to stand in.
type urgency int

const (
	toUse urgency = iota
	toMake
)

// newSlots returns half as many slots as there are processors, 1 to 4.
func newSlots() *slots {
	const some, half = 4, 2
	return &slots{free: max(1, min(some, runtime.GOMAXPROCS(0)/half))}
}

// take waits for a slot until ctx ends. Whoever has one must give it back.
func (s *slots) take(ctx context.Context, as urgency) error {
	if s == nil {
		return ctx.Err()
	}
	s.mu.Lock()
	if s.free > 0 {
		s.free--
		s.mu.Unlock()
		return nil
	}
	mine := make(chan struct{})
	s.queues[as] = append(s.queues[as], mine)
	s.mu.Unlock()
	select {
	case <-mine:
		return nil
	case <-ctx.Done():
	}
	s.mu.Lock()
	at := slices.Index(s.queues[as], mine)
	if at >= 0 {
		s.queues[as] = slices.Delete(s.queues[as], at, at+1)
	}
	s.mu.Unlock()
	if at < 0 { // it was handed over meanwhile
		s.give()
	}
	return ctx.Err()
}

// give hands a slot to who waits for one.
func (s *slots) give() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.queues {
		if len(s.queues[i]) > 0 {
			close(s.queues[i][0])
			s.queues[i] = slices.Delete(s.queues[i], 0, 1)
			return
		}
	}
	s.free++
}
