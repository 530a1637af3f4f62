package newsroom

import (
	"context"
	"encoding/json"
	"fmt"

	"pressgraph/internal/content"
)

// save returns a release as a revision keeps it: as plain JSON, in the shape of
// the API's update input, so that it can be given back to it.
func save(r releaseState) (Input, error) { return tree(releaseFields().saved(r)) }

func globalID(t content.NodeType, id *int64) any {
	if id == nil {
		return nil
	}
	return content.GlobalID(t, *id)
}

// tree returns v as plain JSON values.
func tree(v any) (map[string]any, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var t map[string]any
	return t, json.Unmarshal(raw, &t)
}

// writeRevision keeps a state of a release and what differs from the one before.
func (e *edit) writeRevision(ctx context.Context, before, after releaseState, note *string) error {
	state, err := save(after)
	if err != nil {
		return fmt.Errorf("save release %d: %w", after.ID, err)
	}
	changes := []content.FieldChange{}
	if before.Version > 0 {
		was, err := save(before)
		if err != nil {
			return fmt.Errorf("save release %d: %w", after.ID, err)
		}
		changes = differences(was, state)
		if before.Status != after.Status {
			changes = append(changes, content.FieldChange{Path: "status", Before: before.Status, After: after.Status})
		}
	}
	err = e.db.Revision.Create().SetID(e.tx.NewID()).SetReleaseID(after.ID).SetVersion(before.Version + 1).SetAt(e.now).
		SetActor(e.actor).SetNillableNote(note).SetState(state).SetChanges(changes).Exec(ctx)
	if err != nil {
		return fmt.Errorf("write the revision of release %d: %w", after.ID, err)
	}
	return nil
}
