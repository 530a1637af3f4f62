package repair

import (
	"context"
	"encoding/json"

	"pressgraph/ent/db"
	entevidence "pressgraph/ent/db/evidence"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/revision"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/store"
)

// foreignRelease is a release that foreign SQL has changed, or what belongs to it.
type foreignRelease struct {
	id  int64
	row store.Record
	// last is its newest revision; nil where it has none.
	last *db.Revision
	// before are its texts as evidence has counted in them.
	before newsroom.Texts
	// status is what it was, as far as revisions tell.
	status content.ReleaseStatus
}

// readForeign reads what was before, and has plain texts made anew where their
// Markdown has changed.
func (r *repairOp) readForeign(ctx context.Context, ids []int64) ([]foreignRelease, error) {
	rows, err := r.Tx.RecordsOf(ctx, release.Table, "id", ids...)
	if err != nil {
		return nil, err
	}
	all := make([]foreignRelease, len(rows))
	for i, row := range rows {
		f := foreignRelease{id: row.ID(), row: row, before: newsroom.TextsIn(row)}
		if err := r.readLast(ctx, &f); err != nil {
			return nil, err
		}
		if f.last != nil {
			if err := r.renewTexts(ctx, &f); err != nil {
				return nil, err
			}
		}
		all[i] = f
	}
	return all, nil
}

func (r *repairOp) readLast(ctx context.Context, f *foreignRelease) error {
	past, err := r.DB.Revision.Query().Where(revision.ReleaseID(f.id)).Order(db.Desc(revision.FieldVersion)).
		Select(revision.FieldID, revision.FieldVersion, revision.FieldChanges).All(ctx)
	if err != nil || len(past) == 0 {
		return err
	}
	f.status = content.StatusDraft
	if string(f.row[release.FieldVisible]) == "true" {
		f.status = content.StatusPublished
	}
	f.status = lastStatus(past, f.status)
	f.last, err = r.DB.Revision.Get(ctx, past[0].ID)
	return err
}

// lastStatus is the status that the newest revision to change it has told.
func lastStatus(past []*db.Revision, otherwise content.ReleaseStatus) content.ReleaseStatus {
	for _, p := range past {
		if status, ok := changeOf(p, "status").After.(string); ok {
			return content.ReleaseStatus(status)
		}
	}
	return otherwise
}

// renewTexts makes the plain text of Markdown that differs from the revision's.
func (r *repairOp) renewTexts(ctx context.Context, f *foreignRelease) error {
	was := input.Of(f.last.State).Read(input.Complain(""), newsroom.ReleaseFieldNames()...)
	if title := was.Text("title").Value; title != nil {
		f.before.Title = *title
	}
	summary, body := was.Text("summary").Value, was.Text("body").Value
	now, columns := store.Record{"id": f.row["id"]}, []string{}
	for _, part := range []struct {
		was             *string
		markdown, plain string
	}{{summary, release.FieldSummary, release.FieldSummaryText}, {body, release.FieldBody, release.FieldBodyText}} {
		text := f.row.Text(part.markdown)
		if f.row.Null(part.markdown) || part.was != nil && *part.was == text {
			continue
		}
		var err error
		if now[part.plain], err = json.Marshal(content.PlainText(text)); err != nil {
			return err
		}
		columns = append(columns, part.plain)
	}
	return r.Tx.UpdateRecord(ctx, release.Table, now, columns...)
}

// mendRelease moves the evidence in a release and writes a revision where it is
// not as the last one says, or somebody has changed what that does not say.
func (r *repairOp) mendRelease(ctx context.Context, f foreignRelease) error {
	rows, err := r.Tx.RecordsOf(ctx, entevidence.Table, entevidence.FieldReleaseID, f.id)
	if err != nil {
		return err
	}
	if err := mendEvidence(ctx, r.Edit, rows, map[int64]newsroom.Texts{f.id: f.before}); err != nil {
		return err
	}
	after, err := r.ReadRelease(ctx, f.id)
	if err != nil {
		return err
	}
	if err := r.MoveSuggested(ctx, f.before, after.Texts()); err != nil {
		return err
	}
	if err := r.dateForeign(ctx, f, &after); err != nil {
		return err
	}
	state, err := r.SavedState(after)
	if err != nil {
		return err
	}
	changes, version := []content.FieldChange{}, after.Version
	var note *string
	noteUnseen := "Changed was what revisions do not hold: the rank or place in a listing, held, or positions"
	if f.last != nil {
		changes = newsroom.ChangesOf(f.last.State, state, f.status, after.Status)
		if len(changes) == 0 {
			if !r.entered[release.Table][f.id] {
				return nil
			}
			note = &noteUnseen
		}
		version = max(after.Version, f.last.Version+1)
	}
	b := r.DB.Release.Update().Where(release.ID(f.id)).SetVersion(version).SetUpdatedAt(r.Now)
	if after.Visible {
		b.SetPublicUpdatedAt(r.Now)
	}
	if err := b.Exec(ctx); err != nil {
		return err
	}
	return r.AddRevision(ctx, f.id, version, note, state, changes)
}

// dateForeign dates what foreign SQL has published without a date, and again
// what it has taken the date off. What was imported without one stays so.
func (r *repairOp) dateForeign(ctx context.Context, f foreignRelease, s *newsroom.ReleaseState) error {
	rows, err := r.Tx.RecordsOf(ctx, release.Table, "id", s.ID)
	if err != nil || len(rows) == 0 || !undated(rows[0]) {
		return err
	}
	known, err := lostDate(ctx, r.DB, r.Zone(), rows[0])
	if err != nil {
		return err
	}
	switch {
	case known != nil && f.status == content.StatusPublished:
	case f.status == content.StatusPublished:
		return nil
	default:
		known = &dated{on: content.DateOf(r.Now, r.Zone()), at: &r.Now}
	}
	s.PublishedAt, s.PublishedOn = known.at, &known.on
	return r.WriteDate(ctx, s)
}
