package network

import "sort"

// member is a spell of a partner in an initiative: from when at the earliest,
// and up to what day, 0 where it has no end. Begins are unknown where nothing
// tells, and then, under a filter as of a day, nobody knows whether it counts.
type member struct {
	partner int32
	begin   date
	until   int32
}

// meeting is how the spells of two partners in one initiative come together.
type meeting struct {
	// counts is true where they tie the two.
	counts bool
	// on is when both first took part; unknown where nothing tells, or where they
	// never did at a time.
	on date
	// undated is true where they do not tie for want of a date alone.
	undated bool
}

// meet puts the spells of two partners together. Whoever came after the other
// had gone took part in the same, and so is tied, but never together.
func (f Filter) meet(mine, theirs []member) meeting {
	var m meeting
	for _, a := range mine {
		for _, b := range theirs {
			known := a.begin.known() && b.begin.known()
			counts := known || f.AsOf == 0
			m.counts = m.counts || counts
			switch {
			case apart(a, b):
			case known:
				m.on = earlier(m.on, later(a.begin, b.begin))
			default:
				m.undated = true
			}
		}
	}
	m.undated = m.undated && f.dated() && !m.on.known()
	m.counts = m.counts && f.after(m.on)
	return m
}

// apart tells whether one spell was certainly over when the other began.
func apart(a, b member) bool {
	end := a.until
	if end == 0 || b.until != 0 && b.until < end {
		end = b.until
	}
	return end != 0 && max(a.begin.from, b.begin.from) > end
}

// spells returns those of a partner among the members of an initiative, which
// stand by partner.
func spells(members []member, partner int32) []member {
	at := sort.Search(len(members), func(i int) bool { return members[i].partner >= partner })
	return members[at : at+leading(members[at:], partner)]
}

// leading returns how many of the first members are spells of a partner.
func leading(members []member, partner int32) int {
	n := 0
	for n < len(members) && members[n].partner == partner {
		n++
	}
	return n
}

// eachOther calls one with the spells of each partner but one.
func eachOther(members []member, partner int32, one func(other int32, theirs []member)) {
	for len(members) > 0 {
		other := members[0].partner
		n := leading(members, other)
		if other != partner {
			one(other, members[:n])
		}
		members = members[n:]
	}
}

// meeting returns how two partners come together in an initiative.
func (v *View) meeting(initiative, a, b int32) meeting {
	members := v.members.of(initiative)
	return v.filter.meet(spells(members, a), spells(members, b))
}

// begin returns since when a partner is known to take part in an initiative that
// counts.
func (v *View) begin(initiative, partner int32) (begin date, counts bool) {
	for _, m := range spells(v.members.of(initiative), partner) {
		begin = earlier(begin, m.begin)
		counts = counts || v.filter.AsOf == 0 || m.begin.known()
	}
	return begin, counts
}

// Undated returns the partners that one is not tied to for want of a date alone,
// ascending; none where no dates are asked for. It is to be read only.
func (v *View) Undated(partner int32) []int32 {
	if v.undated.starts == nil {
		return nil
	}
	return v.undated.of(partner)
}

// AnyUndated tells whether the view leaves out any tie for want of a date alone.
func (v *View) AnyUndated() bool { return len(v.undated.values) > 0 }

// undatedWithin counts the ties that a picture leaves out for want of a date
// alone: between partners that are shown or in focus, and those that it would
// have followed to a partner that may be shown.
func (v *View) undatedWithin(a Around, distances []int32) int {
	if v.undated.starts == nil {
		return 0
	}
	kept := func(number int32) bool { return a.Keep == nil || a.Keep(v.ID(number)) }
	reached := func(number int32) bool { return distances[number] != unreached }
	if a.Focus == nil {
		reached = kept
	}
	for _, number := range v.Find(a.Focus) {
		distances[number] = 0
	}
	follows := func(from, to int32) bool {
		return reached(from) && (reached(to) || int(distances[from]) < a.Depth && kept(to))
	}
	count := 0
	for number := range int32(len(v.partners)) { //nolint:gosec // as many as fit in memory
		for _, other := range v.Undated(number) {
			if number < other && (follows(number, other) || follows(other, number)) {
				count++
			}
		}
	}
	return count
}
