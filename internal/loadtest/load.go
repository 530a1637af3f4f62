package loadtest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// load is a closed loop: each connection asks again once it has its answer.
type load struct {
	address     string
	connections int
	// It ends after so many requests or, where that is 0, after so long.
	requests int
	lasting  time.Duration
}

// took is what requests took.
type took struct {
	// each is sorted.
	each    []time.Duration
	elapsed time.Duration
	// bytes is how long the last answer was.
	bytes int
}

// run asks what next returns for each connection; the first wrong answer ends it.
func (l load) run(ctx context.Context, next func(connection int) func() []byte) (took, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var asked atomic.Int64
	var working sync.WaitGroup
	shares := make([]took, l.connections)
	start := time.Now()
	more := func() bool {
		if ctx.Err() != nil {
			return false
		}
		if l.requests > 0 {
			return asked.Add(1) <= int64(l.requests)
		}
		return time.Since(start) < l.lasting
	}
	for i := range shares {
		working.Go(func() {
			if err := l.work(ctx, &shares[i], next(i), more); err != nil {
				cancel(err)
			}
		})
	}
	working.Wait()
	if err := context.Cause(ctx); err != nil {
		return took{}, err
	}
	all := took{elapsed: time.Since(start), bytes: shares[0].bytes}
	for _, share := range shares {
		all.each = append(all.each, share.each...)
	}
	slices.Sort(all.each)
	return all, nil
}

func (l load) work(ctx context.Context, share *took, next func() []byte, more func() bool) error {
	connection, err := newLine(l.address)
	if err != nil {
		return err
	}
	defer connection.close()
	for more() {
		body := next()
		begin := time.Now()
		answer, err := connection.ask(ctx, "POST", body)
		if err != nil {
			return fmt.Errorf("%s: %w", body[:min(len(body), shown)], err)
		}
		share.each = append(share.each, time.Since(begin))
		share.bytes = len(answer)
	}
	return nil
}

// pass asks each of so many requests once, and has every answer checked.
func (l load) pass(ctx context.Context, requests int, request func(connection, i int) []byte, check func(answer []byte) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var working sync.WaitGroup
	for worker := range l.connections {
		working.Go(func() {
			if err := l.passPart(ctx, worker, requests, request, check); err != nil {
				cancel(err)
			}
		})
	}
	working.Wait()
	return context.Cause(ctx)
}

func (l load) passPart(
	ctx context.Context, worker, requests int, request func(connection, i int) []byte, check func(answer []byte) error,
) error {
	connection, err := newLine(l.address)
	if err != nil {
		return err
	}
	defer connection.close()
	for i := worker; i < requests && ctx.Err() == nil; i += l.connections {
		body := request(worker, i)
		answer, err := connection.ask(ctx, "POST", body)
		if err == nil {
			err = check(answer)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", body[:min(len(body), shown)], err)
		}
	}
	return nil
}
