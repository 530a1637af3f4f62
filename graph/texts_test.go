package graph_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/store/storetest"
)

// texts writes releases in several languages. Titles of its releases are their
// languages.
type texts struct {
	*api
	t *testing.T
}

// story is a release by its language and date, and whom it names as a party.
type story struct {
	language, on string
	of           int64
	hidden       bool
	names        []int64
}

func (x texts) done(d newsroom.Done, err error) int64 {
	x.t.Helper()
	if err != nil {
		x.t.Fatal(err)
	}
	return d.ID
}

func (x texts) release(r story) int64 {
	x.t.Helper()
	in := kit.CreateReleaseInput{Kind: content.ReleaseKindStory, Language: r.language, Title: r.language}
	if r.on != "" {
		in.PublishedOn = &r.on
	}
	if r.of != 0 {
		in.TranslationOf = &r.of
	}
	for _, partner := range r.names {
		in.Partners = append(in.Partners, kit.MentionInput{Partner: partner, Role: content.MentionSignatory})
	}
	id := x.done(x.newsroom.CreateRelease(editor(x.t), in))
	if !r.hidden {
		x.done(x.newsroom.PublishRelease(editor(x.t), id, 1, newsroom.PublishInput{}))
	}
	return id
}

// listed returns the titles of a partner's releases, and how many there are.
func (x texts) listed(ctx context.Context, partner int64, arguments string) string {
	x.t.Helper()
	list := dig(x.data(x.t, ctx, `query($id: ID!) { partner(id: $id) { releases(`+arguments+`) { totalCount nodes { title } } } }`,
		map[string]any{"id": content.GlobalID(content.NodePartner, partner)}), "partner", "releases")
	nodes, _ := dig(list, "nodes").([]any)
	titles := []string{}
	for _, n := range nodes {
		titles = append(titles, dig(n, "title").(string))
	}
	return fmt.Sprintf("%s of %s", strings.Join(titles, " "), dig(list, "totalCount"))
}

// shared tells what a partner shares with its collaborators, under links.
func (x texts) shared(partner int64, links string) []string {
	x.t.Helper()
	data := x.data(x.t, reader(x.t), `query($id: ID!) { partner(id: $id) {
		collaborators(links: {`+links+`}) { edges { node { name } collaboration {
			strength sharedReleaseCount firstSharedOn lastSharedOn releases { title } texts: releases(prefer: ["zh-TW", "en"]) { title } } } } } }`,
		map[string]any{"id": content.GlobalID(content.NodePartner, partner)})
	edges, _ := dig(data, "partner", "collaborators", "edges").([]any)
	all := []string{}
	for _, e := range edges {
		c := dig(e, "collaboration")
		titles := func(field string) string {
			list := []string{}
			nodes, _ := dig(c, field).([]any)
			for _, n := range nodes {
				list = append(list, dig(n, "title").(string))
			}
			return strings.Join(list, " ")
		}
		all = append(all, fmt.Sprintf("%s %s %s, %s to %s: %s; %s", dig(e, "node", "name"), dig(c, "strength"), dig(c, "sharedReleaseCount"),
			dig(c, "firstSharedOn"), dig(c, "lastSharedOn"), titles("releases"), titles("texts")))
	}
	return all
}

func (x texts) timeline(partner int64, by string) []string {
	x.t.Helper()
	points, _ := dig(x.data(x.t, reader(x.t), `query($id: ID!) { partner(id: $id) { timeline(by: `+by+`) { period releaseCount } } }`,
		map[string]any{"id": content.GlobalID(content.NodePartner, partner)}), "partner", "timeline").([]any)
	all := []string{}
	for _, p := range points {
		all = append(all, fmt.Sprint(dig(p, "period"), " ", dig(p, "releaseCount")))
	}
	return all
}

func eachTexts(t *testing.T, cases map[string]func(x texts)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, false)
		for name, run := range cases {
			t.Run(name, func(t *testing.T) { run(texts{a, t}) })
		}
	})
}

func (x texts) want(what string, got, want any) {
	x.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		x.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestTranslationsAreOneText(t *testing.T) {
	t.Parallel()
	eachTexts(t, map[string]func(x texts){
		"counts once what two partners share": func(x texts) {
			a, b := x.partner(x.t, "Once A"), x.partner(x.t, "Once B")
			first := x.release(story{language: "en", on: "2024-02", names: []int64{a, b}})
			x.release(story{language: "zh-Hant", on: "2024-05-01", of: first, names: []int64{a, b}})
			x.release(story{language: "zh-Hans", on: "2025", of: first, names: []int64{a, b}})
			x.release(story{language: "de", on: "2023", names: []int64{a, b}})
			x.want("shared", x.shared(a, ""), []string{"Once B 2 2, 2023 to 2025: zh-Hans zh-Hant en de; zh-Hant de"})
			x.want("shared, at least 2", x.shared(a, "minStrength: 2"), []string{"Once B 2 2, 2023 to 2025: zh-Hans zh-Hant en de; zh-Hant de"})
			x.want("shared, at least 3", x.shared(a, "minStrength: 3"), []string{})
			x.want("shared since 2024-03", x.shared(a, `since: "2024-03"`), []string{"Once B 1 1, 2024-05-01 to 2025: zh-Hans zh-Hant; zh-Hant"})
			x.want("list", x.listed(reader(x.t), a, "first: 20"), "zh-Hans zh-Hant en de of 4")
			x.want("weighted degree", fmt.Sprint(dig(x.data(x.t, reader(x.t), `query($id: ID!) { partner(id: $id) { metrics { weightedDegree } } }`,
				map[string]any{"id": content.GlobalID(content.NodePartner, a)}), "partner", "metrics", "weightedDegree")), "2")
			x.want("months", x.timeline(a, "QUARTER"), []string{"2024-Q1 1"})
			x.want("years", x.timeline(a, "YEAR"), []string{"2023 1", "2024 1"})
		},
		"ties nobody by names in different translations": func(x texts) {
			a, b := x.partner(x.t, "Apart A"), x.partner(x.t, "Apart B")
			first := x.release(story{language: "en", names: []int64{a}})
			x.release(story{language: "fr", of: first, names: []int64{b}})
			x.want("shared", x.shared(a, ""), []string{})
		},
		"ties by what is public of a text": func(x texts) {
			a, b := x.partner(x.t, "Public A"), x.partner(x.t, "Public B")
			first := x.release(story{language: "en", hidden: true, names: []int64{a, b}})
			x.release(story{language: "fr", on: "2022", of: first, names: []int64{a, b}})
			x.release(story{language: "de", on: "2021", of: first, names: []int64{a, b}})
			x.want("shared", x.shared(a, ""), []string{"Public B 1 1, 2021 to 2022: fr de; " + x.lower(first, "fr", "de")})
		},
		"stands where the earliest stands that names the partner": func(x texts) {
			a, b := x.partner(x.t, "Early A"), x.partner(x.t, "Early B")
			first := x.release(story{language: "en", on: "2020", names: []int64{b}})
			x.release(story{language: "fr", on: "2021-03-01", of: first, names: []int64{a, b}})
			x.release(story{language: "de", on: "2021-04", of: first, names: []int64{a}})
			x.release(story{language: "nl", of: first, names: []int64{a}})
			x.want("months of A", x.timeline(a, "MONTH"), []string{"2021-03 1"})
			x.want("months of B", x.timeline(b, "MONTH"), []string{"2021-03 0"})
			x.want("years of B", x.timeline(b, "YEAR"), []string{"2020 1", "2021 0"})
		},
	})
}

// lower returns the one of two languages whose release of a text has the lower id.
func (x texts) lower(text int64, a, b string) string {
	ids := map[string]int64{}
	for _, r := range x.store.Client().Release.Query().AllX(editor(x.t)) {
		if r.TranslationGroup != nil && *r.TranslationGroup == text {
			ids[r.Language] = r.ID
		}
	}
	if ids[a] < ids[b] {
		return a
	}
	return b
}

func TestPrefer(t *testing.T) {
	t.Parallel()
	eachTexts(t, map[string]func(x texts){
		"lists the first language that there is": func(x texts) {
			p := x.partner(x.t, "First")
			one := x.release(story{language: "en", on: "2024-01-01", names: []int64{p}})
			x.release(story{language: "zh-Hant", on: "2024-01-02", of: one, names: []int64{p}})
			x.release(story{language: "zh-Hans", on: "2024-01-03", of: one, names: []int64{p}})
			two := x.release(story{language: "de", on: "2024-01-04", names: []int64{p}})
			x.release(story{language: "en-GB", on: "2024-01-05", of: two, names: []int64{p}})
			for prefer, want := range map[string]string{
				`null`:                 "en-GB de zh-Hans zh-Hant en of 5",
				`[]`:                   "de en of 2",
				`["fr"]`:               "de en of 2",
				`["zh-Hant", "en"]`:    "en-GB zh-Hant of 2",
				`["zh-TW", "en-US"]`:   "en-GB zh-Hant of 2",
				`["zh-hk", "fr"]`:      "de zh-Hant of 2",
				`["zh-SG"]`:            "de zh-Hans of 2",
				`["zh"]`:               "de zh-Hans of 2",
				`["fr", "zh", "en"]`:   "en-GB zh-Hans of 2",
				`["en", "zh-Hant"]`:    "en-GB en of 2",
				`["zh-Hant-HK"]`:       "de zh-Hant of 2",
				`["sr-Latn", "de"]`:    "de en of 2",
				`["zh-Hant", "de-AT"]`: "de zh-Hant of 2",
			} {
				x.want("prefer "+prefer, x.listed(reader(x.t), p, "prefer: "+prefer), want)
			}
			x.want("of what where leaves", x.listed(reader(x.t), p, `prefer: ["zh-Hant"], where: {language: {in: ["en", "zh-Hans"]}}`), "en of 1")
			x.want("by title", x.listed(reader(x.t), p, `prefer: ["zh-Hans"], orderBy: [{field: TITLE}]`), "de zh-Hans of 2")
			x.want("the last", x.listed(reader(x.t), p, `prefer: ["zh-Hans"], last: 1`), "zh-Hans of 2")
		},
		"leaves a hidden translation out of the choice": func(x texts) {
			p := x.partner(x.t, "Hidden")
			one := x.release(story{language: "en", names: []int64{p}})
			x.release(story{language: "zh-Hant", hidden: true, of: one, names: []int64{p}})
			x.want("for readers", x.listed(reader(x.t), p, `prefer: ["zh-Hant", "en"]`), "en of 1")
			x.want("for editors", x.listed(editor(x.t), p, `prefer: ["zh-Hant", "en"]`), "zh-Hant of 1")
		},
		"chooses among what names the partner": func(x texts) {
			p := x.partner(x.t, "Named")
			one := x.release(story{language: "en", names: []int64{p}})
			x.release(story{language: "zh-Hant", of: one})
			x.want("list", x.listed(reader(x.t), p, `prefer: ["zh-Hant"]`), "en of 1")
		},
		"knows a text whose first is in no group": func(x texts) {
			p := x.partner(x.t, "Foreign")
			one := x.release(story{language: "en", names: []int64{p}})
			x.release(story{language: "fr", of: one, names: []int64{p}})
			x.foreign(x.t, fmt.Sprintf("UPDATE releases SET translation_group = NULL WHERE id = %d", one))
			for prefer, want := range map[string]string{`[]`: "en of 1", `["fr"]`: "fr of 1", `["en"]`: "en of 1"} {
				x.want("prefer "+prefer, x.listed(reader(x.t), p, "prefer: "+prefer), want)
			}
		},
		"counts a text in each group that one of its releases is in": func(x texts) {
			p := x.partner(x.t, "Grouped")
			one := x.release(story{language: "en", on: "2023", names: []int64{p}})
			x.release(story{language: "fr", on: "2024", of: one, names: []int64{p}})
			x.release(story{language: "fr", on: "2024", names: []int64{p}})
			groups := func(by string) string {
				list, _ := dig(x.data(x.t, reader(x.t), fmt.Sprintf(`{ releases(prefer: ["en"], where: {partners: {some: {id: {eq: %q}}}}) {
					groups(by: [%s], orderBy: KEY_ASC) { count keys { value } } } }`, content.GlobalID(content.NodePartner, p), by), nil), "releases", "groups").([]any)
				all := []string{}
				for _, g := range list {
					all = append(all, fmt.Sprint(dig(g, "keys", 0, "value"), " ", dig(g, "count")))
				}
				return strings.Join(all, ", ")
			}
			x.want("by language", groups("LANGUAGE"), "en 1, fr 2")
			x.want("by year", groups("YEAR"), "2023 1, 2024 2")
			x.want("all", groups(""), "<nil> 2")
		},
		"refuses what is no language": func(x texts) {
			x.release(story{language: "en", names: []int64{x.partner(x.t, "Somebody")}}) // Readers may see nobody else yet.
			for prefer, fields := range map[string][]string{
				`["en", "x!", ""]`:                       {"prefer[1]", "prefer[2]"},
				`["en_GB"]`:                              {"prefer[0]"},
				`["und"]`:                                {"prefer[0]"},
				`[` + strings.Repeat(`"en", `, 21) + `]`: {"prefer"},
			} {
				for _, list := range []string{"releases(prefer: %s) { totalCount }", "partners(first: 1) { nodes { releases(prefer: %s) { totalCount } } }"} {
					answer := x.ask(reader(x.t), "{ "+fmt.Sprintf(list, prefer)+" }", nil)
					got := []string{}
					for _, err := range answer.Errors {
						got = append(got, fmt.Sprint(err.Extensions["code"], " ", err.Extensions["field"]))
					}
					want := []string{}
					for _, f := range fields {
						want = append(want, "BAD_USER_INPUT "+f)
					}
					x.want(prefer, inOrder(got), want)
				}
			}
		},
		"refuses a filter that is too long beside it": func(x texts) {
			where := func(n int) map[string]any {
				return map[string]any{"where": map[string]any{"and": make([]map[string]any, n)}}
			}
			for n, query := range map[int]string{
				251: `query($where: ReleaseFilter) { releases(where: $where, prefer: []) { totalCount } }`,
				211: `query($where: ReleaseFilter) { releases(where: $where, prefer: []) { groupCount(by: []) } }`,
			} {
				got := codes(x.ask(reader(x.t), query, where(n)).Errors)
				x.want(query, got, []string{"LIMIT_EXCEEDED"})
			}
		},
		"goes on from a cursor of another preference": func(x texts) {
			p := x.partner(x.t, "Cursor")
			one := x.release(story{language: "en", on: "2024-03-01", names: []int64{p}})
			x.release(story{language: "fr", on: "2024-01-01", of: one, names: []int64{p}})
			x.release(story{language: "de", on: "2024-02-01", names: []int64{p}})
			data := x.data(x.t, reader(x.t), `query($id: ID!) { partner(id: $id) { releases(prefer: ["en"], first: 1) { pageInfo { endCursor } } } }`,
				map[string]any{"id": content.GlobalID(content.NodePartner, p)})
			cursor := dig(data, "partner", "releases", "pageInfo", "endCursor")
			x.want("after", x.listed(reader(x.t), p, fmt.Sprintf(`prefer: ["fr"], after: %q`, cursor)), "de fr of 2")
		},
	})
}
