package network

import (
	"cmp"
	"context"
	"slices"
)

// View is the network as far as a filter lets it be seen: for each partner,
// whom it is tied to. It is immutable.
type View struct {
	*Snapshot
	filter Filter
	// members are the partners in each initiative that counts.
	members rows[member]
	// ties are sorted by the other partner.
	ties rows[Tie]
	// linked are the partners that are tied to anyone, ascending.
	linked []int32

	measured measured
}

// member is a partner in an initiative, from when at the earliest.
type member struct {
	partner int32
	begin   date
}

// Tie is what ties a partner to another one.
type Tie struct {
	// To is the number of the other partner.
	To int32
	// Initiatives and Releases are how many of each they share.
	Initiatives, Releases int32
}

// Strength is the number of initiatives and releases.
func (t Tie) Strength() int { return int(t.Initiatives) + int(t.Releases) }

// Ties returns whom a partner is tied to, by number; to be read only.
func (v *View) Ties(partner int32) []Tie { return v.ties.of(partner) }

// Tie returns what ties two partners.
func (v *View) Tie(a, b int32) (Tie, bool) {
	ties := v.ties.of(a)
	at, found := slices.BinarySearchFunc(ties, b, func(t Tie, to int32) int { return cmp.Compare(t.To, to) })
	if !found {
		return Tie{}, false
	}
	return ties[at], true
}

// Degree returns how many partners a partner is tied to.
func (v *View) Degree(partner int32) int { return len(v.ties.of(partner)) }

// Strength returns the strength of all ties of a partner together.
func (v *View) Strength(partner int32) int {
	sum := 0
	for _, t := range v.ties.of(partner) {
		sum += t.Strength()
	}
	return sum
}

// Collaborators returns the ties of a partner, the strongest first, and by name
// among equals. O(ties · log ties).
func (v *View) Collaborators(partner int32) []Tie {
	return slices.SortedFunc(slices.Values(v.ties.of(partner)), compareTies)
}

func compareTies(a, b Tie) int {
	return cmp.Or(cmp.Compare(b.Strength(), a.Strength()), cmp.Compare(a.To, b.To))
}

// newView gathers the ties of one partner after the other, until ctx ends.
func newView(ctx context.Context, s *Snapshot, f Filter) (*View, error) {
	v := &View{Snapshot: s, filter: f}
	left := s.leftOut(f)
	v.members = v.inForce(left)
	w := weaver{View: v, left: left, shared: make([]Tie, len(s.partners)), pace: pace{ctx: ctx}}
	v.ties.starts = make([]int32, 1, len(s.partners)+1)
	for number := range int32(len(s.partners)) { //nolint:gosec // as many as fit in memory
		if !left[number] {
			w.releases(number)
			w.initiatives(number)
		}
		w.collect()
		if err := w.step(w.looks); err != nil {
			return nil, err
		}
		w.looks = 1
	}
	return v.ready(), nil
}

// leftOut marks the partners that a filter leaves out.
func (s *Snapshot) leftOut(f Filter) []bool {
	left := make([]bool, len(s.partners))
	for _, number := range s.Find(f.Without) {
		left[number] = true
	}
	return left
}

// ready ends the making of a view.
func (v *View) ready() *View {
	for number := range int32(len(v.partners)) { //nolint:gosec // as many as fit in memory
		if v.Degree(number) > 0 {
			v.linked = append(v.linked, number)
		}
	}
	v.measured.begin(v)
	return v
}

// inForce lists the partners in each initiative that counts, each once.
func (v *View) inForce(left []bool) rows[member] {
	r := rows[member]{starts: make([]int32, 1, len(v.initiatives)+1)}
	for number, i := range v.initiatives {
		first := len(r.values)
		if v.filter.wants(i.kind) {
			for _, p := range v.parts.of(int32(number)) { //nolint:gosec // as many as fit in memory
				if left[p.partner] || !v.filter.lasts(p) {
					continue
				}
				if last := len(r.values) - 1; last >= first && r.values[last].partner == p.partner {
					r.values[last].begin = earlier(r.values[last].begin, p.begin)
					continue
				}
				r.values = append(r.values, member{p.partner, p.begin})
			}
		}
		r.starts = append(r.starts, int32(len(r.values))) //nolint:gosec // as many as fit in memory
	}
	return r
}

// begin returns since when a partner takes part in an initiative that counts.
func (v *View) begin(initiative, partner int32) (date, bool) {
	members := v.members.of(initiative)
	at, found := slices.BinarySearchFunc(members, partner, func(m member, p int32) int { return cmp.Compare(m.partner, p) })
	if !found {
		return date{}, false
	}
	return members[at].begin, true
}

// weaver gathers the ties of one partner after the other.
type weaver struct {
	*View
	left []bool
	// shared holds what ties the partner at hand to each other one, met the
	// others in the order in which they turned up.
	shared []Tie
	met    []int32
	// looks counts what was looked at since the pace was told.
	looks int
	pace
}

func (w *weaver) releases(number int32) {
	if !w.filter.Releases {
		return
	}
	for _, release := range w.tied.of(number) {
		if !w.filter.published(w.Snapshot.releases[release].on) {
			continue
		}
		w.looks += len(w.together.of(release))
		for _, other := range w.together.of(release) {
			if other != number && !w.left[other] {
				w.meet(other)
				w.shared[other].Releases++
			}
		}
	}
}

func (w *weaver) initiatives(number int32) {
	if !w.filter.Initiatives {
		return
	}
	for _, initiative := range w.taken.of(number) {
		begin, counts := w.begin(initiative, number)
		if !counts {
			continue
		}
		w.looks += len(w.members.of(initiative))
		for _, other := range w.members.of(initiative) {
			if other.partner != number && w.filter.after(later(begin, other.begin)) {
				w.meet(other.partner)
				w.shared[other.partner].Initiatives++
			}
		}
	}
}

func (w *weaver) meet(other int32) {
	if w.shared[other].Strength() == 0 {
		w.met = append(w.met, other)
	}
}

// collect ends a partner: those of its ties that are strong enough stay.
func (w *weaver) collect() {
	slices.Sort(w.met)
	for _, other := range w.met {
		tie := w.shared[other]
		tie.To = other
		if tie.Strength() >= w.filter.MinStrength {
			w.ties.values = append(w.ties.values, tie)
		}
		w.shared[other] = Tie{}
	}
	w.met = w.met[:0]
	w.ties.starts = append(w.ties.starts, int32(len(w.ties.values))) //nolint:gosec // as many as fit in memory
}
