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
	// members are the spells of partners in each initiative that counts.
	members rows[member]
	// ties are sorted by the other partner.
	ties rows[Tie]
	// undated are the partners that each is not tied to for want of a date alone.
	undated rows[int32]
	// linked are the partners that are tied to anyone, ascending.
	linked []int32

	measured measured
}

// Tie is what ties a partner to another one.
type Tie struct {
	// To is the number of the other partner.
	To int32
	// Initiatives is how many they share, Texts of how many texts the releases are
	// that they share: all translations of one count once.
	Initiatives, Texts int32
}

// Strength is the number of initiatives and texts.
func (t Tie) Strength() int { return int(t.Initiatives) + int(t.Texts) }

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
	w := weaver{View: v, left: left, shared: make([]Tie, len(s.partners)), told: make([]int32, len(s.partners)), pace: pace{ctx: ctx}}
	v.ties.starts = make([]int32, 1, len(s.partners)+1)
	if f.dated() {
		w.undated = make([]int32, len(s.partners))
		v.undated.starts = make([]int32, 1, len(s.partners)+1)
	}
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

// inForce lists the spells of partners in each initiative that counts, by partner.
func (v *View) inForce(left []bool) rows[member] {
	r := rows[member]{starts: make([]int32, 1, len(v.initiatives)+1)}
	for number, i := range v.initiatives {
		if v.filter.wants(i) {
			for _, p := range v.parts.of(int32(number)) { //nolint:gosec // as many as fit in memory
				if !left[p.partner] && v.filter.takes(p) && v.filter.lasts(p) {
					r.values = append(r.values, member{p.partner, p.begin, p.until})
				}
			}
		}
		r.starts = append(r.starts, int32(len(r.values))) //nolint:gosec // as many as fit in memory
	}
	return r
}

// weaver gathers the ties of one partner after the other.
type weaver struct {
	*View
	left []bool
	// shared holds what ties the partner at hand to each other one, met the
	// others in the order in which they turned up.
	shared []Tie
	met    []int32
	// undated counts what would tie it to each, had it a date; nil where no dates
	// are asked for.
	undated []int32
	// several are the releases at hand that have translations beside them.
	several []translation
	// told holds the turn in which a text was last counted for each partner.
	told []int32
	turn int32
	// looks counts what was looked at since the pace was told.
	looks int
	pace
}

func (w *weaver) releases(number int32) {
	if !w.filter.Releases {
		return
	}
	for _, release := range w.tied.of(number) {
		on := w.Snapshot.releases[release].on
		counts := w.filter.published(on)
		if !counts && on.known() {
			continue
		}
		w.looks += len(w.together.of(release))
		if text := w.texts[release]; text != alone {
			w.several = append(w.several, translation{text, release, counts})
			continue
		}
		for _, other := range w.together.of(release) {
			if other != number && !w.left[other] {
				w.share(other, counts)
			}
		}
	}
	w.translations(number)
}

// share counts a text that ties the partner at hand to another one, or would.
func (w *weaver) share(other int32, counts bool) {
	w.meet(other)
	if counts {
		w.shared[other].Texts++
	} else {
		w.undated[other]++
	}
}

// translation is a release of a text that has several.
type translation struct {
	text, release int32
	counts        bool
}

// compare puts the translations of a text together, those first that count.
func (a translation) compare(b translation) int {
	switch {
	case a.text != b.text:
		return cmp.Compare(a.text, b.text)
	case a.counts == b.counts:
		return 0
	case a.counts:
		return -1
	}
	return 1
}

// translations counts each text of several releases once for each partner that
// one of them names.
func (w *weaver) translations(number int32) {
	slices.SortFunc(w.several, translation.compare)
	for i, t := range w.several {
		if i == 0 || w.several[i-1].text != t.text {
			w.turn++
		}
		for _, other := range w.together.of(t.release) {
			if other != number && !w.left[other] && w.told[other] != w.turn {
				w.told[other] = w.turn
				w.share(other, t.counts)
			}
		}
	}
	w.several = w.several[:0]
}

func (w *weaver) initiatives(number int32) {
	if !w.filter.Initiatives {
		return
	}
	for _, initiative := range w.taken.of(number) {
		members := w.members.of(initiative)
		mine := spells(members, number)
		if len(mine) == 0 {
			continue
		}
		w.looks += len(members)
		eachOther(members, number, func(other int32, theirs []member) {
			switch m := w.filter.meet(mine, theirs); {
			case m.counts:
				w.meet(other)
				w.shared[other].Initiatives++
			case m.undated:
				w.meet(other)
				w.undated[other]++
			}
		})
	}
}

func (w *weaver) meet(other int32) {
	if w.shared[other].Strength() == 0 && (w.undated == nil || w.undated[other] == 0) {
		w.met = append(w.met, other)
	}
}

// collect ends a partner: those of its ties that are strong enough stay.
func (w *weaver) collect() {
	slices.Sort(w.met)
	least := max(1, w.filter.MinStrength)
	for _, other := range w.met {
		tie := w.shared[other]
		tie.To = other
		switch {
		case tie.Strength() >= least:
			w.ties.values = append(w.ties.values, tie)
		case w.undated != nil && tie.Strength()+int(w.undated[other]) >= least:
			w.View.undated.values = append(w.View.undated.values, other)
		}
		w.shared[other] = Tie{}
		if w.undated != nil {
			w.undated[other] = 0
		}
	}
	w.met = w.met[:0]
	w.ties.starts = append(w.ties.starts, int32(len(w.ties.values))) //nolint:gosec // as many as fit in memory
	if w.undated != nil {
		w.View.undated.starts = append(w.View.undated.starts, int32(len(w.View.undated.values))) //nolint:gosec // the same
	}
}
