package network_test

import (
	"bytes"
	"cmp"
	"slices"
	"testing"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
	"pressgraph/internal/network"
	"pressgraph/internal/store"
)

// oracle answers from plain rows, slowly and obviously. It sees what readers see.
type oracle struct {
	partners       []*db.Partner
	releases       []*db.Release
	initiatives    []*db.Initiative
	mentions       []*db.Mention
	participations []*db.Participation
	evidence       []*db.Evidence
	announcements  []*db.Announcement
}

func newOracle(t testing.TB, s *store.Store) *oracle {
	t.Helper()
	ctx, c := t.Context(), s.Client()
	o := &oracle{
		partners: c.Partner.Query().AllX(ctx), releases: c.Release.Query().AllX(ctx), initiatives: c.Initiative.Query().AllX(ctx),
		mentions: c.Mention.Query().AllX(ctx), participations: c.Participation.Query().AllX(ctx), evidence: c.Evidence.Query().AllX(ctx),
		announcements: c.Announcement.Query().AllX(ctx),
	}
	slices.SortFunc(o.partners, func(a, b *db.Partner) int {
		return cmp.Or(bytes.Compare(a.NameSort, b.NameSort), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(o.releases, func(a, b *db.Release) int {
		return cmp.Or(cmp.Compare(b.SortAt, a.SortAt), cmp.Compare(b.Rank, a.Rank), cmp.Compare(b.ID, a.ID))
	})
	slices.SortFunc(o.initiatives, func(a, b *db.Initiative) int {
		return cmp.Or(cmp.Compare(b.StartedEarliest, a.StartedEarliest), cmp.Compare(b.ID, a.ID))
	})
	return o
}

// shared is what two partners share, with the known dates of it, and how much
// more they would share if it had dates.
type shared struct {
	initiatives, releases []int64
	// texts are those that the releases are translations of; undatedTexts those
	// of releases that would be shared if they had a date.
	texts, undatedTexts map[int64]bool
	dates               []content.PartialDate
	undated             int
}

func (s shared) strength() int { return len(s.initiatives) + len(s.texts) }

// textOf returns what a release is a translation of: itself where it is the first.
func textOf(r *db.Release) int64 {
	if r.TranslationGroup == nil {
		return r.ID
	}
	return *r.TranslationGroup
}

func (s shared) first() *content.PartialDate {
	if len(s.dates) == 0 {
		return nil
	}
	d := slices.MinFunc(s.dates, byDay)
	return &d
}

func (s shared) last() *content.PartialDate {
	if len(s.dates) == 0 {
		return nil
	}
	d := slices.MaxFunc(s.dates, byDay)
	return &d
}

func byDay(a, b content.PartialDate) int {
	return cmp.Or(cmp.Compare(a.Earliest(), b.Earliest()), cmp.Compare(a.Latest(), b.Latest()))
}

func orNone(d *content.PartialDate) content.PartialDate {
	if d == nil {
		return ""
	}
	return *d
}

// published returns when a release was: its date, else the day of its instant.
func published(r *db.Release) content.PartialDate {
	if r.PublishedOn == nil && r.PublishedAt != nil {
		return content.PartialDate(r.PublishedAt.In(hongKong()).Format("2006-01-02"))
	}
	return orNone(r.PublishedOn)
}

func inTime(f network.Filter, on content.PartialDate) bool {
	if f.AsOf != 0 && (on == "" || on.Latest() > f.AsOf) {
		return false
	}
	return f.Since == 0 || on != "" && on.Earliest() >= f.Since
}

// shared returns what a and b share where neither is left out.
func (o *oracle) shared(a, b int64, f network.Filter) shared {
	s := shared{texts: map[int64]bool{}, undatedTexts: map[int64]bool{}}
	if a == b || slices.Contains(f.Without, a) || slices.Contains(f.Without, b) {
		return s
	}
	for _, i := range o.initiatives {
		if !f.Initiatives || f.Kinds != nil && !slices.Contains(f.Kinds, i.Kind) || !inStatus(i, f) {
			continue
		}
		on, ties, undated := o.meet(a, b, i, f)
		if undated {
			s.undated++
		}
		if ties {
			s.initiatives = append(s.initiatives, i.ID)
			if on != "" {
				s.dates = append(s.dates, on)
			}
		}
	}
	for _, r := range o.releases {
		on := published(r)
		if !f.Releases || !o.names(r, a) || !o.names(r, b) {
			continue
		}
		if inTime(f, on) {
			s.releases = append(s.releases, r.ID)
			s.texts[textOf(r)] = true
			if on != "" {
				s.dates = append(s.dates, on)
			}
		} else if on == "" {
			s.undatedTexts[textOf(r)] = true
		}
	}
	for text := range s.undatedTexts {
		if !s.texts[text] {
			s.undated++
		}
	}
	return s
}

// inStatus tells whether an initiative is in a state that ties.
func inStatus(i *db.Initiative, f network.Filter) bool {
	if f.InitiativeStatuses != nil {
		return slices.Contains(f.InitiativeStatuses, i.Status)
	}
	return i.Status != content.InitiativeStatusProposed && i.Status != content.InitiativeStatusCancelled
}

// spell is one participation of a partner that may tie.
type spell struct{ begin, end content.PartialDate }

// spells are those of a partner in an initiative that were not over on the day
// asked for, nor begun after it.
func (o *oracle) spells(partner int64, i *db.Initiative, f network.Filter) []spell {
	var all []spell
	for _, p := range o.participations {
		if p.PartnerID != partner || p.InitiativeID != i.ID {
			continue
		}
		if f.ParticipationStatuses != nil && !slices.Contains(f.ParticipationStatuses, p.Status) {
			continue
		}
		s := spell{cmp.Or(orNone(p.Since), orNone(i.StartedOn), o.reported(p, i)), cmp.Or(orNone(p.Until), orNone(i.EndedOn))}
		if f.AsOf != 0 && (s.begin != "" && s.begin.Latest() > f.AsOf || s.end != "" && s.end.Latest() < f.AsOf) {
			continue
		}
		all = append(all, s)
	}
	return all
}

// meet tells when two partners were first in an initiative together, as far as
// that is known; whether it ties them; and whether it does not only because
// something has no date.
func (o *oracle) meet(a, b int64, i *db.Initiative, f network.Filter) (on content.PartialDate, ties, undated bool) {
	var days []content.PartialDate
	for _, p := range o.spells(a, i, f) {
		for _, q := range o.spells(b, i, f) {
			if f.AsOf == 0 || p.begin != "" && q.begin != "" {
				ties = true
			}
			never := false
			for _, begin := range []content.PartialDate{p.begin, q.begin} {
				for _, end := range []content.PartialDate{p.end, q.end} {
					never = never || begin != "" && end != "" && begin.Earliest() > end.Latest()
				}
			}
			if never {
				continue
			}
			if p.begin == "" || q.begin == "" {
				undated = true
				continue
			}
			days = append(days, slices.MaxFunc([]content.PartialDate{p.begin, q.begin}, byDay))
		}
	}
	if len(days) > 0 {
		on = slices.MinFunc(days, byDay)
	}
	if f.Since != 0 && (on == "" || on.Earliest() < f.Since) {
		ties = false
	}
	return on, ties, undated && on == "" && (f.AsOf != 0 || f.Since != 0)
}

func (o *oracle) names(r *db.Release, partner int64) bool {
	return slices.ContainsFunc(o.mentions, func(m *db.Mention) bool {
		return m.ReleaseID == r.ID && m.PartnerID == partner && m.Role != content.MentionMentioned
	})
}

// begin tells whether a partner takes part in an initiative that ties, and since
// when, as far as that is known.
func (o *oracle) begin(partner int64, i *db.Initiative, f network.Filter) (content.PartialDate, bool) {
	var begins []content.PartialDate
	all := o.spells(partner, i, f)
	for _, s := range all {
		if s.begin != "" {
			begins = append(begins, s.begin)
		}
	}
	if len(all) == 0 || !inStatus(i, f) {
		return "", false
	}
	if len(begins) == 0 {
		return "", true
	}
	return slices.MinFunc(begins, byDay), true
}

// reported returns the date of the release that has certainly come first of
// those that state a participation or report its initiative.
func (o *oracle) reported(p *db.Participation, i *db.Initiative) content.PartialDate {
	var first content.PartialDate
	for _, r := range o.releases {
		states := slices.ContainsFunc(o.evidence, func(e *db.Evidence) bool {
			return e.ReleaseID == r.ID && e.ParticipationID != nil && *e.ParticipationID == p.ID
		})
		reports := slices.ContainsFunc(o.announcements, func(a *db.Announcement) bool {
			return a.ReleaseID == r.ID && a.InitiativeID == i.ID
		})
		on := orNone(r.PublishedOn)
		if on == "" || !states && !reports {
			continue
		}
		if first == "" || cmp.Or(cmp.Compare(on.Latest(), first.Latest()), cmp.Compare(on.Earliest(), first.Earliest())) < 0 {
			first = on
		}
	}
	return first
}

// undated tells whether two partners are not tied for want of a date alone.
func (o *oracle) undated(a, b int64, f network.Filter) bool {
	s, least := o.shared(a, b, f), max(1, f.MinStrength)
	return s.strength() < least && s.strength()+s.undated >= least && (f.AsOf != 0 || f.Since != 0)
}

// weights returns the strength of the tie of each two partners, 0 for none.
func (o *oracle) weights(f network.Filter) [][]int {
	w := make([][]int, len(o.partners))
	for i, a := range o.partners {
		w[i] = make([]int, len(o.partners))
		for j, b := range o.partners {
			if s := o.shared(a.ID, b.ID, f).strength(); s >= max(1, f.MinStrength) {
				w[i][j] = s
			}
		}
	}
	return w
}

// paths returns all paths without loops, the shortest first, then by name.
func paths(w [][]int, from, to, hops int) [][]int32 {
	var found [][]int32
	var walk func(path []int32)
	walk = func(path []int32) {
		last := path[len(path)-1]
		if int(last) == to {
			found = append(found, slices.Clone(path))
			return
		}
		for next := range w {
			if len(path) <= hops && w[last][next] > 0 && !slices.Contains(path, int32(next)) {
				walk(append(path, int32(next)))
			}
		}
	}
	walk([]int32{int32(from)})
	slices.SortFunc(found, func(a, b []int32) int { return cmp.Or(cmp.Compare(len(a), len(b)), slices.Compare(a, b)) })
	return found
}

// distances returns the lengths of shortest paths and how many there are of them.
func distances(w [][]int) (length, count [][]int) {
	n := len(w)
	length, count = make([][]int, n), make([][]int, n)
	for s := range n {
		length[s], count[s] = make([]int, n), make([]int, n)
		for t := range n {
			length[s][t] = n
		}
		length[s][s], count[s][s] = 0, 1
		for d := range n {
			for u := range n {
				for v := range n {
					if length[s][u] == d && w[u][v] > 0 && length[s][v] > d {
						length[s][v] = d + 1
						count[s][v] += count[s][u]
					}
				}
			}
		}
	}
	return length, count
}

// betweenness weighs each pair of others by the share of its shortest paths
// that lead through a node.
func betweenness(w [][]int, node int) float64 {
	length, count := distances(w)
	sum, n := 0.0, 0
	for i := range w {
		if slices.Max(w[i]) > 0 {
			n++
		}
		for j := range i {
			if i != node && j != node && length[i][j] < len(w) && length[i][node]+length[node][j] == length[i][j] {
				sum += float64(count[i][node]*count[node][j]) / float64(count[i][j])
			}
		}
	}
	if n < 3 {
		return 0
	}
	return sum / (float64(n-1) * float64(n-2) / 2)
}

// pageRank follows ties for a very long time.
func pageRank(w [][]int) []float64 {
	strength, n := make([]float64, len(w)), 0.0
	for i := range w {
		for _, s := range w[i] {
			strength[i] += float64(s)
		}
		if strength[i] > 0 {
			n++
		}
	}
	rank := make([]float64, len(w))
	for i := range rank {
		if strength[i] > 0 {
			rank[i] = 1 / n
		}
	}
	for range 1000 {
		next := make([]float64, len(w))
		for i := range w {
			if strength[i] == 0 {
				continue
			}
			next[i] = 0.15 / n
			for j := range w {
				if w[j][i] > 0 {
					next[i] += 0.85 * rank[j] * float64(w[j][i]) / strength[j]
				}
			}
		}
		rank = next
	}
	return rank
}

// modularity compares the ties within communities with those to be expected.
func modularity(w [][]int, community []int) float64 {
	strength, total := make([]float64, len(w)), 0.0
	for i := range w {
		for _, s := range w[i] {
			strength[i] += float64(s)
			total += float64(s)
		}
	}
	if total == 0 {
		return 0
	}
	q := 0.0
	for i := range w {
		for j := range w {
			if community[i] == community[j] {
				q += float64(w[i][j]) - strength[i]*strength[j]/total
			}
		}
	}
	return q / total
}
