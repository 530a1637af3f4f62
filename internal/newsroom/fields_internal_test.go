package newsroom

import (
	"slices"
	"testing"
	"time"

	"pressgraph/ent/db/initiative"
	entparticipation "pressgraph/ent/db/participation"
	"pressgraph/ent/db/partner"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/topic"
	"pressgraph/internal/changelog"
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
	told := changelog.Shown(table)
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

// TestWhatFollowsFromAFieldIsComputedAnew asks every field for those of its
// columns that nobody enters: foreign SQL may have changed what they follow from.
func TestWhatFollowsFromAFieldIsComputedAnew(t *testing.T) {
	t.Parallel()
	n := New(nil, Settings{TimeZone: time.UTC})
	checkDerived(t, n, release.Table, n.tables.releases.fields)
	checkDerived(t, n, partner.Table, n.tables.partners.fields)
	checkDerived(t, n, initiative.Table, n.tables.initiatives.fields)
	checkDerived(t, n, topic.Table, n.tables.topics.fields)
	checkDerived(t, n, entparticipation.Table, n.tables.participations)
}

func checkDerived[S any](t *testing.T, n *Newsroom, table string, all fields[S]) {
	t.Helper()
	entered := changelog.Substance(table)
	for _, f := range all {
		d := derivation{Newsroom: n, Columns: Columns{}, row: store.Record{}}
		if f.derive != nil {
			f.derive(d)
		}
		for _, column := range f.columns {
			if _, made := d.Columns[column]; !made && !slices.Contains(entered, column) {
				t.Errorf("%s.%s: nobody enters %s, and the field does not compute it from what is stored", table, f.name, column)
			}
		}
	}
}
