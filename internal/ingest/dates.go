package ingest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"pressgraph/internal/content"
)

// The years that a release can be of.
const (
	firstYear = 1900
	lastYear  = 2100
)

func inRange(year int) bool { return year >= firstYear && year <= lastYear }

// parseYear reads a line that is a year alone, "2025" or "2025年", whether it is
// in range or not.
func parseYear(line string) (year int, ok bool) {
	if len(line) > 32 {
		return 0, false
	}
	digits := strings.TrimSpace(strings.TrimSuffix(norm.NFKC.String(line), "年"))
	if len(digits) != 4 {
		return 0, false
	}
	return number(digits)
}

// parseDate reads a line that is a date alone, of a day or a month. What has
// the form of a date but is not of these years, or in no calendar, is the empty
// date and ok all the same.
func parseDate(line string) (date content.PartialDate, ok bool) {
	if len(line) > 64 {
		return "", false
	}
	line = norm.NFKC.String(line)
	written, ok := numericDate(line)
	if !ok {
		written, ok = namedDate(line)
	}
	if !ok {
		return "", false
	}
	date, err := content.ParsePartialDate(written)
	if err != nil || !inRange(date.Year()) {
		return "", true
	}
	return date, true
}

// numericDate puts 2025-01-15, 2025/1/15, 2025.1.15, 2025年1月15日, 2025-01 and
// 2025年1月 in the one form YYYY-MM-DD or YYYY-MM. Dates that begin with the day
// could as well begin with the month: they are none.
func numericDate(line string) (written string, ok bool) {
	sign := "-"
	switch {
	case strings.Contains(line, "年"):
		line = strings.NewReplacer("年", "-", "月", "-", "日", "", "号", "", "號", "", " ", "").Replace(line)
		line = strings.TrimSuffix(line, "-")
	case strings.Contains(line, "/"):
		sign = "/"
	case strings.Contains(line, "."):
		sign = "."
	}
	parts := strings.Split(line, sign)
	if len(parts) < 2 || len(parts) > 3 || len(parts[0]) != 4 {
		return "", false
	}
	for i, part := range parts {
		if _, isNumber := number(part); !isNumber || i > 0 && len(part) > 2 {
			return "", false
		}
		parts[i] = twoDigits(part)
	}
	// 2024-25 is a span of years, 2000.5 a number.
	if len(parts) == 2 && (sign != "-" || parts[1] > "12") {
		return "", false
	}
	return strings.Join(parts, "-"), true
}

// namedDate puts 15 January 2025, Jan 15, 2025 and January 2025, all of them
// perhaps behind a day of the week, in the form YYYY-MM-DD or YYYY-MM.
func namedDate(line string) (written string, ok bool) {
	fields := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == ',' || r == '.' })
	if len(fields) > 1 && isWeekday(fields[0]) {
		fields = fields[1:]
	}
	if len(fields) < 2 || len(fields) > 3 {
		return "", false
	}
	year, rest := fields[len(fields)-1], fields[:len(fields)-1]
	if _, isNumber := number(year); !isNumber || len(year) != 4 {
		return "", false
	}
	for i, field := range rest {
		month := monthNamed(field)
		if month == 0 {
			continue
		}
		written = fmt.Sprintf("%s-%02d", year, month)
		if len(rest) == 1 {
			return written, true
		}
		day, isDay := dayDigits(rest[1-i])
		return written + "-" + day, isDay
	}
	return "", false
}

// dayDigits makes two digits of 5, 05 and 5th.
func dayDigits(s string) (digits string, ok bool) {
	digits = strings.ToLower(s)
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		digits = strings.TrimSuffix(digits, suffix)
	}
	_, ok = number(digits)
	return twoDigits(digits), ok && len(digits) <= 2
}

func twoDigits(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// monthNamed returns the number of a month, 0 if s names none.
func monthNamed(s string) int {
	if strings.EqualFold(s, "Sept") {
		s = "Sep"
	}
	for month := time.January; month <= time.December; month++ {
		if isNamed(s, month.String()) {
			return int(month)
		}
	}
	return 0
}

func isWeekday(s string) bool {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if isNamed(s, day.String()) {
			return true
		}
	}
	return false
}

// isNamed reports whether s is the name or its first three letters.
func isNamed(s, name string) bool {
	return strings.EqualFold(s, name) || strings.EqualFold(s, name[:3])
}

// number reads ASCII digits alone: strconv would take a sign as well.
func number(s string) (int, bool) {
	for _, r := range s {
		if r < '0' || r > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}
