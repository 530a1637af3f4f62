package repair_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db/evidence"
	"pressgraph/ent/db/mention"
	"pressgraph/ent/db/revision"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/newsroom/repair"
	"pressgraph/internal/store/storetest"
)

func TestRepair(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		client := k.Store.Client()
		acme := k.Partner("Acme")
		id := k.Release("Acme signs", kit.Naming(acme, content.MentionHost, kit.InTitle("Acme")))
		t.Run("moves evidence, makes keys and texts, and writes a revision by sql", func(t *testing.T) {
			kit.Foreign(t, k, fmt.Sprintf("UPDATE releases SET title = 'Éminent Acme signs', summary = 'With *Acme*', published_on = '2024-05' WHERE id = %d", id))
			kit.Repair(t, k)
			r := client.Release.GetX(k.Ctx, id)
			if string(r.TitleFold) != string(content.Fold(r.Title)) || *r.SummaryText != "With Acme" || *r.Year != 2024 || r.PublishedEarliest != 20240501 || r.Version != 2 {
				t.Errorf("repaired %+v", r)
			}
			if e := client.Evidence.Query().Where(evidence.ReleaseID(id)).OnlyX(k.Ctx); e.Start != 8 || e.End != 12 {
				t.Errorf("evidence at %d-%d, want 8-12", e.Start, e.End)
			}
			last := client.Revision.Query().Where(revision.ReleaseID(id), revision.Version(2)).OnlyX(k.Ctx)
			var paths []string
			for _, c := range last.Changes {
				paths = append(paths, c.Path)
			}
			if diff := cmp.Diff([]string{"partners[0].quotes[0].start", "publishedOn", "summary", "title"}, paths); diff != "" || last.Actor != "sql" {
				t.Errorf("revision by %q changes (-want +got):\n%s", last.Actor, diff)
			}
		})
		t.Run("publishes, with a date, and makes visible what follows", func(t *testing.T) {
			kit.Foreign(t, k, fmt.Sprintf("UPDATE releases SET status = 'PUBLISHED', published_on = NULL WHERE id = %d", id))
			kit.Repair(t, k)
			if r := client.Release.GetX(k.Ctx, id); !r.Visible || r.PublishedAt == nil || !client.Partner.GetX(k.Ctx, acme).Visible {
				t.Errorf("repaired %+v", r)
			}
			last := client.Revision.Query().Where(revision.ReleaseID(id), revision.Version(3)).OnlyX(k.Ctx)
			if c := last.Changes[len(last.Changes)-1]; c.Path != "status" || c.Before != "DRAFT" || c.After != "PUBLISHED" {
				t.Errorf("last change %+v", c)
			}
		})
		t.Run("names what was renamed", func(t *testing.T) {
			kit.Foreign(t, k, fmt.Sprintf("UPDATE partner_names SET text = 'Älpha' WHERE partner_id = %d", acme))
			kit.Repair(t, k)
			if p := client.Partner.GetX(k.Ctx, acme); p.Name != "Älpha" || p.Version != 2 {
				t.Errorf("repaired %+v", p)
			}
		})
		t.Run("finds the place of evidence, and counts new relations", func(t *testing.T) {
			duff := k.Partner("Duff")
			kit.Foreign(t, k, fmt.Sprintf("INSERT INTO mentions (id, release_id, partner_id, role, position) VALUES (77, %d, %d, 'HOST', 5)", id, duff),
				fmt.Sprintf(`INSERT INTO evidence (id, release_id, mention_id, section, quote, start, "end") VALUES (78, %d, 77, 'TITLE', 'signs', 0, 5)`, id))
			kit.Repair(t, k)
			if e := client.Evidence.GetX(k.Ctx, 78); e.Start != 13 {
				t.Errorf("evidence at %d, want 13", e.Start)
			}
			if p := client.Partner.GetX(k.Ctx, duff); p.PublicReleaseCount != 1 {
				t.Errorf("%d releases name the partner, want 1", p.PublicReleaseCount)
			}
			kit.Foreign(t, k, "DELETE FROM mentions WHERE id = 77")
			kit.Repair(t, k)
			if p := client.Partner.GetX(k.Ctx, duff); p.ReleaseCount != 0 || p.Visible {
				t.Errorf("repaired %+v", p)
			}
		})
		t.Run("gives back a relation that lost its last evidence", func(t *testing.T) {
			kit.Foreign(t, k, fmt.Sprintf("UPDATE releases SET title = 'Älpha signs' WHERE id = %d", id))
			kit.Repair(t, k)
			if n := client.Mention.Query().Where(mention.ReleaseID(id)).CountX(k.Ctx); n != 0 {
				t.Errorf("%d mentions left", n)
			}
			if s := client.Suggestion.Query().OnlyX(k.Ctx); *s.Quote != "Älpha" || *s.PartnerID != acme {
				t.Errorf("suggestion %+v", s)
			}
		})
		t.Run("writes a revision also for what revisions do not hold", func(t *testing.T) {
			quiet := k.Release("Quiet", kit.Naming(acme, content.MentionHost))
			for n, s := range []string{
				"UPDATE releases SET rank = 7 WHERE id = %d", "UPDATE releases SET held = TRUE WHERE id = %d",
				"UPDATE mentions SET position = 3 WHERE release_id = %d",
			} {
				kit.Foreign(t, k, fmt.Sprintf(s, quiet))
				kit.Repair(t, k)
				last := client.Revision.Query().Where(revision.ReleaseID(quiet), revision.Version(n+2)).OnlyX(k.Ctx)
				if last.Actor != "sql" || len(last.Changes) != 0 || last.Note == nil || client.Release.GetX(k.Ctx, quiet).Version != n+2 {
					t.Errorf("%s: the release's last revision is %+v", s, last)
				}
			}
			kit.Foreign(t, k, fmt.Sprintf("UPDATE releases SET title_fold = 'x', sort_at = 3 WHERE id = %d", quiet))
			kit.Repair(t, k)
			if v := client.Release.GetX(k.Ctx, quiet).Version; v != 4 {
				t.Errorf("what was only computed anew has made version %d", v)
			}
		})
		t.Run("leaves what editors do alone", func(t *testing.T) {
			before, _, err := k.Store.Versions(k.Ctx)
			if err != nil {
				t.Fatal(err)
			}
			k.Release("Ours")
			kit.Repair(t, k)
			if after, _, _ := k.Store.Versions(k.Ctx); after != before+1 {
				t.Errorf("version %d after %d, want one more", after, before)
			}
		})
	})
}

func TestCheckAndRepairAll(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		acme := k.Partner("Acme")
		release := k.Published("Acme signs", kit.On("2024"), kit.Naming(acme, content.MentionHost, kit.InTitle("Acme"), kit.InTitle("signs")))
		project := k.Initiative("Project", func(in *kit.CreateInitiativeInput) { in.StartedOn = new("2024") })
		kit.Whole(t, k)
		kit.Foreign(t, k,
			"UPDATE releases SET title_fold = 'x', year = 1, sort_at = 5, published_latest = 20251231, visible = FALSE",
			"UPDATE partners SET name = 'Other', release_count = 9",
			"UPDATE initiatives SET started_earliest = 0",
			"UPDATE evidence SET start = 0, \"end\" = 5, position = 3 WHERE quote = 'signs'")
		found, err := repair.Check(k.Ctx, k.Newsroom)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, d := range found {
			got[fmt.Sprintf("%s.%s", d.Table, d.Column)] = d.Stored + " → " + d.Derived
		}
		want := map[string]string{
			"releases.year": "1 → 2024", "releases.sort_at": "5 → 1704038400000000", "releases.published_latest": "20251231 → 20241231", "releases.visible": "0 → 1", "partners.name": `"Other" → "Acme"`,
			"partners.release_count": "9 → 1", "initiatives.started_earliest": "0 → 20240101", "evidence.start": "0 → 5",
		}
		for key, value := range want {
			if got[key] != value {
				t.Errorf("difference of %s is %q, want %q", key, got[key], value)
			}
		}
		if _, err := repair.All(k.Ctx, k.Newsroom); err != nil {
			t.Fatalf("repair all: %v", err)
		}
		kit.Whole(t, k)
		_, _ = release, project
	})
}

func TestKeepRepaired(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		id := k.Release("Quiet")
		ctx, stop := context.WithCancel(k.Ctx)
		var running sync.WaitGroup
		running.Go(func() { repair.Keep(ctx, k.Newsroom, slog.New(slog.DiscardHandler)) })
		defer running.Wait()
		defer stop()
		time.Sleep(100 * time.Millisecond)
		kit.Foreign(t, k, fmt.Sprintf("UPDATE releases SET status = 'PUBLISHED' WHERE id = %d", id))
		begin := time.Now()
		for !k.Store.Client().Release.GetX(k.Ctx, id).Visible {
			// Far above the second it takes, for machines that are busy.
			if time.Since(begin) > 20*time.Second {
				t.Fatal("the release is still hidden after 20 s")
			}
			time.Sleep(10 * time.Millisecond)
		}
	})
}
