package graph_test

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"time"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
)

// rank is how a row compares by one field of an order: by no value last, then
// by the value, a number or a sort key.
type rank struct {
	none   bool
	number int64
	key    []byte
}

// step is one field of an order of the API.
type step struct {
	Field      string
	Descending bool
}

func numbered(n int64) rank { return rank{number: n} }

func (o *oracle) instant(updated, public time.Time) rank {
	if o.public {
		updated = public
	}
	return numbered(updated.UnixMicro())
}

// listingDays are the places that listings give, each with its instant.
func listingDays() map[content.Place]string {
	return map[content.Place]string{
		73898000000000000: "2024-04-05T00:00+08:00",
		73898030600000000: "2024-04-05T08:30+08:00",
		73925500000000000: "2025-01-05T00:00+08:00",
	}
}

func listingDay(r *db.Release) string {
	if r.ListingPlace == nil {
		return ""
	}
	return listingDays()[*r.ListingPlace]
}

// placed is a release's place in time: its instant, else the place in its date that
// a listing gave it, else its earliest day.
func placed(r *db.Release) rank {
	switch {
	case r.PublishedAt != nil:
		return numbered(r.PublishedAt.UnixMicro())
	case r.PublishedOn != nil:
		if at := listingDay(r); strings.HasPrefix(at, string(*r.PublishedOn)) {
			instant, err := time.Parse("2006-01-02T15:04Z07:00", at)
			if err != nil {
				panic(err)
			}
			return numbered(instant.UnixMicro())
		}
		day, err := time.ParseInLocation("2006-01-02", first(*r.PublishedOn), time.FixedZone("Hong Kong", 8*60*60))
		if err != nil {
			panic(err)
		}
		// Before there were time zones, Hong Kong had its own mean time.
		if day.Year() < 1904 {
			day = day.Add(-(7*60*60 + 36*60 + 42 - 8*60*60) * time.Second)
		}
		return numbered(day.UnixMicro())
	}
	return rank{none: true}
}

func named(name string) rank { return rank{key: content.NewCollator().Key(name)} }

func started(d *content.PartialDate) rank {
	if d == nil {
		return rank{none: true}
	}
	return numbered(int64(d.Earliest()))
}

// rankOf returns how a row compares by a field.
func (o *oracle) rankOf(r row, field string) rank {
	switch x := r.(type) {
	case *db.Release:
		switch field {
		case "PUBLISHED_AT":
			return placed(x)
		case "TITLE":
			return named(x.Title)
		case "UPDATED_AT":
			return o.instant(x.UpdatedAt, x.PublicUpdatedAt)
		case "PARTNER_COUNT":
			return numbered(int64(len(o.related(r, "partners"))))
		}
	case *db.Partner:
		switch field {
		case "NAME":
			return named(x.Name)
		case "RELEASE_COUNT":
			return numbered(int64(len(o.related(r, "releases"))))
		case "INITIATIVE_COUNT":
			return numbered(int64(len(o.related(r, "initiatives"))))
		case "UPDATED_AT":
			return o.instant(x.UpdatedAt, x.PublicUpdatedAt)
		case "LATEST_RELEASE":
			return o.latest(r)
		}
	case *db.Initiative:
		switch field {
		case "NAME":
			return named(x.Name)
		case "STARTED_ON":
			return started(x.StartedOn)
		case "FUNDING":
			if x.FundingAmount == nil {
				return rank{none: true}
			}
			return numbered(int64(*x.FundingAmount))
		case "PARTNER_COUNT":
			return numbered(int64(len(o.related(r, "partners"))))
		case "UPDATED_AT":
			return o.instant(x.UpdatedAt, x.PublicUpdatedAt)
		}
	case *db.Participation:
		if field == "SINCE" {
			return started(x.Since)
		}
		on, _ := o.known(x)
		if on == nil {
			return rank{none: true}
		}
		return started(new(on.(content.PartialDate)))
	case *db.Topic:
		return named(x.Name)
	}
	panic("the oracle knows no order by " + field)
}

func (o *oracle) latest(r row) rank {
	newest := rank{none: true}
	for _, release := range o.related(r, "releases") {
		if at := placed(release.(*db.Release)); newest.none || !at.none && at.number > newest.number {
			newest = at
		}
	}
	return newest
}

// inOrderOf puts rows in an order: by its steps, then by a release's rank in its
// listing, then by id, both in the direction of the last step.
func (o *oracle) inOrderOf(rows []row, steps []step) []row {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b row) int {
		down := false
		for _, s := range steps {
			down = s.Descending
			if c := compareRanks(o.rankOf(a, s.Field), o.rankOf(b, s.Field), down); c != 0 {
				return c
			}
		}
		c := cmp.Or(cmp.Compare(listingRank(a), listingRank(b)), cmp.Compare(number(a), number(b)))
		if down {
			return -c
		}
		return c
	})
	return rows
}

func compareRanks(a, b rank, down bool) int {
	if a.none || b.none {
		return cmp.Compare(boolInt(a.none), boolInt(b.none))
	}
	c := cmp.Or(cmp.Compare(a.number, b.number), bytes.Compare(a.key, b.key))
	if down {
		return -c
	}
	return c
}

func listingRank(r row) int64 {
	if x, ok := r.(*db.Release); ok {
		return x.Rank
	}
	return 0
}

func number(r row) int64 {
	_, id, err := content.ParseGlobalID(idOf(r))
	if err != nil {
		panic(err)
	}
	return id
}
