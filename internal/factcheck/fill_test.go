package factcheck_test

import (
	"fmt"
	"slices"
	"strings"

	"pressgraph/internal/content"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/kit"
)

// fill enters a small newsroom: parts of wholes, currencies that are mixed,
// translations, endings, dates that are vague or missing, and much that is hidden.
func (r *room) fill() {
	for i := range 3 {
		in := kit.CreateTopicInput{Names: []kit.NameInput{kit.Named(fmt.Sprint("Topic ", i))}}
		if i > 0 && r.chance(50) {
			in.Parent = new(one(r, r.topics...))
		}
		r.topics = added(r.topics, r.did(r.CreateTopic(r.ctx, in)))
	}
	for i := range 7 {
		in := kit.CreatePartnerInput{
			Kind: one[content.PartnerKind](r, "UNIVERSITY", "COMPANY"), Names: []kit.NameInput{kit.Named(fmt.Sprint("Partner ", i))},
			Public: r.chance(20), Country: maybe(r, 60, func() string { return one(r, "HK", "CN") }),
		}
		if i > 0 && r.chance(20) {
			in.Parent = new(one(r, r.partners...))
		}
		r.partners = added(r.partners, r.did(r.CreatePartner(r.ctx, in)))
	}
	for i := range 7 {
		in := kit.CreateInitiativeInput{
			Kind: one[content.InitiativeKind](r, "PROGRAMME", "GRANT"), Names: []kit.NameInput{kit.Named(fmt.Sprint("Initiative ", i))},
			Status: kind[content.InitiativeStatus](r), StartedOn: maybe(r, 35, r.date), Funding: maybe(r, 60, r.money),
			Topics: some(r, r.IntN(3), r.topics), Public: r.chance(20),
		}
		if i > 0 && r.chance(55) {
			in.Parent = new(one(r, r.initiatives...))
		}
		if in.StartedOn == nil {
			in.EndedOn = maybe(r, 30, r.date)
		} else if r.chance(30) {
			in.EndedOn = new("2024")
		}
		r.initiatives = added(r.initiatives, r.did(r.CreateInitiative(r.ctx, in)))
	}
	for i := range 14 {
		r.release(fmt.Sprintf("Alpha Beta %d", i))
	}
	for _, id := range r.initiatives {
		if r.chance(85) {
			r.takePart(id)
		}
	}
	for _, id := range r.releases {
		if r.chance(65) {
			r.did(r.PublishRelease(r.ctx, id, r.version("releases", id), newsroom.PublishInput{}))
		}
	}
}

// added is append for the id of a node that was made.
func added(ids []int64, id int64) []int64 {
	if id == 0 {
		return ids
	}
	return append(ids, id)
}

// release enters a draft, now and then as a translation of another one.
func (r *room) release(title string) {
	in := kit.CreateReleaseInput{
		Kind: kind[content.ReleaseKind](r), Language: one(r, "en", "en", "zh-Hant", "zh-Hans"), Title: title,
		PublishedOn: maybe(r, 80, r.date), Topics: some(r, r.IntN(3), r.topics),
	}
	if r.chance(40) {
		in.Publisher = new(one(r, r.partners...))
	}
	first := int64(0)
	for id, languages := range r.languages {
		if !slices.Contains(languages, in.Language) && (first == 0 || id < first) {
			first = id
		}
	}
	if first != 0 && r.chance(45) {
		in.TranslationOf = &first
	} else {
		first = 0
	}
	quotes := func() (f input.Field[[]kit.QuoteInput]) {
		if r.chance(50) {
			f = input.To([]kit.QuoteInput{kit.InTitle(one(r, "Alpha", "Beta"))})
		}
		return f
	}
	for _, id := range some(r, r.IntN(5), r.partners) {
		in.Partners = append(in.Partners, kit.MentionInput{Partner: id, Role: kind[content.MentionRole](r), Quotes: quotes()})
	}
	for _, id := range some(r, r.IntN(3), r.initiatives) {
		in.Initiatives = append(in.Initiatives, kit.AnnouncementInput{Initiative: id, Stage: kind[content.AnnouncementStage](r), Quotes: quotes()})
	}
	id := r.did(r.CreateRelease(r.ctx, in))
	if id == 0 {
		return
	}
	r.releases, r.titled[id] = append(r.releases, id), title
	if first == 0 {
		first = id
	}
	r.languages[first] = append(r.languages[first], in.Language)
}

// takePart enters who takes part in an initiative.
func (r *room) takePart(initiative int64) {
	var all []kit.ParticipationInput
	for _, partner := range some(r, 1+r.IntN(4), r.partners) {
		roles := append(content.ParticipationRole("").Values(), "FUNDER", "BENEFICIARY", "BENEFICIARY")
		for _, role := range some(r, 1+r.IntN(2), roles) {
			all = append(all, r.part(partner, content.ParticipationRole(role)))
			if r.chance(25) { // The same again, unless it happens to be equal.
				all = append(all, r.part(partner, content.ParticipationRole(role)))
			}
		}
	}
	r.did(r.UpdateInitiative(r.ctx, initiative, r.version("initiatives", initiative), kit.UpdateInitiativeInput{Participants: input.To(all)}))
}

func (r *room) part(partner int64, role content.ParticipationRole) kit.ParticipationInput {
	p := kit.ParticipationInput{
		Partner: partner, Role: role, Status: kind[content.ParticipationStatus](r),
		Since: field(maybe(r, 30, r.date)), Contribution: field(maybe(r, 50, r.money)),
	}
	switch {
	case p.Since.Set && r.chance(40):
		p.Until = input.To("2024-06")
	case !p.Since.Set:
		p.Until = field(maybe(r, 25, r.date))
	}
	if r.chance(40) && len(r.releases) > 0 {
		release := one(r, r.releases...)
		p.Evidence = input.To([]kit.EvidenceInput{{
			Release: release, Section: content.SectionTitle, Quote: strings.Fields(r.titled[release])[r.IntN(2)],
		}})
	}
	return p
}

// edit changes something that was entered.
func (r *room) edit() {
	release, initiative, partner := one(r, r.releases...), one(r, r.initiatives...), one(r, r.partners...)
	version := func(table string, id int64) int { return r.version(table, id) }
	switch r.IntN(9) {
	case 0:
		r.did(r.UnpublishRelease(r.ctx, release, version("releases", release)))
	case 1:
		r.did(r.PublishRelease(r.ctx, release, version("releases", release), newsroom.PublishInput{}))
	case 2:
		r.did(r.UpdateRelease(r.ctx, release, version("releases", release), kit.UpdateReleaseInput{PublishedOn: input.To(r.date())}, nil))
	case 3:
		r.did(r.UpdateInitiative(r.ctx, initiative, version("initiatives", initiative), kit.UpdateInitiativeInput{
			StartedOn: input.Field[string]{Set: true, Value: maybe(r, 50, r.date)}, Status: input.To(kind[content.InitiativeStatus](r)),
		}))
	case 4:
		r.did(r.UpdateInitiative(r.ctx, initiative, version("initiatives", initiative), kit.UpdateInitiativeInput{
			Parent: input.Field[int64]{Set: true, Value: maybe(r, 60, func() int64 { return one(r, r.initiatives...) })},
		}))
	case 5:
		r.takePart(initiative)
	case 6:
		r.did(r.LinkPartner(r.ctx, release, version("releases", release), kit.MentionInput{Partner: partner, Role: kind[content.MentionRole](r)}))
	case 7:
		r.did(r.UnlinkPartner(r.ctx, release, version("releases", release), partner))
	case 8:
		r.did(r.UpdatePartner(r.ctx, partner, version("partners", partner), kit.UpdatePartnerInput{Public: input.To(r.chance(30))}))
	}
}

// version returns the version that a node is at.
func (r *room) version(table string, id int64) int {
	r.t.Helper()
	found, err := r.store.RecordsOf(r.ctx, table, "id", id)
	if err != nil || len(found) != 1 {
		r.t.Fatalf("read %s %d: %d rows, %v", table, id, len(found), err)
	}
	return int(found[0].Number("version"))
}
