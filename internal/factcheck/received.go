package factcheck

import "slices"

// Received is what a partner has received, alone and with others, what of that is
// a part of the rest, and in which initiatives.
type Received struct {
	Sole, Shared, Parts map[string]string
	Alone, Together     []*Initiative
}

// Received returns what a partner has received: the money of initiatives whose
// beneficiary it is, neither cancelled nor only proposed; of one without money of
// its own what its other funders give. What is given to a part is a part of what
// is given above, but for the gifts of two funders, which are two.
func (w *World) Received(p *Partner) Received {
	var r Received
	var gifts []gift
	for _, i := range w.Initiatives {
		if i.Status == "PROPOSED" || i.Status == "CANCELLED" || !w.benefits(i, func(by *Partner) bool { return by == p }) {
			continue
		}
		gifts = append(gifts, w.given(i, p)...)
		if w.benefits(i, func(by *Partner) bool { return by != p }) {
			r.Together = append(r.Together, i)
		} else {
			r.Alone = append(r.Alone, i)
		}
	}
	var sole, shared, parts []*Money
	for _, g := range gifts {
		switch {
		case slices.ContainsFunc(gifts, g.partOf):
			parts = append(parts, g.Money)
		case slices.Contains(r.Alone, g.in):
			sole = append(sole, g.Money)
		default:
			shared = append(shared, g.Money)
		}
	}
	r.Sole, r.Shared, r.Parts = sum(sole), sum(shared), sum(parts)
	return r
}

// partOf tells whether a gift is a part of another one.
func (g gift) partOf(whole gift) bool {
	return g.in.below(whole.in) && (g.by == whole.by || g.by == nil || whole.by == nil)
}

// benefits tells whether an initiative has a beneficiary such.
func (w *World) benefits(i *Initiative, such func(*Partner) bool) bool {
	return slices.ContainsFunc(w.Participations, func(p *Participation) bool {
		return p.Initiative == i && p.Role == "BENEFICIARY" && such(p.Partner)
	})
}

// given returns the money of an initiative, as one who receives it counts it.
func (w *World) given(i *Initiative, to *Partner) []gift {
	if i.Funding != nil {
		return []gift{{i.Funding, i, nil}}
	}
	var all []gift
	for _, p := range w.Participations {
		if p.Initiative == i && p.Role == "FUNDER" && p.Partner != to && p.Gift != nil {
			all = append(all, gift{p.Gift, i, p.Partner})
		}
	}
	return all
}

// OneOfEach returns of each text the release that is listed: the one in the first
// of these languages that there is, else the original, else the one with the
// lowest id.
func OneOfEach(releases []any, languages []string) []*Release {
	best := map[int64]*Release{}
	for _, row := range releases {
		r, ok := row.(*Release)
		if ok && (best[r.Text] == nil || r.before(best[r.Text], languages)) {
			best[r.Text] = r
		}
	}
	var all []*Release
	for _, r := range best {
		all = append(all, r)
	}
	return all
}

func (r *Release) before(other *Release, languages []string) bool {
	rank := func(r *Release) int {
		if at := slices.Index(languages, r.Language); at >= 0 {
			return at
		}
		return len(languages)
	}
	switch {
	case rank(r) != rank(other):
		return rank(r) < rank(other)
	case (r.ID == r.Text) != (other.ID == other.Text):
		return r.ID == r.Text
	}
	return r.ID < other.ID
}
