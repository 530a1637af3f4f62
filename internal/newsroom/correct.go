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
	return n.write(ctx, "correctRelease", func(ctx context.Context, e *edit) (int64, error) {
		before, err := e.releaseAt(ctx, id, version)
		if err != nil {
			return 0, err
		}
		if before.Status != content.StatusPublished {
			return 0, fault.Conflict("only a published release can be corrected; update this one instead")
		}
		change, c, err := e.changed(ctx, before, in)
		if err != nil {
			return 0, err
		}
		must(To(note), &note, complaints{all: c.all, path: "note"}, textOf(maxNote))
		change.note, change.always = &note, true
		if _, err := e.commit(ctx, change, c); err != nil {
			return 0, err
		}
		err = e.db.Correction.Create().SetID(e.tx.NewID()).SetReleaseID(id).SetNote(note).SetCorrectedAt(e.now).Exec(ctx)
		if err != nil {
			return 0, fmt.Errorf("write the correction of release %d: %w", id, err)
		}
		return id, nil
	})
}
