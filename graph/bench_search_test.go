package graph_test

import (
	"testing"

	"pressgraph/internal/database"
)

const benchSearch = `query ($q: String!) { search(query: $q, first: 20) { totalCount counts { type count } pageInfo { hasNextPage }
	edges { score matchedField snippet node { __typename ... on Node { id } ... on Addressable { slug } } } } }`

const benchRelated = `query ($slug: String!) { release(slug: $slug) { related(first: 5) { id title publishedOn } } }`

// benchSearches are the searches that are measured: common words are in most of
// the releases, which is the worst that can be asked for.
func benchSearches(b testing.TB, a *api) []request {
	b.Helper()
	var all []request
	for _, q := range [][2]string{
		{"one_rare_word", "Norvane"}, {"one_common_word", "university"}, {"two_rare_words", "Norvane Robotics"},
		{"two_common_words", "university research"}, {"common_and_excluded", "university -Norvane"},
		{"Chinese", "研究"}, {"Chinese_phrase", "量子計算"}, {"short_prefix", "r*"}, {"prefix", "resear*"},
		{"rare_phrase", `"Norvane Robotics"`}, {"common_phrase", `"joint research"`},
	} {
		all = append(all, request{q[0], benchSearch, map[string]any{"q": q[1]}, []any{"search", "edges", 0}})
	}
	_, slug := deepest(b, a)
	return append(all, request{"related", benchRelated, map[string]any{"slug": slug}, []any{"release", "related", 0}})
}

// BenchmarkSearches measures full-text search as BenchmarkRequests measures
// requests, on the same databases.
func BenchmarkSearches(b *testing.B) {
	for _, engine := range []database.Engine{database.SQLite, database.PostgreSQL} {
		b.Run(string(engine), func(b *testing.B) {
			a := newAPI(b, benchTarget(b, engine, benchSize(b)), false)
			for _, r := range benchSearches(b, a) {
				b.Run(r.name, func(b *testing.B) { r.measure(b, a) })
			}
		})
	}
}
