package httpd_test

import (
	"fmt"
	"slices"
	"time"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/keys"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/newsroom/merge"
)

// hiddenEdit is something that editors do and readers cannot notice.
type hiddenEdit struct {
	name string
	do   func(*room)
}

// hiddenEdits are of all kinds; doing nothing is one, where there is nothing to
// do it with.
func hiddenEdits() []hiddenEdit {
	return []hiddenEdit{
		{"make a draft", func(r *room) { r.release(r.all()) }},
		{"make another draft", func(r *room) { r.release(r.all()) }},
		{"take a hidden release a step further", (*room).stepHidden},
		{"edit a draft", (*room).editHidden},
		{"restore a draft", (*room).restoreHidden},
		{"translate into a draft", (*room).translateHidden},
		{"tie a draft", (*room).tieHidden},
		{"make a hidden partner", func(r *room) { r.partner(0, r.all().partners) }},
		{"make a hidden initiative", func(r *room) { r.initiative(0, r.all()) }},
		{"make a hidden topic", func(r *room) { r.topic(r.all().topics) }},
		{"move a hidden partner", (*room).moveHidden},
		{"take part by a draft's word", (*room).takePartHidden},
		{"take no part any more", (*room).leaveHidden},
		{"quote a draft", (*room).quoteHidden},
		{"hold what is public", (*room).hold},
		{"suggest and decide", (*room).decideHidden},
		{"keep apart", (*room).apart},
		{"make and revoke a key", (*room).keys},
		{"import drafts", (*room).importHidden},
		{"merge hidden partners", (*room).mergeHidden},
		{"merge a hidden namesake", (*room).mergeNamesake},
		{"rename what is hidden", (*room).renameHidden},
		{"delete what is hidden", (*room).deleteHidden},
		{"rehearse, or change nothing", (*room).rehearse},
	}
}

// hide does hidden edits until there are more rows, by a share of those that
// were. Each must leave the public version alone.
func (r *room) hide(share float64) {
	before := r.rows()
	_, public := r.versions()
	edits := hiddenEdits()
	for i := 0; i < 2*len(edits) || float64(r.rows()) < float64(before)*(1+share); i++ {
		edit := edits[i%len(edits)]
		edit.do(r)
		if _, now := r.versions(); now != public {
			r.t.Errorf("to %s (edit %d) moves the public version from %d to %d:\n%s", edit.name, i, public, now, r.steps(public))
			public = now
		}
	}
	r.t.Logf("%d rows, and %d more that are hidden", before, r.rows()-before)
}

// rows counts those of nodes and relations.
func (r *room) rows() int {
	count := 0
	for _, table := range []string{
		"releases", "partners", "initiatives", "topics", "mentions", "announcements", "participations", "evidence",
		"release_topics", "initiative_topics", "suggestions",
	} {
		count += len(r.ids(table, "TRUE"))
	}
	return count
}

// steps are the public changes after a public version.
func (r *room) steps(after int64) string {
	text := ""
	for _, c := range r.records("changes", fmt.Sprintf("public_version > %d ORDER BY id", after)) {
		text += fmt.Sprintf("  %s of %s %s by %s, step %s\n", c["action"], c["entity"], c["entity_id"], c["purpose"], c["public_step"])
	}
	return text
}

// hidden draws a release that readers do not see, in one of the statuses.
func (r *room) hidden(statuses ...content.ReleaseStatus) (id int64, status content.ReleaseStatus) {
	rows := r.records("releases", "NOT visible")
	for _, i := range r.random.Perm(len(rows)) {
		status := content.ReleaseStatus(word(rows[i], "status"))
		if len(statuses) == 0 || slices.Contains(statuses, status) {
			return rows[i].ID(), status
		}
	}
	return 0, ""
}

func (r *room) stepHidden() {
	id, status := r.hidden()
	if id == 0 {
		return
	}
	at := r.version("releases", id)
	var done newsroom.Done
	var err error
	switch {
	case status == content.StatusDraft && r.chance(50):
		done, err = r.SubmitRelease(r.ctx, id, at)
	case status == content.StatusDraft:
		done, err = r.PublishRelease(r.ctx, id, at, newsroom.PublishInput{At: new(time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC))})
	case status == content.StatusInReview && r.chance(50):
		done, err = r.ReturnRelease(r.ctx, id, at, new("not yet"))
	case status == content.StatusInReview:
		done, err = r.ArchiveRelease(r.ctx, id, at)
	case r.chance(70):
		return
	default:
		done, err = r.UnpublishRelease(r.ctx, id, at)
	}
	r.did("take a step", done, err)
}

// editHidden changes all texts of a draft: its evidence moves, or goes.
func (r *room) editHidden() {
	id, _ := r.hidden(content.StatusDraft, content.StatusInReview)
	if id == 0 {
		return
	}
	in := kit.UpdateReleaseInput{Title: input.To("Now " + r.title(id)), Body: input.To(r.text(9))}
	if r.chance(40) {
		in.Title = input.To(r.text(5))
	}
	done, err := r.UpdateRelease(r.ctx, id, r.version("releases", id), in, new("why"))
	r.did("edit a draft", done, err)
}

func (r *room) restoreHidden() {
	id, _ := r.hidden(content.StatusDraft)
	if id == 0 {
		return
	}
	revision := one(r, r.ids("revisions", fmt.Sprintf("release_id = %d", id)))
	// What a revision refers to may be gone.
	_, _ = r.RestoreRevision(r.ctx, id, r.version("releases", id), revision)
}

func (r *room) translateHidden() {
	id, _ := r.hidden(content.StatusDraft)
	if id == 0 {
		return
	}
	of := input.To(one(r, r.ids("releases", "visible")))
	if r.chance(30) {
		of = input.Field[int64]{Set: true}
	}
	in := kit.UpdateReleaseInput{TranslationOf: of, Language: input.To(one(r, []string{"es", "sv", "fi", "nl"}))}
	// A language that is there already is refused.
	_, _ = r.UpdateRelease(r.ctx, id, r.version("releases", id), in, nil)
}

func (r *room) tieHidden() {
	id, _ := r.hidden(content.StatusDraft)
	if id == 0 {
		return
	}
	partner := one(r, r.ids("partners", "TRUE"))
	quote, start := wordIn(r, r.title(id))
	in := kit.MentionInput{Partner: partner, Role: kinds[content.MentionRole](r), Quotes: input.To([]kit.QuoteInput{
		{Section: content.SectionTitle, Quote: quote, Start: start},
	})}
	done, err := r.LinkPartner(r.ctx, id, r.version("releases", id), in)
	if r.did("link partner", done, err) != 0 && r.chance(30) {
		done, err = r.UnlinkPartner(r.ctx, id, r.version("releases", id), partner)
		r.did("unlink partner", done, err)
	}
}

func (r *room) moveHidden() {
	partner := maybe(r, 100, r.ids("partners", "NOT visible"))
	if partner == nil {
		return
	}
	in := kit.UpdatePartnerInput{Parent: input.To(one(r, r.ids("partners", "visible"))), Names: input.To(r.names())}
	done, err := r.UpdatePartner(r.ctx, *partner, r.version("partners", *partner), in)
	r.did("move partner", done, err)
}

// takePartHidden adds participations whose only evidence stands in drafts to a
// public initiative, at any place among the others.
func (r *room) takePartHidden() {
	draft, _ := r.hidden()
	if draft == 0 {
		return
	}
	initiative := one(r, r.ids("initiatives", "visible"))
	p := r.quoting(r.part(one(r, r.ids("partners", "TRUE")), kinds[content.ParticipationRole](r)), draft)
	parts := r.parts(initiative)
	r.setParts(initiative, slices.Insert(parts, r.random.IntN(len(parts)+1), p))
}

func (r *room) leaveHidden() {
	row := maybe(r, 100, r.records("participations", "NOT visible"))
	if row == nil {
		return
	}
	initiative := (*row).Number("initiative_id")
	r.setParts(initiative, slices.DeleteFunc(r.parts(initiative), func(p kit.ParticipationInput) bool { return *p.ID == (*row).ID() }))
}

// quoteHidden adds evidence in a draft to a public participation that has some
// in public, at any place among it.
func (r *room) quoteHidden() {
	draft, _ := r.hidden()
	known := r.records("evidence", "visible AND participation_id IS NOT NULL")
	if draft == 0 || len(known) == 0 {
		return
	}
	id := one(r, known).Number("participation_id")
	var all []kit.EvidenceInput
	for _, v := range r.records("evidence", fmt.Sprintf("participation_id = %d ORDER BY position, id", id)) {
		all = append(all, kit.EvidenceInput{
			Release: v.Number("release_id"), Section: content.EvidenceSection(word(v, "section")), Quote: word(v, "quote"),
			Start: new(int(v.Number("start"))),
		})
	}
	quote, start := wordIn(r, r.title(draft))
	fresh := kit.EvidenceInput{Release: draft, Section: content.SectionTitle, Quote: quote, Start: start}
	if slices.ContainsFunc(all, func(v kit.EvidenceInput) bool { return v.Release == draft && *v.Start == *start }) {
		return
	}
	initiative := r.records("participations", fmt.Sprintf("id = %d", id))[0].Number("initiative_id")
	parts := r.parts(initiative)
	for i := range parts {
		if *parts[i].ID == id {
			parts[i].Evidence = input.To(slices.Insert(all, r.random.IntN(len(all)+1), fresh))
		}
	}
	r.setParts(initiative, parts)
}

func (r *room) hold() {
	if id := maybe(r, 100, r.ids("partners", "visible AND NOT held")); id != nil {
		done, err := r.UpdatePartner(r.ctx, *id, r.version("partners", *id), kit.UpdatePartnerInput{Public: input.To(true)})
		r.did("hold partner", done, err)
	}
	if id := maybe(r, 100, r.ids("initiatives", "visible AND NOT held")); id != nil {
		in := kit.UpdateInitiativeInput{Public: input.To(true)}
		done, err := r.UpdateInitiative(r.ctx, *id, r.version("initiatives", *id), in)
		r.did("hold initiative", done, err)
	}
}

// decideHidden accepts what drafts suggest, and rejects what others do.
func (r *room) decideHidden() {
	partner, initiative := one(r, r.ids("partners", "TRUE")), one(r, r.ids("initiatives", "TRUE"))
	public := r.suggest(one(r, r.ids("releases", "visible")), partner, maybe(r, 50, []int64{initiative}))
	decide := func(id int64, decision content.Decision) {
		in := []newsroom.SuggestionDecisionInput{{ID: id, Decision: decision}}
		done, err := r.DecideSuggestions(r.ctx, in)
		r.did("decide", newsroom.Done{Outcome: done.Outcome}, err)
	}
	if r.chance(50) {
		decide(public, content.DecisionRejected)
		decide(public, content.DecisionPending)
	}
	draft, _ := r.hidden(content.StatusDraft)
	if draft == 0 {
		return
	}
	// A part that readers see already, without evidence, would be hidden by
	// evidence in a draft.
	taken := fmt.Sprintf("initiative_id = %d AND partner_id = %d", initiative, partner)
	of := maybe(r, 60, []int64{initiative})
	if len(r.ids("participations", taken)) > 0 {
		of = nil
	}
	decide(r.suggest(draft, partner, of), content.DecisionAccepted)
}

func (r *room) apart() {
	partners := r.ids("partners", "TRUE")
	two := r.random.Perm(len(partners))
	if _, err := merge.KeepApart(r.ctx, r.Newsroom, []int64{partners[two[0]], partners[two[1]]}); err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) keys() {
	key, secret, err := keys.Create(r.ctx, r.store, keys.CreateInput{Name: "hidden", Role: access.RoleAdmin})
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := keys.Revoke(r.ctx, r.store, key.ID); err != nil {
		r.t.Fatal(err)
	}
	r.revoked = secret
}
