package newsroom_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db"
	"pressgraph/ent/db/change"
	"pressgraph/ent/db/initiativename"
	"pressgraph/ent/db/participation"
	"pressgraph/ent/db/partnername"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/store/storetest"
)

func TestPartner(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		client := k.Store.Client()
		t.Run("stores names and all that follows from them", func(t *testing.T) {
			id := k.Partner("", func(in *kit.CreatePartnerInput) {
				chinese := "zh-Hant"
				in.Names = []kit.NameInput{{Text: "微軟", Locale: &chinese}, {Text: "MS", Locale: new("en"), Kind: content.NameKindAbbreviation}, kit.Named("Microsoft")}
				in.Country, in.Website = new("us"), new("HTTPS://Microsoft.com")
				in.Identifiers = []kit.IdentifierInput{{Scheme: content.SchemeRor, Value: "x"}}
			})
			p := client.Partner.GetX(k.Ctx, id)
			if p.Name != "Microsoft" || p.Slug != "microsoft" || string(p.NameFold) != "microsoft" || *p.Country != "US" || *p.Website != "https://microsoft.com" {
				t.Errorf("stored %+v", p)
			}
			names := client.PartnerName.Query().Where(partnername.PartnerID(id)).Order(partnername.ByPosition()).Select(partnername.FieldText).StringsX(k.Ctx)
			if diff := cmp.Diff([]string{"微軟", "MS", "Microsoft"}, names); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
		})
		t.Run("complains about everything at once", func(t *testing.T) {
			_, err := k.CreatePartner(k.Ctx, kit.CreatePartnerInput{
				Names: []kit.NameInput{{Text: "\x00"}}, Country: new("XX"), Parent: new(int64),
				Descriptions: []kit.LocalTextInput{{Text: "a", Locale: "en"}, {Text: "b", Locale: "en"}},
				Logo:         &kit.ImageInput{URL: "x", Width: new(int)},
			})
			want := map[string]string{
				"input.kind": `"" is not one of the values of this field`, "input.names[0].text": "must not contain the control character U+0000",
				"input.country": `"XX" is no country code of ISO 3166-1, such as HK or CN`, "input.parent": "there is no such partner",
				"input.descriptions[1].locale": "there is another text in en", "input.logo.width": "must be from 1 to 1048576 pixels",
				"input.logo.url": "must be an absolute address that begins with http:// or https://",
			}
			if diff := cmp.Diff(want, kit.ComplaintsOf(t, err)); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
		})
		t.Run("tells readers of a new alias, but not of what is hidden", func(t *testing.T) {
			steps := func(id int64) int {
				return client.Change.Query().Where(change.Entity("partners"), change.EntityID(id), change.PublicStepNotNil()).CountX(k.Ctx)
			}
			shown := k.Partner("Shown", func(in *kit.CreatePartnerInput) { in.Public = true })
			hidden := k.Partner("Hidden")
			in := kit.UpdatePartnerInput{Names: input.To([]kit.NameInput{kit.Named("Shown"), {Text: "Alias", Kind: content.NameKindAlias}})}
			for _, id := range []int64{shown, hidden} {
				if _, err := k.UpdatePartner(k.Ctx, id, 1, in); err != nil {
					t.Fatal(err)
				}
			}
			if s, h := steps(shown), steps(hidden); s != 2 || h != 0 {
				t.Errorf("%d public steps of the shown and %d of the hidden partner, want 2 and 0", s, h)
			}
			if p := client.Partner.GetX(k.Ctx, shown); !p.PublicUpdatedAt.Equal(p.UpdatedAt) {
				t.Errorf("readers see the last change at %s, want %s", p.PublicUpdatedAt, p.UpdatedAt)
			}
		})
		t.Run("refuses to be its own ancestor", func(t *testing.T) {
			a := k.Partner("A")
			b := k.Partner("B", func(in *kit.CreatePartnerInput) { in.Parent = &a })
			_, err := k.UpdatePartner(k.Ctx, a, 1, kit.UpdatePartnerInput{Parent: input.To(b)})
			want := map[string]string{"input.parent": "would make the partner its own ancestor"}
			if diff := cmp.Diff(want, kit.ComplaintsOf(t, err)); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
		})
		t.Run("keeps, clears and replaces", func(t *testing.T) {
			id := k.Partner("Kept", func(in *kit.CreatePartnerInput) { in.City, in.Country = new("Hong Kong"), new("HK") })
			in := kit.UpdatePartnerInput{Country: input.Null[string](), Slug: input.To("held")}
			if _, err := k.UpdatePartner(k.Ctx, id, 1, in); err != nil {
				t.Fatal(err)
			}
			if p := client.Partner.GetX(k.Ctx, id); p.Country != nil || *p.City != "Hong Kong" || p.Version != 2 || p.Slug != "held" {
				t.Errorf("updated %+v", p)
			}
			if _, err := k.CreatePartner(k.Ctx, kit.CreatePartnerInput{
				Kind: "COMPANY", Names: []kit.NameInput{{Text: "x"}}, Slug: new("kept"),
			}); !fault.Is(err, fault.CodeConflict) {
				t.Errorf("the former slug of another gives %v, want CONFLICT", err)
			}
			if _, err := k.UpdatePartner(k.Ctx, id, 2, kit.UpdatePartnerInput{Slug: input.To("kept")}); err != nil {
				t.Errorf("taking a former slug back: %v", err)
			}
			if _, err := k.UpdatePartner(k.Ctx, id, 3, kit.UpdatePartnerInput{City: input.To("Hong Kong")}); err != nil || client.Partner.GetX(k.Ctx, id).Version != 3 {
				t.Errorf("an update that changes nothing: %v, version %d", err, client.Partner.GetX(k.Ctx, id).Version)
			}
		})
	})
}

func TestInitiative(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		client := k.Store.Client()
		acme, duff := k.Partner("Acme"), k.Partner("Duff")
		release := k.Release("Acme leads, Duff follows")
		id := k.Initiative("Project", func(in *kit.CreateInitiativeInput) {
			in.Funding, in.StartedOn, in.Topics = &kit.MoneyInput{Amount: "12.5", Currency: "hkd"}, new("2025"), []int64{k.Topic("AI")}
			in.Participants = []kit.ParticipationInput{
				{Partner: acme, Role: content.ParticipationLead, Since: input.To("2025-01"), Evidence: input.To([]kit.EvidenceInput{
					{Release: release, Section: content.SectionTitle, Quote: "Acme leads"},
				})},
				{Partner: duff},
			}
		})
		parts := func() []*db.Participation {
			return client.Participation.Query().Where(participation.InitiativeID(id)).Order(participation.ByPosition()).WithEvidence().AllX(k.Ctx)
		}
		t.Run("stores its participants with their evidence", func(t *testing.T) {
			i, p := client.Initiative.GetX(k.Ctx, id), parts()
			if *i.FundingAmount != 125000 || *i.FundingCurrency != "HKD" || i.StartedEarliest != 20250101 || i.Status != content.InitiativeStatusAnnounced {
				t.Errorf("stored %+v", i)
			}
			if len(p) != 2 || p[0].Started != 20250101 || len(p[0].Edges.Evidence) != 1 || p[0].Edges.Evidence[0].End != 10 || p[1].Role != content.ParticipationMember {
				t.Errorf("participants %+v", p)
			}
			if n := client.InitiativeName.Query().Where(initiativename.InitiativeID(id)).CountX(k.Ctx); n != 1 {
				t.Errorf("%d names", n)
			}
		})
		t.Run("complains about the same participation again and unknown references", func(t *testing.T) {
			_, err := k.UpdateInitiative(k.Ctx, id, 1, kit.UpdateInitiativeInput{
				EndedOn: input.To("2024"),
				Participants: input.To([]kit.ParticipationInput{
					{Partner: acme}, {Partner: acme}, {Partner: 9, Evidence: input.To([]kit.EvidenceInput{{Release: 8, Section: "TITLE", Quote: "x"}})},
				}),
			})
			want := map[string]string{
				"input.endedOn": "must not be before startedOn", "input.participants[1]": "is the same as input.participants[0]: this partner as MEMBER, with the same since, until and contribution",
				"input.participants[2].partner": "there is no such partner", "input.participants[2].evidence[0].release": "there is no such release",
			}
			if diff := cmp.Diff(want, kit.ComplaintsOf(t, err)); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
		})
		t.Run("keeps records that are named, even where they change places", func(t *testing.T) {
			p := parts()
			done, err := k.UpdateInitiative(k.Ctx, id, 1, kit.UpdateInitiativeInput{Participants: input.To([]kit.ParticipationInput{
				{ID: &p[1].ID, Partner: acme, Role: content.ParticipationLead}, {ID: &p[0].ID, Partner: duff},
			})})
			if err != nil || done.ID != id {
				t.Fatalf("update: %v", err)
			}
			after := parts()
			if after[0].ID != p[1].ID || after[0].PartnerID != acme || after[1].ID != p[0].ID || *after[1].Since != "2025-01" || len(after[1].Edges.Evidence) != 1 {
				t.Errorf("participants %+v", after)
			}
		})
		t.Run("loses a participation whose last evidence an edit removes", func(t *testing.T) {
			if _, err := k.UpdateRelease(k.Ctx, release, 1, kit.UpdateReleaseInput{Title: input.To("Duff follows")}, nil); err != nil {
				t.Fatal(err)
			}
			if p := parts(); len(p) != 1 || p[0].PartnerID != acme {
				t.Errorf("participants %+v, want Acme alone", p)
			}
			s := client.Suggestion.Query().OnlyX(k.Ctx)
			if s.Relation != content.RelationParticipation || *s.PartnerID != duff || *s.InitiativeID != id || s.Quote != nil || s.Section != nil || s.End != nil {
				t.Errorf("suggestion %+v", s)
			}
			if v := client.Initiative.GetX(k.Ctx, id).Version; v != 3 {
				t.Errorf("the initiative is at version %d, want 3", v)
			}
		})
	})
}
