package memory_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/memory"
)

// recall asks for ids of a table, each of which is read from memory or counted.
func (k *kept) recall(ctx context.Context, question string, narrow memory.Narrow, statement string, ids ...int64) map[int64]string {
	k.t.Helper()
	got, err := memory.Recall(ctx, question, ids, narrow, func(ctx context.Context, missing []int64) (map[int64]string, error) {
		database.TellWitness(ctx, statement)
		found := map[int64]string{}
		for _, id := range missing {
			k.reads++
			if id < 100 { // Others are not there.
				found[id] = fmt.Sprint("value of ", id)
			}
		}
		return found, nil
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return got
}

// reading returns how many ids something reads.
func (k *kept) reading(do func()) int {
	before := k.reads
	do()
	return k.reads - before
}

const releases = "SELECT id FROM releases WHERE id IN ($1)"

func TestRecall(t *testing.T) {
	t.Parallel()
	byRow := memory.ByRow("releases")
	t.Run("reads_each_once_also_what_is_not_there", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		ctx, _ := k.begin()
		first := k.recall(ctx, "q", byRow, releases, 1, 2, 100)
		again := map[int64]string{}
		if n := k.reading(func() { again = k.recall(ctx, "q", byRow, releases, 1, 2, 3, 100) }); n != 1 {
			t.Errorf("%d ids are read again, want the new one alone", n)
		}
		if delete(again, 3); !maps.Equal(first, again) || len(first) != 2 {
			t.Errorf("recalled %v, read %v", again, first)
		}
		if n := k.reading(func() { k.recall(ctx, "other", byRow, releases, 1) }); n != 1 {
			t.Error("another question is answered from this one's memory")
		}
	})
	t.Run("reads_again_what_has_changed_and_nothing_else", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		ask := func(ids ...int64) int {
			ctx, _ := k.begin()
			return k.reading(func() { k.recall(ctx, "q", byRow, releases, ids...) })
		}
		ask(1, 2, 100)
		k.change("releases", 2, 0, 0)
		k.hear()
		if n := ask(1, 2, 100); n != 1 {
			t.Errorf("%d ids are read after one has changed", n)
		}
		k.change("releases", 100, 0, 0)
		k.change("partners", 1, 0, 0)
		k.hear()
		if n := ask(1, 2, 100); n != 1 {
			t.Errorf("%d ids are read after one has come", n)
		}
	})
	t.Run("takes_tables_that_are_not_narrowed_whole", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		const both = "SELECT r.id FROM releases r JOIN mentions m ON TRUE"
		ask := func() int {
			ctx, _ := k.begin()
			return k.reading(func() { k.recall(ctx, "q", byRow, both, 1) })
		}
		ask()
		for _, c := range []struct {
			table string
			row   int64
			reads int
		}{{"releases", 2, 0}, {"partners", 1, 0}, {"mentions", 7, 1}, {"releases", 1, 1}, {"*", 0, 1}} {
			k.change(c.table, c.row, 0, 0)
			k.hear()
			if n := ask(); n != c.reads {
				t.Errorf("after a change of row %d of %s %d ids are read, want %d", c.row, c.table, n, c.reads)
			}
		}
	})
	t.Run("knows_both_ends_of_a_relation", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		ask := func() int {
			ctx, _ := k.begin()
			return k.reading(func() { k.recall(ctx, "q", memory.Beside("mentions"), "SELECT FROM mentions", 1, 2, 3) })
		}
		ask()
		k.change("mentions", 3, 1, 2)
		k.hear()
		if n := ask(); n != 2 {
			t.Errorf("%d ids are read after a relation of two has changed", n)
		}
	})
	t.Run("does_not_recall_within_what_is_kept", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		ctx, _ := k.begin()
		k.recall(ctx, "inner", byRow, releases, 1)
		outer := func(ctx context.Context) {
			_, err := memory.RecallOne(ctx, "outer", func(ctx context.Context) (string, error) {
				return k.recall(ctx, "inner", byRow, releases, 1)[1], nil
			})
			if err != nil {
				t.Error(err)
			}
		}
		outer(ctx)
		k.change("releases", 1, 0, 0)
		k.hear()
		ctx, _ = k.begin()
		if n := k.reading(func() { outer(ctx) }); n != 1 {
			t.Error("what was made from something kept outlives it")
		}
	})
	t.Run("does_not_keep_what_was_overtaken", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		ctx, _ := k.begin()
		_, err := memory.Recall(ctx, "q", []int64{1}, byRow, func(ctx context.Context, _ []int64) (map[int64]string, error) {
			database.TellWitness(ctx, releases)
			k.change("releases", 1, 0, 0) // after it was read, before it is kept
			k.hear()
			return map[int64]string{1: "as it was"}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, _ = k.begin()
		if got := k.recall(ctx, "q", byRow, releases, 1); got[1] != "value of 1" {
			t.Errorf("recalls %q", got[1])
		}
	})
	t.Run("keeps_no_errors", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		ctx, _ := k.begin()
		failed := errors.New("no answer")
		fail := func(context.Context) (int, error) { return 0, failed }
		if _, err := memory.RecallOne(ctx, "q", fail); !errors.Is(err, failed) {
			t.Error(err)
		}
		if got, err := memory.RecallOne(ctx, "q", func(context.Context) (int, error) { return 7, nil }); got != 7 || err != nil {
			t.Error(got, err)
		}
	})
}

func TestSettle(t *testing.T) {
	t.Parallel()
	byRow := memory.ByRow("releases")
	settled := func(k *kept, r *memory.Reading) (int64, bool) {
		version, whole, err := r.Settle(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return version, whole
	}
	t.Run("asks_nothing_where_all_was_known", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		ctx, _ := k.begin()
		k.recall(ctx, "q", byRow, releases, 1)
		ctx, r := k.begin()
		k.recall(ctx, "q", byRow, releases, 1)
		k.change("releases", 1, 0, 0)
		before := k.asked
		if version, whole := settled(k, r); version != 0 || !whole || k.asked != before {
			t.Errorf("version %d, whole %t, asked %d times", version, whole, k.asked-before)
		}
	})
	t.Run("tells_the_newest_version_where_nothing_read_has_changed", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		ctx, r := k.begin()
		k.recall(ctx, "q", byRow, releases, 1)
		k.change("releases", 2, 0, 0)
		if version, whole := settled(k, r); version != 1 || !whole {
			t.Errorf("version %d, whole %t", version, whole)
		}
	})
	t.Run("tells_what_was_overtaken", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		ctx, r := k.begin()
		k.recall(ctx, "q", byRow, releases, 1)
		k.change("releases", 1, 0, 0)
		if version, whole := settled(k, r); version != 1 || whole {
			t.Errorf("version %d, whole %t", version, whole)
		}
	})
	t.Run("counts_what_is_newer_in_memory_than_the_reading", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		ctx, early := k.begin()
		k.change("releases", 1, 0, 0)
		k.hear()
		late, _ := k.begin()
		k.recall(late, "q", byRow, releases, 1)
		k.recall(ctx, "q", byRow, releases, 1)
		if version, whole := settled(k, early); version != 1 || whole {
			t.Errorf("version %d, whole %t: what a later reading has kept was not there when this one began", version, whole)
		}
	})
	t.Run("counts_statements_that_nobody_recalls", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		ctx, r := k.begin()
		database.TellWitness(ctx, "SELECT FROM topics")
		k.change("topics", 9, 0, 0)
		if _, whole := settled(k, r); whole {
			t.Error("a table that was read has changed")
		}
	})
}

func TestTrust(t *testing.T) {
	t.Parallel()
	keeps := func(k *kept) bool {
		_, r := k.begin()
		return r.Keeps()
	}
	t.Run("asks_where_nothing_was_heard_for_long", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		before := k.asked
		if keeps(k); k.asked != before {
			t.Error("asks although it has just heard")
		}
		k.pass(1900 * time.Millisecond)
		if k.Trusted() {
			t.Error("trusts what it has heard two seconds ago")
		}
		if !keeps(k) || k.asked != before+1 {
			t.Errorf("asked %d times", k.asked-before)
		}
		k.silent = errors.New("away")
		k.pass(1900 * time.Millisecond)
		if _, _, err := k.Begin(t.Context(), false); !errors.Is(err, k.silent) {
			t.Errorf("begins with %v", err)
		}
	})
	t.Run("asks_a_source_that_is_gone", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		k.gone = errors.New("somebody has removed the file")
		before := k.asked
		if keeps(k) || k.asked != before+1 {
			t.Errorf("asked %d times", k.asked-before)
		}
	})
	t.Run("uses_nothing_while_a_change_of_its_own_is_committed", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		k.change("releases", 1, 0, 0)
		committed := k.Committing(k.told.All, k.told.Public)
		if keeps(k) {
			t.Error("answers from memory although others may see more")
		}
		committed(t.Context(), nil)
		if all, public, err := k.Reach(t.Context(), 0, 0); all != 1 || public != 1 || err != nil || !keeps(k) {
			t.Errorf("knows %d and %d, %v", all, public, err)
		}
	})
	t.Run("does_not_mind_changes_that_readers_cannot_notice", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		committed := k.Committing(1, 0)
		if !keeps(k) {
			t.Error("readers notice a hidden change")
		}
		committed(t.Context(), nil)
	})
	t.Run("asks_after_a_commit_whose_end_is_unknown", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		k.change("releases", 1, 0, 0)
		k.Committing(1, 1)(t.Context(), errors.New("the connection broke"))
		before := k.asked
		if keeps(k); k.asked != before+1 {
			t.Errorf("asked %d times", k.asked-before)
		}
	})
	t.Run("takes_a_word_that_was_overtaken_for_nothing", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		k.change("releases", 1, 0, 0)
		k.change("releases", 2, 0, 0)
		k.hear()
		k.Committing(1, 1)(t.Context(), nil) // known already, and more
		if all, _, _ := k.Reach(t.Context(), 0, 0); all != 2 {
			t.Errorf("knows of %d changes, want 2", all)
		}
	})
	t.Run("forgets_a_source_that_has_gone_back", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		k.change("releases", 9, 0, 0)
		k.hear()
		ctx, _ := k.begin()
		k.recall(ctx, "q", memory.ByRow("releases"), releases, 1)
		k.told.All, k.told.Public, k.log = 0, 0, nil
		k.pass(time.Second)
		k.hear()
		ctx, _ = k.begin()
		if n := k.reading(func() { k.recall(ctx, "q", memory.ByRow("releases"), releases, 1) }); n != 1 {
			t.Error("recalls what another source has told")
		}
	})
	t.Run("forgets_where_changes_are_missing_from_the_log", func(t *testing.T) {
		t.Parallel()
		k := newKept(t, 1<<20)
		ctx, _ := k.begin()
		k.recall(ctx, "q", memory.ByRow("releases"), releases, 1)
		k.change("releases", 9, 0, 0)
		k.told.All, k.told.Public = k.told.All+1, k.told.Public+1
		k.hear()
		ctx, _ = k.begin()
		if n := k.reading(func() { k.recall(ctx, "q", memory.ByRow("releases"), releases, 1) }); n != 1 {
			t.Error("recalls although it is not known what has changed")
		}
	})
}

// TestAnswersAreKeptUntilTheirContentChanges keeps an answer by what was read for it.
func TestAnswersAreKeptUntilTheirContentChanges(t *testing.T) {
	t.Parallel()
	k := newKept(t, 1<<20)
	ctx, r := k.begin()
	k.recall(ctx, "q", memory.ByRow("releases"), releases, 1, 2)
	r.Keep("answer", "text", 4)
	for _, c := range []struct {
		row int64
		ok  bool
	}{{3, true}, {2, false}} {
		k.change("releases", c.row, 0, 0)
		k.hear()
		if got, version, ok := k.Answer("answer", 0); ok != c.ok || ok && (got != "text" || version != k.told.Public) {
			t.Errorf("after a change of %d: %v at %d, %t", c.row, got, version, ok)
		}
	}
	if _, _, ok := k.Answer("answer", k.told.Public+1); ok {
		t.Error("answers with an older version than was asked for")
	}
}

// TestBound keeps far more than there is room for.
func TestBound(t *testing.T) {
	t.Parallel()
	const room = 1 << 20
	k := newKept(t, room)
	ctx, _ := k.begin()
	for i := range int64(20_000) {
		k.recall(ctx, fmt.Sprint("question ", i%100), memory.ByRow("releases"), releases, i)
	}
	end := time.Now().Add(10 * time.Second)
	for k.Stats().Bytes > room {
		if time.Now().After(end) {
			t.Fatalf("%d bytes are kept, of %d", k.Stats().Bytes, room)
		}
		time.Sleep(time.Millisecond)
	}
	if stats := k.Stats(); stats.Entries == 0 || stats.Bytes < room/2 {
		t.Errorf("hardly anything is kept: %+v", stats)
	}
	nothing := newKept(t, 0)
	ctx, _ = nothing.begin()
	nothing.recall(ctx, "q", memory.ByRow("releases"), releases, 1)
	if n := nothing.reading(func() { nothing.recall(ctx, "q", memory.ByRow("releases"), releases, 1) }); n != 1 {
		t.Error("something is kept where nothing may be")
	}
}
