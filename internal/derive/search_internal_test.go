package derive

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/changelog"
)

// TestEveryTableOfTheIndexIsKnown holds what the index is made of to what the change
// log takes a question to it for.
func TestEveryTableOfTheIndexIsKnown(t *testing.T) {
	t.Parallel()
	var got []string
	for _, node := range searchTypes() {
		as := searchedAs(node)
		got = append(got, as.table)
		if as.names != "" {
			got = append(got, as.names)
		}
	}
	slices.Sort(got)
	want := slices.Sorted(slices.Values(changelog.SearchedTables()))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tables (-change log +index):\n%s", diff)
	}
}
