package graph_test

import (
	"context"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/graph/nodes"
	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// shape is a query and the number of statements that it costs, however much
// there is to read.
type shape struct {
	name, query string
	statements  int
}

// shapes ask for everything that is read by statements of its own. $after is
// the cursor of a release, $before one further on.
func shapes() []shape {
	return []shape{
		{"one list", `{ releases { nodes { title } } }`, 2},
		{"the same list twice", `{ a: releases { nodes { title } } b: releases { edges { cursor node { slug } } } }`, 2},
		{"one list, counted", `{ releases { totalCount nodes { title } } }`, 3},
		{"one list of texts", `{ releases(first: 5, prefer: ["zh-Hant", "en"]) { totalCount nodes { title } pageInfo { hasNextPage } groupCount(by: [LANGUAGE]) groups(by: [YEAR]) { count } } }`, 2 + 1 + 1 + 1},
		{"lists of texts", `{ partners { nodes { releases(prefer: ["zh-Hant"]) { totalCount nodes { title } } } }
			initiatives { nodes { releases(prefer: []) { totalCount nodes { title } } } } topics { nodes { releases(prefer: ["en"], first: 2) { totalCount nodes { title } groups(by: [KIND]) { count } } } } }`,
			2 + 3 + 2 + 3 + 2 + 4},
		{"a count alone", `{ releases { totalCount } }`, 1},
		{"where a page stands", `{ releases(first: 5) { pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, 2},
		{"where a page after a cursor stands", `query($after: Cursor) { releases(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage hasPreviousPage } } }`, 3},
		{"where a page between cursors stands", `query($after: Cursor, $before: Cursor) {
			releases(first: 1, after: $after, before: $before) { nodes { id } pageInfo { hasNextPage hasPreviousPage } totalCount } }`, 5},
		{"the last page before a cursor", `query($before: Cursor) { releases(last: 1, before: $before) { nodes { id } pageInfo { hasNextPage hasPreviousPage } } }`, 3},
		{"a filter across relations", `{ releases(where: {partners: {some: {initiatives: {some: {funding: {gte: "0"}}}}}}) { totalCount nodes { title } } }`, 3},
		{"newsroom page", `{ releases(first: 20) { nodes {
			title publisher { name } topics { name }
			partners(first: 5) { totalCount edges { role node { name } } }
			initiatives(first: 5) { totalCount edges { stage node { name } } }
		} } }`, 2 + 1 + 2 + 2 + 2},
		{"counts that filters change", `{ releases { nodes {
			partners(where: {kind: {ne: COMPANY}}) { totalCount }
			initiatives(where: {funding: {isNull: false}}) { totalCount }
		} } }`, 2 + 1 + 1},
		{"roles", `{ releases { nodes { partners(roles: [SUBJECT, SIGNATORY, FUNDER, HOST]) { totalCount nodes { id } } } }
			initiatives { nodes { participants(roles: [LEAD, SIGNATORY, FUNDER, HOST, MEMBER]) { totalCount nodes { id } } } } }`, 2 + 1 + 2 + 2 + 1 + 2},
		{"evidence", `{ releases { nodes {
			partners { edges { evidence { quote release { title } } } }
			initiatives { edges { evidence { quote release { title } } } }
		} } }`, 2 + 2 + 1 + 1 + 2 + 1 + 1},
		{"participations", `{ participations { totalCount nodes { role partner { name } initiative { name } evidence { quote release { slug } } } } }`, 2 + 1 + 1 + 1 + 1 + 1},
		{"participations of pairs", `{ partners { nodes { initiatives { edges { node { name } participations { role evidence { quote } } } } } }
			initiatives { nodes { participants { edges { node { name } participations { role partner { slug } } } } } } }`, 2 + 2 + 2 + 1 + 2 + 2 + 2 + 1},
		{"a partner's family", `{ partners { nodes { parent { name } ancestors { name parent { name } } children { totalCount nodes { name parent { name } } } } } }`, 2 + 1 + 2 + 1 + 1 + 2 + 1},
		{"names and what is entered of partners", `{ partners { nodes { names { text } name(locale: "zh-Hant") identifiers { value } mergedFrom } } }`, 2 + 1 + 1 + 1},
		{"translations and corrections", `{ releases { nodes { body translations { title topics { name } partners { totalCount nodes { name } } } corrections { note } } } }`, 2 + 1 + 2 + 2 + 2 + 1},
		{"topics", `{ topics { totalCount nodes { parent { name } children { name } releases { totalCount nodes { title } } initiatives { totalCount nodes { name } } } } }`, 2 + 1 + 1 + 2 + 2 + 3},
		{"groups of a list", `{ releases { totalCount groupCount(by: [PARTNER]) groups(by: [PARTNER, YEAR]) { count where keys { value label node { slug } } } } }`, 1 + 1 + 1 + 1},
		{"groups with money", `{ initiatives { groups(by: [KIND]) { count funding { amount currency } } all: groups(by: []) { count funding { amount } } } }`, 1 + 1 + 1 + 1},
		{"groups of many lists", `{ topics { nodes {
			releases { groupCount(by: [KIND]) groups(by: [PARTNER]) { count keys { label node { id } } } }
			initiatives { groups(by: [KIND]) { count funding { amount } } } } } }`, 2 + 1 + 2 + 2},
		{"groups of everything", `{ partners { groups(by: [COUNTRY, RELEASE_YEAR]) { count } } participations { groups(by: [ROLE, PARTNER_KIND, INITIATIVE]) { count funding { amount } keys { label } } } }`, 1 + 3},
		{"a search", `{ search(query: "body") { totalCount counts { count } pageInfo { hasNextPage } edges { snippet matchedField node { ... on Release { title topics { name } } } } } }`, 4 + 1 + 1 + 2 + 1},
		{"full text in a filter", `{ releases(where: {text: "body -nothing"}) { totalCount nodes { title } } }`, 3},
		{"related releases", `{ releases { nodes { related { title partners { totalCount nodes { name } } } } } }`, 2 + 2 + 2},
		{"four levels", `{ releases { nodes { partners { nodes { initiatives { nodes { releases { nodes { title } } } } } } } } }`, 4 * 2},
		{"four levels, everything counted", `{ releases(where: {year: {gte: 1}}) { totalCount pageInfo { hasNextPage } nodes {
			partners(where: {slug: {ne: "x"}}) { totalCount pageInfo { hasNextPage } edges { evidence { quote } node {
				initiatives(where: {slug: {ne: "x"}}) { totalCount pageInfo { hasNextPage } edges { participations { role evidence { quote } } node {
					releases(where: {slug: {ne: "x"}}) { totalCount pageInfo { hasNextPage } nodes { title } } } } } } } } } } }`, 3 + 3 + 1 + 3 + 2 + 1 + 3},
		{"cousins by two ways", `{ partners { nodes { a: releases(first: 2) { nodes { topics { name } } } b: initiatives(first: 2) { nodes { topics { name } } } } } }`, 2 + 2 + 2 + 2 + 2},
		{"the newsroom", `{ newsroom { name contentVersion } viewer { role } }`, 1},
	}
}

// TestStatements demands that a query costs as many statements over a newsroom
// ten times as large, and how many.
func TestStatements(t *testing.T) {
	t.Parallel()
	for size, p := range map[string]plan{
		"small": {seed: 1, releases: 9, partners: 6, initiatives: 6, topics: 5, dense: true},
		"large": {seed: 2, releases: 90, partners: 60, initiatives: 60, topics: 50, dense: true},
	} {
		t.Run(size, func(t *testing.T) {
			storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
				a := newAPI(t, target, false)
				fill(t, a, p)
				countShapes(t, a, size)
			})
		})
	}
}

func countShapes(t *testing.T, a *api, size string) {
	var asked *nodes.Loaders
	a.executor.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		asked = nodes.From(ctx)
		return next(ctx)
	})
	for _, ctx := range []context.Context{reader(t), editor(t)} {
		edges := dig(a.data(t, ctx, `{ releases(first: 5) { edges { cursor } } }`, nil), "releases", "edges")
		variables := map[string]any{"after": dig(edges, 1, "cursor"), "before": dig(edges, 4, "cursor")}
		for _, s := range shapes() {
			counted, counter := database.WithTexts(ctx)
			a.data(t, counted, s.query, variables)
			if counter.Count() != s.statements {
				t.Errorf("%s over the %s newsroom: %d statements, want %d:\n%s",
					s.name, size, counter.Count(), s.statements, strings.Join(counter.Texts(), "\n"))
			}
			if asked.Torn() > 0 {
				t.Errorf("%s over the %s newsroom: %d batches went without some siblings", s.name, size, asked.Torn())
			}
		}
	}
}
