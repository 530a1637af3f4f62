package httpd

import (
	"context"
	"runtime"
	"time"

	"pressgraph/internal/fault"
)

const (
	// dearFrom is from which price on an operation is dear: it may keep a
	// processor busy for a second.
	dearFrom = 2000
	// dearPatience bounds how long a dear operation waits for others to end.
	dearPatience = 5 * time.Second
)

// dear lets few dear operations run at a time, so that processors, connections
// and memory are left to all others.
type dear struct{ places chan struct{} }

// newDear has a place for each second processor, 1 to 8.
func newDear() *dear {
	const each, most = 2, 8
	return &dear{make(chan struct{}, max(1, min(most, runtime.GOMAXPROCS(0)/each)))}
}

// enter waits until an operation of a price may run; leave gives its place
// back. Errors: OVERLOADED, and why ctx ended.
func (d *dear) enter(ctx context.Context, price int64) (leave func(), err error) {
	if price < dearFrom {
		return func() {}, nil
	}
	timer := time.NewTimer(dearPatience)
	defer timer.Stop()
	select {
	case d.places <- struct{}{}:
		return func() { <-d.places }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-timer.C:
		return nil, fault.New(fault.CodeOverloaded, "too many expensive operations are waiting; try again in a moment, or ask for less at once")
	}
}
