package newsroom

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom/input"
)

// SubmitRelease gives a draft to review.
func (n *Newsroom) SubmitRelease(ctx context.Context, id int64, version int) (Done, error) {
	return n.walk(ctx, "submitRelease", id, version, content.StepSubmit, nil)
}

// ReturnRelease gives a release back to its writer, with a word why.
func (n *Newsroom) ReturnRelease(ctx context.Context, id int64, version int, note *string) (Done, error) {
	return n.walk(ctx, "returnRelease", id, version, content.StepReturn, note)
}

// UnpublishRelease makes a draft of what is scheduled, published or archived.
// Its date stays.
func (n *Newsroom) UnpublishRelease(ctx context.Context, id int64, version int) (Done, error) {
	return n.walk(ctx, "unpublishRelease", id, version, content.StepUnpublish, nil)
}

// ArchiveRelease takes a release out of the work. What is archived already stays as it is.
func (n *Newsroom) ArchiveRelease(ctx context.Context, id int64, version int) (Done, error) {
	return n.walk(ctx, "archiveRelease", id, version, content.StepArchive, nil)
}

// walk takes a release at the given version one step further.
func (n *Newsroom) walk(ctx context.Context, purpose string, id int64, version int, step content.Step, note *string) (Done, error) {
	return n.editRelease(ctx, purpose, id, version, func(ctx context.Context, e *Edit, before ReleaseState) error {
		c := input.Complain("note")
		note := takeNote(note, c)
		if err := c.Err(); err != nil {
			return err
		}
		return e.step(ctx, before, step, note, func(*ReleaseState) {})
	})
}

// step takes a release to its next status, with what else the step changes.
func (e *Edit) step(ctx context.Context, before ReleaseState, step content.Step, note *string, change func(*ReleaseState)) error {
	after := before
	var err error
	if after.Status, err = content.Next(before.Status, step); err != nil {
		return err
	}
	after.ScheduledFor = nil
	change(&after)
	if same(before, after) {
		return nil
	}
	return e.SaveRelease(ctx, before, after, note)
}

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
	return n.editRelease(ctx, "publishRelease", id, version, func(ctx context.Context, e *Edit, before ReleaseState) error {
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
			return e.publish(ctx, before, e.Now)
		}
		return e.step(ctx, before, content.StepSchedule, nil, func(r *ReleaseState) { r.ScheduledFor = at })
	})
}

// due returns the instant of a schedule as it is kept; nil stays nil.
func (e *Edit) due(given *time.Time) (*time.Time, error) {
	if given == nil {
		return nil, nil //nolint:nilnil // There is no schedule.
	}
	at := given.UTC().Truncate(time.Microsecond)
	if !at.After(e.Now) {
		return nil, fault.Invalid("at", "must be in the future")
	}
	// Its day, which it is published on, must be one of the calendar here.
	if content.CheckInstant(at) != nil || content.DateOf(at, e.Zone()) == "" {
		return nil, fault.Invalid("at", "must be of the years 1 to 9999, in UTC and in the newsroom's time zone")
	}
	return &at, nil
}

// publish makes a release public; at is the instant where no date was given. A
// date that lies ahead all the same, as the schedule or the clock was changed
// after it was checked, gives way to the day.
func (e *Edit) publish(ctx context.Context, before ReleaseState, at time.Time) error {
	var note *string
	if e.rooms.ahead(before.PublishedOn, slices.MaxFunc([]time.Time{at, e.Now}, time.Time.Compare)) {
		told := fmt.Sprintf("The date %s lay ahead and was left out", *before.PublishedOn)
		note = &told
	}
	return e.step(ctx, before, content.StepPublish, note, func(r *ReleaseState) {
		if note != nil {
			r.PublishedOn, r.PublishedAt = nil, nil
		}
		if r.PublishedOn == nil && r.PublishedAt == nil {
			day := content.DateOf(at, e.Zone())
			r.PublishedAt, r.PublishedOn = &at, &day
		}
	})
}
