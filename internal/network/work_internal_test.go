package network

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// job is work that counts how often it was begun, and goes on until told.
type job struct {
	work[int]
	begun int
	more  chan struct{}
}

func newJob() *job {
	j := &job{more: make(chan struct{})}
	j.do = func(ctx context.Context) (int, error) {
		j.begun++
		select {
		case <-j.more:
			return 7, nil
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	return j
}

// asker waits for a job.
type asker struct {
	leave  context.CancelFunc
	result int
	err    error
	done   bool
}

func (j *job) ask(ctx context.Context) *asker {
	ctx, leave := context.WithCancel(ctx)
	a := &asker{leave: leave}
	go func() {
		a.result, a.err = j.get(ctx)
		a.done = true
	}()
	synctest.Wait()
	return a
}

func TestWorkIsDoneOnceForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := newJob()
		first, second := j.ask(t.Context()), j.ask(t.Context())
		close(j.more)
		synctest.Wait()
		third := j.ask(t.Context())
		for i, a := range []*asker{first, second, third} {
			if a.result != 7 || a.err != nil || !a.done {
				t.Errorf("asker %d has %d, %v, done %t", i+1, a.result, a.err, a.done)
			}
		}
		if j.begun != 1 {
			t.Errorf("the work was begun %d times", j.begun)
		}
	})
}

func TestWorkGoesOnWhileAnybodyWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := newJob()
		first, second := j.ask(t.Context()), j.ask(t.Context())
		first.leave()
		synctest.Wait()
		if !errors.Is(first.err, context.Canceled) || second.done {
			t.Errorf("after the first has left: it has %v, the second is done: %t", first.err, second.done)
		}
		close(j.more)
		synctest.Wait()
		if second.result != 7 || second.err != nil || j.begun != 1 {
			t.Errorf("the second has %d, %v of work begun %d times", second.result, second.err, j.begun)
		}
	})
}

func TestWorkEndsWithTheLastWhoWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := newJob()
		first, second := j.ask(t.Context()), j.ask(t.Context())
		first.leave()
		second.leave()
		synctest.Wait()
		if !second.done || !j.idle() {
			t.Error("the work goes on for nobody")
		}
		gone, leave := context.WithCancel(t.Context())
		leave()
		if _, err := j.get(gone); !errors.Is(err, context.Canceled) || j.begun != 1 {
			t.Errorf("one who has left already gets %v of work begun %d times", err, j.begun)
		}
		third := j.ask(t.Context())
		close(j.more)
		synctest.Wait()
		if third.result != 7 || third.err != nil || j.begun != 2 {
			t.Errorf("the next has %d, %v of work begun %d times", third.result, third.err, j.begun)
		}
	})
}

func TestWorkThatPanicsFails(t *testing.T) {
	t.Parallel()
	w := work[int]{do: func(context.Context) (int, error) { panic("no such partner") }}
	if _, err := w.get(t.Context()); err == nil || !strings.Contains(err.Error(), "no such partner") {
		t.Errorf("work that panics ends with %v", err)
	}
}

// TestSlotsBoundWhatIsComputed lets many who make and some who use wait for one
// slot: those who use what there is go first, and who leaves does not block it.
func TestSlotsBoundWhatIsComputed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slots{free: 1}
		if err := s.take(t.Context(), toMake); err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var order []string
		wait := func(name string, as urgency) context.CancelFunc {
			ctx, leave := context.WithCancel(t.Context())
			go func() {
				if s.take(ctx, as) != nil {
					return
				}
				mu.Lock()
				order = append(order, name)
				mu.Unlock()
				s.give()
			}()
			synctest.Wait()
			return leave
		}
		wait("first view", toMake)
		leaves := wait("who leaves", toMake)
		wait("second view", toMake)
		wait("metrics", toUse)
		leaves()
		synctest.Wait()
		if len(order) > 0 {
			t.Errorf("%v went on without a slot", order)
		}
		s.give()
		synctest.Wait()
		if got := strings.Join(order, ", "); got != "metrics, first view, second view" || s.free != 1 {
			t.Errorf("%s went on, and %d slots are free", got, s.free)
		}
	})
}

// counting is a context that ends once it was looked at so many times.
type counting struct {
	context.Context
	looks, most int64
}

func (c *counting) Err() error {
	if atomic.AddInt64(&c.looks, 1); c.looks > c.most {
		return context.Canceled
	}
	return nil
}

// TestWhatTakesLongLooksAtItsContext ends everything half-way.
func TestWhatTakesLongLooksAtItsContext(t *testing.T) {
	t.Parallel()
	snapshot := Assembly(20_000)()
	snapshot.slots = nil
	view, err := snapshot.View(t.Context(), Every())
	if err != nil {
		t.Fatal(err)
	}
	g, _ := random(1, 1500)
	for name, do := range map[string]func(context.Context) error{
		"a view":        func(ctx context.Context) error { _, err := newView(ctx, snapshot, Every()); return err },
		"a narrow view": func(ctx context.Context) error { _, err := view.narrow(ctx, Every()); return err },
		"PageRank":      func(ctx context.Context) error { _, err := pageRank(ctx, g); return err },
		"betweenness":   func(ctx context.Context) error { _, err := betweenness(ctx, g, maxSteps); return err },
		"communities":   func(ctx context.Context) error { _, err := communities(ctx, g); return err },
		"a picture": func(ctx context.Context) error {
			_, err := view.Picture(ctx, Around{Focus: []int64{view.ID(0)}, Depth: 10, Limit: 10})
			return err
		},
		"metrics of a picture": func(ctx context.Context) error {
			_, err := view.Picture(ctx, Around{Limit: 1000, Measures: Measures{Betweenness: true}})
			return err
		},
	} {
		whole := &counting{Context: t.Context(), most: 1 << 60}
		if err := do(whole); err != nil || whole.looks == 0 {
			t.Errorf("%s looks %d times at its context, and ends with %v", name, whole.looks, err)
		}
		half := &counting{Context: t.Context(), most: whole.looks / 2}
		if err := do(half); !errors.Is(err, context.Canceled) || half.looks != half.most+1 {
			t.Errorf("%s ends with %v after %d looks, having been told at the %dth", name, err, half.looks, half.most+1)
		}
	}
}

// TestOnlyWhatIsWantedIsComputed asks for one number after the other.
func TestOnlyWhatIsWantedIsComputed(t *testing.T) {
	t.Parallel()
	view, err := Assembly(1000)().View(t.Context(), Every())
	if err != nil {
		t.Fatal(err)
	}
	known := func() Measures {
		m := &view.measured
		return Measures{PageRank: m.importance.done, Betweenness: m.betweenness.done, Communities: m.communities.done}
	}
	for _, wanted := range []Measures{{}, {PageRank: true}, {PageRank: true, Communities: true}, AllMeasures()} {
		standings, err := view.Standings(t.Context(), wanted)
		if err != nil || known() != wanted {
			t.Errorf("of %+v, %+v are computed, %v", wanted, known(), err)
		}
		s := standings.Of(view.linked[0])
		if got := (Measures{s.PageRank > 0, standings.betweenness != nil, s.Community > 0}); got != wanted || s.Degree == 0 {
			t.Errorf("of %+v, %+v are told: %+v", wanted, got, s)
		}
	}
}

// TestViewsAreFew asks for more filters than are kept.
func TestViewsAreFew(t *testing.T) {
	t.Parallel()
	s := Assembly(1000)()
	get := func(since int) *View {
		f := Every()
		f.Since = since
		view, err := s.View(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		return view
	}
	every, first := get(0), get(20000101)
	for i := range maxViews {
		if get(20000101) != first || get(0) != every {
			t.Errorf("what was asked for last is made anew after %d others", i)
		}
		get(20010101 + i)
	}
	for i := range 3 * maxViews {
		get(20020101 + i)
	}
	if len(s.views.kept) != maxViews || len(s.views.known) != maxViews {
		t.Errorf("%d views are kept, %d known, want %d", len(s.views.kept), len(s.views.known), maxViews)
	}
	if get(20000101) == first || get(0) != every {
		t.Error("what was asked for long ago is still kept, or the view of all ties is not")
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	f := Every()
	f.Since = 20300101
	if _, err := s.View(gone, f); !errors.Is(err, context.Canceled) || len(s.views.known) > maxViews {
		t.Errorf("a view for one who has left: %v, %d known", err, len(s.views.known))
	}
}
