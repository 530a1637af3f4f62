package newsroom

import (
	"context"
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
//  3. else it becomes PUBLISHED; the instant and the day are set where no date
//     was given, and where one was given stay as they are.
func (n *Newsroom) PublishRelease(ctx context.Context, id int64, version int, in PublishInput) (Done, error) {
	run := n.write
	if in.DryRun {
		run = n.rehearse
	}
	return run(ctx, "publishRelease", func(ctx context.Context, e *edit) (int64, error) {
		before, err := e.releaseAt(ctx, id, version)
		if err != nil {
			return 0, err
		}
		if in.At == nil {
			return id, e.publish(ctx, before, e.now)
		}
		at := in.At.UTC().Truncate(time.Microsecond)
		if !at.After(e.now) {
			return 0, fault.Invalid("at", "must be in the future")
		}
		// Its day, which it is published on, must be one of the calendar here.
		if content.CheckInstant(at) != nil || content.DateOf(at, e.settings.TimeZone) == "" {
			return 0, fault.Invalid("at", "must be of the years 1 to 9999, in UTC and in the newsroom's time zone")
		}
		return id, e.step(ctx, before, content.StepSchedule, nil, func(r *releaseState) { r.scheduledFor = &at })
	})
}

// publish makes a release public; at is the instant where no date was given.
func (e *edit) publish(ctx context.Context, before releaseState, at time.Time) error {
	return e.step(ctx, before, content.StepPublish, nil, func(r *releaseState) {
		if r.publishedOn == nil && r.publishedAt == nil {
			day := content.DateOf(at, e.settings.TimeZone)
			r.publishedAt, r.publishedOn = &at, &day
		}
	})
}
