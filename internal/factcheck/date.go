package factcheck

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Date is a date as precisely as it is known, "2025", "2025-01" or "2025-01-15":
// the first and the last day that it can mean, as yyyymmdd. The zero value is
// no date.
type Date struct{ From, To int }

// ParseDate reads a date; an empty text is none.
func ParseDate(text string) (Date, error) {
	if text == "" {
		return Date{}, nil
	}
	parts := strings.Split(text, "-")
	numbers := []int{0, 1, 1}
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || i > 2 {
			return Date{}, fmt.Errorf("the date %q is no date", text)
		}
		numbers[i] = n
	}
	first := time.Date(numbers[0], time.Month(numbers[1]), numbers[2], 0, 0, 0, 0, time.UTC)
	after := []time.Time{first.AddDate(1, 0, 0), first.AddDate(0, 1, 0), first.AddDate(0, 0, 1)}[len(parts)-1]
	return Date{day(first), day(after.AddDate(0, 0, -1))}, nil
}

func day(t time.Time) int { return t.Year()*10000 + int(t.Month())*100 + t.Day() }

// Known tells whether d is a date.
func (d Date) Known() bool { return d.To != 0 }

// before tells whether d comes before another by the first day, then by the last.
func (d Date) before(other Date) bool {
	return d.From < other.From || d.From == other.From && d.To < other.To
}

// earliest and latest return one of two dates; an unknown one is neither.
func earliest(a, b Date) Date {
	if !a.Known() || b.Known() && b.before(a) {
		return b
	}
	return a
}

func latest(a, b Date) Date {
	if !a.Known() || b.Known() && a.before(b) {
		return b
	}
	return a
}

// Since when a participation is known, and by what.
type Since struct {
	On    Date
	Basis string
}

// KnownSince returns since when a participation is known: its own date, else its
// initiative's, else that of the earliest release of this world which states it
// or reports its initiative. Of releases the earliest is the one that has
// certainly come first.
func (w *World) KnownSince(p *Participation) Since {
	if p.Since.Known() {
		return Since{p.Since, "STATED"}
	}
	if p.Initiative.Started.Known() {
		return Since{p.Initiative.Started, "STATED"}
	}
	var first Date
	look := func(on Date) {
		if on.Known() && (!first.Known() || on.To < first.To || on.To == first.To && on.From < first.From) {
			first = on
		}
	}
	for _, a := range w.Announcements {
		if a.Initiative == p.Initiative {
			look(a.Release.On)
		}
	}
	for _, e := range w.Evidence {
		if e.Participation == p.ID {
			look(e.Release.On)
		}
	}
	if !first.Known() {
		return Since{}
	}
	return Since{first, "REPORTED"}
}

// end returns the last day that a participation can have lasted; 0 where it has no end.
func (p *Participation) end() int {
	if p.Until.Known() {
		return p.Until.To
	}
	return p.Initiative.Ended.To
}
