package newsroom

import (
	"slices"
	"testing"

	"pressgraph/ent/initiative"
	"pressgraph/ent/partner"
	"pressgraph/ent/release"
	"pressgraph/ent/topic"
	"pressgraph/internal/store"
)

// TestFieldsAreShownAsTheyAreTold compares what readers notice of a field here
// with what the log of changes tells them.
func TestFieldsAreShownAsTheyAreTold(t *testing.T) {
	t.Parallel()
	compareFields(t, release.Table, releaseFields())
	compareFields(t, partner.Table, partnerFields())
	compareFields(t, initiative.Table, initiativeFields())
	compareFields(t, topic.Table, topicFields())
}

func compareFields[S any](t *testing.T, table string, all fields[S]) {
	t.Helper()
	told := store.Shown(table)
	for _, f := range all {
		if len(f.columns) == 0 {
			continue // Rows of its own tell of it.
		}
		if shown := slices.Contains(told, f.columns[0]); shown != (f.hide == nil) {
			t.Errorf("%s.%s: readers are told of changes: %t, and notice them: %t; the log knows them as editorial, or a field is hidden, only together",
				table, f.name, shown, f.hide == nil)
		}
	}
}
