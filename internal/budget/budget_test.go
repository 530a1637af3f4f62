package budget_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"pressgraph/internal/budget"
	"pressgraph/internal/fault"
)

func TestBudget(t *testing.T) {
	t.Parallel()
	limits := budget.Limits{Rows: 2, Read: 10, Steps: 100, Answer: 1 << 20}
	tests := []struct {
		name string
		use  func(*budget.Budget) error
		code fault.Code
	}{
		{"as many rows as are allowed", func(b *budget.Budget) error { return errors.Join(b.Row(5), b.Row(5)) }, ""},
		{"a row too many", func(b *budget.Budget) error { return errors.Join(b.Row(0), b.Row(0), b.Row(0)) }, fault.CodeLimitExceeded},
		{"a byte too many in a row", func(b *budget.Budget) error { return b.Row(11) }, fault.CodeLimitExceeded},
		{"as many steps as are allowed", func(b *budget.Budget) error { return b.Step(100) }, ""},
		{"a step too many", func(b *budget.Budget) error { return b.Step(101) }, fault.CodeLimitExceeded},
		{"an answer as large as is allowed", func(b *budget.Budget) error { return b.Write(1 << 20) }, ""},
		{"a byte too many in an answer", func(b *budget.Budget) error { return errors.Join(b.Write(1<<20), b.Write(1)) }, fault.CodeLimitExceeded},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx, b, cancel := budget.With(t.Context(), limits)
			defer cancel()
			if err := tt.use(b); (err != nil) != (tt.code != "") || err != nil && !fault.Is(err, tt.code) {
				t.Errorf("got %v, want an error %q", err, tt.code)
			}
			if over := ctx.Err() != nil; over != (tt.code != "") {
				t.Errorf("the operation has ended: %t (%v)", over, context.Cause(ctx))
			}
			if got := b.Err(); (got != nil) != (tt.code != "") || got != nil && !errors.Is(context.Cause(ctx), got) {
				t.Errorf("the budget says %v, the context %v", got, context.Cause(ctx))
			}
		})
	}
}

func TestTheFirstReasonStays(t *testing.T) {
	t.Parallel()
	_, b, cancel := budget.With(t.Context(), budget.Limits{Rows: 1, Steps: 1})
	defer cancel()
	first := b.Step(2)
	if second := errors.Join(b.Row(0), b.Row(0)); !errors.Is(second, first) {
		t.Errorf("the first reason is %v, then it is %v", first, second)
	}
}

func TestNoBudgetCountsNothing(t *testing.T) {
	t.Parallel()
	b := budget.From(t.Context())
	leave, err := b.Enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	leave()
	b.Start(func() time.Duration { return time.Hour })()
	if err := errors.Join(b.Row(1), b.Step(1<<60), b.Write(1<<60), b.Err()); err != nil {
		t.Error(err)
	}
	ctx, _, cancel := budget.With(t.Context(), budget.Limits{Steps: 1})
	defer cancel()
	if err := budget.Step(budget.Without(ctx), 1<<60); err != nil {
		t.Errorf("work for all is paid for by one: %v", err)
	}
}

func TestTimeIsSummedOverStatementsSideBySide(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, b, cancel := budget.With(t.Context(), budget.Limits{Time: 2 * time.Second})
		defer cancel()
		begin := time.Now()
		since := func() time.Duration { return time.Since(begin) }
		defer b.Start(since)()
		defer b.Start(since)()
		<-ctx.Done()
		if got := time.Since(begin); got < time.Second || got > 1100*time.Millisecond {
			t.Errorf("two statements use up two seconds in %s", got)
		}
		if !fault.Is(context.Cause(ctx), fault.CodeTimeout) {
			t.Errorf("the operation ended with %v, want TIMEOUT", context.Cause(ctx))
		}
	})
}

func TestStepsTakeTime(t *testing.T) {
	t.Parallel()
	ctx, b, cancel := budget.With(t.Context(), budget.Limits{Time: time.Millisecond})
	defer cancel()
	if err := b.Step(1_000_000); err != nil || !fault.Is(context.Cause(ctx), fault.CodeTimeout) {
		t.Errorf("a million steps in a millisecond: %v, %v", err, context.Cause(ctx))
	}
}

func TestStatementsWaitForEachOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, b, cancel := budget.With(t.Context(), budget.Limits{Statements: 1})
		defer cancel()
		leave, err := b.Enter(ctx)
		if err != nil {
			t.Fatal(err)
		}
		second := make(chan error)
		go func() {
			leave, err := b.Enter(ctx)
			if err == nil {
				defer leave()
			}
			second <- err
		}()
		synctest.Wait()
		select {
		case err := <-second:
			t.Errorf("the second did not wait (%v)", err)
		default:
		}
		leave()
		if err := <-second; err != nil {
			t.Error(err)
		}
	})
}

func TestThoseWhoWaitPayForWhatIsShared(t *testing.T) {
	t.Parallel()
	var shared budget.Shared
	_, poor, cancel := budget.With(t.Context(), budget.Limits{Steps: 10})
	defer cancel()
	_, rich, end := budget.With(t.Context(), budget.Limits{Steps: 1000})
	defer end()
	leave := shared.Join(poor)
	defer shared.Join(rich)()
	ctx := budget.WithShared(t.Context(), &shared)
	if err := budget.Step(ctx, 20); err != nil {
		t.Errorf("shared work ends with one of those who wait: %v", err)
	}
	leave()
	if err := budget.Step(ctx, 20); err != nil {
		t.Error(err)
	}
	if !fault.Is(poor.Err(), fault.CodeLimitExceeded) || rich.Err() != nil {
		t.Errorf("the poor one: %v, the rich one: %v", poor.Err(), rich.Err())
	}
	if got := [2]int64{poor.Used().Steps, rich.Used().Steps}; got != [2]int64{20, 40} {
		t.Errorf("they paid %v", got)
	}
}
