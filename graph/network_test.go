package graph_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/network"
	"pressgraph/internal/newsroom/bundle"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/newsroom/merge"
	"pressgraph/internal/store/storetest"
)

func bundled(slug string) string {
	return content.GlobalID(content.NodePartner, bundle.ID(content.NodePartner, slug))
}

func TestWrongNetworks(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		analyst := access.With(t.Context(), access.Viewer{Name: "ann", Role: access.RoleAnalyst})
		unknown := content.GlobalID(content.NodePartner, 4711)
		release := content.GlobalID(content.NodeRelease, 4711)
		all := nodeIDs(dig(a.data(t, reader(t), `{ partners(first: 100) { nodes { id } } }`, nil), "partners"))
		all = append(all, nodeIDs(dig(a.data(t, reader(t), `{ partners(last: 100) { nodes { id } } }`, nil), "partners"))...)
		variables := map[string]any{
			"many": slicesOf(unknown, 10_000), "over": slicesOf(unknown, 101), "full": all[:100], "all": all,
			"unknown": unknown, "release": release, "hkust": bundled("hkust"), "mtr": bundled("mtr"),
		}
		for _, c := range []struct {
			field string
			codes []string
		}{
			{`partnerNetwork(depth: 99) { linkCount }`, []string{"BAD_USER_INPUT"}},
			{`partnerNetwork(depth: -1) { linkCount }`, []string{"BAD_USER_INPUT"}},
			{`partnerNetwork(limit: 0) { linkCount }`, []string{"BAD_USER_INPUT"}},
			{`partnerNetwork(limit: 1001) { linkCount }`, []string{"BAD_USER_INPUT"}},
			{`partnerNetwork(limit: 1000000000) { linkCount }`, []string{"BAD_USER_INPUT"}},
			{`partnerNetwork(limit: 10000000000) { linkCount }`, []string{"BAD_USER_INPUT"}},
			{`partnerNetwork(focus: $many) { linkCount }`, []string{"BAD_USER_INPUT"}},
			{`partnerNetwork(focus: ["x", ""]) { linkCount }`, nil},
			{`partnerNetwork(focus: [$unknown, $release]) { linkCount }`, nil},
			{`partnerNetwork(links: {asOf: "0001-01-01"}) { linkCount }`, nil},
			{`partnerNetwork(links: {asOf: "2021-02-30"}) { linkCount }`, []string{"BAD_USER_INPUT"}},
			{`partnerNetwork(links: {asOf: "2021"}) { linkCount }`, []string{"BAD_USER_INPUT"}},
			{`partnerNetwork(links: {asOf: "x", since: "y", minStrength: 0}) { linkCount }`, []string{"BAD_USER_INPUT", "BAD_USER_INPUT", "BAD_USER_INPUT"}},
			{`partnerNetwork(links: {without: $many}) { linkCount }`, []string{"BAD_USER_INPUT"}},
			{`partnerNetwork(links: {without: $all}) { linkCount partners { degree } communities { size } truncated export(format: GEXF) }`, nil},
			{`partnerNetwork(links: {minStrength: 1000000000}) { linkCount }`, nil},
			{`partnerNetwork(links: {minStrength: -1000000000}) { linkCount }`, []string{"BAD_USER_INPUT"}},
			{`partnerNetwork(links: {since: "9999-12-31"}) { linkCount }`, nil},
			{`partnerNetwork(links: {since: "9999", asOf: "0001-01-01"}) { linkCount }`, nil},
			{`partnerNetwork(focus: $full, depth: 10, limit: 1000) { linkCount }`, nil},
			{`partnerNetwork(focus: $over) { linkCount }`, []string{"BAD_USER_INPUT"}},
			{`partnerNetwork(links: {basis: [], initiativeKinds: []}) { linkCount }`, nil},
			{`partnerNetwork(focus: null, depth: null, links: null, where: null, limit: null) { linkCount }`, nil},
			{`partnerNetwork { links(first: 0) { source { id } } }`, []string{"PAGE_SIZE_OUT_OF_RANGE"}},
			{`partnerNetwork { links(first: 10001) { source { id } } }`, []string{"PAGE_SIZE_OUT_OF_RANGE"}},
			{`partnerPaths(from: $hkust, to: $unknown) { length }`, nil},
			{`partnerPaths(from: $hkust, to: $release) { length }`, nil},
			{`partnerPaths(from: $hkust, to: $hkust) { length }`, nil},
			{`partnerPaths(from: $hkust, to: $hkust, maxHops: 10, count: 100) { length }`, nil},
			{`partnerPaths(from: $hkust, to: $mtr, links: {without: $all}) { length }`, nil},
			{`partnerPaths(from: $hkust, to: $mtr, links: {without: [$mtr]}) { length }`, nil},
			{`partnerPaths(from: $hkust, to: $mtr, links: {asOf: "0001-01-01"}) { length }`, nil},
			{`partnerPaths(from: $hkust, to: $mtr, count: 0) { length }`, []string{"BAD_USER_INPUT"}},
			{`partnerPaths(from: $hkust, to: $mtr, count: 1000000000, maxHops: 99) { length }`, []string{"BAD_USER_INPUT"}},
			{`partnerPaths(from: $hkust, to: "x") { length }`, []string{"BAD_USER_INPUT"}},
			{`partnerPaths(from: $hkust, to: $mtr, maxHops: 0) { length }`, []string{"BAD_USER_INPUT"}},
			{`partnerPaths(from: $hkust, to: $mtr, maxHops: 11) { length }`, []string{"BAD_USER_INPUT"}},
			{`partnerPaths(from: $hkust, to: $mtr, count: 101) { length }`, []string{"BAD_USER_INPUT"}},
			{`partner(id: $hkust) { collaborators(first: 101) { totalCount } }`, []string{"PAGE_SIZE_OUT_OF_RANGE"}},
			{`partner(id: $hkust) { collaborators(first: 1000000000) { totalCount } }`, []string{"PAGE_SIZE_OUT_OF_RANGE"}},
			{`partner(id: $hkust) { collaborators(links: {without: [$hkust]}) { totalCount } metrics(links: {without: $all}) { rank } }`, nil},
			{`partner(id: $hkust) { collaborators(links: {asOf: "0001-01-01"}) { totalCount } metrics(links: {asOf: "0001-01-01"}) { rank } }`, nil},
			{`partner(id: $hkust) { collaborators(after: "x") { totalCount } }`, []string{"INVALID_CURSOR"}},
			{`partner(id: $hkust) { timeline(from: "x", to: "y") { period } }`, []string{"BAD_USER_INPUT", "BAD_USER_INPUT"}},
			{`partner(id: $hkust) { timeline(from: "0001", to: "0001") { period } }`, nil},
			{`partner(id: $hkust) { timeline(by: MONTH, from: "0001") { period } }`, []string{"BAD_USER_INPUT"}},
			{`partner(id: $hkust) { timeline(from: "2022", to: "2021") { period } }`, []string{"BAD_USER_INPUT"}},
			{`partner(id: $hkust) { timeline(by: MONTH, from: "0001", to: "9999") { period } }`, []string{"BAD_USER_INPUT"}},
		} {
			var declared string
			for name, is := range map[string]string{"many": "[ID!]", "over": "[ID!]", "full": "[ID!]", "all": "[ID!]", "unknown": "ID!", "release": "ID!", "hkust": "ID!", "mtr": "ID!"} {
				if strings.Contains(c.field, "$"+name) {
					declared += " $" + name + ": " + is
				}
			}
			if declared != "" {
				declared = "(" + declared + ")"
			}
			response := a.ask(reader(t), "query"+declared+" { "+c.field+" }", variables)
			if diff := cmp.Diff(c.codes, codes(response.Errors)); diff != "" {
				t.Errorf("%s answers codes (-want +got):\n%s\n%v", c.field, diff, response.Errors)
			}
		}
		if errs := a.ask(analyst, `{ partnerNetwork(limit: 10000) { linkCount } }`, nil).Errors; len(errs) > 0 {
			t.Errorf("an analyst may not ask for 10,000 partners: %v", errs)
		}
		if a.log.Len() > 0 {
			t.Errorf("wrong input was logged as a failure of ours:\n%s", a.log)
		}
	})
}

func TestUnknownPartnersHaveNoNetwork(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		data := a.data(t, reader(t), `query($unknown: ID!, $hkust: ID!, $msra: ID!) {
			around: partnerNetwork(focus: [$unknown]) { partners { degree } linkCount communities { size } truncated export(format: CSV_NODES) }
			nobody: partnerNetwork(focus: []) { partners { degree } }
			nonsense: partnerNetwork(focus: ["x", "\u0000"]) { partners { degree } linkCount }
			paths: partnerPaths(from: $unknown, to: $hkust) { length }
			apart: partnerPaths(from: $msra, to: $unknown, links: {without: [$hkust]}) { length }
		}`, map[string]any{"unknown": content.GlobalID(content.NodePartner, 4711), "hkust": bundled("hkust"), "msra": bundled("microsoft-research-asia")})
		want := map[string]any{
			"around": map[string]any{
				"partners": []any{}, "communities": []any{}, "truncated": false, "linkCount": dig(data, "around", "linkCount"),
				"export": "Id,Label,Slug,Kind,Country,Distance,Degree,WeightedDegree,PageRank,Betweenness,Community\r\n",
			},
			"nobody": map[string]any{"partners": []any{}}, "paths": []any{}, "apart": []any{},
			"nonsense": map[string]any{"partners": []any{}, "linkCount": json.Number("0")},
		}
		if diff := cmp.Diff(want, data); diff != "" || fmt.Sprint(dig(data, "around", "linkCount")) != "0" {
			t.Errorf("unknown partners (-want +got):\n%s", diff)
		}
	})
}

// TestLinksReachTheNetwork asks through the API and compares with the network
// itself under the filter that is meant.
func TestLinksReachTheNetwork(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		snapshot, err := network.Read(t.Context(), a.store)
		if err != nil {
			t.Fatal(err)
		}
		hkust, mtr := bundle.ID(content.NodePartner, "hkust"), bundle.ID(content.NodePartner, "mtr")
		for text, change := range map[string]func(*network.Filter){
			`{}`:                            func(*network.Filter) {},
			`{basis: [RELEASE]}`:            func(f *network.Filter) { f.Initiatives = false },
			`{basis: [INITIATIVE]}`:         func(f *network.Filter) { f.Releases = false },
			`{basis: []}`:                   func(f *network.Filter) { f.Initiatives, f.Releases = false, false },
			`{asOf: "2022-12-31"}`:          func(f *network.Filter) { f.AsOf = 20221231 },
			`{since: "2023"}`:               func(f *network.Filter) { f.Since = 20230101 },
			`{since: "2023-02-03"}`:         func(f *network.Filter) { f.Since = 20230203 },
			`{initiativeKinds: [DONATION]}`: func(f *network.Filter) { f.Kinds = []content.InitiativeKind{content.InitiativeKindDonation} },
			`{initiativeKinds: []}`:         func(f *network.Filter) { f.Kinds = []content.InitiativeKind{} },
			`{initiativeStatuses: [PROPOSED, CANCELLED, ACTIVE]}`: func(f *network.Filter) {
				f.InitiativeStatuses = []content.InitiativeStatus{content.InitiativeStatusProposed, content.InitiativeStatusCancelled, content.InitiativeStatusActive}
			},
			`{initiativeStatuses: []}`: func(f *network.Filter) { f.InitiativeStatuses = []content.InitiativeStatus{} },
			`{participationStatuses: [ANNOUNCED, LAPSED]}`: func(f *network.Filter) {
				f.ParticipationStatuses = []content.ParticipationStatus{content.ParticipationStatusAnnounced, content.ParticipationStatusLapsed}
			},
			`{participationStatuses: []}`:           func(f *network.Filter) { f.ParticipationStatuses = []content.ParticipationStatus{} },
			`{minStrength: 2}`:                      func(f *network.Filter) { f.MinStrength = 2 },
			`{without: ["` + bundled("mtr") + `"]}`: func(f *network.Filter) { f.Without = []int64{mtr} },
		} {
			f := network.Every()
			change(&f)
			view, err := snapshot.View(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			number := snapshot.Find([]int64{hkust})[0]
			for _, tie := range view.Collaborators(number) {
				want = append(want, fmt.Sprint(content.GlobalID(content.NodePartner, view.ID(tie.To)), " ", tie.Initiatives, " ", tie.Texts))
			}
			answer := a.data(t, reader(t), `query($id: ID!) { partner(id: $id) { collaborators(first: 100, links: `+text+`) { totalCount undatedLinkCount
				edges { node { id } collaboration { sharedInitiativeCount sharedReleaseCount } } }
				metrics(links: `+text+`) { degree weightedDegree } } }`, map[string]any{"id": bundled("hkust")})
			var got []string
			edges, _ := dig(answer, "partner", "collaborators", "edges").([]any)
			for _, edge := range edges {
				shared := dig(edge, "collaboration")
				got = append(got, fmt.Sprint(dig(edge, "node", "id"), " ", dig(shared, "sharedInitiativeCount"), " ", dig(shared, "sharedReleaseCount")))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("collaborators of HKUST under %s (-want +got):\n%s", text, diff)
			}
			if undated := fmt.Sprint(dig(answer, "partner", "collaborators", "undatedLinkCount")); undated != fmt.Sprint(len(view.Undated(number))) {
				t.Errorf("undatedLinkCount of HKUST under %s = %s, want %d", text, undated, len(view.Undated(number)))
			}
			if metrics := fmt.Sprint(dig(answer, "partner", "metrics", "degree"), " ", dig(answer, "partner", "metrics", "weightedDegree")); metrics != fmt.Sprint(len(want), " ", view.Strength(number)) {
				t.Errorf("degrees of HKUST under %s = %s, want %d %d", text, metrics, len(want), view.Strength(number))
			}
		}
	})
}

// TestMergedPartnersAreMeant asks with the id of a partner that was merged.
func TestMergedPartnersAreMeant(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		ask := func(mtr string) string {
			answer := a.ask(reader(t), `query($id: ID!, $to: ID!) {
				partner(id: $id) { collaborators { totalCount nodes { id } } metrics { degree rank } timeline { period releaseCount } }
				partnerNetwork(focus: [$id]) { partners { partner { id } distance } }
				without: partnerNetwork(links: {without: [$id]}) { partners { partner { id } } linkCount }
				partnerPaths(from: $id, to: $to, count: 3) { partners { id } }
				back: partnerPaths(from: $to, to: $id, count: 3) { partners { id } }
			}`, map[string]any{"id": mtr, "to": bundled("hku")})
			return fmt.Sprint(answer.Errors, string(answer.Data))
		}
		mtr, academy := bundle.ID(content.NodePartner, "mtr"), bundle.ID(content.NodePartner, "mtr-academy")
		if _, err := merge.Partners(editor(t), a.newsroom.Newsroom, mtr, 1, []int64{academy}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(ask(bundled("mtr")), ask(bundled("mtr-academy"))); diff != "" {
			t.Errorf("asked with the id of a merged partner (-survivor +merged):\n%s", diff)
		}
	})
}

// TestTheNetworkAsksOnce counts statements: as many for all partners as for one.
func TestTheNetworkAsksOnce(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		const question = `query($n: Int!) { partners(first: $n) { nodes {
			metrics { rank } timeline { releaseCount }
			collaborators(first: 3, where: {kind: {ne: OTHER}}, links: {minStrength: 1}) { totalCount pageInfo { hasNextPage } edges {
				node { slug } collaboration { firstSharedOn initiatives(first: 2) { slug } releases(first: 2) { slug } }
			} }
		} } }`
		count := func(n int) int {
			ctx, counter := database.WithTexts(reader(t))
			a.data(t, ctx, question, map[string]any{"n": n})
			if n > 50 && t.Failed() {
				t.Log(strings.Join(counter.Texts(), "\n"))
			}
			return counter.Count()
		}
		count(1) // reads the network
		// Rows and nodes of the list, the version, what where holds for, the pages' partners, initiatives, releases.
		const most = 7
		for _, n := range []int{10, 100} {
			if got := count(n); got > most {
				t.Errorf("%d partners take %d statements, want at most %d", n, got, most)
			}
		}
	})
}

func TestCollaboratorsPageByPage(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		page := func(first int, after any) any {
			return dig(a.data(t, reader(t), `query($id: ID!, $n: Int!, $after: Cursor) { partner(id: $id) { collaborators(first: $n, after: $after) {
				totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { slug } } } }`,
				map[string]any{"id": bundled("hkust"), "n": first, "after": after}), "partner", "collaborators")
		}
		slugs := func(page any) []string {
			var all []string
			nodes, _ := dig(page, "nodes").([]any)
			for _, node := range nodes {
				all = append(all, dig(node, "slug").(string))
			}
			return all
		}
		whole := slugs(page(100, nil))
		var walked []string
		var after any
		for more := true; more; {
			p := page(7, after)
			if back := dig(p, "pageInfo", "hasPreviousPage"); back != (after != nil) {
				t.Errorf("hasPreviousPage is %v after %v", back, after)
			}
			walked = append(walked, slugs(p)...)
			after, more = dig(p, "pageInfo", "endCursor"), dig(p, "pageInfo", "hasNextPage") == true
		}
		if diff := cmp.Diff(whole, walked); diff != "" || len(whole) < 20 {
			t.Errorf("pages (-whole +walked), of %d:\n%s", len(whole), diff)
		}
		sorted := slices.Compact(slices.Sorted(slices.Values(walked)))
		if len(sorted) != len(walked) {
			t.Errorf("walked %d, of which %d are distinct", len(walked), len(sorted))
		}
	})
}

// TestHiddenTiesDoNotShow asks the same before and after ties are added that
// readers do not see.
func TestHiddenTiesDoNotShow(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		ask := func() string {
			answer := a.ask(reader(t), `query($id: ID!, $to: ID!) {
				partner(id: $id) { collaborators(first: 100) { totalCount edges { cursor node { id } collaboration { strength firstSharedOn } } }
					timeline(by: MONTH) { period releaseCount initiativeCount newCollaboratorCount } metrics { degree pageRank betweenness community rank } }
				partnerNetwork(limit: 1000) { linkCount partners { partner { id } pageRank } export(format: GEXF) }
				partnerPaths(from: $id, to: $to, count: 20) { partners { id } }
			}`, map[string]any{"id": bundled("hkust"), "to": bundled("mtr")})
			return fmt.Sprint(answer.Errors, string(answer.Data))
		}
		before := ask()
		addHidden(t, a)
		if diff := cmp.Diff(before, ask()); diff != "" {
			t.Errorf("hidden ties show in the network (-before +after):\n%s", diff)
		}
	})
}

// addHidden drafts a release and an initiative that tie partners otherwise apart.
func addHidden(t *testing.T, a *api) {
	t.Helper()
	hkust, mtr := bundle.ID(content.NodePartner, "hkust"), bundle.ID(content.NodePartner, "mtr")
	on, locale := "2026-01-01", "en"
	hidden, err := a.newsroom.CreatePartner(editor(t), kit.CreatePartnerInput{
		Kind: content.PartnerKindCompany, Names: []kit.NameInput{{Text: "Aardvark", Locale: &locale}},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.newsroom.CreateRelease(editor(t), kit.CreateReleaseInput{
		Kind: content.ReleaseKindStory, Language: "en", Title: "Hidden", PublishedOn: &on,
		Partners: []kit.MentionInput{
			{Partner: hkust, Role: content.MentionSignatory}, {Partner: mtr, Role: content.MentionSignatory}, {Partner: hidden.ID, Role: content.MentionSignatory},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.newsroom.CreateInitiative(editor(t), kit.CreateInitiativeInput{
		Kind: content.InitiativeKindProject, Names: []kit.NameInput{{Text: "Hidden", Locale: &locale}},
		Participants: []kit.ParticipationInput{{Partner: hkust}, {Partner: mtr}, {Partner: hidden.ID}},
	})
	if err != nil {
		t.Fatal(err)
	}
}
