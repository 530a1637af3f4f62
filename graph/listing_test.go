package graph_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// TestListingsAreReadAsTheyStand imports a listing, and pages through it in both
// directions with pages of every size.
func TestListingsAreReadAsTheyStand(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, false)
		want := []string{"Guangzhou", "Grant", "LAERC", "CSU.CAS", "Advisors", "Microsoft"}
		text := "2025\n"
		for _, title := range want {
			text += "\nPress Releases\n" + title + "\n"
			text += map[string]string{"LAERC": "15 January 2025\n", "CSU.CAS": "14 January 2025\n"}[title]
		}
		a.data(t, editor(t), `mutation ($text: String!) { importReleases(text: $text, publish: true) { createdCount } }`,
			map[string]any{"text": text})
		titles := map[string]string{}
		nodes, _ := dig(a.data(t, reader(t), `{ releases { nodes { id title } } }`, nil), "releases", "nodes").([]any)
		for _, node := range nodes {
			titles[dig(node, "id").(string)] = dig(node, "title").(string)
		}
		up := slices.Clone(want)
		slices.Reverse(up)
		for order, want := range map[string][]string{"": want, "orderBy: [{field: PUBLISHED_AT}]": up} {
			for _, size := range []int{1, 2, 3, 4, 6, -1, -2, -5} {
				ids, _ := walk(reader(t), t, a, "releases", order, size)
				var got []string
				for _, id := range ids {
					got = append(got, titles[id])
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s in pages of %d (-want +got):\n%s\n%s", order, size, diff, strings.Join(got, ", "))
				}
			}
		}
	})
}
