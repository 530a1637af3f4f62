package coherence_test

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// The promises that answers are held against.
const (
	linearizable = "one server is linearizable"
	neverBack    = "who sends the version never goes back"
	fresh        = "no answer is more than two seconds old"
	honest       = "nothing is answered that never was"
	equal        = "a remembered answer equals one that is not"
)

// finding is a promise that was broken, and how.
type finding struct{ promise, how string }

// checkPatience bounds the search for an order of one release's operations.
const checkPatience = time.Minute

// judge returns which promises a history breaks; not every time that one is broken.
func (h *history) judge(t *testing.T) []finding {
	t.Helper()
	return slices.Concat(h.linearizable(t), h.backwards(), h.old())
}

// linearizable searches, for all that was changed by one server alone, for an
// order in which its operations can have happened one after the other.
func (h *history) linearizable(t *testing.T) []finding {
	t.Helper()
	reads, counts := map[*release][]read{}, map[*class][]count{}
	for _, r := range h.reads {
		if r.server == r.release.class.server {
			reads[r.release] = append(reads[r.release], r)
		}
	}
	for _, c := range h.counts {
		if c.class != nil && c.server == c.class.server {
			counts[c.class] = append(counts[c.class], c)
		}
	}
	var found []finding
	for _, r := range h.releases {
		if r.class.server != everywhere {
			found = append(found, inOrder(t, r.slug, modelOf(r), operationsOf(r, reads[r]))...)
		}
	}
	for class, all := range counts {
		found = append(found, inOrder(t, "counts-"+class.slug, modelOfCounts(class), operationsOfCounts(class, all))...)
	}
	return found
}

func inOrder(t *testing.T, name string, model porcupine.Model, operations []porcupine.Operation) []finding {
	t.Helper()
	switch result, info := porcupine.CheckOperationsVerbose(model, operations, checkPatience); result {
	case porcupine.Illegal:
		path := filepath.Join(t.ArtifactDir(), name+".html")
		if err := porcupine.VisualizePath(model, info, path); err != nil {
			path = err.Error()
		}
		return []finding{{linearizable, fmt.Sprintf("%s: %d operations have no order, see %s (kept with go test -artifacts)", name, len(operations), path)}}
	case porcupine.Unknown:
		return []finding{{linearizable, fmt.Sprintf("%s: no order of %d operations was found within %v", name, len(operations), checkPatience)}}
	case porcupine.Ok:
	}
	return nil
}

// written is the input of an operation that changes, the change at its place.
type written struct {
	at int
	change
}

// modelOf is a release that goes from each of its changes to the next one.
func modelOf(r *release) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return 0 },
		Step: func(state, input, _ any) (bool, any) {
			at := state.(int)
			switch in := input.(type) {
			case written:
				return in.at == at+1, in.at
			case read:
				return in.shows(r.changes[at].after), at
			}
			return false, at
		},
		DescribeOperation: func(input, _ any) string { return fmt.Sprint(input) },
		DescribeState:     func(state any) string { return fmt.Sprintf("%+v", r.changes[state.(int)].after) },
	}
}

// returned is until when a change has taken effect on its own server: one whose
// answer got lost comes to it as those of others do.
func (c change) returned() time.Duration {
	if c.unsure {
		return c.ret + maxAge
	}
	return c.ret
}

func operationsOf(r *release, reads []read) []porcupine.Operation {
	var all []porcupine.Operation
	for i, c := range r.changes[1:] {
		all = append(all, porcupine.Operation{Input: written{i + 1, c}, Call: int64(c.call), Return: int64(c.returned())})
	}
	for _, got := range reads {
		all = append(all, porcupine.Operation{ClientId: 1 + got.client, Input: got, Call: int64(got.call), Return: int64(got.ret)})
	}
	return all
}

// stepped is the input of an operation that changes a count.
type stepped struct {
	slug string
	by   int
}

// modelOfCounts is the number of a class's releases that are visible and linked.
func modelOfCounts(c *class) porcupine.Model {
	begin := 0
	for _, r := range c.releases {
		if (count{class: c}).counts(r.changes[0].after) {
			begin++
		}
	}
	return porcupine.Model{
		Init: func() any { return begin },
		Step: func(state, input, _ any) (bool, any) {
			number := state.(int)
			switch in := input.(type) {
			case stepped:
				return true, number + in.by
			case count:
				return in.count == number, number
			}
			return false, number
		},
		DescribeOperation: func(input, _ any) string { return fmt.Sprint(input) },
	}
}

func operationsOfCounts(class *class, counts []count) []porcupine.Operation {
	var all []porcupine.Operation
	for _, r := range class.releases {
		for i, c := range r.changes[1:] {
			before, after := count{class: class}.counts(r.changes[i].after), count{class: class}.counts(c.after)
			if before == after {
				continue
			}
			by := -1
			if after {
				by = 1
			}
			all = append(all, porcupine.Operation{Input: stepped{r.slug, by}, Call: int64(c.call), Return: int64(c.returned())})
		}
	}
	for _, got := range counts {
		all = append(all, porcupine.Operation{ClientId: 1 + got.client, Input: got, Call: int64(got.call), Return: int64(got.ret)})
	}
	return all
}

// seen is a release as one client knows it.
type seen struct {
	client  int
	release *release
}

// backwards finds the clients that were shown, having sent the version that they
// knew, less than they had seen or made before.
func (h *history) backwards() []finding {
	var found []finding
	known := map[seen]int{}
	last := map[seen]read{}
	for _, answer := range h.chained() {
		now := map[seen]int{}
		for _, got := range answer {
			key := seen{got.client, got.release}
			at := got.match(max(known[key], got.own), got.release.latestBegun(got.ret), false)
			if at < 0 && got.match(0, len(got.release.changes)-1, false) >= 0 {
				found = append(found, finding{neverBack, fmt.Sprintf("%s, after %s", got, last[key])})
			}
			now[key] = max(now[key], known[key], got.own, at)
		}
		maps.Copy(known, now)
		for _, got := range answer {
			last[seen{got.client, got.release}] = got
		}
	}
	return found
}

// chained returns what the clients saw that send the version, by answers in their order.
func (h *history) chained() [][]read {
	all := slices.DeleteFunc(slices.Clone(h.reads), func(r read) bool { return !r.chained })
	slices.SortStableFunc(all, func(a, b read) int { return cmp.Or(cmp.Compare(a.client, b.client), cmp.Compare(a.call, b.call)) })
	var answers [][]read
	for begin := 0; begin < len(all); {
		end := begin + 1
		for end < len(all) && all[end].client == all[begin].client && all[end].call == all[begin].call {
			end++
		}
		answers = append(answers, all[begin:end])
		begin = end
	}
	return answers
}

// old finds the answers that are older than they may be, and those that never
// were right.
func (h *history) old() []finding {
	var found []finding
	for _, got := range h.reads {
		until := got.release.latestBegun(got.ret)
		if got.match(got.release.latestAcknowledged(got.call-maxAge), until, true) >= 0 {
			continue
		}
		if age, ok := got.age(); ok {
			found = append(found, finding{fresh, fmt.Sprintf("%v old: %s", age, got)})
		} else {
			found = append(found, finding{honest, got.String()})
		}
	}
	for _, got := range h.counts {
		if least, most := h.bounds(got); got.count < least || got.count > most {
			found = append(found, finding{fresh, fmt.Sprintf("%s, not %d to %d as within the last %v", got, least, most, maxAge)})
		}
	}
	return found
}

// age returns how old an answer was when it was asked for: the time since the
// first change was acknowledged that it does not show.
func (r read) age() (age time.Duration, ok bool) {
	at := r.match(0, r.release.latestBegun(r.ret), true)
	if at < 0 {
		return 0, false
	}
	if at+1 < len(r.release.changes) {
		age = max(0, r.call-r.release.changes[at+1].ret)
	}
	return age, true
}

// bounds returns between which numbers a count may lie.
func (h *history) bounds(c count) (least, most int) {
	for _, r := range h.releases {
		if c.class != nil && c.class != r.class {
			continue
		}
		always, ever := true, false
		for _, change := range r.changes[r.latestAcknowledged(c.call-maxAge) : r.latestBegun(c.ret)+1] {
			counted := c.counts(change.after)
			always, ever = always && counted, ever || counted
		}
		if always {
			least++
		}
		if ever {
			most++
		}
	}
	return least, most
}

// ages tells how old answers were.
func (h *history) ages() string {
	var all []time.Duration
	for _, r := range h.reads {
		if age, ok := r.age(); ok {
			all = append(all, age)
		}
	}
	if len(all) == 0 {
		return "no answers"
	}
	slices.Sort(all)
	stale := slices.IndexFunc(all, func(d time.Duration) bool { return d > 0 })
	if stale < 0 {
		return fmt.Sprintf("%d sights, none of them stale", len(all))
	}
	late := all[stale:]
	return fmt.Sprintf("%d sights, %d of them stale, half of these by %v at most, 99 of 100 by %v, all by %v",
		len(all), len(late), late[len(late)/2], late[len(late)*99/100], late[len(late)-1])
}

// report fails the test for what was found: a few of each.
func report(t *testing.T, found []finding) {
	t.Helper()
	told := map[string]int{}
	for _, f := range found {
		if told[f.promise]++; told[f.promise] <= 3 {
			t.Errorf("not true: %s: %s", f.promise, f.how)
		}
	}
	var counts []string
	for promise, n := range told {
		counts = append(counts, fmt.Sprintf("%s: %d", promise, n))
	}
	if slices.Sort(counts); len(counts) > 0 {
		t.Logf("not true, and how often: %s", strings.Join(counts, "; "))
	}
}
