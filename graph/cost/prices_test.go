package cost_test

import (
	"fmt"
	"runtime"
	"sync"
	"testing"

	"pressgraph/graph/cost"
)

// TestPrices asks for prices again and again with other values, and compares with
// what Of says.
func TestPrices(t *testing.T) {
	t.Parallel()
	values := map[string][]any{
		"n":   {nil, int64(0), int64(5), int64(7), 5.0, "5", int64(1 << 40)},
		"on":  {nil, true, false},
		"f":   {nil, "HTML", "PLAIN"},
		"ids": {nil, "a", []any{"a"}, []any{"a", "b"}},
		"w": {
			nil, map[string]any{}, map[string]any{"text": "a"}, map[string]any{"partners": map[string]any{"some": map[string]any{"kind": map[string]any{"eq": "COMPANY"}}}},
		},
		"c": {nil, "a", "b"},
	}
	documents := []string{
		`{ releases { nodes { slug } } }`,
		`query($n: Int, $c: Cursor) { releases(first: $n, after: $c) { nodes { slug } } }`,
		`query($n: Int = 9, $on: Boolean) { releases(first: $n) @skip(if: $on) { nodes { slug } } newsroom { name } }`,
		`query($n: Int, $on: Boolean = false) { releases(first: 3) { nodes { ...F @include(if: $on) } } } fragment F on Release { partners(first: $n) { nodes { id } } }`,
		`query($ids: [ID!]!) { nodes(ids: $ids) { id } }`,
		`query($c: ID!) { nodes(ids: [$c, $c]) { id } }`,
		`query($f: TextFormat) { release(slug: "x") { summary(format: $f) } }`,
		`query($w: ReleaseFilter, $n: Int) { releases(where: $w, first: $n) { nodes { slug } totalCount } }`,
		`query($c: String) { releases(where: {title: {contains: $c}}) { nodes { slug } } }`,
	}
	s := cost.LoadSchema(t)
	var prices cost.Prices
	for _, document := range documents {
		operation := parse(t, s, document)
		var asked []map[string]any
		for _, n := range values["n"] {
			for name, all := range values {
				for _, value := range all {
					variables := map[string]any{"n": n, name: value}
					asked = append(asked, variables, variables)
					if n == nil {
						asked = append(asked, map[string]any{name: value})
					}
				}
			}
		}
		for _, variables := range append(asked, nil, nil) {
			want, err1 := cost.Of(s, operation, variables)
			got, err2 := prices.Of(s, operation, variables)
			if got.Requested != want.Requested || fmt.Sprint(err1) != fmt.Sprint(err2) {
				t.Errorf("%s with %v costs %d, %v, want %d, %v", document, variables, got.Requested, err2, want.Requested, err1)
			}
			if got, want := fmt.Sprint(got.Shorten(1)), fmt.Sprint(want.Shorten(1)); got != want {
				t.Errorf("%s with %v is shortened by %s, want %s", document, variables, got, want)
			}
		}
	}
}

// TestPricesAreOfOneDocument asks for more documents than are remembered, some of
// which are gone when others come, at the same time.
func TestPricesAreOfOneDocument(t *testing.T) {
	t.Parallel()
	s := cost.LoadSchema(t)
	var prices cost.Prices
	var asking sync.WaitGroup
	for worker := range 4 {
		asking.Go(func() {
			for i := range 300 {
				n := 1 + (worker*300+i)%97
				operation := parse(t, s, fmt.Sprintf("{ releases(first: %d) { nodes { slug } } }", n))
				for range 2 {
					if got, err := prices.Of(s, operation, nil); got.Requested != int64(n+1) || err != nil {
						t.Errorf("%d releases cost %d, %v", n, got.Requested, err)
					}
				}
				if i%100 == 0 {
					runtime.GC()
				}
			}
		})
	}
	asking.Wait()
}
