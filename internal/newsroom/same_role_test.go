package newsroom_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db"
	"pressgraph/ent/db/participation"
	"pressgraph/ent/db/suggestion"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/newsroom/merge"
	"pressgraph/internal/store/storetest"
	"pressgraph/internal/transfer"
)

// spell is a participation as a line: what it says, and what it quotes.
func spell(p *db.Participation) string {
	line := string(p.Role)
	if p.Since != nil {
		line += " since " + string(*p.Since)
	}
	if p.Until != nil {
		line += " until " + string(*p.Until)
	}
	if p.ContributionAmount != nil {
		line += fmt.Sprintf(" gives %s %s", *p.ContributionCurrency, *p.ContributionAmount)
	}
	for _, v := range p.Edges.Evidence {
		line += " “" + v.Quote + "”"
	}
	return line
}

// spells are a partner's participations, in the order of entry.
func spells(k *kit.Kit, partner int64) (lines []string, ids []int64) {
	for _, p := range k.Store.Client().Participation.Query().Where(participation.PartnerID(partner)).
		Order(participation.ByInitiativeID(), participation.ByPosition(), participation.ByID()).WithEvidence().AllX(k.Ctx) {
		lines, ids = append(lines, spell(p)), append(ids, p.ID)
	}
	return lines, ids
}

func gives(amount, currency string) input.Field[kit.MoneyInput] {
	return input.To(kit.MoneyInput{Amount: amount, Currency: currency})
}

func stating(release int64, quote string) input.Field[[]kit.EvidenceInput] {
	return input.To([]kit.EvidenceInput{{Release: release, Section: content.SectionTitle, Quote: quote}})
}

func wantSpells(t *testing.T, k *kit.Kit, partner int64, want ...string) {
	t.Helper()
	got, _ := spells(k, partner)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("participations (-want +got):\n%s", diff)
	}
}

func TestTheSameRoleTwice(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		acme := k.Partner("Acme")
		release := k.Published("Acme gives one, then two")
		funder := content.ParticipationFunder
		id := k.Initiative("Project", func(in *kit.CreateInitiativeInput) {
			in.Participants = []kit.ParticipationInput{
				{Partner: acme, Since: input.To("2010"), Until: input.To("2014")},
				{Partner: acme, Since: input.To("2020")},
				{Partner: acme, Role: funder, Contribution: gives("1", "HKD"), Evidence: stating(release, "one")},
				{Partner: acme, Role: funder, Contribution: gives("2", "HKD"), Evidence: stating(release, "two")},
				{Partner: acme, Role: funder, Contribution: gives("2", "USD")},
				{Partner: acme, Role: funder},
			}
		})
		version := 1
		update := func(parts ...kit.ParticipationInput) error {
			_, err := k.UpdateInitiative(k.Ctx, id, version, kit.UpdateInitiativeInput{Participants: input.To(parts)})
			if err == nil {
				version++
			}
			return err
		}
		all := []string{
			"MEMBER since 2010 until 2014", "MEMBER since 2020", "FUNDER gives HKD 1.00 “one”", "FUNDER gives HKD 2.00 “two”",
			"FUNDER gives USD 2.00", "FUNDER",
		}
		t.Run("is stored where time or contribution differ", func(t *testing.T) { wantSpells(t, k, acme, all...) })
		_, ids := spells(k, acme)
		t.Run("is refused where nothing differs, and changes nothing", func(t *testing.T) {
			err := update(
				kit.ParticipationInput{Partner: acme, Since: input.To("2020")},
				kit.ParticipationInput{ID: &ids[1], Partner: acme},
				kit.ParticipationInput{ID: &ids[2], Partner: acme, Role: funder},
				kit.ParticipationInput{Partner: acme, Role: funder, Contribution: input.To(kit.MoneyInput{
					Amount: "1.0", Currency: "hkd", Qualifier: content.AmountAbout,
				})},
			)
			want := map[string]string{
				"input.participants[1]": "is the same as input.participants[0]: this partner as MEMBER, with the same since, until and contribution",
				"input.participants[3]": "is the same as input.participants[2]: this partner as FUNDER, with the same since, until and contribution",
			}
			if diff := cmp.Diff(want, kit.ComplaintsOf(t, err)); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
			wantSpells(t, k, acme, all...)
		})
		t.Run("keeps ids and evidence where dates and gifts change, or change places", func(t *testing.T) {
			err := update(
				kit.ParticipationInput{ID: &ids[0], Partner: acme, Until: input.To("2015")},
				kit.ParticipationInput{ID: &ids[2], Partner: acme, Role: funder, Contribution: gives("2", "HKD")},
				kit.ParticipationInput{ID: &ids[3], Partner: acme, Role: funder, Contribution: gives("1", "HKD")},
				kit.ParticipationInput{ID: &ids[4], Partner: acme, Role: funder, Contribution: input.To(kit.MoneyInput{Amount: "3", Currency: "USD"})},
			)
			if err != nil {
				t.Fatal(err)
			}
			wantSpells(t, k, acme, "MEMBER since 2010 until 2015", "FUNDER gives HKD 2.00 “one”", "FUNDER gives HKD 1.00 “two”", "FUNDER gives USD 3.00")
			_, now := spells(k, acme)
			if diff := cmp.Diff([]int64{ids[0], ids[2], ids[3], ids[4]}, now); diff != "" {
				t.Errorf("ids (-want +got):\n%s", diff)
			}
		})
		t.Run("is refused by the database, whoever writes", func(t *testing.T) {
			project := k.Initiative("Another")
			db, number := storetest.Beside(t, k.Store), 0
			write := func(since, until, amount, currency string) error {
				number++
				_, err := db.ExecContext(k.Ctx, fmt.Sprintf(`INSERT INTO participations (id, initiative_id, partner_id, since, until, contribution_amount, contribution_currency)
					VALUES (%d, %d, %d, %s, %s, %s, %s)`, number, project, acme, since, until, amount, currency))
				return err
			}
			for choice := range 8 {
				value := func(bit int, value string) string {
					if choice&bit == 0 {
						return "NULL"
					}
					return value
				}
				columns := []string{value(1, "'2020'"), value(2, "'2022'"), value(4, "5"), value(4, "'HKD'")}
				if err := write(columns[0], columns[1], columns[2], columns[3]); err != nil {
					t.Fatalf("%v: %v", columns, err)
				}
				if err := write(columns[0], columns[1], columns[2], columns[3]); !fault.Is(err, fault.CodeConflict) {
					t.Errorf("%v twice gives %v, want CONFLICT", columns, err)
				}
			}
			if err := write("NULL", "NULL", "5", "'USD'"); err != nil {
				t.Errorf("another currency: %v", err)
			}
			kit.Repair(t, k)
			if n := k.Store.Client().Initiative.GetX(k.Ctx, project).PartnerCount; n != 1 {
				t.Errorf("%d partners, want 1", n)
			}
		})
		t.Run("is exported and imported as it is", func(t *testing.T) {
			file := kit.Exported(t, k)
			for _, to := range []database.Target{storetest.SQLite(t), storetest.Postgres(t)} {
				other := kit.New(t, to)
				if _, err := transfer.Import(k.Ctx, other.Store, bytes.NewReader(file), nil); err != nil {
					t.Fatalf("import into %s: %v", to.Engine(), err)
				}
				if again := kit.Exported(t, other); !bytes.Equal(file, again) {
					t.Errorf("the export from %s differs: %s", to.Engine(), kit.FirstDifference(file, again))
				}
			}
		})
	})
}

func TestTheSameRoleTwiceIsSuggested(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		client := k.Store.Client()
		acme := k.Partner("Acme")
		release := k.Published("Acme gives one, then two")
		later := k.Published("Again: Acme gives")
		id := k.Initiative("Project", func(in *kit.CreateInitiativeInput) {
			in.Participants = []kit.ParticipationInput{
				{Partner: acme, Role: content.ParticipationFunder, Since: input.To("2010"), Contribution: gives("1", "HKD"), Evidence: stating(release, "one")},
				{Partner: acme, Role: content.ParticipationFunder, Contribution: gives("2", "HKD"), Evidence: stating(release, "two")},
				{Partner: acme, Since: input.To("2020")},
			}
		})
		accept := func(release int64, role content.ParticipationRole, quote string, amount int64) {
			t.Helper()
			s := kit.Suggest(t, k, release, content.RelationParticipation, quote, func(b *db.SuggestionCreate) {
				b.SetParticipationRole(role).SetPartnerID(acme).SetInitiativeID(id)
				if amount > 0 {
					b.SetAmountAmount(content.Amount(amount * 10_000)).SetAmountCurrency("HKD")
				}
			})
			if _, err := k.DecideSuggestions(k.Ctx, []newsroom.SuggestionDecisionInput{{ID: s, Decision: content.DecisionAccepted}}); err != nil {
				t.Fatal(err)
			}
		}
		accept(later, content.ParticipationFunder, "Acme", 2)       // states the second
		accept(later, content.ParticipationFunder, "Acme gives", 0) // states one, the first
		accept(later, content.ParticipationFunder, "Acme gives", 2) // states the second, whatever states the first
		accept(later, content.ParticipationMember, "Acme", 7)       // completes the membership
		accept(release, content.ParticipationFunder, "Acme", 3)     // another gift
		wantSpells(t, k, acme,
			"FUNDER since 2010 gives HKD 1.00 “one” “Acme gives”", "FUNDER gives HKD 2.00 “two” “Acme” “Acme gives”",
			"MEMBER since 2020 gives HKD 7.00 “Acme”", "FUNDER gives HKD 3.00 “Acme”")
		for r, title := range map[int64]string{release: "Acme gave", later: "Nothing"} {
			if _, err := k.UpdateRelease(k.Ctx, r, k.Version(r), kit.UpdateReleaseInput{Title: input.To(title)}, nil); err != nil {
				t.Fatal(err)
			}
		}
		wantSpells(t, k, acme, "FUNDER gives HKD 3.00 “Acme”")
		var asked []string
		for _, s := range client.Suggestion.Query().Where(suggestion.DecisionEQ(content.DecisionPending)).Order(suggestion.ByAmountAmount()).AllX(k.Ctx) {
			asked = append(asked, fmt.Sprint(*s.ParticipationRole, " ", *s.AmountAmount))
		}
		if diff := cmp.Diff([]string{"FUNDER 1.00", "FUNDER 2.00", "MEMBER 7.00"}, asked); diff != "" {
			t.Errorf("suggestions about lost gifts (-want +got):\n%s", diff)
		}
	})
}

func TestTheSameRoleTwiceIsMerged(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		acme, other := k.Partner("Acme"), k.Partner("Acme Ltd")
		release := k.Published("Acme gives one, then two")
		funder, lead := content.ParticipationFunder, content.ParticipationLead
		project := k.Initiative("Project", func(in *kit.CreateInitiativeInput) {
			in.Participants = []kit.ParticipationInput{
				{Partner: acme, Since: input.To("2010"), Until: input.To("2014"), Evidence: stating(release, "Acme")},
				{Partner: acme, Role: funder, Contribution: gives("1", "HKD"), Evidence: stating(release, "one")},
				{Partner: acme, Role: funder, Contribution: gives("2", "HKD")},
				{Partner: acme, Role: lead, Evidence: stating(release, "Acme")},
				{Partner: other, Since: input.To("2020"), Evidence: stating(release, "Acme")},
				{Partner: other, Since: input.To("2010"), Until: input.To("2014"), Evidence: stating(release, "gives")},
				{Partner: other, Role: funder, Contribution: gives("2", "HKD"), Evidence: stating(release, "two")},
				{Partner: other, Role: funder, Contribution: gives("2", "USD")},
				{Partner: other, Role: funder, Since: input.To("2019"), Evidence: stating(release, "then")},
				{Partner: other, Role: lead, Since: input.To("2011"), Contribution: gives("9", "HKD")},
				{Partner: other, Role: lead, Since: input.To("2012")},
			}
		})
		before := kit.Stored(t, k)
		unite := func() {
			t.Helper()
			if _, err := merge.Partners(k.Ctx, k.Newsroom, acme, kit.PartnerVersion(t, k, acme), []int64{other}); err != nil {
				t.Fatal(err)
			}
		}
		unite()
		t.Run("equal ones become one, differing ones stay two", func(t *testing.T) {
			got, _ := spells(k, acme)
			slices.Sort(got)
			want := []string{
				"FUNDER gives HKD 2.00 “two”", "FUNDER gives USD 2.00", "FUNDER since 2019 gives HKD 1.00 “one” “then”",
				"LEAD since 2011 gives HKD 9.00 “Acme”", "LEAD since 2012",
				"MEMBER since 2010 until 2014 “Acme” “gives”", "MEMBER since 2020 “Acme”",
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("participations (-want +got):\n%s", diff)
			}
		})
		t.Run("and are again what they were, to the byte", func(t *testing.T) {
			if _, err := merge.Undo(k.Ctx, k.Newsroom, other); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, kit.Stored(t, k)); diff != "" {
				t.Errorf("rows (-before +after):\n%s", diff)
			}
		})
		t.Run("but not where another says since what one said before", func(t *testing.T) {
			unite()
			_, ids := spells(k, acme)
			var parts []kit.ParticipationInput
			for _, id := range ids {
				p := k.Store.Client().Participation.GetX(k.Ctx, id)
				parts = append(parts, kit.ParticipationInput{ID: &id, Partner: acme, Role: p.Role})
			}
			parts = append(parts, kit.ParticipationInput{Partner: acme, Role: lead})
			version := k.Store.Client().Initiative.GetX(k.Ctx, project).Version
			if _, err := k.UpdateInitiative(k.Ctx, project, version, kit.UpdateInitiativeInput{Participants: input.To(parts)}); err != nil {
				t.Fatal(err)
			}
			_, err := merge.Undo(k.Ctx, k.Newsroom, other)
			if want := `changed since: the participation in "Project"`; !fault.Is(err, fault.CodeConflict) || !strings.Contains(err.Error(), want) {
				t.Errorf("undo gives %v, want CONFLICT with %q", err, want)
			}
		})
	})
}
