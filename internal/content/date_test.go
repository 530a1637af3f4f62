package content_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
)

func location(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestParsePartialDate(t *testing.T) {
	t.Parallel()
	type facts struct {
		Precision              content.DatePrecision
		Earliest, Latest, Year int
	}
	t.Run("reads_years_months_and_days", func(t *testing.T) {
		t.Parallel()
		for in, want := range map[string]facts{
			"2025":       {content.PrecisionYear, 20250101, 20251231, 2025},
			"0001":       {content.PrecisionYear, 10101, 11231, 1},
			"9999":       {content.PrecisionYear, 99990101, 99991231, 9999},
			"2025-01":    {content.PrecisionMonth, 20250101, 20250131, 2025},
			"2024-02":    {content.PrecisionMonth, 20240201, 20240229, 2024},
			"2023-02":    {content.PrecisionMonth, 20230201, 20230228, 2023},
			"2025-12":    {content.PrecisionMonth, 20251201, 20251231, 2025},
			"2024-02-29": {content.PrecisionDay, 20240229, 20240229, 2024},
			"9999-12-31": {content.PrecisionDay, 99991231, 99991231, 9999},
		} {
			d, err := content.ParsePartialDate(in)
			if err != nil || string(d) != in {
				t.Errorf("ParsePartialDate(%q) = %q, %v", in, d, err)
			}
			got := facts{d.Precision(), d.Earliest(), d.Latest(), d.Year()}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q (-want +got):\n%s", in, diff)
			}
			if back := content.DateWithin(d.Earliest(), d.Latest()); back != d {
				t.Errorf("DateWithin(%d, %d) = %q, want %q", d.Earliest(), d.Latest(), back, d)
			}
		}
	})
	t.Run("refuses_what_is_no_day_of_the_calendar", func(t *testing.T) {
		t.Parallel()
		for _, in := range []string{
			"", "0000", "0000-01", "25", "2025-1", "2025-13", "2025-00", "2023-02-29", "2025-01-32", "2025-1-15", "2025/01",
			"2025-01-15T00:00", " 2025", "2025 ", "+025", "-025", "２０２５", "20250115", "2025-01-1x", "99999",
		} {
			if d, err := content.ParsePartialDate(in); err == nil {
				t.Errorf("ParsePartialDate(%q) = %q, want an error", in, d)
			}
		}
	})
	t.Run("has_no_facts_of_no_date", func(t *testing.T) {
		t.Parallel()
		var d content.PartialDate
		if none := content.DateWithin(0, 0); none != d {
			t.Errorf("DateWithin(0, 0) = %q, want no date", none)
		}
		got := facts{d.Precision(), d.Earliest(), d.Latest(), d.Year()}
		if diff := cmp.Diff(facts{}, got); diff != "" {
			t.Errorf("no date (-want +got):\n%s", diff)
		}
		if !d.Start(time.UTC).IsZero() || !d.End(time.UTC).IsZero() {
			t.Errorf("no date spans %v to %v, want zero times", d.Start(time.UTC), d.End(time.UTC))
		}
	})
}

func TestPartialDateSpans(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, zone, date, start, end string
	}{
		{"a_year_in_hong_kong", "Asia/Hong_Kong", "2025", "2024-12-31T16:00:00Z", "2025-12-31T16:00:00Z"},
		{"a_month_over_a_leap_day", "UTC", "2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"},
		{"a_december", "UTC", "2025-12", "2025-12-01T00:00:00Z", "2026-01-01T00:00:00Z"},
		{"a_day_that_begins_at_one_o'clock", "America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"},
		{"a_day_with_two_midnights", "America/Havana", "2024-11-03", "2024-11-03T04:00:00Z", "2024-11-04T05:00:00Z"},
		{"a_day_of_23_hours", "Europe/Berlin", "2025-03-30", "2025-03-29T23:00:00Z", "2025-03-30T22:00:00Z"},
		{"a_day_that_a_zone_left_out", "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			loc := location(t, c.zone)
			d := content.PartialDate(c.date)
			got := []string{d.Start(loc).UTC().Format(time.RFC3339), d.End(loc).UTC().Format(time.RFC3339)}
			if diff := cmp.Diff([]string{c.start, c.end}, got); diff != "" {
				t.Errorf("%s in %s (-want +got):\n%s", c.date, c.zone, diff)
			}
		})
	}
}

func TestDateOf(t *testing.T) {
	t.Parallel()
	evening := time.Date(2025, 1, 14, 16, 30, 0, 0, time.UTC)
	if got := content.DateOf(evening, location(t, "Asia/Hong_Kong")); got != "2025-01-15" {
		t.Errorf("DateOf(%v, Hong Kong) = %q, want 2025-01-15", evening, got)
	}
	if got := content.DateOf(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.UTC); got != "" {
		t.Errorf("DateOf(year 10000) = %q, want none", got)
	}
}

func TestSortAt(t *testing.T) {
	t.Parallel()
	loc := location(t, "Asia/Hong_Kong")
	at := time.Date(2025, 1, 15, 9, 0, 0, 123456789, time.UTC)
	first := content.SortAt(nil, "0001", loc)
	if first <= content.Undated {
		t.Errorf("the first date sorts at %d, not after Undated %d", first, content.Undated)
	}
	for _, c := range []struct {
		at   *time.Time
		on   content.PartialDate
		want int64
	}{
		{nil, "", content.Undated},
		{&at, "2024", at.UnixMicro()},
		{nil, "2025-01", time.Date(2025, 1, 1, 0, 0, 0, 0, loc).UnixMicro()},
	} {
		if got := content.SortAt(c.at, c.on, loc); got != c.want {
			t.Errorf("SortAt(%v, %q) = %d, want %d", c.at, c.on, got, c.want)
		}
	}
}

func FuzzParsePartialDate(f *testing.F) {
	for _, s := range []string{"2025", "2025-01", "2025-01-15", "0000", "2023-02-29", ""} {
		f.Add(s)
	}
	loc, err := time.LoadLocation("America/Sao_Paulo")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := content.ParsePartialDate(s)
		if err != nil {
			return
		}
		if string(d) != s || d.Earliest() > d.Latest() || d.Earliest()/10000 != d.Year() || d.Start(loc).After(d.End(loc)) {
			t.Errorf("ParsePartialDate(%q) = %q, from %d to %d, from %v to %v", s, d, d.Earliest(), d.Latest(), d.Start(loc), d.End(loc))
		}
	})
}
