package database

import (
	"context"
	"slices"
	"sync"
	"time"

	"pressgraph/internal/budget"
)

// Probe is told of every statement that has ended.
type Probe interface {
	// Statement is called once the rows, if any, are closed; d includes the time
	// that the caller took to read them. err is what ended the statement early.
	// Calls may come from many goroutines at once.
	Statement(ctx context.Context, sql string, d time.Duration, err error)
}

// Counter counts the statements issued under its context, BEGIN, COMMIT and
// ROLLBACK apart. It may be used by many goroutines. The zero Counter counts
// and forgets what it has counted; one from WithTexts remembers.
type Counter struct {
	mu    sync.Mutex
	count int
	keep  bool
	texts []string
}

// Count returns the number of statements so far.
func (c *Counter) Count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.count
}

// Texts returns the SQL of the statements so far, in the order in which they
// were issued, or nil for a counter that does not remember.
func (c *Counter) Texts() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.texts)
}

func (c *Counter) add(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count++
	if c.keep {
		c.texts = append(c.texts, text)
	}
}

type counterKey struct{}

// WithCounter returns a context whose statements are counted.
func WithCounter(ctx context.Context) (context.Context, *Counter) {
	counter := new(Counter)
	return context.WithValue(ctx, counterKey{}, counter), counter
}

// WithTexts is WithCounter with a counter that keeps the SQL of each statement.
func WithTexts(ctx context.Context) (context.Context, *Counter) {
	counter := &Counter{keep: true}
	return context.WithValue(ctx, counterKey{}, counter), counter
}

// uncounted returns a context whose statements are not counted.
func uncounted(ctx context.Context) context.Context {
	return context.WithValue(ctx, counterKey{}, nil)
}

// run is one statement under way.
type run struct {
	ctx   context.Context
	text  string
	probe Probe
	start time.Time
	// budget pays for what meter tells, until stop is called.
	budget *budget.Budget
	meter  *meter
	stop   func()
}

func begin(ctx context.Context, probe Probe, text string, on session) run {
	if counter, ok := ctx.Value(counterKey{}).(*Counter); ok {
		counter.add(text)
	}
	TellWitness(ctx, text)
	r := run{ctx: ctx, text: text, probe: probe, budget: budget.From(ctx), stop: func() {}}
	if r.budget != nil {
		r.meter = newMeter(on)
		r.stop = r.budget.Start(r.meter.used)
	}
	if probe != nil {
		r.start = time.Now()
	}
	return r
}

func (r run) end(err error) {
	r.stop()
	if r.probe != nil {
		r.probe.Statement(r.ctx, r.text, time.Since(r.start), err)
	}
}
