package network

import (
	"context"
	"fmt"

	"pressgraph/internal/content"
	"pressgraph/internal/fault"
)

// Period is how long the periods of a timeline are.
type Period string

// The values of Period.
const (
	PeriodYear    Period = "YEAR"
	PeriodQuarter Period = "QUARTER"
	PeriodMonth   Period = "MONTH"
)

// TimelinePoint is what happened in one period.
type TimelinePoint struct {
	// Period reads 2024, 2024-Q1 or 2024-03.
	Period string
	// ReleaseCount is how many texts name the partner, each where the earliest of
	// its translations stands that does.
	ReleaseCount int
	// InitiativeCount is how many initiatives it has begun to take part in.
	InitiativeCount int
	// NewCollaboratorCount is how many partners it is tied to for the first time.
	NewCollaboratorCount int
}

// Stretch is what part of a timeline is asked for.
type Stretch struct {
	By Period
	// From and To bound it, both included; where one is empty the timeline
	// begins or ends with what happened first or last.
	From, To content.PartialDate
}

// seen is how many steps it takes to note a partner that was met: as many as are
// looked at meanwhile elsewhere.
const seen = 10

// maxPeriods bounds a timeline: a hundred years of months.
const maxPeriods = 1200

// Timeline returns what happened to partners, one or none, in each period,
// those in which nothing did included. What is not known as precisely as the periods are long
// is left out: a release of 2024 in a timeline of months. Errors:
// BAD_USER_INPUT for a stretch that is too long or ends before it begins, or why
// ctx ended.
func (v *View) Timeline(ctx context.Context, partners []int32, s Stretch) ([]TimelinePoint, error) {
	t := &tape{by: s.By, points: map[int]*TimelinePoint{}}
	pace := pace{ctx: ctx}
	for _, partner := range partners {
		if err := v.record(partner, t, &pace); err != nil {
			return nil, err
		}
	}
	if err := pace.tell(); err != nil {
		return nil, err
	}
	return t.between(s)
}

func (v *View) record(partner int32, t *tape, pace *pace) error {
	texts := map[int32]date{}
	for _, release := range v.named.of(partner) {
		on := v.releases[release].on
		if text := v.texts[release]; text != alone {
			texts[text] = earlier(texts[text], on)
			continue
		}
		t.count(on, func(p *TimelinePoint) { p.ReleaseCount++ })
	}
	for _, on := range texts {
		t.count(on, func(p *TimelinePoint) { p.ReleaseCount++ })
	}
	for _, initiative := range v.taken.of(partner) {
		if begin, ok := v.begin(initiative, partner); ok {
			t.count(begin, func(p *TimelinePoint) { p.InitiativeCount++ })
		}
	}
	if err := pace.step(len(v.named.of(partner)) + len(v.taken.of(partner))); err != nil {
		return err
	}
	firsts, err := v.firsts(partner, pace)
	for _, first := range firsts {
		t.count(first, func(p *TimelinePoint) { p.NewCollaboratorCount++ })
	}
	return err
}

// CheckStretch refuses what no timeline can be of. Errors: BAD_USER_INPUT.
func CheckStretch(s Stretch) error {
	if s.From == "" || s.To == "" {
		return nil
	}
	from, to := s.By.first(dateOf(s.From)), s.By.last(dateOf(s.To))
	if from > to {
		return fault.Invalid("to", "must not be before from")
	}
	if to-from >= maxPeriods {
		return fault.Invalid("to", "must be at most %d periods after from", maxPeriods)
	}
	return nil
}

// firsts returns when each collaborator of a partner first was one.
func (v *View) firsts(partner int32, pace *pace) (map[int32]date, error) {
	first := make(map[int32]date, v.Degree(partner))
	see := func(other int32, on date) {
		if other != partner {
			first[other] = earlier(first[other], on)
		}
	}
	for _, release := range v.tied.of(partner) {
		if err := pace.step(seen * len(v.together.of(release))); err != nil {
			return nil, err
		}
		for _, other := range v.together.of(release) {
			see(other, v.releases[release].on)
		}
	}
	for _, initiative := range v.taken.of(partner) {
		if err := pace.step(seen * len(v.members.of(initiative))); err != nil {
			return nil, err
		}
		members := v.members.of(initiative)
		mine := spells(members, partner)
		eachOther(members, partner, func(other int32, theirs []member) {
			if m := v.filter.meet(mine, theirs); m.counts {
				see(other, m.on)
			}
		})
	}
	return first, nil
}

// tape counts by period. Periods are numbered without gaps.
type tape struct {
	by          Period
	points      map[int]*TimelinePoint
	first, last int
}

func (t *tape) count(on date, add func(*TimelinePoint)) {
	if !on.known() || t.by.first(on) != t.by.last(on) {
		return
	}
	number := t.by.first(on)
	if len(t.points) == 0 {
		t.first, t.last = number, number
	}
	t.first, t.last = min(t.first, number), max(t.last, number)
	if t.points[number] == nil {
		t.points[number] = &TimelinePoint{}
	}
	add(t.points[number])
}

// between returns the points of a stretch.
func (t *tape) between(s Stretch) ([]TimelinePoint, error) {
	if len(t.points) == 0 && (s.From == "" || s.To == "") {
		return []TimelinePoint{}, nil
	}
	first, last := t.first, t.last
	if s.From != "" {
		first = t.by.first(dateOf(s.From))
	}
	if s.To != "" {
		last = t.by.last(dateOf(s.To))
	}
	if last-first >= maxPeriods {
		return nil, fault.Invalid("from", "the timeline has more than %d periods; give from and to", maxPeriods)
	}
	points := make([]TimelinePoint, 0, max(0, last-first+1))
	for number := first; number <= last; number++ {
		point := TimelinePoint{}
		if p := t.points[number]; p != nil {
			point = *p
		}
		point.Period = t.by.name(number)
		points = append(points, point)
	}
	return points, nil
}

// length is how many months a period has.
func (p Period) length() int {
	switch p {
	case PeriodQuarter:
		return 3
	case PeriodMonth:
		return 1
	case PeriodYear:
	}
	return 12
}

// first and last return the numbers of the periods of the first and the last
// day that a date can mean.
func (p Period) first(d date) int { return p.number(int(d.from)) }
func (p Period) last(d date) int  { return p.number(int(d.to)) }

func (p Period) number(day int) int { return (day/10000*12 + day/100%100 - 1) / p.length() }

func (p Period) name(number int) string {
	switch p {
	case PeriodQuarter:
		return fmt.Sprintf("%04d-Q%d", number/4, number%4+1)
	case PeriodMonth:
		return fmt.Sprintf("%04d-%02d", number/12, number%12+1)
	case PeriodYear:
	}
	return fmt.Sprintf("%04d", number)
}
