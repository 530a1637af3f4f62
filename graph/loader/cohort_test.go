package loader_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"pressgraph/graph/loader"
)

// cohortOf returns a cohort of nodes that are their ids, in texts.
func cohortOf(ids ...int64) *loader.Cohort[int64] {
	c := loader.NewCohort[int64](len(ids))
	for _, id := range ids {
		c.Put(id, id*10)
	}
	return c
}

func TestTheFirstWhoIsAskedFetchesForAll(t *testing.T) {
	t.Parallel()
	var fetched atomic.Int64
	c := cohortOf(7, 3, 5)
	fetch := func(_ context.Context, members map[int64]int64) (map[int64]int64, error) {
		fetched.Add(1)
		if ids := slices.Sorted(maps.Keys(members)); !slices.Equal(ids, []int64{3, 5, 7}) {
			t.Errorf("fetched for %v, want all three", ids)
		}
		return map[int64]int64{3: members[3] + 1, 5: members[5] + 1}, nil
	}
	var asking sync.WaitGroup
	for i := range 30 {
		asking.Go(func() {
			id := []int64{3, 5, 7}[i%3]
			want := map[int64]int64{3: 31, 5: 51}[id]
			if got, err := loader.Load(t.Context(), c, "more", id, fetch); err != nil || got != want {
				t.Errorf("%d has %d, %v; want %d", id, got, err, want)
			}
		})
	}
	asking.Wait()
	if n := fetched.Load(); n != 1 {
		t.Errorf("fetched %d times, want once", n)
	}
	if _, err := loader.Load(t.Context(), c, "more", 4, fetch); err == nil {
		t.Error("who is not of the cohort is answered")
	}
}

func TestErrorsAreToldToAll(t *testing.T) {
	t.Parallel()
	broken := errors.New("the database is away")
	c := cohortOf(1, 2)
	for _, id := range []int64{1, 2} {
		_, err := loader.Load(t.Context(), c, "more", id, func(context.Context, map[int64]int64) (map[int64]int64, error) { return nil, broken })
		if !errors.Is(err, broken) {
			t.Errorf("%d is told %v, want that the database is away", id, err)
		}
	}
}

func TestFoundStandByTheirIDs(t *testing.T) {
	t.Parallel()
	var f loader.Found[string]
	for _, id := range []int64{5, 1, 9, 5, 3} {
		f.Put(id, string(rune('a'+id)))
	}
	f.Put(9, "last")
	if want := []int64{1, 3, 5, 9}; !slices.Equal(f.IDs, want) {
		t.Errorf("the ids are %v, want %v", f.IDs, want)
	}
	if node, ok := f.Get(9); !ok || node != "last" || f.At(9) != 3 {
		t.Errorf("9 is %q, %t, at %d", node, ok, f.At(9))
	}
	if _, ok := f.Get(4); ok {
		t.Error("4 is found")
	}
}

// double is twice its key.
type double struct{ key, value int }

// IsFor implements what a memo must tell.
func (d double) IsFor(key int) bool { return d.key == key }

func TestTheLastMemosAreKnown(t *testing.T) {
	t.Parallel()
	c, made := cohortOf(1), 0
	ask := func(key int) int {
		got, err := loader.Memo(c, key, func() (double, error) { made++; return double{key, key * 2}, nil })
		if err != nil {
			t.Fatal(err)
		}
		return got.value
	}
	for key := range 8 {
		ask(key)
	}
	if ask(3) != 6 || made != 8 {
		t.Errorf("made %d, want 8", made)
	}
	ask(8)
	if ask(0) != 0 || made != 10 {
		t.Errorf("made %d, want 10: the oldest is forgotten", made)
	}
	if _, err := loader.Memo(c, 11, func() (double, error) { return double{}, errors.New("no") }); err == nil {
		t.Error("an error is not told")
	}
}
