// Package budget knows how much work one operation may make: rows, steps, bytes
// and the database's time. Who works counts it where the work is done, each kind
// in one place; whoever goes over a limit ends the context of the operation, and
// with it everything that is still being done for it. It knows nothing of what
// the work is for.
package budget

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"pressgraph/internal/fault"
)

// Limits bound one operation. A limit that is not positive bounds nothing.
type Limits struct {
	// Rows is how many rows of the database may be read.
	Rows int64
	// Read is how many bytes these may hold.
	Read int64
	// Steps is how many ties of the partner network may be looked at.
	Steps int64
	// Answer is how many bytes the answer may have.
	Answer int64
	// Time is how much time statements and steps may take, all together: two
	// statements that run for a second side by side take two. It is the
	// processor's where that can be told, else what has passed.
	Time time.Duration
	// Statements is how many statements may run at a time; others wait.
	Statements int
}

// Times returns limits so many times as wide, but for those of the answer and
// of the statements at a time, which bound memory and connections.
func (l Limits) Times(n int64) Limits {
	l.Rows, l.Read, l.Steps, l.Time = l.Rows*n, l.Read*n, l.Steps*n, l.Time*time.Duration(n)
	return l
}

// Budget is what one operation has used. It may be used by many goroutines. A
// nil one counts nothing: work that no operation asked for has no limits.
type Budget struct {
	limits                    Limits
	rows, read, steps, answer atomic.Int64
	clock                     clock
	places                    chan struct{}
	cancel                    context.CancelCauseFunc
	over                      atomic.Pointer[fault.Fault]
}

type contextKey struct{}

// With returns a context for one operation, which ends with the budget. cancel
// must be called when the operation is over.
func With(ctx context.Context, limits Limits) (_ context.Context, b *Budget, cancel func()) {
	ctx, end := context.WithCancelCause(ctx)
	b = &Budget{limits: limits, cancel: end}
	b.clock.limit, b.clock.ring = limits.Time, b.late
	if limits.Statements > 0 {
		b.places = make(chan struct{}, limits.Statements)
	}
	return context.WithValue(ctx, contextKey{}, b), b, func() {
		b.clock.stop()
		end(context.Canceled)
	}
}

// From returns the budget of a context, nil where it has none.
func From(ctx context.Context) *Budget {
	b, _ := ctx.Value(contextKey{}).(*Budget)
	return b
}

// Without returns a context without a budget, for work that is done for all:
// whoever asks first does not pay for it.
func Without(ctx context.Context) context.Context {
	if From(ctx) == nil {
		return ctx
	}
	return context.WithValue(ctx, contextKey{}, (*Budget)(nil))
}

// Err returns why the budget ended the operation: LIMIT_EXCEEDED or TIMEOUT, or
// nil as long as it has not.
func (b *Budget) Err() error {
	if b == nil {
		return nil
	}
	if f := b.over.Load(); f != nil {
		return f
	}
	return nil
}

// Used is what an operation has used so far.
type Used struct {
	Rows, Read, Steps, Answer int64
	Time                      time.Duration
}

// Used returns what has been used so far, nothing for a nil budget.
func (b *Budget) Used() Used {
	if b == nil {
		return Used{}
	}
	return Used{b.rows.Load(), b.read.Load(), b.steps.Load(), b.answer.Load(), b.clock.used()}
}

// Row counts a row of the database, and the bytes in it.
func (b *Budget) Row(bytes int64) error {
	if b == nil {
		return nil
	}
	if rows, most := b.rows.Add(1), b.limits.Rows; most > 0 && rows > most {
		return b.exceed("the operation reads more than %d rows of the database, the most that are allowed; "+
			"ask for shorter lists, or fewer of them", most)
	}
	if read, most := b.read.Add(bytes), b.limits.Read; most > 0 && read > most {
		return b.exceed("the operation reads more than %s of the database, the most that is allowed; "+
			"ask for shorter lists, or fewer texts", Size(most))
	}
	return nil
}

// stepTime is about how long a step takes.
const stepTime = 4 * time.Nanosecond

// Step counts steps through the partner network.
func (b *Budget) Step(steps int64) error {
	if b == nil {
		return nil
	}
	b.clock.spend(time.Duration(steps) * stepTime)
	if used, most := b.steps.Add(steps), b.limits.Steps; most > 0 && used > most {
		return b.exceed("the operation takes more steps through the partner network than are allowed; " +
			"ask for fewer partners, or for fewer different links")
	}
	return nil
}

// Write counts bytes of the answer.
func (b *Budget) Write(bytes int64) error {
	if b == nil {
		return nil
	}
	if used, most := b.answer.Add(bytes), b.limits.Answer; most > 0 && used > most {
		return b.exceed("the answer is larger than %s, the most that is allowed; "+
			"ask for shorter lists, or for fewer fields of them", Size(most))
	}
	return nil
}

// Room returns how many bytes the answer may still have, and whether it is
// bounded at all.
func (b *Budget) Room() (bytes int64, bounded bool) {
	if b == nil || b.limits.Answer <= 0 {
		return 0, false
	}
	return max(0, b.limits.Answer-b.answer.Load()), true
}

// Enter waits until one more statement of the operation may run; leave gives its
// place back. The error is why ctx ended.
func (b *Budget) Enter(ctx context.Context) (leave func(), err error) {
	if b == nil || b.places == nil {
		return func() {}, nil
	}
	select {
	case b.places <- struct{}{}:
		return func() { <-b.places }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Start counts the time of a statement, which used tells, until stop is called.
// used is asked from any goroutine.
func (b *Budget) Start(used func() time.Duration) (stop func()) {
	if b == nil {
		return func() {}
	}
	return b.clock.start(used)
}

// late ends the operation, as its time is used up.
func (b *Budget) late() {
	_ = b.end(fault.New(fault.CodeTimeout, "the operation keeps the database busy for more than %s, the most that is allowed; "+
		"narrow its filters, ask for fewer lists, groups or counts, or try again later", b.limits.Time))
}

func (b *Budget) exceed(format string, args ...any) error {
	return b.end(fault.New(fault.CodeLimitExceeded, format, args...))
}

// end keeps the first reason, and ends the operation with it.
func (b *Budget) end(f *fault.Fault) error {
	b.over.CompareAndSwap(nil, f)
	first := b.over.Load()
	b.cancel(first)
	return first
}

// Size writes a number of bytes in words.
func Size(bytes int64) string {
	const mib = 1 << 20
	if bytes >= mib {
		return fmt.Sprintf("%.4g MiB", float64(bytes)/mib)
	}
	return fmt.Sprintf("%d bytes", bytes)
}
