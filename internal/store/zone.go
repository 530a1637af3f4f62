package store

import (
	"context"
	"fmt"
	"time"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
)

// zoneKey is where the table meta tells in which time zone days were counted.
const zoneKey = "timeZone"

// refresh brings up to date what was computed by other rules than ours.
func (s *Store) refresh(ctx context.Context) error {
	ctx = access.With(ctx, access.System("pressgraph"))
	if err := s.refreshTexts(ctx); err != nil {
		return err
	}
	if err := s.refreshDays(ctx); err != nil {
		return err
	}
	return s.refreshPlaces(ctx)
}

// locate finds where days begin, unless the options say so.
func (s *Store) locate(ctx context.Context) error {
	if s.options.Location != nil {
		return nil
	}
	name, found, err := s.Meta(ctx, zoneKey)
	if err != nil {
		return err
	}
	if !found {
		s.options.Location = s.options.FirstLocation
		return nil
	}
	if s.options.Location, err = time.LoadLocation(name); err != nil {
		return fmt.Errorf("its days begin in %q, which is not known here", name)
	}
	return nil
}

// refreshDays makes the places of releases in time anew if they were made in
// another time zone: that of a day without an instant is where the day begins.
// Several servers may do so at once, and while others write.
func (s *Store) refreshDays(ctx context.Context) error {
	zone := s.options.Location.String()
	made, _, err := s.Meta(ctx, zoneKey)
	if err != nil || made == zone {
		return err
	}
	total := 0
	for last := int64(-1); ; {
		days, err := s.daysAfter(ctx, last)
		if err != nil {
			return err
		}
		if len(days) == 0 {
			break
		}
		last = days[len(days)-1].id
		moved, err := s.moveDays(ctx, days)
		if err != nil {
			return err
		}
		total += moved
	}
	if total > 0 {
		s.options.Database.Log.InfoContext(ctx, "days begin anew", "releases", total, "from", made, "to", zone)
	}
	_, err = s.Write(ctx, "refreshDays", func(ctx context.Context, tx *Tx) error { return tx.SetMeta(ctx, zoneKey, zone) })
	return err
}

// day is the place in time of a release that has no instant.
type day struct {
	id, sortAt int64
	on         content.PartialDate
	place      *content.Place
}

func (s *Store) daysAfter(ctx context.Context, last int64) ([]day, error) {
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
func (s *Store) moveDays(ctx context.Context, days []day) (moved int, err error) {
	var stale []day
	for _, d := range days {
		if ought := content.SortPlaced(nil, d.on, d.place, s.options.Location); ought != d.sortAt {
			d.sortAt = ought
			stale = append(stale, d)
		}
	}
	if len(stale) == 0 {
		return 0, nil
	}
	const update = "UPDATE releases SET sort_at = $1 WHERE id = $2 AND published_on = $3 AND published_at IS NULL"
	_, err = s.Write(ctx, "refreshDays", func(ctx context.Context, tx *Tx) error {
		for _, d := range stale {
			if _, err := tx.Exec(ctx, update, d.sortAt, d.id, string(d.on)); err != nil {
				return err
			}
			tx.Touch(NodeRef{Type: content.NodeRelease, ID: d.id})
		}
		return nil
	})
	return len(stale), err
}
