package httpd_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/keys"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/newsroom/merge"
	"pressgraph/internal/store"
)

// words are what titles and names are made of.
func words() []string {
	return strings.Fields("Acme Globex Initech Umbrella Hooli Vandelay Ocean Quantum Robotics Climate Harbour Nanshan École Ångström straße " +
		"聯合 實驗室 微軟 大學 研究院 香港 中文 科技 合作")
}

func kinds[K interface {
	~string
	Values() []string
}](r *room) K {
	var k K
	return K(one(r, k.Values()))
}

func (r *room) text(n int) string {
	return strings.Join(append(some(r, words(), n), one(r, words())), " ")
}

// date is as precise as it happens to be; nil now and then.
func (r *room) date() *string {
	full := fmt.Sprintf("%04d-%02d-%02d", 2015+r.random.IntN(9), 1+r.random.IntN(12), 1+r.random.IntN(28))
	return maybe(r, 80, []string{full, full, full[:7], full[:4]})
}

func locale(r *room) *string {
	return maybe(r, 80, []string{"en", "en-GB", "zh-Hant", "zh-Hans", "fr"})
}

func (r *room) names() []kit.NameInput {
	var all []kit.NameInput
	for range 1 + r.random.IntN(3) {
		all = append(all, kit.NameInput{Text: r.text(2), Locale: locale(r), Kind: kinds[content.NameKind](r)})
	}
	return all
}

func (r *room) descriptions() []kit.LocalTextInput {
	return some(r, []kit.LocalTextInput{{Text: r.text(5), Locale: "en"}, {Text: "說明 & <b>", Locale: "zh-Hant"}}, 2)
}

func (r *room) image() *kit.ImageInput {
	return maybe(r, 30, []kit.ImageInput{
		{URL: "https://example.org/a.png?b=1&c=2", Alt: "A <logo>", Width: new(640), Height: new(480), Credit: new("Ann")},
		{URL: "https://example.org/b.png", Alt: "B"},
	})
}

func (r *room) money() *kit.MoneyInput {
	amount := fmt.Sprintf("%d.%02d", r.random.IntN(1_000_000), r.random.IntN(100))
	return maybe(r, 60, []kit.MoneyInput{{Amount: amount, Currency: one(r, []string{"HKD", "USD", "EUR"})}})
}

// partner makes a partner below one of parents.
func (r *room) partner(public int, parents []int64) int64 {
	in := kit.CreatePartnerInput{
		Kind: kinds[content.PartnerKind](r), Names: r.names(), Country: maybe(r, 70, []string{"HK", "CN", "US", "GB"}),
		City: maybe(r, 60, []string{"Hong Kong", "北京", "Boston"}), Website: maybe(r, 50, []string{"https://example.org/", "http://example.com/x"}),
		Descriptions: r.descriptions(), Logo: r.image(), Parent: maybe(r, 30, parents), Public: r.chance(public),
	}
	for i, scheme := range some(r, content.IdentifierScheme("").Values(), 3) {
		in.Identifiers = append(in.Identifiers, kit.IdentifierInput{
			Scheme: content.IdentifierScheme(scheme), Value: fmt.Sprint(i, r.random.IntN(5)),
		})
	}
	done, err := r.CreatePartner(r.ctx, in)
	return r.did("create partner", done, err)
}

// topic makes a topic below one of parents.
func (r *room) topic(parents []int64) int64 {
	done, err := r.CreateTopic(r.ctx, kit.CreateTopicInput{Names: r.names(), Parent: maybe(r, 40, parents)})
	return r.did("create topic", done, err)
}

// ends are the nodes that something new may be tied to.
type ends struct{ partners, initiatives, topics, releases []int64 }

// all reads every node there is.
func (r *room) all() ends {
	return ends{r.ids("partners", "TRUE"), r.ids("initiatives", "TRUE"), r.ids("topics", "TRUE"), r.ids("releases", "TRUE")}
}

// initiative makes an initiative with participants that need no evidence.
func (r *room) initiative(public int, with ends) int64 {
	in := kit.CreateInitiativeInput{
		Kind: kinds[content.InitiativeKind](r), Status: kinds[content.InitiativeStatus](r), Names: r.names(), Descriptions: r.descriptions(),
		StartedOn: r.date(), Funding: r.money(), Parent: maybe(r, 30, with.initiatives), Topics: some(r, with.topics, 3),
		Public: r.chance(public),
	}
	if in.StartedOn == nil || r.chance(20) {
		in.EndedOn = maybe(r, 60, []string{"2030", "2031-05", "2032-01-31"})
	}
	for _, partner := range some(r, with.partners, 4) {
		for i := range 1 + r.random.IntN(2) {
			role := content.ParticipationRole(content.ParticipationRole("").Values()[i*3+r.random.IntN(3)])
			p := r.part(partner, role)
			in.Participants = append(in.Participants, p)
			if r.chance(20) {
				again := p
				again.Until = input.To("2029-11")
				in.Participants = append(in.Participants, again)
			}
		}
	}
	done, err := r.CreateInitiative(r.ctx, in)
	return r.did("create initiative", done, err)
}

func (r *room) part(partner int64, role content.ParticipationRole) kit.ParticipationInput {
	p := kit.ParticipationInput{Partner: partner, Role: role, Status: kinds[content.ParticipationStatus](r)}
	if since := r.date(); since != nil {
		p.Since = input.To(*since)
	}
	if r.chance(20) {
		p.Until = input.To("2029-10")
	}
	if contribution := r.money(); contribution != nil {
		p.Contribution = input.To(*contribution)
	}
	return p
}

// wordIn draws a word of a text, and where it stands.
func wordIn(r *room, text string) (quote string, start *int) {
	fields := strings.Fields(text)
	if len(fields) == 0 {
		return "", nil
	}
	word := one(r, fields)
	at := strings.Index(text, word)
	return word, new(len([]rune(text[:at])))
}

// release makes a draft; its ties quote its title and its body.
func (r *room) release(with ends) int64 {
	body := "# " + r.text(3) + "\n\nIt is *" + r.text(4) + "* & <more> [here](https://example.org).\n\n" + r.text(9)
	in := kit.CreateReleaseInput{
		Kind: kinds[content.ReleaseKind](r), Language: one(r, []string{"en", "en", "zh-Hant", "zh-Hans"}), Title: r.text(6),
		Summary: maybe(r, 70, []string{r.text(8)}), Body: maybe(r, 80, []string{body}), PublishedOn: r.date(), HeroImage: r.image(),
		SourceURL: maybe(r, 40, []string{fmt.Sprintf("https://example.org/%d", r.random.IntN(1000))}),
		Publisher: maybe(r, 70, with.partners), Topics: some(r, with.topics, 3),
	}
	quotes := func() input.Field[[]kit.QuoteInput] {
		var all []kit.QuoteInput
		if quote, start := wordIn(r, in.Title); r.chance(60) {
			all = append(all, kit.QuoteInput{Section: content.SectionTitle, Quote: quote, Start: start})
		}
		if in.Body != nil && r.chance(40) {
			quote, start := wordIn(r, content.PlainText(*in.Body))
			all = append(all, kit.QuoteInput{Section: content.SectionBody, Quote: quote, Start: start})
		}
		return input.To(all)
	}
	for _, partner := range some(r, with.partners, 5) {
		in.Partners = append(in.Partners, kit.MentionInput{Partner: partner, Role: kinds[content.MentionRole](r), Quotes: quotes()})
	}
	for _, initiative := range some(r, with.initiatives, 2) {
		in.Initiatives = append(in.Initiatives, kit.AnnouncementInput{
			Initiative: initiative, Stage: kinds[content.AnnouncementStage](r), Quotes: quotes(),
		})
	}
	done, err := r.CreateRelease(r.ctx, in)
	return r.did("create release", done, err)
}

// publish publishes a release now.
func (r *room) publish(id int64) {
	done, err := r.PublishRelease(r.ctx, id, r.version("releases", id), newsroom.PublishInput{})
	r.did("publish release", done, err)
}

// quoting is a part of a partner with evidence in releases, a title each.
func (r *room) quoting(p kit.ParticipationInput, releases ...int64) kit.ParticipationInput {
	var all []kit.EvidenceInput
	for _, id := range releases {
		quote, start := wordIn(r, r.title(id))
		all = append(all, kit.EvidenceInput{Release: id, Section: content.SectionTitle, Quote: quote, Start: start})
	}
	p.Evidence = input.To(all)
	return p
}

func (r *room) title(release int64) string {
	row, err := r.store.Client().Release.Get(r.ctx, release)
	if err != nil {
		r.t.Fatal(err)
	}
	return row.Title
}

// fill makes a newsroom of some releases, with rows of every kind.
func (r *room) fill(releases int) {
	for range max(4, releases/8) {
		r.topic(r.ids("topics", "TRUE"))
	}
	for range max(6, releases/3) {
		r.partner(20, r.ids("partners", "TRUE"))
	}
	for range max(4, releases/5) {
		r.initiative(15, r.all())
	}
	for range releases {
		if id := r.release(r.all()); r.chance(70) {
			r.publish(id)
		}
	}
	for range releases / 4 {
		r.takePart(one(r, r.ids("initiatives", "TRUE")), r.ids("partners", "TRUE"), some(r, r.ids("releases", "TRUE"), 3)...)
	}
	for range releases / 4 {
		r.change()
	}
	for _, role := range []access.Role{access.RoleAnalyst, access.RoleEditor} {
		if _, _, err := keys.Create(r.ctx, r.store, keys.CreateInput{Name: "k", Role: role}); err != nil {
			r.t.Fatal(err)
		}
	}
}

// takePart adds a participation with evidence in releases to an initiative.
func (r *room) takePart(initiative int64, partners []int64, releases ...int64) {
	p := r.quoting(r.part(one(r, partners), kinds[content.ParticipationRole](r)), releases...)
	parts := append(r.parts(initiative), p)
	r.setParts(initiative, parts)
}

// parts are the participants as an update names them to keep them.
func (r *room) parts(initiative int64) []kit.ParticipationInput {
	var all []kit.ParticipationInput
	for _, row := range r.records("participations", fmt.Sprintf("initiative_id = %d ORDER BY position, id", initiative)) {
		all = append(all, kit.ParticipationInput{
			ID: new(row.ID()), Partner: row.Number("partner_id"), Role: content.ParticipationRole(word(row, "role")),
			Status: content.ParticipationStatus(word(row, "status")), Since: given(row, "since"), Until: given(row, "until"),
		})
	}
	return all
}

// given is a column as an input says it.
func given(row store.Record, column string) input.Field[string] {
	if text := word(row, column); text != "null" {
		return input.To(text)
	}
	return input.Field[string]{Set: true}
}

func word(row store.Record, column string) string { return strings.Trim(string(row[column]), `"`) }

// setParts replaces the participants of an initiative; two of one partner in
// one role at one time may be the same, which is refused: then nothing is done.
func (r *room) setParts(initiative int64, parts []kit.ParticipationInput) {
	seen := map[string]bool{}
	for _, p := range parts {
		said, err := json.Marshal([]any{p.Partner, p.Role, p.Since.Value, p.Until.Value})
		if err != nil {
			r.t.Fatal(err)
		}
		if seen[string(said)] {
			return
		}
		seen[string(said)] = true
	}
	in := kit.UpdateInitiativeInput{Participants: input.To(parts)}
	done, err := r.UpdateInitiative(r.ctx, initiative, r.version("initiatives", initiative), in)
	r.did("set participants", done, err)
}

// change does one of the things that readers notice.
func (r *room) change() {
	shown, partners := r.ids("releases", "visible"), r.ids("partners", "TRUE")
	id := one(r, shown)
	at := r.version("releases", id)
	slug := fmt.Sprintf("renamed-%d", r.random.IntN(1_000_000))
	switch r.random.IntN(8) {
	case 0, 1:
		in := kit.UpdateReleaseInput{Summary: input.To(r.text(6)), Slug: input.To(slug)}
		done, err := r.CorrectRelease(r.ctx, id, at, in, "A correction: "+r.text(3))
		r.did("correct release", done, err)
	case 2:
		done, err := r.UnpublishRelease(r.ctx, id, at)
		r.did("unpublish release", done, err)
	case 3:
		done, err := r.ArchiveRelease(r.ctx, id, at)
		r.did("archive release", done, err)
	case 4:
		p := one(r, partners)
		done, err := r.UpdatePartner(r.ctx, p, r.version("partners", p), kit.UpdatePartnerInput{Slug: input.To(slug)})
		r.did("rename partner", done, err)
	case 5:
		i := one(r, r.ids("initiatives", "TRUE"))
		done, err := r.UpdateInitiative(r.ctx, i, r.version("initiatives", i), kit.UpdateInitiativeInput{Slug: input.To(slug)})
		r.did("rename initiative", done, err)
	case 6:
		r.translate(id)
	default:
		r.merge(partners)
	}
}

// translate makes a release another's translation, if there is none in its language yet.
func (r *room) translate(of int64) {
	other := one(r, r.ids("releases", "visible"))
	in := kit.UpdateReleaseInput{TranslationOf: input.To(of), Language: input.To(one(r, []string{"fr", "de", "it", "pt"}))}
	if other != of {
		// A language that is there already is refused.
		_, _ = r.UpdateRelease(r.ctx, other, r.version("releases", other), in, nil)
	}
}

// merge merges a partner into another, and takes one in four back.
func (r *room) merge(among []int64) {
	two := r.random.Perm(len(among))
	into, gone := among[two[0]], among[two[1]]
	done, err := merge.Partners(r.ctx, r.Newsroom, into, r.version("partners", into), []int64{gone})
	if r.did("merge partners", done, err) != 0 && r.chance(25) {
		done, err := merge.Undo(r.ctx, r.Newsroom, gone)
		r.did("undo merge", done, err)
	}
}

// suggest stores a suggestion as a reader of texts would.
func (r *room) suggest(release, partner int64, initiative *int64) int64 {
	var id int64
	quote, start := wordIn(r, r.title(release))
	_, err := r.store.Write(r.ctx, "test", func(ctx context.Context, tx *store.Tx) error {
		id = tx.NewID()
		b := tx.Client().Suggestion.Create().SetID(id).SetReleaseID(release).SetLabel(quote).SetConfidence(0.5).SetPartnerID(partner).
			SetSection(content.SectionTitle).SetQuote(quote).SetStart(*start).SetEnd(*start + len([]rune(quote))).SetCreatedAt(tx.Now())
		if initiative != nil {
			b.SetRelation(content.RelationParticipation).SetInitiativeID(*initiative).SetParticipationRole(kinds[content.ParticipationRole](r))
		} else {
			b.SetRelation(content.RelationMention).SetMentionRole(kinds[content.MentionRole](r))
		}
		return b.Exec(ctx)
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return id
}
