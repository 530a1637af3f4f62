package newsroom

import (
	"context"

	"pressgraph/internal/content"
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
	return n.editRelease(ctx, purpose, id, version, func(ctx context.Context, e *edit, before releaseState) error {
		c := complain("note")
		note := takeNote(note, c)
		if err := c.err(); err != nil {
			return err
		}
		return e.step(ctx, before, step, note, func(*releaseState) {})
	})
}

// step takes a release to its next status, with what else the step changes.
func (e *edit) step(ctx context.Context, before releaseState, step content.Step, note *string, change func(*releaseState)) error {
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
	return e.saveRelease(ctx, before, after, note)
}
