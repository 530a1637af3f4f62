package kit

import (
	"testing"

	"pressgraph/internal/content"
	"pressgraph/internal/ingest"
	"pressgraph/internal/newsroom/importing"
)

// Items are those of a listing from this year, each with a teaser.
func Items(titles ...string) []ingest.Item {
	items := make([]ingest.Item, len(titles))
	for i, title := range titles {
		items[i] = ingest.Item{
			Line: 1 + 3*i, Title: title, Kind: content.ReleaseKindPressRelease, Category: "Press Releases", PublishedOn: "2025",
			Summary: "About " + title + ".", Language: "en", Rank: int64(len(titles) - i),
		}
	}
	return items
}

// Import takes items in.
func Import(t testing.TB, k *Kit, items []ingest.Item, options importing.Options) importing.Report {
	t.Helper()
	report, err := importing.Run(k.Ctx, k.Newsroom, items, options)
	if err != nil {
		t.Fatalf("Import: %v", err)
	}
	return report
}

// Actions returns what became of each item.
func Actions(report importing.Report) []importing.Action {
	var all []importing.Action
	for _, item := range report.Items {
		all = append(all, item.Action)
	}
	return all
}
