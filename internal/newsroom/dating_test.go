package newsroom_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db"
	"pressgraph/ent/db/revision"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/importing"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/newsroom/repair"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// when is what a release tells of the time that it was published.
func when(k *kit.Kit, id int64) string {
	r := k.Store.Client().Release.GetX(k.Ctx, id)
	at, on, year := "–", "–", "–"
	if r.PublishedAt != nil {
		at = r.PublishedAt.Format(time.RFC3339Nano)
	}
	if r.PublishedOn != nil {
		on = string(*r.PublishedOn)
	}
	if r.Year != nil {
		year = fmt.Sprint(*r.Year)
	}
	return at + " " + on + " " + year + fmt.Sprint(" ", r.PublishedEarliest, r.SortAt)
}

func firstRevision(k *kit.Kit, id int64) int64 {
	return k.Store.Client().Revision.Query().Where(revision.ReleaseID(id), revision.Version(1)).OnlyIDX(k.Ctx)
}

// days are dates as a newsroom in Hong Kong has them now.
func days(k *kit.Kit) (today, tomorrow, month, nextYear string, zone *time.Location) {
	zone = k.Store.Location()
	now := time.Now().In(zone)
	return now.Format("2006-01-02"), now.AddDate(0, 0, 1).Format("2006-01-02"), now.Format("2006-01"), fmt.Sprint(now.Year() + 1), zone
}

func TestWhatIsPublishedKeepsWhenItWas(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		undated := k.Published("Published without a date")
		dated := k.Published("Published long ago", kit.On("2021-03"))
		redated := k.Published("Published and corrected", kit.On("2021-03"))
		if _, err := k.UpdateRelease(k.Ctx, redated, 2, kit.UpdateReleaseInput{PublishedOn: input.To("2020"), Title: input.To("Other")}, nil); err != nil {
			t.Fatal(err)
		}
		for _, id := range []int64{undated, dated, redated} {
			t.Run(fmt.Sprintf("whatever is restored: %s", k.Store.Client().Release.GetX(k.Ctx, id).Title), func(t *testing.T) {
				before := when(k, id)
				if _, err := k.RestoreRevision(k.Ctx, id, k.Version(id), firstRevision(k, id)); err != nil {
					t.Fatal(err)
				}
				if after := when(k, id); after != before {
					t.Errorf("published at %s before the restore, %s after it", before, after)
				}
			})
		}
		t.Run("and tells that the date was kept", func(t *testing.T) {
			note := k.Store.Client().Revision.Query().Where(revision.ReleaseID(redated)).Order(db.Desc(revision.FieldVersion)).FirstX(k.Ctx).Note
			if note == nil || *note != "Restored version 1; kept: the date" {
				t.Errorf("the note is %v", note)
			}
		})
		t.Run("and no edit takes its date away", func(t *testing.T) {
			in := kit.UpdateReleaseInput{PublishedOn: input.Null[string]()}
			_, err := k.UpdateRelease(k.Ctx, undated, k.Version(undated), in, nil)
			if got := kit.ComplaintsOf(t, err)["input.publishedOn"]; !strings.Contains(got, "must not be null") {
				t.Errorf("updateRelease answers %v", err)
			}
			_, err = k.CorrectRelease(k.Ctx, dated, k.Version(dated), in, "x")
			if got := kit.ComplaintsOf(t, err)["input.publishedOn"]; !strings.Contains(got, "must not be null") {
				t.Errorf("correctRelease answers %v", err)
			}
		})
		t.Run("while it is published, and through being unpublished", func(t *testing.T) {
			before := when(k, undated)
			if _, err := k.UnpublishRelease(k.Ctx, undated, k.Version(undated)); err != nil {
				t.Fatal(err)
			}
			k.Publish(undated)
			if after := when(k, undated); after != before {
				t.Errorf("published at %s before, %s after it", before, after)
			}
			draft := k.Release("Draft")
			if _, err := k.UpdateRelease(k.Ctx, draft, 1, kit.UpdateReleaseInput{PublishedOn: input.To("2021")}, nil); err != nil {
				t.Fatal(err)
			}
			if _, err := k.RestoreRevision(k.Ctx, draft, 2, firstRevision(k, draft)); err != nil {
				t.Fatal(err)
			}
			if got := when(k, draft); !strings.HasPrefix(got, "– – –") {
				t.Errorf("the draft is dated %s after the restore of a revision without a date", got)
			}
		})
	})
}

func TestCheckKnowsLostDates(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		instant, dated, redated := k.Published("Instant"), k.Published("Dated", kit.On("2021-03")), k.Published("Redated", kit.On("2021-03"))
		if _, err := k.UpdateRelease(k.Ctx, redated, 2, kit.UpdateReleaseInput{PublishedOn: input.To("2020-02")}, nil); err != nil {
			t.Fatal(err)
		}
		items := kit.Items("Never dated")
		items[0].PublishedOn = ""
		never := kit.Import(t, k, items, importing.Options{Publish: true, Source: "x", Format: "LISTING"}).Items[0].Release
		want := map[int64]string{}
		for _, id := range []int64{instant, dated, redated, never} {
			want[id] = when(k, id)
		}
		kit.Whole(t, k)
		// As a restore once left them, under the name of an editor.
		loseDates := func(who string) {
			t.Helper()
			lose := fmt.Sprintf("UPDATE releases SET published_on = NULL, published_at = NULL, year = NULL, published_earliest = 0, published_latest = 0, sort_at = %d WHERE id IN (%d, %d, %d)",
				content.Undated, instant, dated, redated)
			if who == "sql" {
				kit.Foreign(t, k, lose)
				return
			}
			if _, err := k.Store.Write(k.Ctx, "restoreRevision", func(ctx context.Context, tx *store.Tx) error { _, err := tx.Exec(ctx, lose); return err }); err != nil {
				t.Fatal(err)
			}
		}
		// The instant of the act is that of its revision.
		holds := func() {
			t.Helper()
			for id, date := range want {
				if got := when(k, id); got != date {
					t.Errorf("release %q is dated %s, want %s", k.Store.Client().Release.GetX(k.Ctx, id).Title, got, date)
				}
			}
		}
		t.Run("and repairs them by the revisions", func(t *testing.T) {
			loseDates("editor")
			found, err := repair.Check(k.Ctx, k.Newsroom)
			if err != nil {
				t.Fatal(err)
			}
			told := map[int64]string{}
			for _, d := range found {
				if d.Table == "releases" && d.Column == "published_on" {
					told[d.ID] = d.Stored + " → " + d.Derived
				}
			}
			day := fmt.Sprintf("null → %q", strings.Fields(want[instant])[1])
			if diff := cmp.Diff(map[int64]string{instant: day, dated: `null → "2021-03"`, redated: `null → "2020-02"`}, told); diff != "" {
				t.Errorf("check tells (-want +got):\n%s", diff)
			}
			if _, err := repair.All(k.Ctx, k.Newsroom); err != nil {
				t.Fatal(err)
			}
			holds()
			kit.Whole(t, k)
		})
		t.Run("and so does the repair of foreign SQL, which dates nothing that never had a date", func(t *testing.T) {
			loseDates("sql")
			kit.Foreign(t, k, fmt.Sprintf("UPDATE releases SET rank = 3 WHERE id = %d", never))
			kit.Repair(t, k)
			holds()
		})
	})
}

func TestDatesAhead(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		today, tomorrow, month, nextYear, zone := days(k)
		at := func(day string, hour int) *time.Time {
			parsed, err := time.ParseInLocation("2006-01-02", day, zone)
			if err != nil {
				t.Fatal(err)
			}
			parsed = parsed.Add(time.Duration(hour) * time.Hour)
			return &parsed
		}
		next := nextYear + "-05-05"
		for _, c := range []struct {
			on   string
			at   *time.Time
			says string // empty where it is published or scheduled
		}{
			{on: "2031-05-05", says: "2031-05-05T00:00:00+08:00"}, {on: nextYear, says: nextYear + "-01-01T00:00:00+08:00"},
			{on: nextYear + "-05", says: nextYear + "-05-01T00:00:00+08:00"}, {on: tomorrow, says: tomorrow + "T00:00:00+08:00"}, {on: "9999", says: "9999-01-01T00:00:00+08:00"},
			{on: today}, {on: month}, {on: today[:4]}, {on: "2019-01-01"},
			{on: next, at: at(next, 0)}, {on: next, at: at(next, 23)}, {on: nextYear + "-05", at: at(next, 9)}, {on: nextYear, at: at(next, 9)},
			{on: next, at: at(nextYear+"-05-04", 23), says: "must fall on publishedOn"}, {on: next, at: at(nextYear+"-05-06", 0), says: "must fall on publishedOn"},
			{on: nextYear + "-05", at: at(nextYear+"-06-01", 0), says: "must fall on publishedOn"},
			{on: "2019", at: at(next, 9)}, {on: today, at: at(next, 9)}, {on: "", at: at(next, 9)},
		} {
			t.Run(fmt.Sprintf("%s published at %v", c.on, c.at), func(t *testing.T) {
				id := k.Release("", func(in *kit.CreateReleaseInput) {
					if c.on != "" {
						in.PublishedOn = &c.on
					}
				})
				for _, dry := range []bool{true, false} {
					_, err := k.PublishRelease(k.Ctx, id, 1, newsroom.PublishInput{At: c.at, DryRun: dry})
					if c.says == "" {
						if err != nil {
							t.Errorf("dry run %v answers %v", dry, err)
						}
						continue
					}
					if got := kit.ComplaintsOf(t, err)["at"]; !strings.Contains(got, c.says) {
						t.Errorf("dry run %v answers %v, want a complaint about at that says %q", dry, err, c.says)
					}
				}
			})
		}
		t.Run("are refused for what is published, and left out by a restore", func(t *testing.T) {
			id := k.Published("Out")
			for _, on := range []string{next, nextYear, tomorrow} {
				in := kit.UpdateReleaseInput{PublishedOn: input.To(on)}
				_, err := k.UpdateRelease(k.Ctx, id, 2, in, nil)
				if got := kit.ComplaintsOf(t, err)["input.publishedOn"]; !strings.Contains(got, "must not lie in the future") || !strings.Contains(got, today) {
					t.Errorf("updateRelease to %s answers %v", on, err)
				}
				_, err = k.CorrectRelease(k.Ctx, id, 2, in, "x")
				if got := kit.ComplaintsOf(t, err)["input.publishedOn"]; !strings.Contains(got, "must not lie in the future") {
					t.Errorf("correctRelease to %s answers %v", on, err)
				}
			}
			if _, err := k.UpdateRelease(k.Ctx, id, 2, kit.UpdateReleaseInput{PublishedOn: input.To(month)}, nil); err != nil {
				t.Errorf("the month that runs: %v", err)
			}
			planned := k.Release("Planned", kit.On(next))
			if _, err := k.UpdateRelease(k.Ctx, planned, 1, kit.UpdateReleaseInput{PublishedOn: input.To(today)}, nil); err != nil {
				t.Fatal(err)
			}
			if _, err := k.PublishRelease(k.Ctx, planned, 2, newsroom.PublishInput{}); err != nil {
				t.Fatal(err)
			}
			if _, err := k.RestoreRevision(k.Ctx, planned, 3, firstRevision(k, planned)); err != nil {
				t.Fatal(err)
			}
			if got := *k.Store.Client().Release.GetX(k.Ctx, planned).PublishedOn; string(got) != today {
				t.Errorf("restored to be published on %s", got)
			}
		})
		t.Run("agree with the schedule", func(t *testing.T) {
			id := k.Release("Scheduled", kit.On(nextYear+"-06"))
			if _, err := k.UpdateRelease(k.Ctx, id, 1, kit.UpdateReleaseInput{PublishedOn: input.To(next)}, nil); err != nil {
				t.Fatal(err)
			}
			if _, err := k.PublishRelease(k.Ctx, id, 2, newsroom.PublishInput{At: at(next, 9)}); err != nil {
				t.Fatal(err)
			}
			_, err := k.UpdateRelease(k.Ctx, id, 3, kit.UpdateReleaseInput{PublishedOn: input.To(nextYear + "-05-06")}, nil)
			if got := kit.ComplaintsOf(t, err)["input.publishedOn"]; !strings.Contains(got, next) {
				t.Errorf("updateRelease answers %v, want the day of the schedule", err)
			}
			if _, err := k.RestoreRevision(k.Ctx, id, 3, firstRevision(k, id)); err != nil {
				t.Fatal(err)
			}
			if got := *k.Store.Client().Release.GetX(k.Ctx, id).PublishedOn; string(got) != next {
				t.Errorf("restored to %s, against the schedule", got)
			}
		})
		t.Run("give way to the day where the schedule was changed behind our back", func(t *testing.T) {
			id := k.Release("Due", kit.On(next))
			kit.Foreign(t, k, fmt.Sprintf("UPDATE releases SET status = 'SCHEDULED', scheduled_for = '2020-01-01 00:00:00+00:00' WHERE id = %d", id))
			kit.Repair(t, k)
			if ids, _, err := k.PublishDue(k.Ctx, time.Now()); err != nil || len(ids) != 1 {
				t.Fatalf("published %v, %v", ids, err)
			}
			if got := when(k, id); !strings.HasPrefix(got, "2020-01-01T00:00:00Z 2020-01-01 2020") {
				t.Errorf("published %s", got)
			}
		})
		t.Run("are refused by an import that publishes, and the others go on", func(t *testing.T) {
			items := kit.Items("Ahead", "Now")
			items[0].PublishedOn, items[1].PublishedOn = next, today[:4]
			for _, dry := range []bool{true, false} {
				report := kit.Import(t, k, items, importing.Options{Publish: true, DryRun: dry, Source: "x", Format: "LISTING"})
				if diff := cmp.Diff([]importing.Action{importing.Refused, importing.Created}, kit.Actions(report)); diff != "" {
					t.Errorf("dry run %v (-want +got):\n%s", dry, diff)
				}
				if len(report.Problems) != 1 || !strings.Contains(report.Problems[0].Message, next+" lies in the future") || report.Problems[0].Line != 1 {
					t.Errorf("problems %+v", report.Problems)
				}
			}
			if today[5:7] == "12" && today[8:] == "31" {
				return // no day of this year is ahead
			}
			items[1].PublishedOn = today[:4] + "-12-31"
			report := kit.Import(t, k, items[1:], importing.Options{Source: "x", Format: "LISTING"})
			if diff := cmp.Diff([]importing.Action{importing.Refused}, kit.Actions(report)); diff != "" {
				t.Errorf("a finer date that lies ahead (-want +got):\n%s", diff)
			}
			if draft := kit.Import(t, k, items[:1], importing.Options{Source: "x", Format: "LISTING"}); draft.Created != 1 {
				t.Errorf("a draft: %+v", draft)
			}
		})
	})
}
