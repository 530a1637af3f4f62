package newsroom

import (
	"context"
	"fmt"
	"time"

	"pressgraph/internal/content"
	"pressgraph/internal/fault"
)

// PublishInput says when a release is published.
type PublishInput struct {
	// At is a time in the future; nil is now.
	At *time.Time
	// DryRun changes nothing and tells what would become visible.
	DryRun bool
}

// PublishRelease publishes a release, or schedules it:
//
//  1. the status must allow it (content.Next);
//  2. with a time, which must be in the future, it becomes SCHEDULED;
//  3. a release whose date lies in the future needs a time, on that date;
//  4. else it becomes PUBLISHED; the instant and the day are set where no date
//     was given, and where one was given stay as they are.
func (n *Newsroom) PublishRelease(ctx context.Context, id int64, version int, in PublishInput) (Done, error) {
	if in.DryRun {
		n = n.Rehearsal()
	}
	return n.editRelease(ctx, "publishRelease", id, version, func(ctx context.Context, e *edit, before releaseState) error {
		at, err := e.due(in.At)
		if err != nil {
			return err
		}
		if _, err := content.Next(before.Status, content.StepPublish); err != nil {
			return err
		}
		if err := e.checkDue(before, at); err != nil {
			return err
		}
		if at == nil {
			return e.publish(ctx, before, e.now)
		}
		return e.step(ctx, before, content.StepSchedule, nil, func(r *releaseState) { r.ScheduledFor = at })
	})
}

// due returns the instant of a schedule as it is kept; nil stays nil.
func (e *edit) due(given *time.Time) (*time.Time, error) {
	if given == nil {
		return nil, nil //nolint:nilnil // There is no schedule.
	}
	at := given.UTC().Truncate(time.Microsecond)
	if !at.After(e.now) {
		return nil, fault.Invalid("at", "must be in the future")
	}
	// Its day, which it is published on, must be one of the calendar here.
	if content.CheckInstant(at) != nil || content.DateOf(at, e.settings.TimeZone) == "" {
		return nil, fault.Invalid("at", "must be of the years 1 to 9999, in UTC and in the newsroom's time zone")
	}
	return &at, nil
}

// publish makes a release public; at is the instant where no date was given. A
// date that lies ahead all the same, as the schedule or the clock was changed
// after it was checked, gives way to the day.
func (e *edit) publish(ctx context.Context, before releaseState, at time.Time) error {
	var note *string
	if e.ahead(before.PublishedOn, latest(at, e.now)) {
		told := fmt.Sprintf("The date %s lay ahead and was left out", *before.PublishedOn)
		note = &told
	}
	return e.step(ctx, before, content.StepPublish, note, func(r *releaseState) {
		if note != nil {
			r.PublishedOn, r.PublishedAt = nil, nil
		}
		if r.PublishedOn == nil && r.PublishedAt == nil {
			day := content.DateOf(at, e.settings.TimeZone)
			r.PublishedAt, r.PublishedOn = &at, &day
		}
	})
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
