package newsroom_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db"
	"pressgraph/ent/db/evidence"
	"pressgraph/ent/db/formerslug"
	"pressgraph/ent/db/mention"
	"pressgraph/ent/db/revision"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

func TestCreateRelease(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		t.Run("complains about everything at once", func(t *testing.T) {
			partner := k.Partner("Acme")
			_, err := k.CreateRelease(k.Ctx, kit.CreateReleaseInput{
				Kind: "NEWS", Language: "english", Title: " ", Slug: new("No Slug"), PublishedOn: new("2025-02-30"), SourceURL: new("ftp://x"),
				Summary: new("Acme and Acme again"), Topics: []int64{7},
				Partners: []kit.MentionInput{
					{Partner: partner, Quotes: input.To([]kit.QuoteInput{kit.InSummary("Acme"), kit.InSummary("absent")})},
					{Partner: partner}, {Partner: 5},
				},
			})
			want := map[string]string{
				"input.kind":                        `"NEWS" is not one of the values of this field`,
				"input.language":                    "must be a language tag such as en, zh-Hant or zh-Hans",
				"input.title":                       "must not be empty",
				"input.slug":                        "must be lower-case letters a to z and digits, in words joined by single hyphens",
				"input.publishedOn":                 `"2025-02-30" is not a date of the calendar written YYYY, YYYY-MM or YYYY-MM-DD`,
				"input.sourceUrl":                   "must be an absolute address that begins with http:// or https://",
				"input.topics[0]":                   "there is no such topic",
				"input.partners[0].quotes[0].quote": content.ErrQuoteAmbiguous.Error(),
				"input.partners[0].quotes[1].quote": content.ErrQuoteAbsent.Error(),
				"input.partners[1]":                 "is the second tie to the same node",
				"input.partners[2].partner":         "there is no such partner",
			}
			if diff := cmp.Diff(want, kit.ComplaintsOf(t, err)); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
		})
		t.Run("gives a taken title a random suffix and refuses a taken slug", func(t *testing.T) {
			one, two := k.Release("Same Title"), k.Release("Same title")
			client := k.Store.Client()
			if a, b := client.Release.GetX(k.Ctx, one).Slug, client.Release.GetX(k.Ctx, two).Slug; a != "same-title" || !strings.HasPrefix(b, "same-title-") {
				t.Errorf("slugs %q and %q, want same-title with and without a suffix", a, b)
			}
			_, err := k.CreateRelease(k.Ctx, kit.CreateReleaseInput{Kind: "STORY", Language: "en", Title: "x", Slug: new("same-title")})
			if !fault.Is(err, fault.CodeConflict) {
				t.Errorf("a taken slug gives %v, want CONFLICT", err)
			}
		})
		t.Run("puts translations into a group, each language once", func(t *testing.T) {
			english := k.Release("English")
			of := func(language string) func(*kit.CreateReleaseInput) {
				return func(in *kit.CreateReleaseInput) { in.Language, in.TranslationOf = language, &english }
			}
			chinese := k.Release("中文", of("zh-Hant"))
			if g := k.Store.Client().Release.GetX(k.Ctx, chinese).TranslationGroup; g == nil || *g != english {
				t.Errorf("group of the translation is %v, want %d", g, english)
			}
			_, err := k.CreateRelease(k.Ctx, kit.CreateReleaseInput{Kind: "STORY", Language: "zh-Hant", Title: "x", TranslationOf: &chinese})
			if !fault.Is(err, fault.CodeBadInput) {
				t.Errorf("a second translation into one language gives %v, want BAD_USER_INPUT", err)
			}
		})
	})
}

func TestUpdateRelease(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		client := k.Store.Client()
		acme, duff := k.Partner("Acme"), k.Partner("Duff")
		id := k.Release("Acme and Duff sign", kit.Summary("Today **Acme** and Duff signed."), kit.On("2025-03"),
			kit.Naming(acme, content.MentionSignatory, kit.InSummary("Acme and Duff signed")), kit.Naming(duff, content.MentionSignatory, kit.InTitle("Duff")))
		update := func(t *testing.T, in kit.UpdateReleaseInput) int {
			t.Helper()
			if _, err := k.UpdateRelease(k.Ctx, id, k.Version(id), in, nil); err != nil {
				t.Fatalf("update: %v", err)
			}
			return k.Version(id)
		}
		t.Run("refuses another version with the current one", func(t *testing.T) {
			_, err := k.UpdateRelease(k.Ctx, id, 9, kit.UpdateReleaseInput{}, nil)
			if all := fault.All(err); len(all) != 1 || all[0].Code != fault.CodeVersionConflict || all[0].Details["currentVersion"] != 1 {
				t.Errorf("update of version 9 gives %v, want VERSION_CONFLICT with 1", err)
			}
			if _, err := k.UpdateRelease(k.Ctx, 42, 1, kit.UpdateReleaseInput{}, nil); !fault.Is(err, fault.CodeNotFound) {
				t.Errorf("update of nothing gives %v, want NOT_FOUND", err)
			}
		})
		t.Run("leaves the version where nothing changes", func(t *testing.T) {
			version := update(t, kit.UpdateReleaseInput{
				Title: input.To("Acme  and Duff sign"), Topics: input.Null[[]int64](), PublishedOn: input.To("2025-03"),
				Partners: input.To([]kit.MentionInput{{Partner: acme, Role: content.MentionSignatory}, {Partner: duff, Role: content.MentionSignatory}}),
			})
			if n := client.Revision.Query().Where(revision.ReleaseID(id)).CountX(k.Ctx); version != 1 || n != 1 {
				t.Errorf("version %d with %d revisions, want 1 and 1", version, n)
			}
		})
		t.Run("refuses null for what is never null", func(t *testing.T) {
			_, err := k.UpdateRelease(k.Ctx, id, 1, kit.UpdateReleaseInput{Title: input.Null[string](), Slug: input.Null[string]()}, nil)
			want := map[string]string{"input.title": "must not be null", "input.slug": "must not be null"}
			if diff := cmp.Diff(want, kit.ComplaintsOf(t, err)); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
		})
		t.Run("moves evidence with the text and keeps the old slug", func(t *testing.T) {
			update(t, kit.UpdateReleaseInput{
				Summary: input.To("Only today have Acme and Duff signed."), Slug: input.To("signed"),
			})
			row := client.Evidence.Query().Where(evidence.Quote("Acme and Duff signed")).OnlyX(k.Ctx)
			if row.Start != 16 || row.End != 36 {
				t.Errorf("evidence moved to %d-%d, want 16-36", row.Start, row.End)
			}
			if f := client.FormerSlug.Query().Where(formerslug.NodeID(id)).OnlyX(k.Ctx); f.Slug != "acme-and-duff-sign" || f.Public {
				t.Errorf("former slug %q, public %t, want acme-and-duff-sign, not public", f.Slug, f.Public)
			}
			got := client.Revision.Query().Where(revision.ReleaseID(id), revision.Version(2)).OnlyX(k.Ctx).Changes
			want := []content.FieldChange{
				{Path: "partners[0].quotes[0].start", Before: 6.0, After: 16.0},
				{Path: "slug", Before: "acme-and-duff-sign", After: "signed"},
				{Path: "summary", Before: "Today **Acme** and Duff signed.", After: "Only today have Acme and Duff signed."},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
		t.Run("gives a relation without evidence back as a suggestion", func(t *testing.T) {
			update(t, kit.UpdateReleaseInput{Summary: input.To("They signed, says Acme.")})
			if n := client.Mention.Query().Where(mention.ReleaseID(id)).CountX(k.Ctx); n != 1 {
				t.Errorf("%d mentions left, want 1", n)
			}
			s := client.Suggestion.Query().OnlyX(k.Ctx)
			if *s.PartnerID != acme || *s.Quote != "Acme" || *s.Section != content.SectionTitle || *s.MentionRole != content.MentionSignatory {
				t.Errorf("suggestion %+v, want Acme as signatory, quoted from the title", s)
			}
		})
		t.Run("restores a revision", func(t *testing.T) {
			first := client.Revision.Query().Where(revision.ReleaseID(id), revision.Version(1)).OnlyIDX(k.Ctx)
			if _, err := k.RestoreRevision(k.Ctx, id, k.Version(id), first); err != nil {
				t.Fatalf("restore: %v", err)
			}
			r := client.Release.GetX(k.Ctx, id)
			n := client.Mention.Query().Where(mention.ReleaseID(id)).CountX(k.Ctx)
			if *r.Summary != "Today **Acme** and Duff signed." || r.Slug != "acme-and-duff-sign" || n != 2 {
				t.Errorf("restored %q at %q with %d mentions", *r.Summary, r.Slug, n)
			}
		})
		t.Run("links and unlinks one partner and leaves the others", func(t *testing.T) {
			if _, err := k.LinkPartner(k.Ctx, id, k.Version(id), kit.MentionInput{Partner: duff, Role: content.MentionHost}); err != nil {
				t.Fatalf("link: %v", err)
			}
			m := client.Mention.Query().Where(mention.ReleaseID(id), mention.PartnerID(duff)).WithEvidence().OnlyX(k.Ctx)
			if m.Role != content.MentionHost || len(m.Edges.Evidence) != 1 || m.Position != 1 {
				t.Errorf("linked as %s at %d with %d quotes, want HOST at 1 with 1", m.Role, m.Position, len(m.Edges.Evidence))
			}
			if _, err := k.UnlinkPartner(k.Ctx, id, k.Version(id), acme); err != nil {
				t.Fatalf("unlink: %v", err)
			}
			if _, err := k.UnlinkPartner(k.Ctx, id, k.Version(id), acme); !fault.Is(err, fault.CodeNotFound) {
				t.Errorf("unlinking again gives %v, want NOT_FOUND", err)
			}
			left := client.Mention.Query().Where(mention.ReleaseID(id)).AllX(k.Ctx)
			if len(left) != 1 || left[0].PartnerID != duff || left[0].Position != 0 {
				t.Errorf("mentions left: %v, want Duff alone", left)
			}
		})
	})
}

func TestWorkflow(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		client := k.Store.Client()
		get := func(id int64) *db.Release { return client.Release.GetX(k.Ctx, id) }
		t.Run("sets the instant and the day where no date was given", func(t *testing.T) {
			undated, dated := get(k.Published("Undated")), get(k.Published("Dated", kit.On("2021")))
			if undated.PublishedAt == nil || undated.PublishedOn == nil || undated.SortAt != undated.PublishedAt.UnixMicro() {
				t.Errorf("published undated: %v on %v", undated.PublishedAt, undated.PublishedOn)
			}
			if dated.PublishedAt != nil || *dated.PublishedOn != "2021" {
				t.Errorf("published dated: %v on %v, want no instant, 2021", dated.PublishedAt, *dated.PublishedOn)
			}
		})
		t.Run("walks from draft to archive and back", func(t *testing.T) {
			id := k.Release("Walker")
			note := "not yet"
			steps := []struct {
				do   func() (newsroom.Done, error)
				want content.ReleaseStatus
			}{
				{func() (newsroom.Done, error) { return k.SubmitRelease(k.Ctx, id, k.Version(id)) }, content.StatusInReview},
				{func() (newsroom.Done, error) { return k.ReturnRelease(k.Ctx, id, k.Version(id), &note) }, content.StatusDraft},
				{func() (newsroom.Done, error) { return k.ArchiveRelease(k.Ctx, id, k.Version(id)) }, content.StatusArchived},
				{func() (newsroom.Done, error) { return k.UnpublishRelease(k.Ctx, id, k.Version(id)) }, content.StatusDraft},
			}
			for _, step := range steps {
				if _, err := step.do(); err != nil {
					t.Fatalf("to %s: %v", step.want, err)
				}
				if got := get(id).Status; got != step.want {
					t.Fatalf("status %s, want %s", got, step.want)
				}
			}
			returned := client.Revision.Query().Where(revision.ReleaseID(id), revision.Version(3)).OnlyX(k.Ctx)
			want := []content.FieldChange{{Path: "status", Before: "IN_REVIEW", After: "DRAFT"}}
			if diff := cmp.Diff(want, returned.Changes); diff != "" || returned.Note == nil || *returned.Note != note {
				t.Errorf("revision with note %v (-want +got):\n%s", returned.Note, diff)
			}
			if _, err := k.UnpublishRelease(k.Ctx, id, k.Version(id)); !fault.Is(err, fault.CodeConflict) {
				t.Errorf("unpublishing a draft gives %v, want CONFLICT", err)
			}
		})
		t.Run("publishes what is due at its own time", func(t *testing.T) {
			id := k.Release("Later")
			at := time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)
			past := time.Now().Add(-time.Hour)
			if _, err := k.PublishRelease(k.Ctx, id, 1, newsroom.PublishInput{At: &past}); !fault.Is(err, fault.CodeBadInput) {
				t.Errorf("a time in the past gives %v, want BAD_USER_INPUT", err)
			}
			if _, err := k.PublishRelease(k.Ctx, id, 1, newsroom.PublishInput{At: &at}); err != nil {
				t.Fatalf("schedule: %v", err)
			}
			if ids, next, err := k.PublishDue(k.Ctx, time.Now()); err != nil || len(ids) != 0 || !next.Equal(at) {
				t.Errorf("due now: %v, next %s, %v; want none, next %s", ids, next, err, at)
			}
			ids, _, err := k.PublishDue(k.Ctx, at)
			if diff := cmp.Diff([]int64{id}, ids); diff != "" || err != nil {
				t.Fatalf("due: %v (-want +got):\n%s", err, diff)
			}
			if r := get(id); r.Status != content.StatusPublished || !r.PublishedAt.Equal(at) || r.ScheduledFor != nil {
				t.Errorf("published %s at %v, want at %s", r.Status, r.PublishedAt, at)
			}
		})
		t.Run("changes nothing in a dry run", func(t *testing.T) {
			partner := k.Partner("Named")
			id := k.Release("Rehearsal", kit.Naming(partner, content.MentionSubject))
			done, err := k.PublishRelease(k.Ctx, id, 1, newsroom.PublishInput{DryRun: true})
			if err != nil {
				t.Fatalf("dry run: %v", err)
			}
			want := []store.NodeRef{{Type: content.NodeRelease, ID: id}, {Type: content.NodePartner, ID: partner}}
			if diff := cmp.Diff(want, done.Outcome.MadePublic); diff != "" {
				t.Errorf("would be made public (-want +got):\n%s", diff)
			}
			if r := get(id); r.Status != content.StatusDraft || r.Version != 1 {
				t.Errorf("after a dry run: %s at version %d", r.Status, r.Version)
			}
		})
		t.Run("corrects only what is published", func(t *testing.T) {
			id := k.Release("Wrong")
			in := kit.UpdateReleaseInput{Title: input.To("Right")}
			if _, err := k.CorrectRelease(k.Ctx, id, 1, in, "was wrong"); !fault.Is(err, fault.CodeConflict) {
				t.Errorf("correcting a draft gives %v, want CONFLICT", err)
			}
			k.Publish(id)
			if _, err := k.CorrectRelease(k.Ctx, id, 2, in, " "); !fault.Is(err, fault.CodeBadInput) {
				t.Errorf("an empty note gives %v, want BAD_USER_INPUT", err)
			}
			if _, err := k.CorrectRelease(k.Ctx, id, 2, in, "was wrong"); err != nil {
				t.Fatalf("correct: %v", err)
			}
			if c := client.Correction.Query().OnlyX(k.Ctx); c.Note != "was wrong" || get(id).Title != "Right" {
				t.Errorf("corrected to %q with note %q", get(id).Title, c.Note)
			}
		})
		t.Run("deletes what is not published and tied to nothing", func(t *testing.T) {
			partner := k.Partner("Tied")
			id := k.Published("Tied", kit.Naming(partner, content.MentionSubject))
			if _, err := k.DeleteRelease(k.Ctx, id, 2); !fault.Is(err, fault.CodeConflict) {
				t.Errorf("deleting what is published gives %v, want CONFLICT", err)
			}
			if _, err := k.UnpublishRelease(k.Ctx, id, 2); err != nil {
				t.Fatal(err)
			}
			if _, err := k.DeleteRelease(k.Ctx, id, 3); err == nil || !strings.Contains(err.Error(), "1 tie (partner: 1)") {
				t.Errorf("deleting what is tied gives %v, want CONFLICT with 1 tie", err)
			}
			if _, err := k.DeletePartner(k.Ctx, partner, 1); !fault.Is(err, fault.CodeConflict) {
				t.Errorf("deleting a partner that is named gives %v, want CONFLICT", err)
			}
			if _, err := k.UnlinkPartner(k.Ctx, id, 3, partner); err != nil {
				t.Fatal(err)
			}
			if _, err := k.DeleteRelease(k.Ctx, id, 4); err != nil {
				t.Errorf("delete: %v", err)
			}
			if _, err := k.DeletePartner(k.Ctx, partner, 1); err != nil {
				t.Errorf("delete partner: %v", err)
			}
		})
	})
}
