package content_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
)

func hongKong(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Asia/Hong_Kong")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// listed reads a listing, the newest first: "2025", "2025-01-15"; known is led
// by "=", with an instant by "@".
func listed(t *testing.T, text string, loc *time.Location) []content.Listed {
	t.Helper()
	var all []content.Listed
	for word := range strings.FieldsSeq(text) {
		var l content.Listed
		switch word[0] {
		case '@':
			at, err := time.ParseInLocation("2006-01-02T15:04", word[1:], loc)
			if err != nil {
				t.Fatal(err)
			}
			micros := at.UnixMicro()
			l = content.Listed{On: content.DateOf(at, loc), At: &micros, Known: true}
		case '=':
			l = content.Listed{On: content.PartialDate(word[1:]), Known: true}
		case '-':
		default:
			l.On = content.PartialDate(word)
		}
		all = append(all, l)
	}
	return all
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	loc := hongKong(t)
	for name, c := range map[string]struct{ listing, want string }{
		"beside the neighbour below":                            {"2025 2025 2025-01-15 2025-01-14 2025 2025", "2025-01-15 2025-01-15 . . . ."},
		"between two":                                           {"2025-06-01 2025 2025-03-01", ". 2025-03-01 ."},
		"below the lowest where the date begins":                {"2025-06-01 2025", ". ."},
		"alone where the date begins":                           {"2026 2025 2024-03", ". . ."},
		"above a vaguer one's beginning":                        {"2025 2025-03", "2025-03-01 ."},
		"above a vaguer one's place":                            {"2025 2025-03 2025-03-10", "2025-03-10 2025-03-10 ."},
		"of a month in its month":                               {"2025-03 2025-03-10 2025-03 2025-02-20", "2025-03-10 . . ."},
		"of a month not beyond it":                              {"2025-03 2025-04-02", ". ."},
		"of a year not beyond it":                               {"2024 2025-04-02", ". ."},
		"of a later year where that begins":                     {"2025 2024-12-31", ". ."},
		"where neighbours contradict":                           {"2025-01-05 2025 2025-03-01", ". . ."},
		"where the one above is of an earlier year":             {"2024-05-01 2025 2025-03-01", ". . ."},
		"between those that do not contradict, nearer":          {"2025-01-05 2025 2025-03-01 2025 2025-02-01", ". . . 2025-02-01 ."},
		"beside what contradicts as if it were not":             {"2025-06-01 2025-03 2025 2025-05-01", ". . 2025-05-01 ."},
		"below what contradicts as if it were not":              {"2025-02-01 2025 2025-03 2025-01-10", ". 2025-01-10 . ."},
		"past the undated":                                      {"2025 - 2025-01-15", "2025-01-15 . ."},
		"above what is known":                                   {"2025 =2025-01-15", "2025-01-15 ."},
		"but leaves what is known":                              {"=2025 2025-01-15", ". ."},
		"and above what is known where its date begins":         {"2025 =2025-03 2025-02-01", "2025-03-01 . ."},
		"past what is known by its year":                        {"2025 =2025 2025-02-01", "2025-02-01 . ."},
		"of a day after an instant of it":                       {"2025-03-05 @2025-03-05T08:30", "2025-03-05T08:30 ."},
		"of a day after the instants of an earlier one":         {"2025-03-06 2025 @2025-03-05T08:30", ". 2025-03-05T08:30 ."},
		"of a year between a day and an instant of it":          {"2025-03-05 2025 @2025-03-05T08:30", "2025-03-05T08:30 2025-03-05T08:30 ."},
		"of a year between two instants of a day":               {"@2025-03-05T12:00 2025 @2025-03-05T08:30", ". 2025-03-05T08:30 ."},
		"where two instants contradict":                         {"@2025-03-05T07:00 2025 @2025-03-05T08:30", ". . ."},
		"on the last day that the date can mean":                {"2025 2025-12-31", "2025-12-31 ."},
		"at the edges of the calendar":                          {"9999 9999-12-31 0001 0001-01-01", "9999-12-31 . . ."},
		"where the date begins though the one above is earlier": {"2025-01-01 2025-03 2025-01-01", ". . ."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			listing := listed(t, c.listing, loc)
			var got []string
			for i, place := range content.Places(listing, loc) {
				if place == nil {
					got = append(got, ".")
					continue
				}
				at, ok := place.At(listing[i].On, loc)
				if !ok {
					t.Errorf("place %d does not lie in %s", *place, listing[i].On)
				}
				got = append(got, strings.TrimSuffix(at.In(loc).Format("2006-01-02T15:04"), "T00:00"))
			}
			if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("places of %s (-want +got):\n%s", c.listing, diff)
			}
		})
	}
}

func TestPlacesStayInTheirDays(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Asia/Hong_Kong", "America/New_York", "Pacific/Apia", "Europe/London", "UTC"} {
		from, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, day := range []content.PartialDate{"0001-01-01", "1969-12-31", "1970-01-01", "2025-03-09", "2025-11-02", "2024-02-29", "9999-12-31"} {
			place := content.PlaceOf(day.Start(from), from)
			for _, other := range []string{"Asia/Hong_Kong", "America/New_York", "Pacific/Kiritimati", "UTC"} {
				to, err := time.LoadLocation(other)
				if err != nil {
					t.Fatal(err)
				}
				year := day[:4]
				if at, ok := place.At(year, to); !ok || !at.Equal(day.Start(to)) {
					t.Errorf("the beginning of %s in %s is at %v in %s, %t", day, name, at, other, ok)
				}
			}
			last := day.End(from).Add(-time.Microsecond)
			if at, ok := content.PlaceOf(last, from).At(day, from); !ok || !at.Equal(last) {
				t.Errorf("the end of %s in %s is at %v, %t, want %v", day, name, at, ok, last)
			}
		}
	}
}

func TestSortPlaced(t *testing.T) {
	t.Parallel()
	loc := hongKong(t)
	instant := time.Date(2025, 7, 1, 8, 0, 0, 0, loc)
	day := func(on content.PartialDate) int64 { return on.Start(loc).UnixMicro() }
	place := content.PlaceOf(content.PartialDate("2025-01-15").Start(loc), loc)
	for _, c := range []struct {
		at   *time.Time
		on   content.PartialDate
		want int64
	}{
		{nil, "2025", day("2025-01-15")},
		{nil, "2025-01", day("2025-01-15")},
		{nil, "2025-02", day("2025-02-01")},
		{nil, "2024", day("2024-01-01")},
		{nil, "2025-01-16", day("2025-01-16")},
		{&instant, "2025", instant.UnixMicro()},
		{nil, "", content.Undated},
	} {
		if got := content.SortPlaced(c.at, c.on, &place, loc); got != c.want {
			t.Errorf("SortPlaced(%v, %q) = %d, want %d", c.at, c.on, got, c.want)
		}
		if got, want := content.SortPlaced(c.at, c.on, nil, loc), content.SortAt(c.at, c.on, loc); got != want {
			t.Errorf("SortPlaced(%v, %q) without a place = %d, want %d", c.at, c.on, got, want)
		}
	}
	odd := content.Place(-1)
	if got := content.SortPlaced(nil, "2025", &odd, loc); got != day("2025") {
		t.Errorf("an odd place gives %d", got)
	}
}
