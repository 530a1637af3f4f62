package factcheck

import "slices"

// Links says which ties count; nil keeps all, or what the API keeps unasked.
type Links struct {
	Initiatives, Releases                            bool
	InitiativeStatuses, ParticipationStatuses, Kinds []string
	// AsOf and Since are days as yyyymmdd; 0 for none.
	AsOf, Since int
	MinStrength int
	Without     []*Partner
}

// Tie is what two partners share.
type Tie struct {
	A, B        *Partner
	Initiatives []*Initiative
	Releases    []*Release
	First, Last Date
}

// Texts returns how many releases they share, translations of one text being one.
func (t *Tie) Texts() int {
	texts := map[int64]bool{}
	for _, r := range t.Releases {
		texts[r.Text] = true
	}
	return len(texts)
}

// Strength is the number of initiatives and of texts.
func (t *Tie) Strength() int { return len(t.Initiatives) + t.Texts() }

// Ties returns whom two partners of the world are tied, and the pairs that are
// not for want of a date alone.
func (w *World) Ties(f Links) (tied, undated []*Tie) {
	k := w.knowledge()
	for i, a := range w.Partners {
		for _, b := range w.Partners[i+1:] {
			t, more := k.tie(f, a, b)
			least := max(1, f.MinStrength)
			switch {
			case slices.Contains(f.Without, a) || slices.Contains(f.Without, b):
			case t.Strength() >= least:
				tied = append(tied, t)
			case t.Strength()+more >= least:
				undated = append(undated, t)
			}
		}
	}
	return tied, undated
}

// knowledge is a world with since when its participations are known.
type knowledge struct {
	*World
	since map[*Participation]Date
}

func (w *World) knowledge() knowledge {
	k := knowledge{w, map[*Participation]Date{}}
	for _, p := range w.Participations {
		k.since[p] = w.KnownSince(p).On
	}
	return k
}

// tie returns what two partners share, and how much more they would, were there
// no date missing.
func (k knowledge) tie(f Links, a, b *Partner) (t *Tie, more int) {
	t = &Tie{A: a, B: b}
	if f.Releases {
		more += k.byReleases(f, t)
	}
	if f.Initiatives {
		more += k.byInitiatives(f, t)
	}
	return t, more
}

// saw notes the date of something that is shared.
func (t *Tie) saw(on Date) { t.First, t.Last = earliest(t.First, on), latest(t.Last, on) }

func (k knowledge) byReleases(f Links, t *Tie) (more int) {
	undated := map[int64]bool{}
	for _, r := range k.Releases {
		switch {
		case !k.ties(r, t.A) || !k.ties(r, t.B):
		case f.reports(r):
			t.Releases = append(t.Releases, r)
			t.saw(r.On)
		case !r.On.Known():
			undated[r.Text] = true
		}
	}
	for _, r := range t.Releases {
		delete(undated, r.Text)
	}
	return len(undated)
}

// reports tells whether a release counts.
func (f Links) reports(r *Release) bool {
	if f.AsOf == 0 && f.Since == 0 {
		return true
	}
	return r.On.Known() && (f.AsOf == 0 || r.On.To <= f.AsOf) && r.On.From >= f.Since
}

func (k knowledge) byInitiatives(f Links, t *Tie) (more int) {
	for _, i := range k.Initiatives {
		if !f.wants(i) {
			continue
		}
		counts, missing, on := k.meet(f, i, t.A, t.B)
		switch {
		case counts:
			t.Initiatives = append(t.Initiatives, i)
			t.saw(on)
		case missing:
			more++
		}
	}
	return more
}

// ties tells whether a release names a partner in a role that ties.
func (k knowledge) ties(r *Release, p *Partner) bool {
	return slices.ContainsFunc(k.Mentions, func(m *Mention) bool { return m.Release == r && m.Partner == p && m.Role != "MENTIONED" })
}

func (f Links) wants(i *Initiative) bool {
	switch {
	case !f.Initiatives, f.Kinds != nil && !slices.Contains(f.Kinds, i.Kind):
		return false
	case f.InitiativeStatuses == nil:
		return i.Status != "PROPOSED" && i.Status != "CANCELLED"
	}
	return slices.Contains(f.InitiativeStatuses, i.Status)
}

// spells returns a partner's participations in an initiative that count, or
// would, had they a date.
func (k knowledge) spells(f Links, i *Initiative, of *Partner) []*Participation {
	var all []*Participation
	for _, p := range k.Participations {
		since := k.since[p]
		switch {
		case p.Initiative != i || p.Partner != of:
		case f.ParticipationStatuses != nil && !slices.Contains(f.ParticipationStatuses, p.Status):
		case f.AsOf != 0 && since.Known() && since.To > f.AsOf:
		case f.AsOf != 0 && p.end() != 0 && p.end() < f.AsOf:
		default:
			all = append(all, p)
		}
	}
	return all
}

// meet tells whether an initiative ties two partners, or would, had it a date,
// and since when both took part in it.
func (k knowledge) meet(f Links, i *Initiative, a, b *Partner) (counts, missing bool, on Date) {
	for _, x := range k.spells(f, i, a) {
		for _, y := range k.spells(f, i, b) {
			known := k.since[x].Known() && k.since[y].Known()
			if known || f.AsOf == 0 {
				counts = true
			}
			if k.apart(x, y) {
				continue
			}
			if known {
				on = earliest(on, latest(k.since[x], k.since[y]))
			} else {
				missing = true
			}
		}
	}
	if f.Since != 0 {
		counts = counts && on.Known() && on.From >= f.Since
	}
	return counts, missing && !on.Known() && (f.AsOf != 0 || f.Since != 0), on
}

// apart tells whether two participations were certainly never at one time: the
// first that ends does so before the last has begun.
func (k knowledge) apart(x, y *Participation) bool {
	for _, ends := range []int{x.end(), y.end()} {
		if ends != 0 && ends < max(k.since[x].From, k.since[y].From) {
			return true
		}
	}
	return false
}

// Moment is what happened to a partner in one period.
type Moment struct{ Releases, Initiatives, Collaborators int }

// Timeline returns what happened to a partner by period: "2024", "2024-Q1" or
// "2024-03" for periods of 12, 3 and 1 months. What is not known as precisely is
// left out, and so are periods in which nothing happened.
func (w *World) Timeline(p *Partner, months int) map[string]Moment {
	k := w.knowledge()
	f := Links{Initiatives: true, Releases: true}
	moments := map[string]Moment{}
	note := func(on Date, change func(*Moment)) {
		if on.Known() && period(on.From, months) == period(on.To, months) {
			m := moments[period(on.From, months)]
			change(&m)
			moments[period(on.From, months)] = m
		}
	}
	for _, on := range k.named(p) {
		note(on, func(m *Moment) { m.Releases++ })
	}
	for _, i := range w.Initiatives {
		if !f.wants(i) {
			continue
		}
		var begin Date
		for _, s := range k.spells(f, i, p) {
			begin = earliest(begin, k.since[s])
		}
		note(begin, func(m *Moment) { m.Initiatives++ })
	}
	for _, other := range w.Partners {
		if other != p {
			t, _ := k.tie(f, p, other)
			note(t.First, func(m *Moment) { m.Collaborators++ })
		}
	}
	return moments
}

// named returns when each text that names a partner was first published.
func (k knowledge) named(p *Partner) map[int64]Date {
	first := map[int64]Date{}
	for _, m := range k.Mentions {
		if m.Partner == p {
			first[m.Release.Text] = earliest(first[m.Release.Text], m.Release.On)
		}
	}
	return first
}
