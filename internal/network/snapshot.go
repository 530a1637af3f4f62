package network

import (
	"sort"

	"pressgraph/internal/content"
)

// Snapshot is the public content of one version, as far as ties are made of
// it. It is immutable, but for the views that it keeps.
type Snapshot struct {
	// Version is the public version that it holds.
	Version int64

	// partners stand by name, releases and initiatives the newest first. A
	// number of theirs is their place here.
	partners    []partner
	releases    []release
	initiatives []initiative
	// texts says for each release that has translations beside it which text it is
	// of, by the newest of these; alone for others.
	texts []int32
	// languages are those of the releases, by their places among tongues;
	// originals tells of each release whether it is the first of its text.
	languages []int32
	tongues   []string
	originals []bool
	// known finds partners by id.
	known map[int64]int32

	// named are the releases that name a partner, tied those that do in another
	// role than MENTIONED, together the partners that a release ties.
	named    rows[int32]
	tied     rows[int32]
	together rows[int32]
	// parts are the participations of an initiative, by partner; taken the
	// initiatives that a partner takes part in, each once.
	parts rows[part]
	taken rows[int32]

	views views
	slots *slots
}

type partner struct {
	id int64
	// key sorts by name.
	key []byte
}

type release struct {
	id int64
	on date
}

// alone is in the place of the text of a release without translations.
const alone = -1

type initiative struct {
	id     int64
	kind   content.InitiativeKind
	status content.InitiativeStatus
}

// part is one participation: since when it is known, and the last day that its
// end can mean, or else its initiative's; 0 where neither has one.
type part struct {
	partner int32
	begin   date
	until   int32
	status  content.ParticipationStatus
}

// rows are lists of values, one after the other in one piece of memory.
type rows[V any] struct {
	// starts has one number more than there are lists.
	starts []int32
	values []V
}

// of returns list i.
func (r rows[V]) of(i int32) []V { return r.values[r.starts[i]:r.starts[i+1]] }

// pair is a value with the list that it belongs to.
type pair[V any] struct {
	row   int32
	value V
}

// gather makes n lists of pairs, each in the order in which they are given.
func gather[V any](n int, pairs []pair[V]) rows[V] {
	r := rows[V]{starts: make([]int32, n+1), values: make([]V, len(pairs))}
	for _, p := range pairs {
		r.starts[p.row+1]++
	}
	for i := range n {
		r.starts[i+1] += r.starts[i]
	}
	next := make([]int32, n)
	copy(next, r.starts)
	for _, p := range pairs {
		r.values[next[p.row]] = p.value
		next[p.row]++
	}
	return r
}

// turn makes the lists of the other side: of each value, the n of them, the
// rows that hold it, in ascending order.
func turn(r rows[int32], n int) rows[int32] {
	pairs := make([]pair[int32], 0, len(r.values))
	for row := range int32(len(r.starts) - 1) { //nolint:gosec // as many as fit in memory
		for _, v := range r.of(row) {
			pairs = append(pairs, pair[int32]{v, row})
		}
	}
	return gather(n, pairs)
}

// Find returns the numbers of those of the ids that are partners of the
// network, in their order, each once.
func (s *Snapshot) Find(ids []int64) []int32 {
	found := make([]int32, 0, len(ids))
	seen := map[int32]bool{}
	for _, id := range ids {
		if number, ok := s.known[id]; ok && !seen[number] {
			seen[number] = true
			found = append(found, number)
		}
	}
	return found
}

// ID returns the id of a partner.
func (s *Snapshot) ID(number int32) int64 { return s.partners[number].id }

// Key returns what a partner sorts by: its name, to be read only.
func (s *Snapshot) Key(number int32) []byte { return s.partners[number].key }

// Place returns the number that a partner with this key and id has, or would
// have to stand before.
func (s *Snapshot) Place(key []byte, id int64) int32 {
	wanted := partner{id, key}
	place := sort.Search(len(s.partners), func(i int) bool { return s.partners[i].compare(wanted) >= 0 })
	return int32(place) //nolint:gosec // as many as fit in memory
}
