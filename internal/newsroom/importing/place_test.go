package importing_test

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db"
	"pressgraph/ent/db/release"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/ingest"
	"pressgraph/internal/newsroom/bundle"
	"pressgraph/internal/newsroom/importing"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/newsroom/repair"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
	"pressgraph/internal/transfer"
)

// datedItems returns items as a page lists them, each a title and a date: "A 2025".
func datedItems(lines ...string) []ingest.Item {
	titles, dates := make([]string, len(lines)), make([]string, len(lines))
	for i, line := range lines {
		titles[i], dates[i], _ = strings.Cut(line, " ")
	}
	items := kit.Items(titles...)
	for i := range items {
		items[i].PublishedOn = dates[i]
	}
	return items
}

// user is a listing of six, the newest first, of two of which the day is known.
func user() []ingest.Item {
	return datedItems("Guangzhou 2025", "Grant 2025", "LAERC 2025-01-15", "CSU.CAS 2025-01-14", "Advisors 2025", "Microsoft 2025")
}

func TestListingsPlaceVagueDates(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		k.Published("Earlier in the month", kit.On("2025-01-02"))
		k.Published("Later in the month", kit.On("2025-01-16"))
		options := importing.Options{Publish: true, Source: "test", Format: "LISTING"}
		want := []string{
			"Later in the month", "Guangzhou", "Grant", "LAERC", "CSU.CAS", "Earlier in the month", "Advisors", "Microsoft",
		}
		stand := func(t *testing.T, when string, want []string) {
			t.Helper()
			if diff := cmp.Diff(want, k.Ranked()); diff != "" {
				t.Errorf("order %s (-want +got):\n%s", when, diff)
			}
			if found, err := repair.Check(k.Ctx, k.Newsroom); err != nil || len(found) > 0 {
				t.Errorf("check %s = %v, %v, want nothing", when, found, err)
			}
		}
		of := func(title string) *db.Release {
			return k.Store.Client().Release.Query().Where(release.Title(title)).OnlyX(k.Ctx)
		}
		report := kit.Import(t, k, user(), options)
		stand(t, "as it was imported", want)
		grant := of("Grant").ID
		edit := func(in kit.UpdateReleaseInput) {
			t.Helper()
			if _, err := k.UpdateRelease(k.Ctx, grant, k.Version(grant), in, nil); err != nil {
				t.Fatal(err)
			}
		}

		t.Run("once, whatever another listing says", func(t *testing.T) {
			places := map[string]int64{}
			for _, item := range report.Items {
				places[item.Title] = of(item.Title).SortAt
			}
			other := user()
			slices.Reverse(other)
			for i := range other {
				other[i].Rank = int64(len(other) - i)
			}
			if again := kit.Import(t, k, other, options); again.Unchanged != 6 {
				t.Errorf("actions = %v, want all unchanged", kit.Actions(again))
			}
			for title, at := range places {
				if got := of(title).SortAt; got != at {
					t.Errorf("%s moved from %d to %d", title, at, got)
				}
			}
			stand(t, "after another listing", want)
		})
		t.Run("through edits, revisions and what becomes of the status", func(t *testing.T) {
			edit(kit.UpdateReleaseInput{Summary: input.To("Another summary.")})
			if _, err := k.UnpublishRelease(k.Ctx, grant, k.Version(grant)); err != nil {
				t.Fatal(err)
			}
			k.Publish(grant)
			stand(t, "after edits", want)
			edit(kit.UpdateReleaseInput{PublishedOn: input.To("2025-02")})
			away := slices.Insert(slices.Delete(slices.Clone(want), 2, 3), 0, "Grant")
			stand(t, "with another date", away)
			edit(kit.UpdateReleaseInput{PublishedOn: input.To("2025")})
			stand(t, "with its date again", want)
			edit(kit.UpdateReleaseInput{PublishedOn: input.To("2025-01")})
			stand(t, "with a finer date that holds its place", want)
			edit(kit.UpdateReleaseInput{PublishedOn: input.To("2025")})
			first := k.Store.Client().Release.QueryRevisions(of("Grant")).Order(db.Asc("version")).FirstX(k.Ctx)
			if _, err := k.RestoreRevision(k.Ctx, grant, k.Version(grant), first.ID); err != nil {
				t.Fatal(err)
			}
			stand(t, "restored", want)
		})
		t.Run("in an export and what is made of it", func(t *testing.T) {
			copied := kit.New(t, storetest.SQLite(t))
			if _, err := transfer.Import(copied.Ctx, copied.Store, bytes.NewReader(kit.Exported(t, k)), nil); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, copied.Ranked()); diff != "" {
				t.Errorf("order of a copy (-want +got):\n%s", diff)
			}
		})
		t.Run("as foreign SQL has it, which is told", func(t *testing.T) {
			change := func(sql string, want []string) {
				t.Helper()
				version := k.Version(grant)
				kit.Foreign(t, k, sql+" WHERE title = 'Grant'")
				if _, err := repair.Foreign(k.Ctx, k.Newsroom); err != nil {
					t.Fatal(err)
				}
				stand(t, "after "+sql, want)
				if k.Version(grant) == version {
					t.Errorf("%s has left no revision", sql)
				}
			}
			place := *of("Grant").ListingPlace
			down := slices.Insert(slices.Delete(slices.Clone(want), 2, 3), 5, "Grant")
			change("UPDATE releases SET listing_place = NULL", down)
			for _, odd := range []string{"-1", "9223372036854775807", "0"} {
				change("UPDATE releases SET listing_place = "+odd, down)
			}
			change("UPDATE releases SET listing_place = "+strconv.FormatInt(int64(place), 10), want)
		})
		t.Run("in another time zone, too", func(t *testing.T) {
			zone := time.FixedZone("there", -5*60*60)
			other, err := derive.Open(k.Ctx, target, store.Options{Location: zone})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = other.Close() }()
			if at := of("Grant").SortAt; at != time.Date(2025, 1, 15, 0, 0, 0, 0, zone).UnixMicro() {
				t.Errorf("the place is at %d, want where 15 January begins there", at)
			}
			if diff := cmp.Diff(want, k.Ranked()); diff != "" {
				t.Errorf("order (-want +got):\n%s", diff)
			}
		})
	})
}

func TestListingsWeighWhatIsKnown(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	for name, c := range map[string]struct {
		known, listing, want []string
	}{
		"above and below what is known": {
			[]string{"Known 2025-03-01"}, []string{"Above 2025", "Known 2025", "Below 2025"}, []string{"Above", "Known", "Below"},
		},
		"beside a place that is known": {
			[]string{"Placed 2025", "Day 2025-03-01"}, []string{"Above 2025", "Placed 2025", "Between 2025", "Day 2025"},
			[]string{"Above", "Placed", "Between", "Day"},
		},
		"where neighbours contradict each other": {
			[]string{"Late 2025-03-01", "Early 2025-02-01"}, []string{"Early 2025", "New 2025", "Late 2025"}, []string{"Late", "Early", "New"},
		},
		"with the day that this listing gives it": {
			[]string{"Vague 2025"}, []string{"New 2025", "Vague 2025-02-02"}, []string{"New", "Vague"},
		},
		"with the month that this listing gives it": {
			[]string{"Vague 2025"}, []string{"Vague 2025-02", "Day 2025-02-02"}, []string{"Vague", "Day"},
		},
		"with the year that this listing gives it": {
			[]string{"Undated "}, []string{"Undated 2025", "Day 2025-02-02"}, []string{"Undated", "Day"},
		},
		"but leaves where it is what is only known by its year": {
			[]string{"Vague 2025"}, []string{"New 2025", "Vague 2025", "Day 2025-02-02"}, []string{"New", "Day", "Vague"},
		},
		"with no heed of what is refused": {
			nil, []string{"New 2025", " 2025-06-01", "Future 2999-01-01", "Day 2025-02-02", "Old 2025"}, []string{"New", "Day", "Old"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := kit.New(t, storetest.SQLite(t))
			options := importing.Options{Publish: true, Source: "test", Format: "LISTING"}
			kit.Import(t, k, datedItems(c.known...), options)
			kit.Import(t, k, datedItems(c.listing...), options)
			if diff := cmp.Diff(c.want, k.Ranked()); diff != "" {
				t.Errorf("order (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDatabasesOfOldGetPlaces has places made of the ranks that listings gave
// before they gave places.
func TestDatabasesOfOldGetPlaces(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		if _, err := bundle.Seed(k.Ctx, k.Newsroom); err != nil {
			t.Fatal(err)
		}
		options := importing.Options{Publish: true, Source: "test", Format: "LISTING"}
		kit.Import(t, k, datedItems("A 2024", "B 2024-05-06", "C 2024-05", "D 2024-05-01", "E 2024-05-02"), options)
		kit.Import(t, k, datedItems("F 2024", "G 2023-05-06", "H 2024"), options)
		kit.Import(t, k, datedItems("I 2025", "LAERC 2025-01-15"), options)
		kit.Import(t, k, datedItems("J 2025", "I 2025", "LAERC 2025-01-15"), options)
		// As if these had come some seconds later than the others.
		kit.Foreign(t, k, "UPDATE releases SET rank = rank + 8388608 WHERE title IN ('I', 'J', 'LAERC')")
		kit.Repair(t, k)
		k.Published("By hand", kit.On("2024"))
		rows := func() map[string][2]any {
			all := map[string][2]any{}
			for _, row := range k.Store.Client().Release.Query().AllX(k.Ctx) {
				all[row.Title] = [2]any{row.SortAt, row.ListingPlace}
			}
			return all
		}
		want, order := rows(), k.Ranked()
		kit.Foreign(t, k, "UPDATE releases SET listing_place = NULL", "INSERT INTO meta (id, key, value) VALUES (7, 'places', 'due')")
		if _, err := repair.Foreign(k.Ctx, k.Newsroom); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(order, k.Ranked()); diff == "" {
			t.Fatal("without places the order is the same, which proves nothing")
		}
		for range 2 {
			other, err := derive.Open(k.Ctx, target, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := other.Close(); err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff(want, rows()); diff != "" {
				t.Errorf("places (-before +made anew):\n%s", diff)
			}
		}
		if found, err := repair.Check(k.Ctx, k.Newsroom); err != nil || len(found) > 0 {
			t.Errorf("check = %v, %v, want nothing", found, err)
		}
	})
}
