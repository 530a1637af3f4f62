package importing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"pressgraph/ent/db"
	"pressgraph/ent/db/release"
	"pressgraph/internal/content"
	"pressgraph/internal/ingest"
	"pressgraph/internal/newsroom"
)

// listed is a release as far as it takes to know it again.
type listed struct {
	id          int64
	title, slug string
	source      *string
	date        *content.PartialDate
	rank        int64
	// sortAt is where it stands, settled whether that says more than its date:
	// by an instant, or by the place that a listing has given it.
	sortAt  int64
	settled bool
}

// catalogue finds the releases that items may be.
type catalogue struct {
	bySource, bySlug map[string]*listed
	byTitle          map[string][]*listed
}

// readCatalogue reads the releases that the items may be: all of the years they
// tell, and the undated; everything, where an item tells none. One statement,
// memory in proportion to what it finds.
func readCatalogue(ctx context.Context, e *newsroom.Edit, items []ingest.Item) (catalogue, error) {
	c := catalogue{bySource: map[string]*listed{}, bySlug: map[string]*listed{}, byTitle: map[string][]*listed{}}
	if len(items) == 0 {
		return c, nil
	}
	query := e.DB.Release.Query()
	if sources, years, all := narrow(items); !all {
		query = query.Where(release.Or(release.YearIsNil(), release.YearIn(years...), release.SourceURLIn(sources...)))
	}
	rows, err := query.Order(release.ByID()).Select(release.FieldID, release.FieldTitle, release.FieldSlug,
		release.FieldSourceURL, release.FieldPublishedOn, release.FieldPublishedAt, release.FieldListingPlace, release.FieldSortAt,
		release.FieldRank).All(ctx)
	if err != nil {
		return c, fmt.Errorf("read what is known: %w", err)
	}
	for _, row := range rows {
		c.add(listedAs(row))
	}
	return c, nil
}

func listedAs(row *db.Release) *listed {
	return &listed{
		id: row.ID, title: row.Title, slug: row.Slug, source: row.SourceURL, date: row.PublishedOn, rank: row.Rank,
		sortAt: row.SortAt, settled: row.PublishedAt != nil || row.ListingPlace != nil && standsIn(row.ListingPlace, row.PublishedOn),
	}
}

// narrow tells which addresses and years items have. All is true where that
// would narrow nothing down: an item is undated, or addresses are too many to
// ask for.
func narrow(items []ingest.Item) (sources []string, years []int, all bool) {
	const mostSources = 1000
	for _, item := range items {
		date, err := content.ParsePartialDate(strings.TrimSpace(item.PublishedOn))
		if err != nil {
			return nil, nil, true
		}
		if !slices.Contains(years, date.Year()) {
			years = append(years, date.Year())
		}
		if source, err := content.ParseURL(item.SourceURL); err == nil {
			sources = append(sources, source)
		}
	}
	return sources, years, len(sources) > mostSources
}

func (c catalogue) add(l *listed) {
	if l.source != nil {
		c.bySource[sourceKey(*l.source)] = l
	}
	c.bySlug[l.slug] = l
	key := titleKey(l.title)
	c.byTitle[key] = append(c.byTitle[key], l)
}

// find returns the release that an item is; nil if it is new.
func (c catalogue) find(in checkedItem) *listed {
	if in.source != nil {
		if l := c.bySource[sourceKey(*in.source)]; l != nil {
			return l
		}
	}
	candidates := slices.Clone(c.byTitle[titleKey(in.title)])
	if slug := content.Slug(in.title); wholeSlug(slug, in.title) {
		if l := c.bySlug[slug]; l != nil {
			candidates = append(candidates, l)
		}
	}
	candidates = slices.DeleteFunc(candidates, func(l *listed) bool { return !compatible(in.date, l.date) })
	if len(candidates) == 0 {
		return nil
	}
	return slices.MinFunc(candidates, func(a, b *listed) int {
		return cmp.Or(cmp.Compare(apart(in.date, a.date), apart(in.date, b.date)), cmp.Compare(a.id, b.id))
	})
}

// sourceKey makes addresses equal that lead to the same page.
func sourceKey(address string) string {
	address, _, _ = strings.Cut(address, "#")
	_, rest, _ := strings.Cut(address, "://")
	return strings.TrimSuffix(strings.TrimPrefix(rest, "www."), "/")
}

// titleKey makes titles equal that differ in case, spaces and punctuation only.
func titleKey(title string) string {
	folded := string(content.Fold(title))
	key := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, folded)
	if key == "" {
		return folded
	}
	return key
}

// wholeSlug tells whether a slug holds all of a title: a long title is cut, and
// what is not Latin is left out.
func wholeSlug(slug, title string) bool {
	return slug != "" && len(strings.ReplaceAll(slug, "-", "")) >= utf8.RuneCountInString(titleKey(title))
}

const monthApart = 31

// compatible tells whether two dates can be of one release.
func compatible(a, b *content.PartialDate) bool {
	if a == nil || b == nil {
		return true
	}
	return a.Year() == b.Year() && apart(a, b) <= monthApart
}

// apart returns the days between two dates; 0 where they may be the same day,
// and more than a month where one is unknown, so that dated ones are preferred.
func apart(a, b *content.PartialDate) int {
	if a == nil || b == nil {
		return monthApart + 1
	}
	days := func(from, to time.Time) int { return max(0, int(from.Sub(to)/(24*time.Hour))+1) }
	if from, to := a.Start(time.UTC), b.End(time.UTC); !from.Before(to) {
		return days(from, to)
	}
	if from, to := b.Start(time.UTC), a.End(time.UTC); !from.Before(to) {
		return days(from, to)
	}
	return 0
}
