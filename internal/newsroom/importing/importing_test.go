package importing_test

import (
	"encoding/json"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/ingest"
	"pressgraph/internal/newsroom/importing"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/store/storetest"
)

func TestImportCountsSuggestions(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		item := ingest.Item{Title: "Acme signs", Kind: content.ReleaseKindStory, Language: "en", Summary: "Acme and Du…", Truncated: true}
		options := importing.Options{Source: "x", Format: "LISTING"}
		report, err := importing.Run(k.Ctx, k.Newsroom, []ingest.Item{item}, options)
		if err != nil || report.Suggestions != 0 {
			t.Fatalf("%d suggestions, %v", report.Suggestions, err)
		}
		in := kit.MentionInput{Partner: k.Partner("Duff"), Role: content.MentionHost, Quotes: input.To([]kit.QuoteInput{kit.InSummary("Du…")})}
		if _, err := k.LinkPartner(k.Ctx, report.Items[0].Release, 1, in); err != nil {
			t.Fatal(err)
		}
		item.Summary, item.Truncated = "Acme and Duff sign", false
		for _, dry := range []bool{true, false} {
			options.DryRun = dry
			report, err = importing.Run(k.Ctx, k.Newsroom, []ingest.Item{item}, options)
			if err != nil || report.Updated != 1 || report.Suggestions != 1 {
				t.Errorf("dry run %v: %d updated, %d suggestions, %v", dry, report.Updated, report.Suggestions, err)
			}
		}
	})
}

func TestImport(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		first := kit.Items("HKUST Signs Agreement", "HKUST Secures Grant", "港科大簽署協議")
		first[1].Truncated = true
		t.Run("changes nothing in a dry run", func(t *testing.T) {
			report := kit.Import(t, k, first, importing.Options{DryRun: true, Publish: true, Source: "test", Format: "LISTING"})
			if report.Created != 3 || report.Items[0].Release != 0 || report.Items[0].Slug != "hkust-signs-agreement" {
				t.Errorf("dry run = %+v, want 3 created without ids", report)
			}
			if n := k.Store.Client().Release.Query().CountX(k.Ctx) + k.Store.Client().ImportRun.Query().CountX(k.Ctx); n != 0 {
				t.Errorf("a dry run left %d rows", n)
			}
		})
		t.Run("publishes with the year that is known and no instant", func(t *testing.T) {
			report := kit.Import(t, k, first, importing.Options{Publish: true, Source: "test", Format: "LISTING"})
			if report.Created != 3 || len(report.Problems) != 0 {
				t.Fatalf("import = %+v, want 3 created", report)
			}
			row := k.Store.Client().Release.GetX(k.Ctx, report.Items[0].Release)
			if row.Status != content.StatusPublished || row.PublishedAt != nil || *row.PublishedOn != "2025" || *row.Year != 2025 {
				t.Errorf("imported release is %s at %v on %v, want PUBLISHED in 2025 without an instant", row.Status, row.PublishedAt, *row.PublishedOn)
			}
			if diff := cmp.Diff([]string{"HKUST Signs Agreement", "HKUST Secures Grant", "港科大簽署協議"}, k.Ranked()); diff != "" {
				t.Errorf("order (-want +got):\n%s", diff)
			}
		})
		t.Run("changes nothing when repeated", func(t *testing.T) {
			report := kit.Import(t, k, first, importing.Options{Publish: true, Source: "test", Format: "LISTING"})
			if report.Unchanged != 3 || len(report.Problems) != 0 {
				t.Errorf("second import = %+v, want 3 unchanged", report)
			}
			if n := k.Store.Client().Revision.Query().CountX(k.Ctx); n != 3 {
				t.Errorf("%d revisions, want 3", n)
			}
		})
		t.Run("knows a title by its letters and keeps the fuller teaser", func(t *testing.T) {
			again := kit.Items("HKUST  signs “Agreement”", "HKUST Secures Grant")
			again[0].Summary, again[0].Truncated = "Ab", true
			again[1].Summary, again[1].PublishedOn, again[1].SourceURL = "All of it: *starred*.", "2025-03-01", "https://example.org/grant"
			report := kit.Import(t, k, again, importing.Options{Source: "test", Format: "LISTING"})
			if diff := cmp.Diff([]importing.Action{importing.Unchanged, importing.Updated}, kit.Actions(report)); diff != "" {
				t.Fatalf("actions (-want +got):\n%s", diff)
			}
			row := k.Store.Client().Release.GetX(k.Ctx, report.Items[1].Release)
			if *row.SummaryText != "All of it: *starred*." || row.SummaryTruncated || *row.PublishedOn != "2025-03-01" || *row.SourceURL != "https://example.org/grant" {
				t.Errorf("updated release = %q, truncated %t, %s, %s", *row.SummaryText, row.SummaryTruncated, *row.PublishedOn, *row.SourceURL)
			}
			moved := kit.Items("A new headline altogether")
			moved[0].SourceURL = "http://www.example.org/grant/#top"
			if report := kit.Import(t, k, moved, importing.Options{}); report.Unchanged != 1 {
				t.Errorf("an item with a known address is %v, want unchanged", kit.Actions(report))
			}
		})
		t.Run("puts what is new above what stood below it", func(t *testing.T) {
			kit.Import(t, k, kit.Items("Newest", "HKUST Signs Agreement", "Between", "港科大簽署協議", "Oldest"), importing.Options{})
			want := []string{"HKUST Secures Grant", "Newest", "HKUST Signs Agreement", "Between", "港科大簽署協議", "Oldest"}
			if diff := cmp.Diff(want, k.Ranked()); diff != "" {
				t.Errorf("order (-want +got):\n%s", diff)
			}
		})
		t.Run("makes one release of what a text holds twice and says so", func(t *testing.T) {
			report := kit.Import(t, k, kit.Items("Twice", "twice!"), importing.Options{})
			if report.Created != 1 || report.Unchanged != 1 || len(report.Problems) != 1 || report.Problems[0].Line != 4 {
				t.Errorf("import = %+v, want one created and a problem on line 4", report)
			}
		})
		t.Run("refuses an item with all its faults and takes the others", func(t *testing.T) {
			items := kit.Items("", "Fine")
			items[0].PublishedOn, items[0].Language = "2025-13", "xx-nonsense-9"
			report := kit.Import(t, k, items, importing.Options{Source: "test", Format: "LISTING", Problems: []ingest.Problem{{Message: "flaw"}}})
			if diff := cmp.Diff([]importing.Action{importing.Refused, importing.Created}, kit.Actions(report)); diff != "" {
				t.Errorf("actions (-want +got):\n%s", diff)
			}
			if len(report.Problems) != 2 || report.Problems[1].Line != 1 {
				t.Errorf("problems = %+v, want the reader's and one on line 1", report.Problems)
			}
			raw, err := json.Marshal(report)
			if err != nil || !json.Valid(raw) {
				t.Errorf("report as JSON: %s, %v", raw, err)
			}
		})
		t.Run("makes each release once, however many import it together", func(t *testing.T) {
			var wait sync.WaitGroup
			created := make([]int, 3)
			for i := range created {
				wait.Go(func() {
					report, err := importing.Run(k.Ctx, k.Newsroom, kit.Items("Together", "Apart"), importing.Options{})
					if created[i] = report.Created; err != nil {
						t.Errorf("Import: %v", err)
					}
				})
			}
			wait.Wait()
			if slices.Sort(created); !slices.Equal(created, []int{0, 0, 2}) {
				t.Errorf("created %v, want both by one of the three", created)
			}
		})
		t.Run("keeps releases of different years apart", func(t *testing.T) {
			items := kit.Items("HKUST Signs Agreement")
			items[0].PublishedOn = "2024"
			if report := kit.Import(t, k, items, importing.Options{}); report.Created != 1 || report.Items[0].Slug == "hkust-signs-agreement" {
				t.Errorf("import = %+v, want a release of its own with a slug of its own", report)
			}
		})
	})
}
