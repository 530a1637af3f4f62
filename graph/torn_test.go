package graph_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/graph/nodes"
	walks "pressgraph/graph/walk"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// partly are queries in which only some members of a batch ask for a field, and
// how many statements they take at most once the network is known.
func partly() []shape {
	return []shape{
		{"the ends of the strongest ties", `{ partnerNetwork(limit: 10) { links(first: 5) { source { slug } target { parent { slug } } } } }`, 3},
		{"both ends of ties", `{ partnerNetwork(limit: 10) { links(first: 5) { source { names { text } } target { names { text } } } } }`, 3},
		{"one tie of many partners", `{ partnerNetwork(limit: 100) { links(first: 1) { source { releases(first: 5) { nodes { slug } } } target { slug } } } }`, 4},
		{"partners and the ends of their ties", `{ partnerNetwork(limit: 10) { partners { partner { parent { slug } } } links { source { parent { slug } } target { parent { slug } } } } }`, 3},
		{"the first of each community", `{ partnerNetwork { communities { partners(first: 2) { parent { slug } } } } }`, 3},
		{"the ends of hops", `query($from: ID!, $to: ID!) { partnerPaths(from: $from, to: $to, count: 10) { hops { from { names { text } } to { parent { slug } } } } }`, 4},
		{"what hops share", `query($from: ID!, $to: ID!) { partnerPaths(from: $from, to: $to, count: 10) { partners { slug } hops { collaboration { releases(first: 2) { slug } } } } }`, 3},
		{"targets of suggestions", `{ suggestions(first: 50) { nodes { relation initiative { slug } target { ... on Partner { slug } ... on Initiative { slug } } } } }`, 4},
		{"fields of some types", `query($from: ID!, $to: ID!) { nodes(ids: [$from, $to]) { ... on Partner { parent { slug } } } }`, 2},
	}
}

// TestAskersOfABatchDoNotWaitForOthers demands that a field is fetched for all
// members of a batch when the first of them asks, whoever else will.
func TestAskersOfABatchDoNotWaitForOthers(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		asked := askedLoaders(a)
		variables := map[string]any{"from": bundled("hkust"), "to": bundled("mtr")}
		a.data(t, editor(t), `{ partnerNetwork { linkCount } }`, nil) // reads the network
		for _, s := range partly() {
			ctx, counter := database.WithTexts(editor(t))
			used := variables
			if !strings.Contains(s.query, "$from") {
				used = nil
			}
			a.data(t, ctx, s.query, used)
			if torn := (*asked).Torn(); torn > 0 {
				t.Errorf("%s: %d batches went without some members", s.name, torn)
			}
			if counter.Count() > s.statements {
				t.Errorf("%s: %d statements, want at most %d:\n%s", s.name, counter.Count(), s.statements, strings.Join(counter.Texts(), "\n"))
			}
		}
	})
}

// askedLoaders returns where the loaders of the newest operation are.
func askedLoaders(a *api) **nodes.Loaders {
	asked := new(*nodes.Loaders)
	a.executor.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		*asked = nodes.From(ctx)
		graphql.GetOperationContext(ctx).DisableIntrospection = false
		return next(ctx)
	})
	return asked
}

// TestGeneratedQueriesTearNoBatch asks what nobody thought of.
func TestGeneratedQueriesTearNoBatch(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		asked := askedLoaders(a)
		told := a.ask(editor(t), walks.Introspection, nil)
		schema, err := walks.ReadSchema(fmt.Appendf(nil, `{"data": %s}`, told.Data))
		if err != nil {
			t.Fatal(err)
		}
		w, answered := walks.New(schema, bundledValues{}, 2026), 0
		var next []*walks.Operation
		for range len(some(make([]int, 250))) {
			var operation *walks.Operation
			if len(next) > 0 {
				operation, next = next[0], next[1:]
			} else {
				operation = w.Operation()
			}
			document, variables := operation.Document()
			if !strings.HasPrefix(strings.TrimSpace(document), "mutation") {
				answer := a.ask(editor(t), document, variables)
				_, more := w.Learn(operation, answer.Data)
				next = append(next, more...)
				if len(answer.Errors) == 0 {
					answered++
				}
				if torn := (*asked).Torn(); torn > 0 {
					t.Errorf("%d batches went without some members, of\n%s\nwith %v", torn, document, variables)
				}
			}
		}
		if answered < 40 {
			t.Errorf("%d operations were answered without an error, too few to tell", answered)
		}
	})
}

// bundledValues are values that lead to something in the bundled newsroom.
type bundledValues struct{}

func (bundledValues) Value(scalar string, path []string, _ bool, random *rand.Rand) any {
	of := func(all ...any) any { return all[random.IntN(len(all))] }
	switch scalar {
	case "ID":
		return of(bundled("hkust"), bundled("mtr"), content.GlobalID(content.NodeTopic, 1))
	case "Int":
		return random.IntN(12) + 1
	case "Float":
		return 0.5
	case "Boolean":
		return random.IntN(2) == 0
	case "Time":
		return "2024-01-05T09:00:00Z"
	case "Date":
		return "2024-02-29"
	case "PartialDate":
		return of("2023", "2024-02", "2025-01-15")
	case "Decimal":
		return "1000.5"
	case "Locale":
		return of("en", "zh-Hant")
	case "CountryCode":
		return "HK"
	case "URL":
		return "https://example.org/"
	case "Cursor":
		return "AAAA"
	}
	if strings.Contains(strings.ToLower(path[len(path)-1]), "slug") {
		return of("hkust", "mtr")
	}
	return of("a", "university", "energy", "hong kong")
}
