package newsroom_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/newsroom/merge"
	"pressgraph/internal/store/storetest"
)

// publicSteps are the changes that readers can notice after a public version.
func publicSteps(t *testing.T, k *kit.Kit, after int64) []string {
	t.Helper()
	rows, err := k.Store.Records(k.Ctx, "changes", fmt.Sprintf("public_version > %d ORDER BY id", after))
	if err != nil {
		t.Fatal(err)
	}
	var steps []string
	for _, row := range rows {
		text := fmt.Sprintf("%s of %s", row["action"], row["entity"])
		if string(row["public_step"]) == "null" {
			text += ", no step"
		}
		steps = append(steps, strings.ReplaceAll(text, `"`, ""))
	}
	return steps
}

// unnoticed runs edits on a newsroom with a public initiative that Acme takes
// part in by the word of a public release, and with a draft. None may be
// noticed by readers.
type unnoticed struct {
	*kit.Kit

	t                        *testing.T
	acme, bolt               int64
	release, draft           int64
	initiative, part, hidden int64
}

func newUnnoticed(t *testing.T, target database.Target) *unnoticed {
	k := kit.New(t, target)
	u := &unnoticed{Kit: k, t: t, acme: k.Partner("Acme"), bolt: k.Partner("Bolt")}
	u.initiative = k.Initiative("Lab")
	u.release = k.Published("Acme opens a lab", kit.Reporting(u.initiative, content.StageOpened), kit.Naming(u.acme, content.MentionHost))
	u.draft = k.Release("Bolt joins Acme in the lab", func(in *kit.CreateReleaseInput) { in.Language = "de" })
	u.update(u.initiative, u.in(u.acme, u.release, "Acme"))
	u.part = k.Store.Client().Participation.Query().OnlyIDX(k.Ctx)
	return u
}

// in is a participation with a quote of a release's title as its evidence.
func (u *unnoticed) in(partner, release int64, quote string) kit.ParticipationInput {
	return kit.ParticipationInput{Partner: partner, Role: content.ParticipationHost, Evidence: input.To([]kit.EvidenceInput{
		{Release: release, Section: content.SectionTitle, Quote: quote},
	})}
}

// kept is a participation that stays as it is.
func (u *unnoticed) kept(id, partner int64) kit.ParticipationInput {
	return kit.ParticipationInput{ID: &id, Partner: partner, Role: content.ParticipationHost}
}

func (u *unnoticed) update(initiative int64, parts ...kit.ParticipationInput) {
	u.t.Helper()
	in := kit.UpdateInitiativeInput{Participants: input.To(parts)}
	_, err := u.UpdateInitiative(u.Ctx, initiative, u.Store.Client().Initiative.GetX(u.Ctx, initiative).Version, in)
	u.must(err)
}

func (u *unnoticed) must(err error) {
	u.t.Helper()
	if err != nil {
		u.t.Fatal(err)
	}
}

// hide adds a participation by the word of the draft, and returns it.
func (u *unnoticed) hide() int64 {
	u.update(u.initiative, u.kept(u.part, u.acme), u.in(u.bolt, u.draft, "Bolt"))
	for _, p := range u.Store.Client().Participation.Query().AllX(u.Ctx) {
		if p.PartnerID == u.bolt {
			return p.ID
		}
	}
	u.t.Fatal("Bolt takes no part")
	return 0
}

func (u *unnoticed) quotes(all ...kit.EvidenceInput) {
	p := u.kept(u.part, u.acme)
	p.Evidence = input.To(all)
	u.update(u.initiative, p)
}

func (u *unnoticed) namesake(names ...string) int64 {
	return u.Partner(names[0], func(in *kit.CreatePartnerInput) {
		for _, name := range names[1:] {
			in.Names = append(in.Names, kit.Named(name))
		}
	})
}

func TestReadersDoNotNotice(t *testing.T) {
	t.Parallel()
	public := func(u *unnoticed) kit.EvidenceInput {
		return kit.EvidenceInput{Release: u.release, Section: content.SectionTitle, Quote: "Acme"}
	}
	draft := func(u *unnoticed) kit.EvidenceInput {
		return kit.EvidenceInput{Release: u.draft, Section: content.SectionTitle, Quote: "Acme"}
	}
	for _, c := range []struct {
		name    string
		prepare func(u *unnoticed)
		edit    func(u *unnoticed)
	}{
		{"a part in an initiative by a draft's word", nil, func(u *unnoticed) { u.hide() }},
		{"one that stands before the others", nil, func(u *unnoticed) {
			u.update(u.initiative, u.in(u.bolt, u.draft, "Bolt"), u.kept(u.part, u.acme))
		}},
		{"one that goes", func(u *unnoticed) {
			u.update(u.initiative, u.in(u.bolt, u.draft, "Bolt"), u.kept(u.part, u.acme))
		}, func(u *unnoticed) { u.update(u.initiative, u.kept(u.part, u.acme)) }},
		{"one that is changed", func(u *unnoticed) { u.part2() }, func(u *unnoticed) {
			p := u.kept(u.hidden, u.bolt)
			p.Since = input.To("2024")
			u.update(u.initiative, u.kept(u.part, u.acme), p)
		}},
		{"one that an edit of the draft leaves without a word", func(u *unnoticed) { u.part2() }, func(u *unnoticed) { u.rewrite() }},
		{"evidence in a draft", nil, func(u *unnoticed) { u.quotes(public(u), draft(u)) }},
		{"evidence in a draft that stands first", nil, func(u *unnoticed) { u.quotes(draft(u), public(u)) }},
		{"evidence in a draft that goes", func(u *unnoticed) { u.quotes(draft(u), public(u)) }, func(u *unnoticed) { u.quotes(public(u)) }},
		{"evidence in a draft that an edit removes", func(u *unnoticed) { u.quotes(draft(u), public(u)) }, func(u *unnoticed) { u.rewrite() }},
		{"a partner held that is public already", nil, func(u *unnoticed) {
			_, err := u.UpdatePartner(u.Ctx, u.acme, 1, kit.UpdatePartnerInput{Public: input.To(true)})
			u.must(err)
		}},
		{"a suggestion of a draft that is accepted", nil, func(u *unnoticed) {
			id := kit.Suggest(u.t, u.Kit, u.draft, content.RelationParticipation, "Bolt", func(b *db.SuggestionCreate) {
				b.SetPartnerID(u.bolt).SetInitiativeID(u.initiative).SetParticipationRole(content.ParticipationLead)
			})
			_, err := u.DecideSuggestions(u.Ctx, []newsroom.SuggestionDecisionInput{{ID: id, Decision: content.DecisionAccepted}})
			u.must(err)
		}},
		{"a merge of a hidden namesake", nil, func(u *unnoticed) {
			_, err := merge.Partners(u.Ctx, u.Newsroom, u.acme, 1, []int64{u.namesake("Acme")})
			u.must(err)
		}},
		{"the undoing of such a merge", func(u *unnoticed) {
			u.hidden = u.namesake("ACME")
			_, err := merge.Partners(u.Ctx, u.Newsroom, u.acme, 1, []int64{u.hidden})
			u.must(err)
		}, func(u *unnoticed) {
			_, err := merge.Undo(u.Ctx, u.Newsroom, u.hidden)
			u.must(err)
		}},
		{"a merge with parts by a draft's word", func(u *unnoticed) { u.part2() }, func(u *unnoticed) {
			_, err := merge.Partners(u.Ctx, u.Newsroom, u.namesake("Bolt"), 1, []int64{u.bolt})
			u.must(err)
		}},
		{"a merge of partners that are public no longer", func(u *unnoticed) { u.withdrawn() }, func(u *unnoticed) {
			_, err := merge.Partners(u.Ctx, u.Newsroom, u.namesake("Other"), 1, []int64{u.hidden})
			u.must(err)
		}},
		{"the deletion of one that was renamed in public", func(u *unnoticed) { u.withdrawn() }, func(u *unnoticed) {
			_, err := u.DeletePartner(u.Ctx, u.hidden, u.Store.Client().Partner.GetX(u.Ctx, u.hidden).Version)
			u.must(err)
		}},
		{"an earlier draft that reports the initiative", nil, func(u *unnoticed) { u.early() }},
		{"such a draft that is dated anew", func(u *unnoticed) { u.hidden = u.early() }, func(u *unnoticed) {
			_, err := u.UpdateRelease(u.Ctx, u.hidden, u.Version(u.hidden), kit.UpdateReleaseInput{PublishedOn: input.To("1998")}, nil)
			u.must(err)
		}},
		{"a translation of a draft", nil, func(u *unnoticed) { u.translate(u.release, u.draft) }},
		{"a translation of no draft any more", func(u *unnoticed) { u.translate(u.release, u.draft) }, func(u *unnoticed) {
			u.translate(u.release, 0)
		}},
		{"a draft that takes its translation along", func(u *unnoticed) { u.translate(u.release, u.draft) }, func(u *unnoticed) {
			u.translate(u.draft, u.Release("Another", func(in *kit.CreateReleaseInput) { in.Language = "fr" }))
		}},
		{"its first slug taken back", func(u *unnoticed) { u.withdrawn() }, func(u *unnoticed) {
			in := kit.UpdatePartnerInput{Slug: input.To("once")}
			_, err := u.UpdatePartner(u.Ctx, u.hidden, u.Store.Client().Partner.GetX(u.Ctx, u.hidden).Version, in)
			u.must(err)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
				u := newUnnoticed(t, target)
				if c.prepare != nil {
					c.prepare(u)
				}
				_, before, err := u.Store.Versions(u.Ctx)
				u.must(err)
				c.edit(u)
				if diff := cmp.Diff([]string(nil), publicSteps(t, u.Kit, before)); diff != "" {
					t.Errorf("what readers notice (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// translate makes a release the translation of another, of none for 0.
func (u *unnoticed) translate(release, of int64) {
	in := kit.UpdateReleaseInput{TranslationOf: input.Field[int64]{Set: true}, Language: input.To("zh-Hant")}
	if of != 0 {
		in.TranslationOf = input.To(of)
	}
	if release == u.release {
		in.Language = input.Field[string]{}
	}
	_, err := u.UpdateRelease(u.Ctx, release, u.Version(release), in, nil)
	u.must(err)
}

// early makes a draft of long ago that reports the initiative, and returns it.
func (u *unnoticed) early() int64 {
	return u.Release("Long ago", kit.Reporting(u.initiative, content.StageAnnounced), func(in *kit.CreateReleaseInput) {
		in.PublishedOn = new("1999")
	})
}

func (u *unnoticed) part2() { u.hidden = u.hide() }

// rewrite leaves nothing of the draft's title.
func (u *unnoticed) rewrite() {
	in := kit.UpdateReleaseInput{Title: input.To("Something else")}
	_, err := u.UpdateRelease(u.Ctx, u.draft, u.Version(u.draft), in, nil)
	u.must(err)
}

// withdrawn makes a partner that was public, was renamed then and is hidden now.
func (u *unnoticed) withdrawn() {
	u.hidden = u.Partner("Once", func(in *kit.CreatePartnerInput) { in.Public = true })
	_, err := u.UpdatePartner(u.Ctx, u.hidden, 1, kit.UpdatePartnerInput{Slug: input.To("once-more")})
	u.must(err)
	_, err = u.UpdatePartner(u.Ctx, u.hidden, 2, kit.UpdatePartnerInput{Public: input.To(false)})
	u.must(err)
}
