package store_test

import (
	"testing"

	"pressgraph/internal/changelog"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// TestRebuildingTheIndexIsAChange rebuilds it under servers that remember what was
// found.
func TestRebuildingTheIndexIsAChange(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		s := open(t, target, store.Options{})
		all, _, err := s.Versions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := derive.RebuildSearch(t.Context(), s, nil); err != nil {
			t.Fatal(err)
		}
		if now, _, err := s.Versions(t.Context()); err != nil || now != all {
			t.Errorf("without anything to find: version %d, %v, want %d", now, err, all)
		}
		addTopics(t, s, 1, 1)
		all, public, err := s.Versions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := derive.RebuildSearch(t.Context(), s, nil); err != nil {
			t.Fatal(err)
		}
		changes, complete, err := s.ChangedSince(t.Context(), all, all+1, 10)
		if err != nil || !complete || len(changes) != 1 || changes[0].Table != changelog.AnyTable || changes[0].Version != public+1 {
			t.Errorf("changes %+v, complete %t, %v", changes, complete, err)
		}
	})
}
