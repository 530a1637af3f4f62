package factcheck_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"pressgraph/internal/content"
	"pressgraph/internal/factcheck"
)

// narrowed is a filter of a list, and what it holds for.
type narrowed struct {
	where map[string]any
	holds func(row any) bool
}

type has = map[string]any

// narrow draws a filter of a list; most are none.
func (s side) narrow(list string) narrowed {
	status, kind := string(kind[content.InitiativeStatus](s.room)), one(s.room, "PROGRAMME", "GRANT")
	all := map[string][]narrowed{
		"releases": {
			{has{"year": has{"gte": 2021}}, func(row any) bool { return row.(*factcheck.Release).On.From >= 20210101 }},
			{has{"language": has{"ne": "en"}}, func(row any) bool { return row.(*factcheck.Release).Language != "en" }},
		},
		"partners": {
			{has{"kind": has{"eq": "COMPANY"}}, func(row any) bool { return row.(*factcheck.Partner).Kind == "COMPANY" }},
			{has{"parent": has{}}, func(row any) bool { return row.(*factcheck.Partner).Parent != nil }},
		},
		"initiatives": {
			{has{"status": has{"ne": status}}, func(row any) bool { return row.(*factcheck.Initiative).Status != status }},
			{has{"kind": has{"eq": kind}}, func(row any) bool { return row.(*factcheck.Initiative).Kind == kind }},
			{has{"parent": has{}}, func(row any) bool { return row.(*factcheck.Initiative).Parent != nil }},
			{has{"not": has{"parent": has{"kind": has{"eq": kind}}}}, func(row any) bool {
				up := row.(*factcheck.Initiative).Parent
				return up == nil || up.Kind != kind
			}},
		},
		"participations": {
			{has{"knownSince": has{"gte": "2021"}}, func(row any) bool { return s.KnownSince(row.(*factcheck.Participation)).On.From >= 20210101 }},
			{has{"knownSince": has{"isNull": true}}, func(row any) bool { return !s.KnownSince(row.(*factcheck.Participation)).On.Known() }},
			{has{"knownSinceBasis": []string{"REPORTED"}}, func(row any) bool {
				return s.KnownSince(row.(*factcheck.Participation)).Basis == "REPORTED"
			}},
			{has{"initiative": has{"kind": has{"eq": kind}}}, func(row any) bool { return row.(*factcheck.Participation).Initiative.Kind == kind }},
			{has{"contribution": has{"isNull": false}}, func(row any) bool { return row.(*factcheck.Participation).Gift != nil }},
		},
	}
	if s.chance(50) {
		return narrowed{nil, func(any) bool { return true }}
	}
	return one(s.room, all[list]...)
}

// rows returns those of a list that a filter holds for.
func (s side) rows(list string, holds func(any) bool) []any {
	var all []any
	switch list {
	case "releases":
		all = boxed(s.Releases)
	case "partners":
		all = boxed(s.Partners)
	case "initiatives":
		all = boxed(s.Initiatives)
	case "participations":
		all = boxed(s.Participations)
	}
	return slices.DeleteFunc(all, func(row any) bool { return !holds(row) })
}

func boxed[T any](from []T) []any {
	all := make([]any, len(from))
	for i, x := range from {
		all[i] = x
	}
	return all
}

func dimensions() map[string][]string {
	return map[string][]string{
		"releases": {
			"YEAR", "MONTH", "KIND", "STATUS", "LANGUAGE", "PARTNER", "PARTNER_KIND", "PARTNER_COUNTRY", "INITIATIVE", "INITIATIVE_KIND", "TOPIC",
		},
		"partners":    {"KIND", "COUNTRY", "INITIATIVE_KIND", "RELEASE_YEAR"},
		"initiatives": {"KIND", "STATUS", "CURRENCY", "START_YEAR", "PARTNER", "PARTNER_KIND", "PARTNER_COUNTRY", "TOPIC"},
		"participations": {
			"ROLE", "STATUS", "CURRENCY", "SINCE_YEAR", "KNOWN_SINCE_YEAR", "KNOWN_SINCE_BASIS", "PARTNER", "PARTNER_KIND", "PARTNER_COUNTRY",
			"INITIATIVE", "INITIATIVE_KIND",
		},
	}
}

type sum []struct{ Amount, Currency, Qualifier string }

func (all sum) byCurrency() map[string]string {
	sums := map[string]string{}
	for _, m := range all {
		amount := m.Amount
		if strings.Contains(amount, ".") {
			amount = strings.TrimRight(strings.TrimRight(amount, "0"), ".")
		}
		sums[m.Currency] = amount + " " + m.Qualifier
	}
	return sums
}

// answered is a group as the API answers it.
type answered struct {
	Keys []struct {
		Value *string
		Node  *struct{ Slug string }
	}
	Count          int
	Funding, Parts sum
	Where          map[string]any
}

func (g answered) group() *factcheck.Group {
	group := &factcheck.Group{}
	for _, k := range g.Keys {
		value := ""
		if k.Value != nil {
			value = *k.Value
		}
		if k.Node != nil {
			value = k.Node.Slug
		}
		group.Keys = append(group.Keys, value)
	}
	return group
}

// grouped compares groups of every list, and follows each to its rows.
func (s side) grouped() {
	s.t.Helper()
	for list, names := range dimensions() {
		by, narrowed := some(s.room, s.IntN(4), names), s.narrow(list)
		rows := s.rows(list, narrowed.holds)
		want := s.Groups(rows, by)
		var answer map[string]struct {
			TotalCount, GroupCount int
			Groups                 []answered
		}
		names := map[string]string{"releases": "Release", "partners": "Partner", "initiatives": "Initiative", "participations": "Participation"}
		s.ask(s.as, fmt.Sprintf(`query($where: %[2]sFilter, $by: [%[2]sDimension!]!) {%[1]s(where: $where) {totalCount groupCount(by: $by)
			groups(by: $by, first: 1000) {keys {value node {... on Release {slug} ... on Partner {slug} ... on Initiative {slug} ... on Topic {slug}}}
				count where funding {amount currency qualifier} parts {amount currency qualifier}}}}`, list, names[list]),
			map[string]any{"where": narrowed.where, "by": by}, &answer)
		a := answer[list]
		what := fmt.Sprintf("%s by %v where %v", list, by, narrowed.where)
		if a.TotalCount != len(rows) || a.GroupCount != len(a.Groups) {
			s.t.Fatalf("%s see %s: %d rows in %d groups, and %d; want %d rows", s.name, what, a.TotalCount, a.GroupCount, len(a.Groups), len(rows))
		}
		var follow, lines []string
		for _, g := range want {
			follow = append(follow, fmt.Sprint(g.Key(), ": ", len(g.Rows), " ", g.Funding, " parts ", g.Parts))
		}
		if len(by) == 0 && len(want) == 0 {
			follow = append(follow, fmt.Sprint(": 0 ", map[string]string{}, " parts ", map[string]string{}))
		}
		for _, g := range a.Groups {
			lines = append(lines, fmt.Sprint(g.group().Key(), ": ", g.Count, " ", g.Funding.byCurrency(), " parts ", g.Parts.byCurrency()))
		}
		s.same(what, follow, lines)
		for _, g := range some(s.room, 4, a.Groups) {
			s.follow(list, names[list], what, g, want[g.group().Key()])
		}
	}
}

// follow asks for the rows of a group by its where.
func (s side) follow(list, name, what string, g answered, want *factcheck.Group) {
	s.t.Helper()
	if want == nil {
		return
	}
	var answer map[string]struct {
		TotalCount int
		Nodes      []struct{ ID string }
	}
	s.ask(s.as, fmt.Sprintf("query($where: %sFilter) {%s(where: $where, first: 100) {totalCount nodes {id}}}", name, list), map[string]any{"where": g.Where}, &answer)
	ids := map[string]bool{}
	for _, n := range answer[list].Nodes {
		ids[n.ID] = true
	}
	should := map[string]bool{}
	for _, row := range want.Rows {
		switch r := row.(type) {
		case *factcheck.Release:
			should[content.GlobalID(content.NodeRelease, r.ID)] = true
		case *factcheck.Partner:
			should[content.GlobalID(content.NodePartner, r.ID)] = true
		case *factcheck.Initiative:
			should[content.GlobalID(content.NodeInitiative, r.ID)] = true
		case *factcheck.Participation:
			should[content.GlobalID(content.NodeParticipation, r.ID)] = true
		}
	}
	if !maps.Equal(ids, should) || answer[list].TotalCount != g.Count {
		s.t.Fatalf("%s are led by %v of %s to %d rows, want %d", s.name, g.Where, what, answer[list].TotalCount, g.Count)
	}
}
