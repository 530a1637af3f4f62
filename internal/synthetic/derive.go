package synthetic

import (
	"cmp"
	"slices"

	"pressgraph/internal/content"
)

// derive works out what follows from the rest: who is visible, then counts.
func (p *plan) derive() {
	for _, r := range p.releases {
		if r.visible {
			p.lead(r)
		}
	}
	showParents(p.initiatives, func(i *initiative) *node { return &i.node })
	p.report()
	for i := range p.initiatives {
		p.deriveParticipants(&p.initiatives[i])
		p.know(&p.initiatives[i])
	}
	showParents(p.partners, func(n *partner) *node { return &n.node })
	showParents(p.topics, func(t *topic) *node { return &t.node })
	for i, r := range p.releases {
		p.countRelease(i, r)
	}
}

// lead shows what a published release leads to.
func (p *plan) lead(r release) {
	if r.publisher >= 0 {
		p.partners[r.publisher].visible = true
	}
	for _, m := range r.mentions {
		p.partners[m.to].visible = true
	}
	for _, a := range r.announcements {
		p.initiatives[a.to].visible = true
	}
	for _, t := range r.topics {
		p.topics[t.to].visible = true
	}
}

// showParents shows what is held, and all above what is shown. Parents come
// before their children.
func showParents[N any](nodes []N, of func(*N) *node) {
	for i := range slices.Backward(nodes) {
		n := of(&nodes[i])
		n.visible = n.visible || n.held
		if n.visible && n.parent >= 0 {
			of(&nodes[n.parent]).visible = true
		}
	}
}

func (p *plan) deriveParticipants(one *initiative) {
	for _, t := range one.topics {
		p.topics[t.to].visible = p.topics[t.to].visible || one.visible
	}
	seen, publicly := map[int]bool{}, map[int]bool{}
	for i := range one.participants {
		part := &one.participants[i]
		who := &p.partners[part.to]
		part.visible = one.visible && (part.quote == nil || p.releases[part.quote.release].visible)
		part.first = !seen[part.to]
		part.publicFirst = part.visible && !publicly[part.to]
		seen[part.to] = true
		if part.first {
			one.partners++
			who.initiatives++
		}
		if part.publicFirst {
			publicly[part.to] = true
			who.visible = true
			one.publicPartners++
			who.publicInitiatives++
		}
	}
}

// report dates the initiatives by the earliest releases that report them.
func (p *plan) report() {
	for _, r := range p.releases {
		for _, a := range r.announcements {
			one := &p.initiatives[a.to]
			one.reported = earliest(one.reported, r.date)
			if r.visible {
				one.publicReported = earliest(one.publicReported, r.date)
			}
		}
	}
}

// earliest returns the date that has certainly come first; an empty one gives way.
func earliest(a, b content.PartialDate) content.PartialDate {
	if a == "" || b != "" && cmp.Or(cmp.Compare(b.Latest(), a.Latest()), cmp.Compare(b.Earliest(), a.Earliest())) < 0 {
		return b
	}
	return a
}

// know works out since when the participants of an initiative are known.
func (p *plan) know(one *initiative) {
	for i := range one.participants {
		part := &one.participants[i]
		told, publicly := one.reported, one.publicReported
		if part.quote != nil {
			r := p.releases[part.quote.release]
			told = earliest(told, r.date)
			if r.visible {
				publicly = earliest(publicly, r.date)
			}
		}
		stated := cmp.Or(part.since, one.started)
		part.known = knownBy(stated, told)
		if part.visible {
			part.publicKnown = knownBy(stated, publicly)
		}
	}
}

func knownBy(stated, reported content.PartialDate) known {
	switch {
	case stated != "":
		return known{stated, content.KnownStated}
	case reported != "":
		return known{reported, content.KnownReported}
	}
	return known{}
}

func (p *plan) countRelease(i int, r release) {
	count := func(all, public *int) {
		*all++
		if r.visible {
			*public++
		}
	}
	for _, m := range r.mentions {
		who := &p.partners[m.to]
		count(&who.releases, &who.publicReleases)
		who.latest = p.newer(who.latest, i)
		if r.visible {
			who.publicLatest = p.newer(who.publicLatest, i)
		}
	}
	for _, a := range r.announcements {
		count(&p.initiatives[a.to].releases, &p.initiatives[a.to].publicReleases)
	}
	for _, t := range r.topics {
		count(&p.topics[t.to].releases, &p.topics[t.to].publicReleases)
	}
}

// newer returns the later of two releases; -1 is none.
func (p *plan) newer(a, b int) int {
	if a < 0 {
		return b
	}
	x, y := p.releases[a], p.releases[b]
	switch {
	case x.sortAt != y.sortAt:
		if x.sortAt > y.sortAt {
			return a
		}
	case x.rank != y.rank:
		if x.rank > y.rank {
			return a
		}
	case x.id > y.id:
		return a
	}
	return b
}
