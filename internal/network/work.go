package network

import (
	"context"
	"sync"

	"pressgraph/internal/budget"
	"pressgraph/internal/fault"
)

// work is something that takes long and is done once, for all who ask for it.
// It goes on as long as anybody waits for it: who leaves does not take it from
// the others, and who leaves last ends it. What has failed or was ended is done
// again for the next who asks. It may be used by many goroutines.
type work[T any] struct {
	do func(context.Context) (T, error)
	// free is work that everybody needs: nobody pays for it.
	free bool

	mu     sync.Mutex
	done   bool
	result T
	under  *attempt
}

// attempt is work under way. err is set when ended is closed.
type attempt struct {
	waiting int
	payers  budget.Shared
	cancel  context.CancelFunc
	ended   chan struct{}
	err     error
}

// get returns the result, doing or awaiting the work until ctx ends. The values
// of the first context are those that the work sees.
func (w *work[T]) get(ctx context.Context) (T, error) {
	a, result, err := w.join(ctx)
	if a == nil {
		return result, err
	}
	defer a.payers.Join(w.payer(ctx))()
	select {
	case <-a.ended:
	case <-ctx.Done():
		w.leave(a)
		return result, context.Cause(ctx)
	}
	if a.err != nil {
		return result, a.err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.result, nil
}

// payer returns the budget that pays for the work, if it is to be paid for.
func (w *work[T]) payer(ctx context.Context) *budget.Budget {
	if w.free {
		return nil
	}
	return budget.From(ctx)
}

// join returns the attempt to wait for; none where there is a result, or where
// ctx has ended.
func (w *work[T]) join(ctx context.Context) (a *attempt, result T, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.done {
		return nil, w.result, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, result, err
	}
	if w.under == nil {
		ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
		w.under = &attempt{cancel: cancel, ended: make(chan struct{})}
		ctx = budget.WithShared(ctx, &w.under.payers)
		go w.attempt(ctx, w.under)
	}
	w.under.waiting++
	return w.under, result, nil
}

func (w *work[T]) attempt(ctx context.Context, a *attempt) {
	result, err := w.carefully(ctx)
	a.cancel()
	w.mu.Lock()
	defer w.mu.Unlock()
	if a.err = err; err == nil {
		w.done, w.result = true, result
	}
	if w.under == a {
		w.under = nil
	}
	close(a.ended)
}

// carefully does the work; a panic, which nobody could recover from in a
// goroutine of its own, becomes an error.
func (w *work[T]) carefully(ctx context.Context) (result T, err error) {
	err = fault.Safely(func() error {
		result, err = w.do(ctx)
		return err
	})
	return result, err
}

// leave stops waiting. The last one ends the attempt, and waits until it has.
func (w *work[T]) leave(a *attempt) {
	w.mu.Lock()
	a.waiting--
	last := a.waiting == 0
	if last && w.under == a {
		w.under = nil
	}
	w.mu.Unlock()
	if last {
		a.cancel()
		<-a.ended
	}
}

// idle tells whether nobody waits for the work and it is not done.
func (w *work[T]) idle() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.done && w.under == nil
}

func (w *work[T]) isDone() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.done
}

// pace looks now and then whether a context has ended: at each step it would
// cost as much as the step.
type pace struct {
	ctx   context.Context //nolint:containedctx // it lives as long as one call
	steps int
}

// stride is how many steps, of a nanosecond or a few, go between two looks.
const stride = 1 << 16

// step counts steps, for who pays for them, and returns why a context has ended.
func (p *pace) step(steps int) error {
	if p.steps += steps; p.steps < stride {
		return nil
	}
	return p.tell()
}

// tell counts the steps since the last look.
func (p *pace) tell() error {
	steps := p.steps
	p.steps = 0
	if err := budget.Step(p.ctx, int64(steps)); err != nil {
		return err
	}
	return p.ctx.Err()
}
