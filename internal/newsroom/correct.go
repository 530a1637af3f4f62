package newsroom

import (
	"context"
	"fmt"

	"pressgraph/internal/content"
	"pressgraph/internal/fault"
)

// CorrectRelease changes a published release and says so in public. The note
// is kept even where the input changes nothing: it is what readers are told.
func (n *Newsroom) CorrectRelease(ctx context.Context, id int64, version int, in Input, note string) (Done, error) {
	return n.editRelease(ctx, "correctRelease", id, version, func(ctx context.Context, e *edit, before releaseState) error {
		if before.Status != content.StatusPublished {
			return fault.Conflict("only a published release can be corrected; update this one instead")
		}
		return e.correct(ctx, before, in, note)
	})
}

// correct changes a release as an input says, and notes it in public.
func (e *edit) correct(ctx context.Context, before releaseState, in Input, note string) error {
	change, c, err := e.changed(ctx, before, in)
	if err != nil {
		return err
	}
	must(To(note), &note, complaints{all: c.all, path: "note"}, textOf(maxNote))
	change.note, change.always = &note, true
	if _, err := e.commit(ctx, change, c); err != nil {
		return err
	}
	err = e.db.Correction.Create().SetID(e.tx.NewID()).SetReleaseID(before.ID).SetNote(note).SetCorrectedAt(e.now).Exec(ctx)
	if err != nil {
		return fmt.Errorf("write the correction of release %d: %w", before.ID, err)
	}
	return nil
}
