package content

import (
	"errors"
	"time"
)

// ParseInstant reads an RFC 3339 instant, as 2025-01-15T08:00:00Z, and returns
// it in UTC: with a date of the calendar, and an offset of less than a day.
// Converted it must still be of the years 1 to 9999.
func ParseInstant(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || !writtenOut(s) {
		return time.Time{}, errors.New("must be an instant written such as 2025-01-15T08:00:00Z")
	}
	t = t.UTC()
	return t, CheckInstant(t)
}

// CheckInstant refuses an instant that cannot be written with four digits of a
// year in UTC: some reader or other would not take it.
func CheckInstant(t time.Time) error {
	if year := t.UTC().Year(); year < 1 || year > 9999 {
		return errors.New("must be an instant of the years 1 to 9999 in UTC")
	}
	return nil
}

// writtenOut reports whether what the library could read has the form of RFC
// 3339. The library takes hours of one digit, commas, and offsets of a day.
func writtenOut(s string) bool {
	const form = "2006-01-02T15:04:05"
	if len(s) <= len(form) {
		return false
	}
	for i, c := range []byte(form) {
		if digit := s[i] >= '0' && s[i] <= '9'; digit != (c >= '0' && c <= '9') || !digit && s[i] != c {
			return false
		}
	}
	rest := s[len(form):]
	if rest[0] == ',' {
		return false
	}
	if rest[len(rest)-1] == 'Z' {
		return true
	}
	offset := rest[len(rest)-len("+00:00"):]
	return offset[1:3] < "24" && offset[4:] < "60"
}
