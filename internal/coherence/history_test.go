package coherence_test

import (
	"fmt"
	"slices"
	"time"
)

// maxAge is how old an answer may be.
const maxAge = 2 * time.Second

// state is all that these tests change of a release.
type state struct {
	// number is the last word of its title, and rises.
	number int
	// visible is whether it is published, linked whether it names the partner of
	// its class.
	visible, linked bool
}

// change is a change of a release that has happened. One writer makes all changes
// of a release, so that each has its place among them.
type change struct {
	by   string
	call time.Duration
	// ret is when it was acknowledged. One whose answer got lost is unsure: at ret
	// it was found in the database.
	ret    time.Duration
	unsure bool
	after  state
}

// sight is which part of a release an answer shows. An answer is read by several
// statements, so that each part of it has its own instant.
type sight int

const (
	// titled shows the title of what is visible.
	titled sight = iota
	// named shows whether it is visible and linked.
	named
	// titledForEditors shows the title and whether it is visible, namedForEditors
	// whether it is linked.
	titledForEditors
	namedForEditors
)

// read is what an answer shows of a release.
type read struct {
	release *release
	sight   sight
	// yes is whether it is visible, or linked, or both, as sight has it.
	yes    bool
	number int
	// own is the place of the last change that the client made itself.
	own int
	asked
}

// count is how many releases an answer counts.
type count struct {
	class *class // nil for all releases
	count int
	asked
}

// asked is who asked for what, where and when.
type asked struct {
	name      string
	client    int
	server    int
	chained   bool
	call, ret time.Duration
}

// shows reports whether the answer is right for a state.
func (r read) shows(s state) bool {
	switch r.sight {
	case titled:
		return r.yes == s.visible && (!r.yes || r.number == s.number)
	case named:
		return r.yes == (s.visible && s.linked)
	case titledForEditors:
		return r.yes == s.visible && r.number == s.number
	default:
		return r.yes == s.linked
	}
}

func (r read) String() string {
	what := map[sight]string{titled: "visible", named: "visible and linked", titledForEditors: "published", namedForEditors: "linked"}[r.sight]
	return fmt.Sprintf("client %d, %s, is answered by server %d from %v to %v that it is %v that %s is %s, with number %d",
		r.client, r.name, r.server, r.call, r.ret, r.yes, r.release.slug, what, r.number)
}

func (c change) String() string {
	return fmt.Sprintf("%s from %v to %v made it %+v (unsure: %v)", c.by, c.call, c.ret, c.after, c.unsure)
}

// counts reports whether a count of a class, or of all, counts a release in a state.
func (c count) counts(s state) bool { return s.visible && (s.linked || c.class == nil) }

func (c count) String() string {
	return fmt.Sprintf("client %d, %s, is answered by server %d from %v to %v: %d", c.client, c.name, c.server, c.call, c.ret, c.count)
}

// history is all that was done and answered. The changes are with the releases.
type history struct {
	releases []*release
	reads    []read
	counts   []count
	// unanswered is how many requests were told to come again, or nothing.
	unanswered int
	asked      int
}

// add takes up what one client saw.
func (h *history) add(c *client) {
	h.reads = append(h.reads, c.reads...)
	h.counts = append(h.counts, c.counts...)
	h.unanswered += c.unanswered
	h.asked += c.asked
}

// latestAcknowledged returns the place of the last change that was acknowledged
// before a time.
func (r *release) latestAcknowledged(before time.Duration) int {
	at, _ := slices.BinarySearchFunc(r.changes, before, func(c change, t time.Duration) int { return int(c.ret - t) })
	return max(at-1, 0)
}

// latestBegun returns the place of the last change that had been begun at a time.
func (r *release) latestBegun(until time.Duration) int {
	at, _ := slices.BinarySearchFunc(r.changes, until, func(c change, t time.Duration) int {
		if c.call <= t {
			return -1
		}
		return 1
	})
	return max(at-1, 0)
}

// match returns the place of the first, or last, change from one place to another
// after which the answer was right; -1 where there is none.
func (r read) match(from, to int, last bool) int {
	found := -1
	for i := from; i <= to; i++ {
		if !r.shows(r.release.changes[i].after) {
			continue
		}
		if found = i; !last {
			break
		}
	}
	return found
}
