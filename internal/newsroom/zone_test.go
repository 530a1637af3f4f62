package newsroom_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db/release"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/newsroom/repair"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

func TestAnotherTimeZone(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		acme := k.Partner("Acme")
		k.Published("Of a day", kit.On("2024-05-01"), kit.Naming(acme, content.MentionHost))
		k.Published("Of a year", kit.On("2023"), kit.By(acme))
		k.Published("Of an instant")
		k.Release("Without a date")
		places := func() map[string]int64 {
			all := map[string]int64{}
			for _, row := range k.Store.Client().Release.Query().Where(release.PublishedAtIsNil()).AllX(k.Ctx) {
				all[row.Title] = row.SortAt
			}
			return all
		}
		want := map[string]int64{
			"Of a day": time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC).UnixMicro(), "Of a year": time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro(),
			"Without a date": content.Undated,
		}
		for _, hours := range []int{-5, 8} {
			zone := time.FixedZone("there", hours*60*60)
			if hours == 8 {
				zone = time.FixedZone("Hong Kong", hours*60*60)
			}
			other, err := derive.Open(k.Ctx, target, store.Options{Location: zone})
			if err != nil {
				t.Fatal(err)
			}
			moved := map[string]int64{}
			for title, at := range want {
				moved[title] = at
				if at != content.Undated {
					moved[title] -= int64(hours) * time.Hour.Microseconds()
				}
			}
			if diff := cmp.Diff(moved, places()); diff != "" {
				t.Errorf("places at %d hours (-want +got):\n%s", hours, diff)
			}
			found, err := repair.Check(k.Ctx, newsroom.New(other, newsroom.Settings{}))
			if len(found) > 0 || err != nil {
				t.Errorf("check finds %v, %v", found, err)
			}
			before, _, _ := other.Versions(k.Ctx)
			if err := other.Close(); err != nil {
				t.Error(err)
			}
			again, err := derive.Open(k.Ctx, target, store.Options{Location: zone})
			if err != nil {
				t.Fatal(err)
			}
			if after, _, _ := again.Versions(k.Ctx); after != before {
				t.Errorf("opening it again has moved the version from %d to %d", before, after)
			}
			if err := again.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}
