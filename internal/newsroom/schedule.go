package newsroom

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"pressgraph/ent/db"
	"pressgraph/ent/db/release"
	"pressgraph/internal/access"
	"pressgraph/internal/background"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
)

// scheduleInterval is how long the schedule goes unread: what another server
// has scheduled is found in time, and so is a clock that was set.
const scheduleInterval = 250 * time.Millisecond

// KeepSchedule publishes what is due, at its time by the clock of the store,
// until ctx ends. It keeps nothing in memory: the schedule is what is stored.
// Several servers may do so at once, but one is enough (store.Lead). While the
// database takes no changes it asks less often, and says so in the log seldom.
func (n *Newsroom) KeepSchedule(ctx context.Context, log *slog.Logger) {
	trouble := background.NewTrouble(log, "cannot keep the schedule", "the schedule is kept again")
	for ctx.Err() == nil {
		published, next, err := n.publishDueNow(ctx)
		for _, id := range published {
			log.InfoContext(ctx, "published as scheduled", "release", content.GlobalID(content.NodeRelease, id))
		}
		pause := scheduleInterval
		switch {
		case err == nil:
			trouble.Over(ctx)
			if until := next.Sub(n.store.Now()); !next.IsZero() && until < pause {
				pause = max(until, time.Millisecond)
			}
		case ctx.Err() == nil:
			// What fails for one release keeps none of the others waiting.
			if wait := trouble.Failed(ctx, err); fault.Is(err, fault.CodeOverloaded) {
				pause = wait
			}
		}
		Rest(ctx, pause)
	}
}

func (n *Newsroom) publishDueNow(ctx context.Context) (published []int64, next time.Time, err error) {
	now, err := n.store.AskNow(ctx)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("ask what time it is: %w", err)
	}
	return n.PublishDue(ctx, now)
}

// Rest waits, or until ctx ends.
func Rest(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// PublishDue publishes what is scheduled for now or before, each release in a
// transaction of its own, and returns when the next one is due; zero if none
// is. One that cannot be published keeps none of the others back.
func (n *Newsroom) PublishDue(ctx context.Context, now time.Time) (published []int64, next time.Time, err error) {
	ctx = access.With(ctx, access.System("schedule"))
	ids, next, err := n.due(ctx, now)
	if err != nil {
		return nil, time.Time{}, err
	}
	var errs []error
	for _, id := range ids {
		done, err := n.publishScheduled(ctx, id, now)
		if err != nil {
			errs = append(errs, fmt.Errorf("publish release %d: %w", id, err))
			continue
		}
		if done.ID != 0 {
			published = append(published, id)
		}
	}
	return published, next, errors.Join(errs...)
}

func (n *Newsroom) publishScheduled(ctx context.Context, id int64, now time.Time) (Done, error) {
	return n.Write(ctx, "publishRelease", func(ctx context.Context, e *Edit) (int64, error) {
		before, err := e.ReadRelease(ctx, id)
		if fault.Is(err, fault.CodeNotFound) {
			return 0, nil
		}
		if err != nil || before.ScheduledFor == nil || before.ScheduledFor.After(now) {
			return 0, err // another server was faster, or an editor thought better of it
		}
		return id, e.publish(ctx, before, *before.ScheduledFor)
	})
}

// due returns the releases whose time has come, and the time of the next.
func (n *Newsroom) due(ctx context.Context, now time.Time) ([]int64, time.Time, error) {
	scheduled := n.store.Client().Release.Query().Where(release.StatusEQ(content.StatusScheduled)).
		Order(release.ByScheduledFor(), release.ByID())
	ids, err := scheduled.Clone().Where(release.ScheduledForLTE(now)).IDs(ctx)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("read the schedule: %w", err)
	}
	row, err := scheduled.Where(release.ScheduledForGT(now)).Select(release.FieldID, release.FieldScheduledFor).First(ctx)
	if db.IsNotFound(err) {
		return ids, time.Time{}, nil
	}
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("read the schedule: %w", err)
	}
	return ids, *row.ScheduledFor, nil
}
