package derive

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// placesKey is in the table meta while releases that were imported before
// listings gave places have none.
const placesKey = "places"

// apartRank is how far apart the ranks of releases are at least that stand in no
// listing together. Those of one listing follow each other closely.
const apartRank = 1 << 19

// refreshPlaces gives releases that listings have brought the places that their
// ranks tell, once. Several servers may do so at once, and while others write.
func refreshPlaces(ctx context.Context, s *store.Store) error {
	_, due, err := s.Meta(ctx, placesKey)
	if err != nil || !due {
		return err
	}
	ranked, err := rankedInListings(ctx, s)
	if err != nil {
		return fmt.Errorf("read what listings have brought: %w", err)
	}
	var stale []day
	for _, listing := range listings(ranked) {
		stale = append(stale, stalePlaces(s, listing)...)
	}
	for batch := range slices.Chunk(stale, textBatch) {
		if err := place(ctx, s, batch); err != nil {
			return err
		}
	}
	if len(stale) > 0 {
		s.Log().InfoContext(ctx, "placed within their dates, as listings have them", "releases", len(stale))
	}
	_, err = s.Write(ctx, "refreshPlaces", func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM meta WHERE key = $1", placesKey)
		return err
	})
	return err
}

// rankedDay is a release with its rank in the listing that has brought it.
type rankedDay struct {
	day

	// run is the import that has brought it; 0 for the bundle.
	run, rank int64
}

// rankedInListings reads the dated releases that came by an import or with the
// bundle, the newest in its listing first. An instant is left out: it says when
// somebody has published what came without a date.
func rankedInListings(ctx context.Context, s *store.Store) ([]rankedDay, error) {
	const query = `SELECT r.id, r.rank, r.published_on, r.listing_place,
		COALESCE((SELECT min(i.id) FROM import_runs i WHERE i.at = r.created_at), 0) FROM releases r
		WHERE r.rank <> 0 AND r.published_at IS NULL AND r.published_on IS NOT NULL AND (
			EXISTS (SELECT 1 FROM import_runs i WHERE i.at = r.created_at)
			OR EXISTS (SELECT 1 FROM revisions v WHERE v.release_id = r.id AND v.version = 1 AND v.actor = 'bundle'))
		ORDER BY r.rank DESC, r.id DESC`
	var all []rankedDay
	err := s.Query(ctx, query, nil, func(row database.Row) error {
		var r rankedDay
		err := row.Scan(&r.id, &r.rank, &r.on, &r.place, &r.run)
		all = append(all, r)
		return err
	})
	return all, err
}

// listings takes apart what stands in no listing together. An import puts what is
// new among what it knows, so that one listing may be of several; but those of
// one second may have the same ranks, and are told apart by their imports.
func listings(ranked []rankedDay) [][]rankedDay {
	var all [][]rankedDay
	for _, near := range runs(ranked, func(a, b rankedDay) bool { return a.rank-b.rank < apartRank }) {
		unlike := func(a, b rankedDay) bool { return a.rank != b.rank || a.run == b.run }
		if len(runs(near, unlike)) == 1 {
			all = append(all, near)
			continue
		}
		slices.SortStableFunc(near, func(a, b rankedDay) int { return cmp.Compare(a.run, b.run) })
		all = append(all, runs(near, func(a, b rankedDay) bool { return a.run == b.run })...)
	}
	return all
}

// runs cuts a list where neighbours do not belong together.
func runs(list []rankedDay, together func(a, b rankedDay) bool) [][]rankedDay {
	var all [][]rankedDay
	start := 0
	for i := range list {
		if i+1 == len(list) || !together(list[i], list[i+1]) {
			all = append(all, list[start:i+1])
			start = i + 1
		}
	}
	return all
}

// stalePlaces returns those of a listing that get a place.
func stalePlaces(s *store.Store, listing []rankedDay) []day {
	listed := make([]content.Listed, len(listing))
	for i, r := range listing {
		listed[i].On = r.on
		if r.place != nil {
			at := content.SortPlaced(nil, r.on, r.place, s.Location())
			listed[i].At = &at
		}
	}
	var stale []day
	for i, place := range content.Places(listed, s.Location()) {
		if place != nil {
			d := listing[i].day
			d.place, d.sortAt = place, content.SortPlaced(nil, d.on, place, s.Location())
			stale = append(stale, d)
		}
	}
	return stale
}

// place writes places, and settles what follows from them.
func place(ctx context.Context, s *store.Store, days []day) error {
	const update = `UPDATE releases SET listing_place = $1, sort_at = $2
		WHERE id = $3 AND published_on = $4 AND published_at IS NULL AND listing_place IS NULL`
	_, err := s.Write(ctx, "refreshPlaces", func(ctx context.Context, tx *store.Tx) error {
		for _, d := range days {
			if _, err := tx.Exec(ctx, update, int64(*d.place), d.sortAt, d.id, string(d.on)); err != nil {
				return err
			}
			tx.Touch(store.NodeRef{Type: content.NodeRelease, ID: d.id})
		}
		return nil
	})
	return err
}
