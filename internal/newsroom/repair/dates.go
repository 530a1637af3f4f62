package repair

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pressgraph/ent/db"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/revision"
	"pressgraph/internal/content"
	"pressgraph/internal/derive"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

// dated is when a release was published.
type dated struct {
	on content.PartialDate
	at *time.Time
}

// undated tells whether a row is of a release that is published without a day.
func undated(row store.Record) bool {
	return row.Text(release.FieldStatus) == string(content.StatusPublished) && row.Null(release.FieldPublishedOn)
}

// lostDate finds when a release was published that has no day any more: by its
// instant, or else as the newest revision tells that was published with a day.
// It is nil for what never had one, as releases that were imported without.
func lostDate(ctx context.Context, client *db.Client, zone *time.Location, row store.Record) (*dated, error) {
	if at := row.Instant(release.FieldPublishedAt); at != nil {
		return &dated{on: content.DateOf(*at, zone), at: at}, nil
	}
	past, err := client.Revision.Query().Where(revision.ReleaseID(row.ID())).Order(revision.ByVersion()).
		Select(revision.FieldAt, revision.FieldState, revision.FieldChanges).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the revisions of release %d: %w", row.ID(), err)
	}
	var lost *dated
	status := firstStatus(past)
	for _, p := range past {
		published := false
		if after, ok := changeOf(p, "status").After.(string); ok {
			status, published = content.ReleaseStatus(after), after == string(content.StatusPublished)
		}
		on, err := content.ParsePartialDate(fmt.Sprint(p.State["publishedOn"]))
		if err != nil || status != content.StatusPublished {
			continue // it had none then
		}
		if lost == nil || lost.on != on {
			lost = &dated{on: on}
		}
		// Publishing without a date gives it the day of the instant.
		if _, ok := changeOf(p, "publishedOn").After.(string); ok && published && content.DateOf(p.At, zone) == on {
			lost.at = &p.At
		}
	}
	return lost, nil
}

// firstStatus is the status that a release began with: what the first change of
// it has changed, or what it is, as nothing has.
func firstStatus(past []*db.Revision) content.ReleaseStatus {
	for _, p := range past {
		if before, ok := changeOf(p, "status").Before.(string); ok {
			return content.ReleaseStatus(before)
		}
	}
	return content.StatusPublished
}

// changeOf returns what a revision has changed in a field; zero for nothing.
func changeOf(p *db.Revision, path string) content.FieldChange {
	at := slices.IndexFunc(p.Changes, func(c content.FieldChange) bool { return c.Path == path })
	if at < 0 {
		return content.FieldChange{}
	}
	return p.Changes[at]
}

// checkDates finds the published releases among rows that have lost their date.
func checkDates(ctx context.Context, n *newsroom.Newsroom, rows []store.Record) ([]derive.Difference, error) {
	var found []derive.Difference
	for _, row := range rows {
		if !undated(row) {
			continue
		}
		lost, err := lostDate(ctx, n.Store().Client(), n.Settings().TimeZone, row)
		if err != nil {
			return nil, err
		}
		if lost != nil {
			found = append(found, derive.Difference{
				Table: release.Table, ID: row.ID(), Column: release.FieldPublishedOn, Stored: "null", Derived: fmt.Sprintf("%q", lost.on),
			})
		}
	}
	return found, nil
}

// mendDates gives published releases that have lost their date what is known of
// it, each with a revision.
func mendDates(ctx context.Context, e *newsroom.Edit) error {
	rows, err := e.Tx.Records(ctx, release.Table, "status = 'PUBLISHED' AND published_on IS NULL")
	if err != nil {
		return err
	}
	for _, row := range rows {
		lost, err := lostDate(ctx, e.DB, e.Zone(), row)
		if err != nil {
			return err
		}
		if lost == nil {
			continue
		}
		before, err := e.ReadRelease(ctx, row.ID())
		if err != nil {
			return err
		}
		after, note := before, "Dated again as it was published"
		after.PublishedOn, after.PublishedAt = &lost.on, lost.at
		if err := e.SaveRelease(ctx, before, after, &note); err != nil {
			return err
		}
	}
	return nil
}
