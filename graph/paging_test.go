package graph_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// orders are all orders of all lists, as the arguments of a field.
func orders() map[string][]string {
	both := func(fields ...string) []string {
		var all []string
		for _, f := range fields {
			all = append(all, fmt.Sprintf("orderBy: [{field: %s}]", f), fmt.Sprintf("orderBy: [{field: %s, direction: DESC}]", f))
		}
		return all
	}
	return map[string][]string{
		"releases": append(both("PUBLISHED_AT", "TITLE", "UPDATED_AT", "PARTNER_COUNT"), "",
			"orderBy: []", "orderBy: [{field: PARTNER_COUNT, direction: DESC}, {field: TITLE}]"),
		"partners": append(both("NAME", "RELEASE_COUNT", "INITIATIVE_COUNT", "LATEST_RELEASE", "UPDATED_AT"), "",
			"orderBy: [{field: LATEST_RELEASE}, {field: NAME, direction: DESC}]"),
		"initiatives":    append(both("NAME", "STARTED_ON", "FUNDING", "PARTNER_COUNT", "UPDATED_AT"), ""),
		"participations": {""},
	}
}

// walk reads a whole list page by page; size > 0 goes forwards, size < 0 backwards.
func walk(ctx context.Context, t *testing.T, a *api, field, order string, size int) (ids, cursors []string) {
	t.Helper()
	bound := ""
	for page := 0; ; page++ {
		arguments := fmt.Sprintf("first: %d %s %s", size, bound, order)
		if size < 0 {
			arguments = fmt.Sprintf("last: %d %s %s", -size, bound, order)
		}
		data := a.data(t, ctx, fmt.Sprintf(
			`{ %s(%s) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }`,
			field, arguments), nil)
		var pageIDs, pageCursors []string
		edges, _ := dig(data, field, "edges").([]any)
		for _, edge := range edges {
			pageIDs = append(pageIDs, dig(edge, "node", "id").(string))
			pageCursors = append(pageCursors, dig(edge, "cursor").(string))
		}
		info := dig(data, field, "pageInfo")
		if size > 0 {
			ids, cursors = append(ids, pageIDs...), append(cursors, pageCursors...)
		} else {
			ids, cursors = append(pageIDs, ids...), append(pageCursors, cursors...)
		}
		further, back := dig(info, "hasNextPage"), dig(info, "hasPreviousPage")
		bound = fmt.Sprintf("after: %q", dig(info, "endCursor"))
		if size < 0 {
			further, back = back, further
			bound = fmt.Sprintf("before: %q", dig(info, "startCursor"))
		}
		if back != (page > 0) {
			t.Fatalf("%s(%s): the way back is %v on page %d", field, arguments, back, page)
		}
		if further == false {
			if total := fmt.Sprint(dig(data, field, "totalCount")); total != fmt.Sprint(len(ids)) {
				t.Errorf("%s(%s): totalCount is %s, walked %d", field, order, total, len(ids))
			}
			return ids, cursors
		}
	}
}

func TestPaging(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		for field, all := range orders() {
			for _, order := range all {
				t.Run(field+" "+order, func(t *testing.T) {
					whole, cursors := walk(reader(t), t, a, field, order, 100)
					if distinct := slices.Compact(slices.Sorted(slices.Values(whole))); len(distinct) != len(whole) {
						t.Errorf("walked %d rows, of which %d are distinct", len(whole), len(distinct))
					}
					sizes := []int{7, -2, -7, -100}
					if testing.Short() {
						sizes = []int{-100}
					}
					for _, size := range sizes {
						got, gotCursors := walk(reader(t), t, a, field, order, size)
						if diff := cmp.Diff(whole, got); diff != "" {
							t.Fatalf("walking by %d differs from walking by 100 (-want +got):\n%s", size, diff)
						}
						if !slices.Equal(cursors, gotCursors) {
							t.Errorf("cursors differ when walking by %d", size)
						}
					}
				})
			}
		}
	})
}

func TestPagingByTwo(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		whole, _ := walk(reader(t), t, a, "releases", "", 100)
		got, _ := walk(reader(t), t, a, "releases", "", 2)
		if diff := cmp.Diff(whole, got); diff != "" {
			t.Errorf("walking by 2 differs from walking by 100 (-want +got):\n%s", diff)
		}
	})
}

func TestPageBetweenCursors(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		whole, cursors := walk(reader(t), t, a, "partners", "", 100)
		for _, c := range []struct {
			arguments  string
			from, to   int
			next, prev bool
		}{
			{fmt.Sprintf("first: 5, after: %q, before: %q", cursors[9], cursors[12]), 10, 12, true, true},
			{fmt.Sprintf("first: 2, after: %q, before: %q", cursors[9], cursors[20]), 10, 12, true, true},
			{fmt.Sprintf("last: 2, after: %q, before: %q", cursors[9], cursors[20]), 18, 20, true, true},
			{fmt.Sprintf("first: 3, before: %q", cursors[2]), 0, 2, true, false},
			{fmt.Sprintf("last: 3, after: %q", cursors[len(cursors)-3]), len(whole) - 2, len(whole), false, true},
			{fmt.Sprintf("first: 3, after: %q", cursors[len(cursors)-1]), len(whole), len(whole), false, true},
			{fmt.Sprintf("first: 3, after: %q, before: %q", cursors[4], cursors[5]), 5, 5, true, true},
		} {
			data := a.data(t, reader(t), fmt.Sprintf(
				`{ partners(%s) { nodes { id } pageInfo { hasNextPage hasPreviousPage } } }`, c.arguments), nil)
			got := []string{}
			nodes, _ := dig(data, "partners", "nodes").([]any)
			for _, n := range nodes {
				got = append(got, dig(n, "id").(string))
			}
			if diff := cmp.Diff(whole[c.from:c.to:c.to], got); diff != "" {
				t.Errorf("partners(%s) (-want +got):\n%s", c.arguments, diff)
			}
			info := dig(data, "partners", "pageInfo")
			if dig(info, "hasNextPage") != c.next || dig(info, "hasPreviousPage") != c.prev {
				t.Errorf("partners(%s): pageInfo = %v, want next %t, previous %t", c.arguments, info, c.next, c.prev)
			}
		}
	})
}
