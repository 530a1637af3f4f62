package content

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"
)

// DatePrecision is how precisely a date is known.
type DatePrecision string

// The values of DatePrecision.
const (
	PrecisionYear  DatePrecision = "YEAR"
	PrecisionMonth DatePrecision = "MONTH"
	PrecisionDay   DatePrecision = "DAY"
)

// Values lists every DatePrecision, in the order of the API.
func (DatePrecision) Values() []string {
	return []string{"YEAR", "MONTH", "DAY"}
}

// Undated is the SortAt of what has no date: it sorts before every date and
// leaves room to compute with.
const Undated int64 = math.MinInt64 / 2

// PartialDate is a date as precisely as it is known: "2025", "2025-01" or
// "2025-01-15". The empty string is no date; any other value comes from
// ParsePartialDate or DateOf, and methods assume that form.
type PartialDate string

// ParsePartialDate reads YYYY, YYYY-MM or YYYY-MM-DD: a real day of the
// Gregorian calendar, or its month or year, from year 0001 to 9999.
func ParsePartialDate(s string) (PartialDate, error) {
	var layout string
	switch len(s) {
	case len("2006"):
		layout = "2006"
	case len("2006-01"):
		layout = "2006-01"
	case len("2006-01-02"):
		layout = "2006-01-02"
	default:
		return "", errors.New("must be a date written YYYY, YYYY-MM or YYYY-MM-DD")
	}
	t, err := time.Parse(layout, s)
	if err != nil || t.Format(layout) != s || t.Year() < 1 {
		return "", fmt.Errorf("%q is not a date of the calendar written YYYY, YYYY-MM or YYYY-MM-DD", s)
	}
	return PartialDate(s), nil
}

// DateOf returns the day that t falls on in loc; empty for years outside 0001 to 9999.
func DateOf(t time.Time, loc *time.Location) PartialDate {
	local := t.In(loc)
	if local.Year() < 1 || local.Year() > 9999 {
		return ""
	}
	return PartialDate(local.Format("2006-01-02"))
}

// DateWithin returns the date whose first and last day, as yyyymmdd, are these;
// empty for 0.
func DateWithin(earliest, latest int) PartialDate {
	year, month, day := earliest/10000, earliest/100%100, earliest%100 //nolint:mnd // yyyymmdd
	switch {
	case latest == 0:
		return ""
	case earliest == latest:
		return PartialDate(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
	case earliest/100 == latest/100:
		return PartialDate(fmt.Sprintf("%04d-%02d", year, month))
	}
	return PartialDate(fmt.Sprintf("%04d", year))
}

// Precision returns how precisely d is known; empty for no date.
func (d PartialDate) Precision() DatePrecision {
	switch len(d) {
	case len("2006"):
		return PrecisionYear
	case len("2006-01"):
		return PrecisionMonth
	case len("2006-01-02"):
		return PrecisionDay
	}
	return ""
}

// Earliest returns the first day that d can mean as yyyymmdd, 20250101 for "2025"; 0 for no date.
func (d PartialDate) Earliest() int {
	year, month, day := d.first()
	return year*10000 + int(month)*100 + day
}

// Latest returns the last day that d can mean as yyyymmdd, 20251231 for "2025"; 0 for no date.
func (d PartialDate) Latest() int {
	if d.Precision() == "" {
		return 0
	}
	year, month, day := d.after()
	// Day 0 of a month is the last day of the one before.
	last := time.Date(year, month, day-1, 0, 0, 0, 0, time.UTC)
	return last.Year()*10000 + int(last.Month())*100 + last.Day()
}

// Year returns the year of d; 0 for no date.
func (d PartialDate) Year() int {
	year, _, _ := d.first()
	return year
}

// Start returns the first instant of the earliest day of d in loc; the zero time for no date.
func (d PartialDate) Start(loc *time.Location) time.Time {
	if d.Precision() == "" {
		return time.Time{}
	}
	year, month, day := d.first()
	return startOfDay(year, month, day, loc)
}

// End returns the first instant after the latest day of d in loc, so that d
// spans from Start up to but not including End; the zero time for no date.
func (d PartialDate) End(loc *time.Location) time.Time {
	if d.Precision() == "" {
		return time.Time{}
	}
	year, month, day := d.after()
	return startOfDay(year, month, day, loc)
}

// first is the earliest day of d; zeros for no date.
func (d PartialDate) first() (year int, month time.Month, day int) {
	precision := d.Precision()
	if precision == "" {
		return 0, 0, 0
	}
	year, month, day = d.number(0, 4), 1, 1
	if precision != PrecisionYear {
		month = time.Month(d.number(5, 7))
	}
	if precision == PrecisionDay {
		day = d.number(8, 10)
	}
	return year, month, day
}

// after is the day that follows the latest day of d, in time.Date's lenient terms.
func (d PartialDate) after() (year int, month time.Month, day int) {
	year, month, day = d.first()
	switch d.Precision() {
	case PrecisionYear:
		return year + 1, month, day
	case PrecisionMonth:
		return year, month + 1, day
	default:
		return year, month, day + 1
	}
}

func (d PartialDate) number(from, to int) int {
	n, err := strconv.Atoi(string(d[from:to]))
	if err != nil {
		return 0 // not a PartialDate in its canonical form
	}
	return n
}

// startOfDay returns the first instant of a day in loc. Where clocks are put
// forward at midnight that is later than 00:00, and where they are put back
// after it, it is the first of the two; time.Date alone promises neither.
func startOfDay(year int, month time.Month, day int, loc *time.Location) time.Time {
	const beyondAnyOffset = 26 * time.Hour
	midnight := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	before := midnight.Add(-beyondAnyOffset).In(loc)
	for _, near := range []time.Time{before, midnight.Add(beyondAnyOffset).In(loc)} {
		_, offset := near.Zone()
		t := midnight.Add(-time.Duration(offset) * time.Second).In(loc)
		if _, actual := t.Zone(); actual == offset {
			return t
		}
	}
	_, change := before.ZoneBounds()
	if change.IsZero() {
		return time.Date(year, month, day, 0, 0, 0, 0, loc)
	}
	return change
}

// SortAt returns what a release sorts by, in microseconds since the epoch: the
// instant it was published, else the start of the earliest day of publishedOn
// in loc, else Undated.
func SortAt(publishedAt *time.Time, publishedOn PartialDate, loc *time.Location) int64 {
	switch {
	case publishedAt != nil:
		return publishedAt.UnixMicro()
	case publishedOn.Precision() != "":
		return publishedOn.Start(loc).UnixMicro()
	default:
		return Undated
	}
}

// Bounds returns the first and the last day that a date can mean; zeros for none.
func Bounds(d *PartialDate) (earliest, latest int32) {
	if d == nil {
		return 0, 0
	}
	return int32(d.Earliest()), int32(d.Latest()) //nolint:gosec // yyyymmdd up to 99991231
}
