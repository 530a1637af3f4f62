package newsroom

import (
	"context"
	"fmt"
	"strings"

	"pressgraph/ent"
	"pressgraph/ent/revision"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
)

// RestoreRevision makes a release what it was at an earlier revision, but for
// its status; and for its date, where it is published, or scheduled for another
// day than the revision's date that lies ahead. Partners, initiatives and topics that have been deleted since
// are left out, which the note of the new revision tells; what was merged is
// what it was merged into. A slug that another release has taken since stays
// with that one.
func (n *Newsroom) RestoreRevision(ctx context.Context, id int64, version int, revisionID int64) (Done, error) {
	return n.editRelease(ctx, "restoreRevision", id, version, func(ctx context.Context, e *edit, before releaseState) error {
		row, err := e.db.Revision.Query().Where(revision.ID(revisionID), revision.ReleaseID(id)).Only(ctx)
		if ent.IsNotFound(err) {
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
func (e *edit) restored(ctx context.Context, now releaseState, row *ent.Revision) (Input, string, error) {
	in, all := NewInput(row.State), releaseFields()
	k, err := e.lookUp(ctx, all.wants(in))
	if err != nil {
		return nil, "", err
	}
	if in["translationOf"] != nil && numberOf(content.NodeRelease, in["translationOf"]) == now.group {
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
func (e *edit) keepsDate(now releaseState, date any) bool {
	var saved *content.PartialDate
	if text, ok := date.(string); ok {
		on := content.PartialDate(text)
		saved = &on
	}
	if same(now.PublishedOn, saved) {
		return false
	}
	return now.Status == content.StatusPublished || now.ScheduledFor != nil && e.contradicts(saved, *now.ScheduledFor, e.now)
}
