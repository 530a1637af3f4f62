package graph_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
	"pressgraph/internal/synthetic"
)

// request is one measured request. Its answer must hold a value at found, so
// that nobody measures how fast nothing is found.
type request struct {
	name, query string
	variables   map[string]any
	found       []any
}

const newsroomPage = `{ releases(first: 20) { nodes { id slug title kind publishedOn
	partners(first: 5) { edges { role node { id slug name kind } } }
	initiatives(first: 5) { edges { stage node { id slug name kind } } }
	topics { id slug name } } pageInfo { hasNextPage endCursor } } }`

const releasePage = `query ($slug: String!) { release(slug: $slug) { id title summary body publishedOn publisher { id name }
	partners(first: 50) { edges { role evidence { quote start end } node { id slug name kind country } } }
	initiatives(first: 50) { edges { stage evidence { quote } node { id slug name kind startedOn funding { amount currency } } } }
	topics { id name } translations { id slug language } corrections { note } } }`

const profile = `query ($id: ID!) { partner(id: $id) { id name names { text locale } kind country website parent { id name }
	releaseCount initiativeCount latestReleaseOn
	releases(first: 20) { totalCount edges { role node { id slug title publishedOn } } }
	initiatives(first: 20) { totalCount edges { node { id slug name status } participations { role since } } } } }`

const twoHops = `{ partners(first: 10, orderBy: [{field: RELEASE_COUNT, direction: DESC}]) { nodes { name
	initiatives(first: 5) { nodes { name participants(first: 5) { nodes { name
	releases(first: 3) { nodes { title publishedOn } } } } } } } } }`

const deepPage = `query ($after: Cursor!) { releases(first: 20, after: $after) { nodes { id slug title publishedOn }
	pageInfo { hasNextPage hasPreviousPage endCursor } } }`

const filteredCount = `{ releases(first: 20, where: {year: {eq: 2024},
	partners: {some: {kind: {eq: COMPANY}, country: {eq: "SG"}}}}) { totalCount nodes { id title publishedOn } } }`

const grouping = `{ releases(first: 1) { groups(by: [PARTNER_COUNTRY, YEAR], orderBy: COUNT_DESC, first: 20) {
	keys { value } count } } }`

// BenchmarkRequests measures requests of a reader, from the parsed document to
// the answer, on PRESSGRAPH_BENCH_RELEASES synthetic releases (1,000 if it is
// not set). Loading 100,000 takes a minute or two on each engine.
func BenchmarkRequests(b *testing.B) {
	for _, engine := range []database.Engine{database.SQLite, database.PostgreSQL} {
		b.Run(string(engine), func(b *testing.B) {
			a := newAPI(b, benchTarget(b, engine, benchSize(b)), false)
			for _, r := range benchRequests(b, a) {
				b.Run(r.name, func(b *testing.B) { r.measure(b, a) })
			}
		})
	}
}

// benchTarget returns a loaded database: what PRESSGRAPH_BENCH_SQLITE or
// PRESSGRAPH_BENCH_POSTGRES names, else one that is loaded now.
func benchTarget(b testing.TB, engine database.Engine, releases int) database.Target {
	b.Helper()
	variable := "PRESSGRAPH_BENCH_SQLITE"
	if engine == database.PostgreSQL {
		variable = "PRESSGRAPH_BENCH_POSTGRES"
	}
	if name := os.Getenv(variable); name != "" {
		target, err := database.ParseTarget(name)
		if err != nil {
			b.Fatal(err)
		}
		return target
	}
	return loadedTarget(b, engine, releases)
}

// loadedTarget returns a new database with so many synthetic releases.
func loadedTarget(b testing.TB, engine database.Engine, releases int) database.Target {
	b.Helper()
	fresh := storetest.SQLite
	if engine == database.PostgreSQL {
		fresh = storetest.Postgres
	}
	target := fresh(b)
	s, err := derive.Open(b.Context(), target, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	ctx := access.With(b.Context(), access.System("bench-data"))
	if _, err = synthetic.Load(ctx, s, synthetic.Options{Releases: releases, Seed: 1}); err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return target
}

func benchSize(b *testing.B) int {
	b.Helper()
	text := os.Getenv("PRESSGRAPH_BENCH_RELEASES")
	if text == "" {
		return 1000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		b.Fatalf("PRESSGRAPH_BENCH_RELEASES must be a number, not %q", text)
	}
	return n
}

func benchRequests(b testing.TB, a *api) []request {
	b.Helper()
	partners := a.data(b, b.Context(), `{ hottest: partners(first: 1, orderBy: [{field: RELEASE_COUNT, direction: DESC}]) { nodes { id } } }`, nil)
	ids := partnerIDs(b, a)
	deep, slug := deepest(b, a)
	return []request{
		{"newsroom_page", newsroomPage, nil, []any{"releases", "nodes", 19, "id"}},
		{"release_page", releasePage, map[string]any{"slug": slug}, []any{"release", "id"}},
		{"profile_of_the_hottest", profile, map[string]any{"id": dig(partners, "hottest", "nodes", 0, "id")}, []any{"partner", "releases", "edges", 19}},
		{"profile_of_a_median", profile, map[string]any{"id": ids[len(ids)/2]}, []any{"partner", "releases", "edges", 0}},
		{"two_hops", twoHops, nil, []any{"partners", "nodes", 9, "initiatives", "nodes", 0, "participants", "nodes", 0, "releases", "nodes", 0}},
		{"deep_page", deepPage, map[string]any{"after": deep}, []any{"releases", "nodes", 19}},
		{"filter_with_count", filteredCount, nil, []any{"releases", "nodes", 0}},
		{"grouping", grouping, nil, []any{"releases", "groups", 19}},
	}
}

// partnerIDs returns partners by how many releases name them, some 1,000 of the
// ranks around the middle at most.
func partnerIDs(b testing.TB, a *api) []any {
	b.Helper()
	var ids []any
	var after any
	for {
		page := a.data(b, b.Context(), `query ($after: Cursor) { partners(first: 100, after: $after, orderBy: [{field: RELEASE_COUNT, direction: DESC}]) {
			nodes { id } pageInfo { hasNextPage endCursor } } }`, map[string]any{"after": after})
		for _, n := range dig(page, "partners", "nodes").([]any) {
			ids = append(ids, dig(n, "id"))
		}
		if dig(page, "partners", "pageInfo", "hasNextPage") != true {
			return ids
		}
		after = dig(page, "partners", "pageInfo", "endCursor")
	}
}

// deepest returns the cursor of the release in the middle of the list of all,
// and a slug near it.
func deepest(b testing.TB, a *api) (cursor, slug any) {
	b.Helper()
	total := 0
	if _, err := fmt.Sscan(fmt.Sprint(dig(a.data(b, b.Context(), "{ releases { totalCount } }", nil), "releases", "totalCount")), &total); err != nil {
		b.Fatal(err)
	}
	for range total / 2 / 100 {
		page := a.data(b, b.Context(), `query ($after: Cursor) { releases(first: 100, after: $after) {
			nodes { slug } pageInfo { endCursor } } }`, map[string]any{"after": cursor})
		cursor, slug = dig(page, "releases", "pageInfo", "endCursor"), dig(page, "releases", "nodes", 99, "slug")
	}
	return cursor, slug
}

func (r request) measure(b *testing.B, a *api) {
	ctx, counter := database.WithCounter(b.Context())
	if got := dig(a.data(b, b.Context(), r.query, r.variables), r.found...); got == nil {
		b.Fatalf("%s finds nothing at %v", r.query, r.found)
	}
	b.ReportAllocs()
	for b.Loop() {
		if response := a.ask(ctx, r.query, r.variables); len(response.Errors) > 0 {
			b.Fatal(response.Errors)
		}
	}
	b.ReportMetric(float64(counter.Count())/float64(b.N), "statements/op")
}
