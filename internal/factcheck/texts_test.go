package factcheck_test

import (
	"fmt"

	"pressgraph/internal/content"
	"pressgraph/internal/factcheck"
)

// preferred compares lists and groups of releases of which each text is listed
// once.
func (s side) preferred() {
	s.t.Helper()
	languages, narrowed := some(s.room, s.IntN(4), []string{"en", "zh-Hant", "zh-Hans"}), s.narrow("releases")
	by := some(s.room, s.IntN(3), dimensions()["releases"])
	rows := s.rows("releases", narrowed.holds)
	type list struct {
		Releases struct {
			TotalCount int
			Nodes      []struct{ ID string }
			Groups     []answered
		}
	}
	ask := func(where any) list {
		var answer list
		s.ask(s.as, `query($where: ReleaseFilter, $prefer: [Locale!], $by: [ReleaseDimension!]!) {releases(where: $where, prefer: $prefer, first: 100) {
			totalCount nodes {id} groups(by: $by, first: 1000) {count where
				keys {value node {... on Partner {slug} ... on Initiative {slug} ... on Topic {slug}}}}}}`,
			map[string]any{"where": where, "prefer": languages, "by": by}, &answer)
		return answer
	}
	what := fmt.Sprintf("one of each text in %v where %v", languages, narrowed.where)
	answer := ask(narrowed.where)
	s.listed(what, factcheck.OneOfEach(rows, languages), answer.Releases.TotalCount, answer.Releases.Nodes)
	if len(rows) == 0 {
		return
	}
	groups := s.Groups(rows, by)
	var want, got []string
	for _, g := range groups {
		want = append(want, fmt.Sprint(g.Key(), ": ", len(factcheck.OneOfEach(g.Rows, nil))))
	}
	for _, g := range answer.Releases.Groups {
		got = append(got, fmt.Sprint(g.group().Key(), ": ", g.Count))
	}
	s.same(fmt.Sprint(what, " by ", by), want, got)
	for _, g := range some(s.room, 2, answer.Releases.Groups) {
		led := ask(g.Where)
		s.listed(fmt.Sprint(what, " in the group ", g.Where), factcheck.OneOfEach(groups[g.group().Key()].Rows, languages), led.Releases.TotalCount, led.Releases.Nodes)
	}
}

// listed compares a list of releases.
func (s side) listed(what string, releases []*factcheck.Release, total int, nodes []struct{ ID string }) {
	s.t.Helper()
	var want, got []string
	for _, r := range releases {
		want = append(want, content.GlobalID(content.NodeRelease, r.ID))
	}
	for _, n := range nodes {
		got = append(got, n.ID)
	}
	s.same(what, append(want, fmt.Sprint(len(releases))), append(got, fmt.Sprint(total)))
}

// received compares what partners have received, and the initiatives that say so.
func (s side) received() {
	s.t.Helper()
	var answer struct {
		Partners struct {
			Nodes []struct {
				Slug     string
				Received struct {
					Sole, Shared, Parts    sum
					SoleWhere, SharedWhere map[string]any
				}
			}
		}
	}
	money := "{amount currency qualifier}"
	s.ask(s.as, "{partners(first: 100) {nodes {slug received {sole "+money+" shared "+money+" parts "+money+" soleWhere sharedWhere}}}}", nil, &answer)
	var want, got []string
	for _, p := range s.Partners {
		r := s.Received(p)
		want = append(want, fmt.Sprint(p.Slug, " ", r.Sole, r.Shared, r.Parts, len(r.Alone), len(r.Together)))
	}
	for _, n := range answer.Partners.Nodes {
		var led struct{ Sole, Shared struct{ TotalCount int } }
		s.ask(s.as, `query($sole: InitiativeFilter, $shared: InitiativeFilter) {
			sole: initiatives(where: $sole) {totalCount} shared: initiatives(where: $shared) {totalCount}}`,
			map[string]any{"sole": n.Received.SoleWhere, "shared": n.Received.SharedWhere}, &led)
		r := n.Received
		got = append(got, fmt.Sprint(n.Slug, " ", r.Sole.byCurrency(), r.Shared.byCurrency(), r.Parts.byCurrency(), led.Sole.TotalCount, led.Shared.TotalCount))
	}
	s.same("what partners have received", want, got)
}
