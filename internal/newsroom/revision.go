package newsroom

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"pressgraph/ent/db"
	"pressgraph/ent/db/revision"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom/input"
)

// SavedState returns a release as a revision keeps it: as plain JSON, in the shape of
// the API's update input, so that it can be given back to it.
func (e *Edit) SavedState(r ReleaseState) (input.Object, error) {
	return tree(e.rooms.tables.releases.fields.saved(r))
}

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
func (e *Edit) writeRevision(ctx context.Context, before, after ReleaseState, note *string) error {
	state, err := e.SavedState(after)
	if err != nil {
		return fmt.Errorf("save release %d: %w", after.ID, err)
	}
	changes := []content.FieldChange{}
	if before.Version > 0 {
		was, err := e.SavedState(before)
		if err != nil {
			return fmt.Errorf("save release %d: %w", after.ID, err)
		}
		changes = ChangesOf(was, state, before.Status, after.Status)
	}
	return e.AddRevision(ctx, after.ID, before.Version+1, note, state, changes)
}

// ChangesOf lists what differs between two states, and between their statuses.
func ChangesOf(was, state input.Object, before, after content.ReleaseStatus) []content.FieldChange {
	changes := content.Differences(was, state)
	if before != after {
		changes = append(changes, content.FieldChange{Path: "status", Before: before, After: after})
	}
	return changes
}

// AddRevision keeps a state of a release and what has changed.
func (e *Edit) AddRevision(ctx context.Context, id int64, version int, note *string, state input.Object, changes []content.FieldChange) error {
	err := e.DB.Revision.Create().SetID(e.Tx.NewID()).SetReleaseID(id).SetVersion(version).SetAt(e.Now).SetActor(e.Actor).
		SetNillableNote(note).SetState(state).SetChanges(changes).Exec(ctx)
	if err != nil {
		return fmt.Errorf("write the revision of release %d: %w", id, err)
	}
	return nil
}

// RestoreRevision makes a release what it was at an earlier revision, but for
// its status; and for its date, where it is published, or scheduled for another
// day than the revision's date that lies ahead. Partners, initiatives and topics that have been deleted since
// are left out, which the note of the new revision tells; what was merged is
// what it was merged into. A slug that another release has taken since stays
// with that one.
func (n *Newsroom) RestoreRevision(ctx context.Context, id int64, version int, revisionID int64) (Done, error) {
	return n.editRelease(ctx, "restoreRevision", id, version, func(ctx context.Context, e *Edit, before ReleaseState) error {
		row, err := e.DB.Revision.Query().Where(revision.ID(revisionID), revision.ReleaseID(id)).Only(ctx)
		if db.IsNotFound(err) {
			return fault.NotFound("this release has no such revision")
		}
		if err != nil {
			return err
		}
		in, note, err := e.restored(ctx, before, row)
		if err != nil {
			return fmt.Errorf("restore revision %d: %w", revisionID, err)
		}
		return e.revise(ctx, before, in, &note)
	})
}

// restored returns a revision as an input that can be taken now, and a note.
func (e *Edit) restored(ctx context.Context, now ReleaseState, row *db.Revision) (input.Object, string, error) {
	in, all := input.Of(row.State), e.rooms.tables.releases.fields
	k, err := e.LookUp(ctx, all.wants(in))
	if err != nil {
		return nil, "", err
	}
	if in["translationOf"] != nil && input.NumberOf(content.NodeRelease, in["translationOf"]) == now.group {
		delete(in, "translationOf") // the group outlives its first release
	}
	in, gone := all.leaveOut(in, k)
	if slug, _ := in["slug"].(string); slug != now.Slug {
		holder, err := e.slugHolder(ctx, content.NodeRelease, slug)
		if err != nil {
			return nil, "", err
		}
		if holder != 0 && holder != now.ID {
			delete(in, "slug")
			gone = append(gone, "the slug "+slug)
		}
	}
	note := fmt.Sprintf("Restored version %d", row.Version)
	if e.keepsDate(now, in["publishedOn"]) {
		delete(in, "publishedOn")
		note += "; kept: the date"
	}
	if len(gone) > 0 {
		note += "; left out: " + strings.Join(gone, ", ")
	}
	return in, note, nil
}

// keepsDate tells whether a release keeps its date instead of a saved one.
func (e *Edit) keepsDate(now ReleaseState, date any) bool {
	var saved *content.PartialDate
	if text, ok := date.(string); ok {
		on := content.PartialDate(text)
		saved = &on
	}
	if same(now.PublishedOn, saved) {
		return false
	}
	return now.Status == content.StatusPublished || now.ScheduledFor != nil && e.contradicts(saved, *now.ScheduledFor)
}
