package cli_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db"
	"pressgraph/ent/db/correction"
	entevidence "pressgraph/ent/db/evidence"
	"pressgraph/ent/db/formerslug"
	"pressgraph/ent/db/mention"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/revision"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/newsroom/repair"
	"pressgraph/internal/store"
)

// verify compares what is stored with what the editors were told: every change
// that was acknowledged is there, and nothing else but, as a whole, what was
// begun and not answered.
func (d *desk) verify(t *testing.T) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, surprise := range d.surprises {
		t.Error(surprise)
	}
	st, rooms, ctx := d.open(t, store.Options{SkipMigrate: true})
	defer closing(t, st)
	for _, on := range d.releases {
		d.verifyRelease(ctx, t, st, on.id)
	}
	for _, a := range d.acts {
		if a.kind == "create" {
			verifyMade(ctx, t, st, a)
		}
	}
	verifySlugs(ctx, t, st)
	verifyLog(ctx, t, st)
	differences, err := repair.Check(ctx, rooms)
	if err != nil {
		t.Fatal(err)
	}
	for _, difference := range differences {
		t.Errorf("derived: %s", difference)
	}
}

// verifyRelease matches each revision of a release with the one act that made it.
func (d *desk) verifyRelease(ctx context.Context, t *testing.T, st *store.Store, id string) {
	t.Helper()
	_, number, err := content.ParseGlobalID(id)
	if err != nil {
		t.Fatal(err)
	}
	row := st.Client().Release.GetX(ctx, number)
	revisions := st.Client().Revision.Query().Where(revision.ReleaseID(number)).Order(revision.ByVersion()).AllX(ctx)
	if row.Version != len(revisions) {
		t.Errorf("%s is at version %d and has %d revisions", id, row.Version, len(revisions))
	}
	acked := 0
	for _, a := range d.acts {
		if a.release != id || a.kind == "create" {
			continue
		}
		if a.acked {
			acked++
		}
		if a.version > len(revisions) {
			if a.acked {
				t.Errorf("%s of %s to version %d is lost", a.kind, id, a.version)
			}
			continue
		}
		if made := revisions[a.version-1]; a.acked && (made.Actor != a.editor || !strings.Contains(told(t, made), a.trace(d))) {
			t.Errorf("version %d of %s is by %s: %s; want %s by %s with %q", a.version, id, made.Actor, told(t, made), a.kind, a.editor, a.trace(d))
		}
	}
	unanswered := 0
	for i, made := range revisions {
		if made.Version != i+1 {
			t.Fatalf("%s has revision %d at place %d", id, made.Version, i+1)
		}
		if i > 0 && !slices.ContainsFunc(d.acts, func(a act) bool { return a.acked && a.release == id && a.version == made.Version && a.kind != "create" }) {
			unanswered++
			if !slices.ContainsFunc(d.acts, func(a act) bool {
				return a.release == id && a.version == made.Version && a.editor == made.Actor && strings.Contains(told(t, made), a.trace(d))
			}) {
				t.Errorf("nobody has made version %d of %s: by %s, %s", made.Version, id, made.Actor, told(t, made))
			}
		}
	}
	if row.Version != 1+acked+unanswered {
		t.Errorf("%s is at version %d after %d acknowledged changes and %d without an answer", id, row.Version, acked, unanswered)
	}
	verifyWhole(ctx, t, st, row, revisions[len(revisions)-1])
	verifyNotes(ctx, t, st, number, revisions)
}

// trace is what the revision of an act tells of it.
func (a act) trace(d *desk) string {
	traces := map[string]string{
		"submit": `"IN_REVIEW"`, "publish": `"PUBLISHED"`, "unpublish": `"DRAFT"`, "archive": `"ARCHIVED"`,
		"restore": "Restored version 1", "link": d.partner, "unlink": d.partner, "report": d.project, "unreport": d.project,
	}
	if trace := traces[a.kind]; trace != "" || a.kind == "schedule" {
		return trace
	}
	return a.mark
}

// told returns all that a revision tells of its change.
func told(t *testing.T, r *db.Revision) string {
	t.Helper()
	text, err := json.Marshal(r.Changes)
	if err != nil {
		t.Fatal(err)
	}
	if r.Note != nil {
		return *r.Note + " " + string(text)
	}
	return string(text)
}

// verifyWhole compares a release and what belongs to it with its last revision.
func verifyWhole(ctx context.Context, t *testing.T, st *store.Store, row *db.Release, last *db.Revision) {
	t.Helper()
	type whole struct {
		Title, Slug   string
		Summary, Body *string
		Quotes        int
		Partners      []struct{ Quotes []struct{} }
		Initiatives   []struct{ Quotes []struct{} }
	}
	text, err := json.Marshal(last.State)
	if err != nil {
		t.Fatal(err)
	}
	var saved whole
	if err := json.Unmarshal(text, &saved); err != nil {
		t.Fatal(err)
	}
	for _, tie := range slices.Concat(saved.Partners, saved.Initiatives) {
		saved.Quotes += len(tie.Quotes)
	}
	stored := whole{
		Title: row.Title, Slug: row.Slug, Summary: row.Summary, Body: row.Body,
		Quotes:   st.Client().Evidence.Query().Where(entevidence.ReleaseID(row.ID)).CountX(ctx),
		Partners: saved.Partners, Initiatives: saved.Initiatives,
	}
	if n := st.Client().Mention.Query().Where(mention.ReleaseID(row.ID)).CountX(ctx); n != len(saved.Partners) {
		t.Errorf("%d mentions in %d, whose last revision has %d", n, row.ID, len(saved.Partners))
	}
	if diff := cmp.Diff(saved, stored); diff != "" {
		t.Errorf("release %d is not as its last revision says (-revision +release):\n%s", row.ID, diff)
	}
}

// verifyNotes finds a public note for each correction, and none more.
func verifyNotes(ctx context.Context, t *testing.T, st *store.Store, id int64, revisions []*db.Revision) {
	t.Helper()
	notes := st.Client().Correction.Query().Where(correction.ReleaseID(id)).Select(correction.FieldNote).StringsX(ctx)
	var want []string
	for _, r := range revisions {
		if r.Note != nil && strings.Contains(told(t, r), "corrected "+*r.Note) {
			want = append(want, *r.Note)
		}
	}
	slices.Sort(notes)
	slices.Sort(want)
	if diff := cmp.Diff(want, notes); diff != "" {
		t.Errorf("corrections of release %d (-want +got):\n%s", id, diff)
	}
}

// verifyMade finds a release that was made, whole; one without an answer may be
// missing.
func verifyMade(ctx context.Context, t *testing.T, st *store.Store, a act) {
	t.Helper()
	rows := st.Client().Release.Query().Where(release.Summary(a.mark)).WithRevisions().AllX(ctx)
	if len(rows) > 1 || len(rows) == 0 && a.acked {
		t.Errorf("%d releases where %s by %s made one", len(rows), a.kind, a.editor)
	}
	for _, row := range rows {
		if len(row.Edges.Revisions) != 1 || row.Version != 1 || row.Edges.Revisions[0].Actor != a.editor {
			t.Errorf("the release that %s made is at version %d with %d revisions", a.editor, row.Version, len(row.Edges.Revisions))
		}
	}
}

// verifySlugs finds slugs that lead to two releases.
func verifySlugs(ctx context.Context, t *testing.T, st *store.Store) {
	t.Helper()
	holders := map[string]int64{}
	claim := func(slug string, id int64) {
		if holder, taken := holders[slug]; taken && holder != id {
			t.Errorf("the slug %q leads to %d and to %d", slug, holder, id)
		}
		holders[slug] = id
	}
	for _, row := range st.Client().Release.Query().AllX(ctx) {
		claim(row.Slug, row.ID)
	}
	for _, row := range st.Client().FormerSlug.Query().Where(formerslug.Entity(release.Table)).AllX(ctx) {
		claim(row.Slug, row.NodeID)
	}
}

// verifyLog compares the log of changes with the versions: of the content, no
// number is left out; of a release, each has a step of its own.
func verifyLog(ctx context.Context, t *testing.T, st *store.Store) {
	t.Helper()
	newest, _, err := st.Versions(ctx)
	if err != nil {
		t.Fatal(err)
	}
	next := int64(1)
	scan := func(row database.Row) error {
		var version int64
		err := row.Scan(&version)
		if err == nil && version != next {
			t.Errorf("the log goes on with version %d where %d is due", version, next)
		}
		next = version + 1
		return err
	}
	if err := st.Query(ctx, "SELECT DISTINCT version FROM changes ORDER BY version", nil, scan); err != nil {
		t.Fatal(err)
	}
	if next != newest+1 {
		t.Errorf("the log ends with version %d, the content is at %d", next-1, newest)
	}
	const steps = `SELECT r.id, r.version, (SELECT count(DISTINCT c.version) FROM changes AS c
		WHERE c.entity = 'releases' AND c.entity_id = r.id AND NOT c.derived) FROM releases AS r`
	err = st.Query(ctx, steps, nil, func(row database.Row) error {
		var id int64
		var version, logged int
		err := row.Scan(&id, &version, &logged)
		if version != logged {
			t.Errorf("release %d is at version %d, and the log holds %d steps of it", id, version, logged)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
