package derive

import (
	"context"
	"fmt"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// Refresh brings up to date what was computed by other rules than ours.
func Refresh(ctx context.Context, s *store.Store) error {
	ctx = access.With(ctx, access.System("pressgraph"))
	if err := refreshTexts(ctx, s); err != nil {
		return err
	}
	if err := refreshDays(ctx, s); err != nil {
		return err
	}
	return refreshPlaces(ctx, s)
}

// refreshDays makes the places of releases in time anew if they were made in
// another time zone: that of a day without an instant is where the day begins.
// Several servers may do so at once, and while others write.
func refreshDays(ctx context.Context, s *store.Store) error {
	zone := s.Location().String()
	made, _, err := s.Meta(ctx, store.TimeZoneKey)
	if err != nil || made == zone {
		return err
	}
	total := 0
	for last := int64(-1); ; {
		days, err := daysAfter(ctx, s, last)
		if err != nil {
			return err
		}
		if len(days) == 0 {
			break
		}
		last = days[len(days)-1].id
		moved, err := moveDays(ctx, s, days)
		if err != nil {
			return err
		}
		total += moved
	}
	if total > 0 {
		s.Log().InfoContext(ctx, "days begin anew", "releases", total, "from", made, "to", zone)
	}
	_, err = s.Write(ctx, "refreshDays", func(ctx context.Context, tx *store.Tx) error { return tx.SetMeta(ctx, store.TimeZoneKey, zone) })
	return err
}

// day is the place in time of a release that has no instant.
type day struct {
	id, sortAt int64
	on         content.PartialDate
	place      *content.Place
}

func daysAfter(ctx context.Context, s *store.Store, last int64) ([]day, error) {
	query := fmt.Sprintf(`SELECT id, sort_at, published_on, listing_place FROM releases
		WHERE id > $1 AND published_at IS NULL AND published_on IS NOT NULL ORDER BY id LIMIT %d`, textBatch)
	var days []day
	err := s.Query(ctx, query, []any{last}, func(row database.Row) error {
		var d day
		err := row.Scan(&d.id, &d.sortAt, &d.on, &d.place)
		days = append(days, d)
		return err
	})
	return days, err
}

// moveDays writes the places that differ, and settles what follows from them.
func moveDays(ctx context.Context, s *store.Store, days []day) (moved int, err error) {
	var stale []day
	for _, d := range days {
		if ought := content.SortPlaced(nil, d.on, d.place, s.Location()); ought != d.sortAt {
			d.sortAt = ought
			stale = append(stale, d)
		}
	}
	if len(stale) == 0 {
		return 0, nil
	}
	const update = "UPDATE releases SET sort_at = $1 WHERE id = $2 AND published_on = $3 AND published_at IS NULL"
	_, err = s.Write(ctx, "refreshDays", func(ctx context.Context, tx *store.Tx) error {
		for _, d := range stale {
			if _, err := tx.Exec(ctx, update, d.sortAt, d.id, string(d.on)); err != nil {
				return err
			}
			tx.Touch(store.NodeRef{Type: content.NodeRelease, ID: d.id})
		}
		return nil
	})
	return len(stale), err
}
