package factcheck_test

import (
	"fmt"
	"slices"
	"strings"

	"pressgraph/internal/content"
	"pressgraph/internal/factcheck"
)

// links draws which ties count, for the oracle and as the API's variable.
func (s side) links() (factcheck.Links, map[string]any) {
	f, given := factcheck.Links{Initiatives: true, Releases: true}, map[string]any{}
	if s.chance(30) {
		f.Initiatives, f.Releases = s.chance(50), s.chance(50)
		basis := []string{}
		if f.Initiatives {
			basis = append(basis, "INITIATIVE")
		}
		if f.Releases {
			basis = append(basis, "RELEASE")
		}
		given["basis"] = basis
	}
	few := func(percent int, name string, values []string) []string {
		if !s.chance(percent) {
			return nil
		}
		values = some(s.room, s.IntN(4), values)
		given[name] = values
		return values
	}
	f.InitiativeStatuses = few(30, "initiativeStatuses", content.InitiativeStatus("").Values())
	f.ParticipationStatuses = few(30, "participationStatuses", content.ParticipationStatus("").Values())
	f.Kinds = few(20, "initiativeKinds", []string{"PROGRAMME", "GRANT"})
	day := func(percent int, name string, from, to string) int {
		if !s.chance(percent) {
			return 0
		}
		text := s.room.date()
		given[name] = text
		if name == "asOf" {
			given[name] = text[:4] + to
			return s.date(text[:4] + to).To
		}
		return s.date(text).From
	}
	f.AsOf, f.Since = day(50, "asOf", "", "-07-01"), day(30, "since", "", "")
	if s.chance(30) {
		f.MinStrength = 1 + s.IntN(3)
		given["minStrength"] = f.MinStrength
	}
	if s.chance(20) && len(s.Partners) > 0 {
		f.Without = some(s.room, 2, s.Partners)
		given["without"] = s.ids(f.Without)
	}
	return f, given
}

func (s side) ids(partners []*factcheck.Partner) []string {
	var ids []string
	for _, p := range partners {
		ids = append(ids, content.GlobalID(content.NodePartner, p.ID))
	}
	return ids
}

type slugs []struct{ Slug string }

func (all slugs) String() string {
	var texts []string
	for _, one := range all {
		texts = append(texts, one.Slug)
	}
	slices.Sort(texts)
	return strings.Join(texts, ",")
}

type collaboration struct {
	Strength, SharedInitiativeCount, SharedReleaseCount int
	FirstSharedOn, LastSharedOn                         string
	Initiatives, Releases                               slugs
}

func (s side) line(c collaboration) string {
	return fmt.Sprint(c.Strength, c.SharedInitiativeCount, c.SharedReleaseCount, " from ", s.date(c.FirstSharedOn).From,
		" to ", s.date(c.LastSharedOn).From, " by ", c.Initiatives, " and ", c.Releases)
}

// lineOf writes a tie as line does.
func lineOf(t *factcheck.Tie) string {
	var initiatives, releases slugs
	for _, i := range t.Initiatives {
		initiatives = append(initiatives, struct{ Slug string }{i.Slug})
	}
	for _, r := range t.Releases {
		releases = append(releases, struct{ Slug string }{r.Slug})
	}
	return fmt.Sprint(t.Strength(), len(t.Initiatives), t.Texts(), " from ", t.First.From, " to ", t.Last.From, " by ", initiatives, " and ", releases)
}

// pair names two partners, in either order.
func pair(a, b string) string { return min(a, b) + "–" + max(a, b) + ": " }

const collaborations = `{strength sharedInitiativeCount sharedReleaseCount firstSharedOn lastSharedOn
	initiatives(first: 100) {slug} releases(first: 100) {slug}}`

// tied compares the ties that some filter lets be seen: in the network, for each
// partner, and along the paths from one to others.
func (s side) tied() {
	s.t.Helper()
	f, given := s.links()
	var answer struct {
		PartnerNetwork struct {
			Links []struct {
				Source, Target struct{ Slug string }
				Collaboration  collaboration
			}
			LinkCount, UndatedLinkCount int
		}
		Partners struct {
			Nodes []struct {
				Slug          string
				Collaborators struct {
					TotalCount, UndatedLinkCount int
					Edges                        []struct {
						Node          struct{ Slug string }
						Collaboration collaboration
					}
				}
				Metrics struct{ Degree, WeightedDegree, UndatedLinkCount int }
			}
		}
	}
	s.ask(s.as, `query($links: LinkFilter) {
		partnerNetwork(links: $links, limit: 1000) {
			links(first: 10000) {source {slug} target {slug} collaboration `+collaborations+`} linkCount undatedLinkCount
		}
		partners(first: 100) {nodes {slug
			collaborators(first: 100, links: $links) {totalCount undatedLinkCount edges {node {slug} collaboration `+collaborations+`}}
			metrics(links: $links) {degree weightedDegree undatedLinkCount}
		}}
	}`, map[string]any{"links": given}, &answer)
	ties, undated := s.Ties(f)
	what := fmt.Sprint("ties by ", given)
	want, got := []string{fmt.Sprint(len(ties), " and ", len(undated))}, []string{
		fmt.Sprint(answer.PartnerNetwork.LinkCount, " and ", answer.PartnerNetwork.UndatedLinkCount),
	}
	for _, t := range ties {
		want = append(want, pair(t.A.Slug, t.B.Slug)+lineOf(t))
	}
	for _, l := range answer.PartnerNetwork.Links {
		got = append(got, pair(l.Source.Slug, l.Target.Slug)+s.line(l.Collaboration))
	}
	s.same(what, want, got)

	want, got = nil, nil
	for _, p := range s.Partners {
		degree, strength, missing := 0, 0, 0
		for _, t := range ties {
			if t.A == p || t.B == p {
				degree, strength = degree+1, strength+t.Strength()
				want = append(want, pair(t.A.Slug, t.B.Slug)+" of "+p.Slug+lineOf(t))
			}
		}
		for _, t := range undated {
			if t.A == p || t.B == p {
				missing++
			}
		}
		want = append(want, fmt.Sprint(p.Slug, " ", degree, degree, strength, missing, missing))
	}
	for _, n := range answer.Partners.Nodes {
		for _, e := range n.Collaborators.Edges {
			got = append(got, pair(n.Slug, e.Node.Slug)+" of "+n.Slug+s.line(e.Collaboration))
		}
		got = append(got, fmt.Sprint(n.Slug, " ", n.Collaborators.TotalCount, n.Metrics.Degree, n.Metrics.WeightedDegree,
			n.Collaborators.UndatedLinkCount, n.Metrics.UndatedLinkCount))
	}
	s.same(what+" of each partner", want, got)
	s.paths(ties, given)
}

// paths compares how far partners are from one.
func (s side) paths(ties []*factcheck.Tie, given map[string]any) {
	s.t.Helper()
	if len(s.Partners) == 0 {
		return
	}
	from := one(s.room, s.Partners...)
	far := map[*factcheck.Partner]int{from: 0}
	for hops := range 4 {
		for _, t := range ties {
			for _, ends := range [][2]*factcheck.Partner{{t.A, t.B}, {t.B, t.A}} {
				at, reached := far[ends[0]]
				if _, known := far[ends[1]]; reached && at == hops && !known {
					far[ends[1]] = hops + 1
				}
			}
		}
	}
	for _, to := range s.Partners {
		var answer struct{ PartnerPaths []struct{ Length int } }
		s.ask(s.as, `query($from: ID!, $to: ID!, $links: LinkFilter) {partnerPaths(from: $from, to: $to, links: $links) {length}}`,
			map[string]any{"from": s.ids([]*factcheck.Partner{from})[0], "to": s.ids([]*factcheck.Partner{to})[0], "links": given}, &answer)
		want, ok := far[to]
		got := -1
		if len(answer.PartnerPaths) > 0 {
			got = answer.PartnerPaths[0].Length
		}
		if ok && to != from && got != want || !ok && got != -1 {
			s.t.Fatalf("from %s to %s by %v there are %d hops, want %d (%v)", from.Slug, to.Slug, given, got, want, ok)
		}
	}
}

// timelines compares what happened when.
func (s side) timelines() {
	s.t.Helper()
	by := one(s.room, "YEAR", "QUARTER", "MONTH")
	var answer struct {
		Partners struct {
			Nodes []struct {
				Slug     string
				Timeline []struct {
					Period                                              string
					ReleaseCount, InitiativeCount, NewCollaboratorCount int
				}
			}
		}
	}
	s.ask(s.as, `query($by: Period!) {partners(first: 100) {nodes {slug
		timeline(by: $by) {period releaseCount initiativeCount newCollaboratorCount}}}}`, map[string]any{"by": by}, &answer)
	var want, got []string
	for _, p := range s.Partners {
		for name, m := range s.Timeline(p, map[string]int{"YEAR": 12, "QUARTER": 3, "MONTH": 1}[by]) {
			want = append(want, fmt.Sprint(p.Slug, " ", name, m))
		}
	}
	for _, n := range answer.Partners.Nodes {
		for _, at := range n.Timeline {
			m := factcheck.Moment{Releases: at.ReleaseCount, Initiatives: at.InitiativeCount, Collaborators: at.NewCollaboratorCount}
			if m != (factcheck.Moment{}) {
				got = append(got, fmt.Sprint(n.Slug, " ", at.Period, m))
			}
		}
	}
	s.same("timelines by "+by, want, got)
}
