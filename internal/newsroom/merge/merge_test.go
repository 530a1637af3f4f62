package merge_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db/formerslug"
	"pressgraph/ent/db/mention"
	entmerge "pressgraph/ent/db/merge"
	"pressgraph/ent/db/participation"
	"pressgraph/ent/db/partnername"
	"pressgraph/ent/db/revision"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/newsroom/merge"
	"pressgraph/internal/store/storetest"
)

func TestMergeMovesEverything(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		client := k.Store.Client()
		acme := k.Partner("Acme", func(in *kit.CreatePartnerInput) {
			in.Identifiers = []kit.IdentifierInput{{Scheme: content.SchemeRor, Value: "1"}}
		})
		other := k.Partner("Acme Ltd", func(in *kit.CreatePartnerInput) {
			in.Names = append(in.Names, kit.Named("ACME"), kit.NameInput{Text: "愛克美"})
			in.Identifiers = []kit.IdentifierInput{{Scheme: content.SchemeRor, Value: "3"}, {Scheme: content.SchemeGrid, Value: "2"}}
		})
		kit.Share(t, k, other, content.SchemeRor, "https://ror.org/1")
		child := k.Partner("Child", func(in *kit.CreatePartnerInput) { in.Parent = &other })
		both := k.Published("Acme and Acme Ltd sign", kit.Naming(acme, content.MentionMentioned, kit.InTitle("Acme and")),
			kit.Naming(other, content.MentionSignatory, kit.InTitle("Acme Ltd"), kit.InTitle("Acme and")))
		one := k.Published("Acme Ltd alone", kit.By(other), kit.Naming(other, content.MentionHost))
		evidence := func(quote string) input.Field[[]kit.EvidenceInput] {
			return input.To([]kit.EvidenceInput{{Release: both, Section: content.SectionTitle, Quote: quote}})
		}
		project := k.Initiative("Project", func(in *kit.CreateInitiativeInput) {
			in.Participants = []kit.ParticipationInput{
				{Partner: acme, Role: content.ParticipationLead, Evidence: evidence("Acme and")},
				{Partner: other, Role: content.ParticipationLead, Since: input.To("2024"), Evidence: evidence("Acme Ltd")},
				{Partner: other, Role: content.ParticipationHost},
			}
		})
		before := kit.Stored(t, k)
		revisions := client.Revision.Query().Where(revision.ReleaseID(both)).CountX(k.Ctx)
		done, err := merge.Partners(k.Ctx, k.Newsroom, acme, kit.PartnerVersion(t, k, acme), []int64{other})
		if err != nil || done.ID != acme {
			t.Fatalf("merge = %d, %v", done.ID, err)
		}
		t.Run("names become aliases where not there yet", func(t *testing.T) {
			names := client.PartnerName.Query().Where(partnername.PartnerID(acme)).Order(partnername.ByPosition()).AllX(k.Ctx)
			var got []string
			for _, n := range names {
				got = append(got, n.Text+" "+string(n.Kind))
			}
			if diff := cmp.Diff([]string{"Acme OFFICIAL", "Acme Ltd ALIAS", "愛克美 ALIAS"}, got); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
			if n := client.Identifier.Query().CountX(k.Ctx); n != 2 {
				t.Errorf("%d identifiers, want 2", n)
			}
		})
		t.Run("relations unite in the stronger role with the evidence of both", func(t *testing.T) {
			m := client.Mention.Query().Where(mention.ReleaseID(both)).WithEvidence().OnlyX(k.Ctx)
			if m.PartnerID != acme || m.Role != content.MentionSignatory || len(m.Edges.Evidence) != 2 {
				t.Errorf("mention %+v with %d quotes, want Acme as SIGNATORY with 2", m, len(m.Edges.Evidence))
			}
			lead := client.Participation.Query().Where(participation.InitiativeID(project), participation.RoleEQ(content.ParticipationLead)).WithEvidence().OnlyX(k.Ctx)
			if lead.PartnerID != acme || *lead.Since != "2024" || len(lead.Edges.Evidence) != 2 {
				t.Errorf("participation %+v with %d quotes", lead, len(lead.Edges.Evidence))
			}
			if n := client.Participation.Query().Where(participation.PartnerID(acme)).CountX(k.Ctx); n != 2 {
				t.Errorf("%d participations of Acme, want 2", n)
			}
		})
		t.Run("publishers, children, slugs and ids follow", func(t *testing.T) {
			if p := client.Release.GetX(k.Ctx, one).PublisherID; *p != acme {
				t.Errorf("publisher %d, want %d", *p, acme)
			}
			if p := client.Partner.GetX(k.Ctx, child).ParentID; *p != acme {
				t.Errorf("parent %d, want %d", *p, acme)
			}
			if f := client.FormerSlug.Query().Where(formerslug.Slug("acme-ltd")).OnlyX(k.Ctx); f.NodeID != acme || !f.Public {
				t.Errorf("former slug %+v", f)
			}
			if m := client.Merge.Query().Where(entmerge.DuplicateID(other)).OnlyX(k.Ctx); m.SurvivorID != acme || !m.Public {
				t.Errorf("merge %+v", m)
			}
			if n := client.Revision.Query().Where(revision.ReleaseID(both)).CountX(k.Ctx); n != revisions+1 {
				t.Errorf("%d revisions, want %d", n, revisions+1)
			}
		})
		t.Run("is taken back to the byte", func(t *testing.T) {
			done, err := merge.Undo(k.Ctx, k.Newsroom, other)
			if err != nil || done.ID != other {
				t.Fatalf("undo = %d, %v", done.ID, err)
			}
			if diff := cmp.Diff(before, kit.Stored(t, k)); diff != "" {
				t.Errorf("after the undo (-before +after):\n%s", diff)
			}
			if _, err := merge.Undo(k.Ctx, k.Newsroom, other); !fault.Is(err, fault.CodeNotFound) {
				t.Errorf("undoing again gives %v, want NOT_FOUND", err)
			}
		})
	})
}

func TestMergeRefusals(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		a, b := k.Partner("A"), k.Partner("B")
		t.Run("wrong ids and versions", func(t *testing.T) {
			_, err := merge.Partners(k.Ctx, k.Newsroom, a, 1, []int64{a, 7, b, b})
			want := map[string]string{
				"duplicates[0]": "is the partner itself that it would be merged into",
				"duplicates[1]": "there is no such partner", "duplicates[3]": "is given twice",
			}
			if diff := cmp.Diff(want, kit.ComplaintsOf(t, err)); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
			if _, err := merge.Partners(k.Ctx, k.Newsroom, a, 5, []int64{b}); !fault.Is(err, fault.CodeVersionConflict) {
				t.Errorf("another version gives %v, want VERSION_CONFLICT", err)
			}
			if _, err := merge.Partners(k.Ctx, k.Newsroom, 7, 1, []int64{b}); !fault.Is(err, fault.CodeNotFound) {
				t.Errorf("an unknown survivor gives %v, want NOT_FOUND", err)
			}
		})
		t.Run("partners kept apart, also once one was merged", func(t *testing.T) {
			c := k.Partner("C")
			kept, err := merge.KeepApart(k.Ctx, k.Newsroom, []int64{b, a})
			if err != nil || len(kept.Pairs) != 1 || kept.Pairs[0].A != min(a, b) {
				t.Fatalf("keep apart: %v, %v", kept, err)
			}
			if again, err := merge.KeepApart(k.Ctx, k.Newsroom, []int64{a, b}); err != nil || again.Outcome.ContentVersion != kept.Outcome.ContentVersion {
				t.Errorf("again: %v, %v", again, err)
			}
			if _, err := merge.Partners(k.Ctx, k.Newsroom, a, 1, []int64{b}); !fault.Is(err, fault.CodeConflict) {
				t.Errorf("merge gives %v, want CONFLICT", err)
			}
			if _, err := merge.Partners(k.Ctx, k.Newsroom, c, 1, []int64{b}); err != nil {
				t.Fatalf("merge: %v", err)
			}
			if _, err := merge.Partners(k.Ctx, k.Newsroom, a, 1, []int64{c}); !fault.Is(err, fault.CodeConflict) {
				t.Errorf("merge of the survivor gives %v, want CONFLICT", err)
			}
			if _, err := merge.KeepApart(k.Ctx, k.Newsroom, []int64{a}); !fault.Is(err, fault.CodeBadInput) {
				t.Errorf("one partner alone gives %v, want BAD_USER_INPUT", err)
			}
		})
		t.Run("a survivor far below, but not right below", func(t *testing.T) {
			top := k.Partner("Top")
			middle := k.Partner("Middle", func(in *kit.CreatePartnerInput) { in.Parent = &top })
			low := k.Partner("Low", func(in *kit.CreatePartnerInput) { in.Parent = &middle })
			if _, err := merge.Partners(k.Ctx, k.Newsroom, low, 1, []int64{top}); !fault.Is(err, fault.CodeConflict) {
				t.Errorf("far below gives %v, want CONFLICT", err)
			}
			before := kit.Stored(t, k)
			if _, err := merge.Partners(k.Ctx, k.Newsroom, low, 1, []int64{middle}); err != nil {
				t.Fatalf("right below: %v", err)
			}
			if p := k.Store.Client().Partner.GetX(k.Ctx, low).ParentID; p == nil || *p != top {
				t.Errorf("parent %v, want %d", p, top)
			}
			if _, err := merge.Undo(k.Ctx, k.Newsroom, middle); err != nil {
				t.Fatalf("undo: %v", err)
			}
			if diff := cmp.Diff(before, kit.Stored(t, k)); diff != "" {
				t.Errorf("after the undo (-before +after):\n%s", diff)
			}
		})
	})
}

func TestMergeChains(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		client := k.Store.Client()
		a, b, c := k.Partner("A"), k.Partner("B"), k.Partner("C")
		release := k.Release("About C", kit.Naming(c, content.MentionHost, kit.InTitle("C")))
		first := kit.Stored(t, k)
		merged := func(into, duplicate int64) {
			t.Helper()
			if _, err := merge.Partners(k.Ctx, k.Newsroom, into, kit.PartnerVersion(t, k, into), []int64{duplicate}); err != nil {
				t.Fatalf("merge %d into %d: %v", duplicate, into, err)
			}
		}
		merged(b, c)
		second := kit.Stored(t, k)
		merged(a, b)
		if m := client.Merge.Query().Where(entmerge.DuplicateID(c)).OnlyX(k.Ctx); m.SurvivorID != a {
			t.Errorf("the first of a chain leads to %d, want %d", m.SurvivorID, a)
		}
		if _, err := merge.Partners(k.Ctx, k.Newsroom, c, kit.PartnerVersion(t, k, a), []int64{a}); !fault.Is(err, fault.CodeBadInput) {
			t.Errorf("a circle gives %v, want BAD_USER_INPUT", err)
		}
		if _, err := k.LinkPartner(k.Ctx, release, k.Version(release), kit.MentionInput{Partner: c, Role: content.MentionHost}); err != nil {
			t.Errorf("the oldest id in an input: %v", err)
		}
		if _, err := merge.Undo(k.Ctx, k.Newsroom, c); !fault.Is(err, fault.CodeConflict) {
			t.Errorf("undoing the first of a chain gives %v, want CONFLICT", err)
		}
		for _, step := range []struct {
			duplicate int64
			want      map[string]string
		}{{b, second}, {c, first}} {
			if _, err := merge.Undo(k.Ctx, k.Newsroom, step.duplicate); err != nil {
				t.Fatalf("undo: %v", err)
			}
			if diff := cmp.Diff(step.want, kit.Stored(t, k)); diff != "" {
				t.Errorf("after the undo (-want +got):\n%s", diff)
			}
		}
		merged(c, b)
		merged(a, c)
		if _, err := merge.Undo(k.Ctx, k.Newsroom, c); err != nil {
			t.Errorf("undo of a second merge: %v", err)
		}
	})
}

func TestUndoMergeNamesWhatChanged(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		cases := map[string]struct {
			change func(t *testing.T, k *kit.Kit, a, release int64) error
			want   string
		}{
			"the survivor": {func(t *testing.T, k *kit.Kit, a, _ int64) error {
				_, err := k.UpdatePartner(k.Ctx, a, kit.PartnerVersion(t, k, a), kit.UpdatePartnerInput{City: input.To("Hong Kong")})
				return err
			}, "since: A"},
			"names": {func(t *testing.T, k *kit.Kit, a, _ int64) error {
				in := kit.UpdatePartnerInput{Names: input.To([]kit.NameInput{kit.Named("A")})}
				_, err := k.UpdatePartner(k.Ctx, a, kit.PartnerVersion(t, k, a), in)
				return err
			}, "the names of A"},
			"a mention": {func(_ *testing.T, k *kit.Kit, a, release int64) error {
				_, err := k.UnlinkPartner(k.Ctx, release, k.Version(release), a)
				return err
			}, `the mention in "B here"`},
			"evidence": {func(_ *testing.T, k *kit.Kit, a, release int64) error {
				quotes := input.To([]kit.QuoteInput{kit.InTitle("B"), kit.InTitle("here")})
				_, err := k.LinkPartner(k.Ctx, release, k.Version(release), kit.MentionInput{Partner: a, Role: content.MentionHost, Quotes: quotes})
				return err
			}, `the evidence in "B here"`},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				k := kit.New(t, kit.Sibling(t, target))
				a, b := k.Partner("A"), k.Partner("B")
				release := k.Release("B here", kit.Naming(b, content.MentionHost, kit.InTitle("B")))
				if _, err := merge.Partners(k.Ctx, k.Newsroom, a, 1, []int64{b}); err != nil {
					t.Fatal(err)
				}
				if err := c.change(t, k, a, release); err != nil {
					t.Fatal(err)
				}
				before := kit.Stored(t, k)
				_, err := merge.Undo(k.Ctx, k.Newsroom, b)
				if !fault.Is(err, fault.CodeConflict) || !strings.Contains(err.Error(), c.want) {
					t.Errorf("undo gives %v, want CONFLICT with %q", err, c.want)
				}
				if diff := cmp.Diff(before, kit.Stored(t, k)); diff != "" {
					t.Errorf("a refused undo has changed something (-before +after):\n%s", diff)
				}
			})
		}
		t.Run("but keeps what was added since, and text that was moved", func(t *testing.T) {
			k := kit.New(t, kit.Sibling(t, target))
			a, b := k.Partner("A"), k.Partner("B")
			old := k.Release("Old B", kit.Naming(b, content.MentionHost, kit.InTitle("B")))
			if _, err := merge.Partners(k.Ctx, k.Newsroom, a, 1, []int64{b}); err != nil {
				t.Fatal(err)
			}
			k.Release("New", kit.Naming(a, content.MentionHost))
			if _, err := k.UpdateRelease(k.Ctx, old, k.Version(old), kit.UpdateReleaseInput{Title: input.To("See old B")}, nil); err != nil {
				t.Fatal(err)
			}
			if _, err := merge.Undo(k.Ctx, k.Newsroom, b); err != nil {
				t.Fatal(err)
			}
			mentions := k.Store.Client().Mention.Query()
			if of := mentions.Where(mention.ReleaseIDNEQ(old)).OnlyX(k.Ctx).PartnerID; of != a {
				t.Errorf("the new mention is of %d, want %d", of, a)
			}
		})
	})
}

func TestMergeAndUndoOfAnything(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		random := rand.New(rand.NewPCG(1, uint64(len(target.Engine()))))
		partners := kit.Random(k, random)
		for _, partner := range partners {
			kit.Share(t, k, partner, content.SchemeOther, fmt.Sprint(random.IntN(4)))
		}
		for round := range 12 {
			before := kit.Stored(t, k)
			random.Shuffle(len(partners), func(i, j int) { partners[i], partners[j] = partners[j], partners[i] })
			into, duplicates := partners[0], slices.Clone(partners[1:2+random.IntN(3)])
			if _, err := merge.Partners(k.Ctx, k.Newsroom, into, kit.PartnerVersion(t, k, into), duplicates); err != nil {
				if fault.Is(err, fault.CodeConflict) {
					continue
				}
				t.Fatalf("round %d: merge: %v", round, err)
			}
			slices.Reverse(duplicates)
			for _, d := range duplicates {
				if _, err := merge.Undo(k.Ctx, k.Newsroom, d); err != nil {
					t.Fatalf("round %d: undo of %d: %v", round, d, err)
				}
			}
			if diff := cmp.Diff(before, kit.Stored(t, k)); diff != "" {
				t.Fatalf("round %d (-before +after):\n%s", round, diff)
			}
		}
	})
}
