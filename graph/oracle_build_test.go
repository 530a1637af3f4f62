package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pressgraph/ent/db"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/store"
)

// plan is how a random newsroom is made: how many nodes of each type there are,
// and whether it is dense, with everything published and no relation left out,
// or full of gaps and hidden rows.
type plan struct {
	seed                                    uint64
	releases, partners, initiatives, topics int
	dense                                   bool
}

// builder writes a random newsroom in one transaction.
type builder struct {
	plan
	*rand.Rand
	tx     *store.Tx
	sorter *content.Collator
	ids    struct{ releases, partners, initiatives, topics []int64 }
	titles map[int64]string
	// group is that of the translations under way.
	group int64
	err   error
}

// fill writes the newsroom of a plan into the database of a.
func fill(t testing.TB, a *api, p plan) {
	t.Helper()
	ctx := access.With(t.Context(), access.System("test"))
	_, err := a.store.Load(ctx, "test", func(ctx context.Context, tx *store.Tx) error {
		b := &builder{
			plan: p, Rand: rand.New(rand.NewPCG(p.seed, 7)), tx: tx,
			sorter: content.NewCollator(), titles: map[int64]string{},
		}
		b.topics(ctx)
		b.partners(ctx)
		b.initiatives(ctx)
		b.releases(ctx)
		b.relations(ctx)
		return b.err
	})
	if err != nil {
		t.Fatalf("fill with seed %d: %v", p.seed, err)
	}
}

// keep remembers the first error.
func (b *builder) keep(err error) {
	if b.err == nil {
		b.err = err
	}
}

// chance is true in so many of a hundred cases; a dense newsroom leaves nothing out.
func (b *builder) chance(percent int) bool { return b.dense || b.IntN(100) < percent }

// seldom is chance for what a dense newsroom does without.
func (b *builder) seldom(percent int) bool { return !b.dense && b.IntN(100) < percent }

func oneOf[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// maybe returns one of them, or nil.
func maybe[T any](b *builder, percent int, from []T) *T {
	if len(from) == 0 || !b.chance(percent) {
		return nil
	}
	v := oneOf(b.Rand, from)
	return &v
}

// words are what names and titles are made of: several scripts, letters that
// fold in their own ways, characters that are special to databases, and few
// enough that texts are alike.
func words() []string {
	return []string{
		"Élan", "élan", "ÉLAN", "Straße", "STRASSE", "Ｆｕｌｌ", "full", "100%", "a_b", `back\slash`,
		"微軟", "微軟研究院", "微软", "5G研究", "Ångström", "ﬁne", "İstanbul", "Z", "z", "'quote\"", "Σίσυφος",
	}
}

func (b *builder) text() string {
	n := 1 + b.IntN(3)
	all := make([]string, n)
	for i := range all {
		all[i] = oneOf(b.Rand, words())
	}
	return strings.Join(all, " ")
}

func (b *builder) descriptions() []content.LocalText {
	if !b.chance(50) {
		return nil
	}
	return []content.LocalText{{Text: b.text(), Locale: "en"}, {Text: b.text(), Locale: "zh-Hant"}}
}

func (b *builder) slug(of string, i int) string {
	return fmt.Sprintf("%s-%d-%c", of, i, 'a'+rune(b.IntN(3)))
}

func (b *builder) id() int64 { return b.Int64N(1<<62) + 1 }

// instant returns one of few instants, so that many are equal.
func (b *builder) instant() time.Time {
	return time.Date(2025, 1, 1+b.IntN(3), b.IntN(2)*12, 0, 0, b.IntN(2)*1000, time.UTC)
}

func dates() []content.PartialDate {
	return []content.PartialDate{
		"0999", "2023", "2024", "2024-01", "2024-01-01", "2024-02-29", "2024-12-31", "2025", "2025-01", "2025-01-01", "2025-12",
	}
}

func amounts() []content.Amount {
	return []content.Amount{0, 1, 10_000, 12_345, 300_000_000_000, content.MaxAmount, content.MaxAmount - 1}
}

func currencies() []string { return []string{"HKD", "USD", "CNY"} }

// days returns the columns of a date.
func days(d *content.PartialDate) (earliest, latest int32) {
	if d == nil {
		return 0, 0
	}
	return int32(d.Earliest()), int32(d.Latest())
}

// money returns an amount and its currency, or neither.
func (b *builder) money(percent int) (*content.Amount, *string, *content.AmountQualifier) {
	if !b.chance(percent) {
		return nil, nil, nil
	}
	amount, currency := oneOf(b.Rand, amounts()), oneOf(b.Rand, currencies())
	return &amount, &currency, maybe(b, 30, []content.AmountQualifier{content.AmountAtLeast, content.AmountUpTo, content.AmountAbout})
}

func (b *builder) topics(ctx context.Context) {
	for i := range b.plan.topics {
		id, name := b.id(), b.text()
		at := b.instant()
		b.keep(b.tx.Client().Topic.Create().SetID(id).SetSlug(b.slug("topic", i)).SetHeld(b.chance(20)).
			SetName(name).SetNameFold(content.Fold(name)).SetNameSort(b.sorter.Key(name)).
			SetNillableParentID(maybe(b, 50, b.ids.topics)).
			SetCreatedAt(at).SetUpdatedAt(at).SetPublicUpdatedAt(at).Exec(ctx))
		b.ids.topics = append(b.ids.topics, id)
		b.names(name, func(position int, text string, locale *string, kind content.NameKind) error {
			return b.tx.Client().TopicName.Create().SetID(b.id()).SetTopicID(id).SetPosition(position).
				SetText(text).SetTextFold(content.Fold(text)).SetNillableLocale(locale).SetKind(kind).Exec(ctx)
		})
	}
}

// names adds a node's names, the best of them first.
func (b *builder) names(best string, add func(int, string, *string, content.NameKind) error) {
	for position := range 1 + b.IntN(3) {
		text := best
		if position > 0 {
			text = b.text()
		}
		locale := maybe(b, 70, []string{"en", "zh-Hant", "zh-Hans"})
		b.keep(add(position, text, locale, content.NameKind(oneOf(b.Rand, content.NameKind("").Values()))))
	}
}

func (b *builder) partners(ctx context.Context) {
	for i := range b.plan.partners {
		id, name := b.id(), b.text()
		at := b.instant()
		b.keep(b.tx.Client().Partner.Create().SetID(id).SetSlug(b.slug("partner", i)).SetHeld(b.chance(15)).
			SetName(name).SetNameFold(content.Fold(name)).SetNameSort(b.sorter.Key(name)).SetDescriptions(b.descriptions()).
			SetKind(content.PartnerKind(oneOf(b.Rand, content.PartnerKind("").Values()[:4]))).
			SetNillableCountry(maybe(b, 70, []string{"HK", "CN", "GB"})).
			SetNillableParentID(maybe(b, 50, b.ids.partners)).
			SetCreatedAt(at).SetUpdatedAt(at).SetPublicUpdatedAt(at).Exec(ctx))
		b.ids.partners = append(b.ids.partners, id)
		b.names(name, func(position int, text string, locale *string, kind content.NameKind) error {
			return b.tx.Client().PartnerName.Create().SetID(b.id()).SetPartnerID(id).SetPosition(position).
				SetText(text).SetTextFold(content.Fold(text)).SetNillableLocale(locale).SetKind(kind).Exec(ctx)
		})
		if b.chance(50) {
			b.keep(b.tx.Client().Identifier.Create().SetID(b.id()).SetPartnerID(id).SetPosition(0).
				SetScheme(content.IdentifierScheme("ROR")).SetValue(fmt.Sprintf("0%d", i)).Exec(ctx))
		}
	}
}

func (b *builder) initiatives(ctx context.Context) {
	for i := range b.plan.initiatives {
		id, name := b.id(), b.text()
		at := b.instant()
		started, ended := maybe(b, 70, dates()), maybe(b, 30, dates())
		amount, currency, qualifier := b.money(60)
		startedFirst, startedLast := days(started)
		endedFirst, endedLast := days(ended)
		b.keep(b.tx.Client().Initiative.Create().SetID(id).SetSlug(b.slug("initiative", i)).SetHeld(b.chance(15)).
			SetName(name).SetNameFold(content.Fold(name)).SetNameSort(b.sorter.Key(name)).SetDescriptions(b.descriptions()).
			SetKind(content.InitiativeKind(oneOf(b.Rand, content.InitiativeKind("").Values()[:4]))).
			SetStatus(content.InitiativeStatus(oneOf(b.Rand, content.InitiativeStatus("").Values()))).
			SetNillableParentID(maybe(b, 40, b.ids.initiatives)).
			SetNillableStartedOn(started).SetStartedEarliest(startedFirst).SetStartedLatest(startedLast).
			SetNillableEndedOn(ended).SetEndedEarliest(endedFirst).SetEndedLatest(endedLast).
			SetNillableFundingAmount(amount).SetNillableFundingCurrency(currency).SetNillableFundingQualifier(qualifier).
			SetCreatedAt(at).SetUpdatedAt(at).SetPublicUpdatedAt(at).Exec(ctx))
		b.ids.initiatives = append(b.ids.initiatives, id)
		b.names(name, func(position int, text string, locale *string, kind content.NameKind) error {
			return b.tx.Client().InitiativeName.Create().SetID(b.id()).SetInitiativeID(id).SetPosition(position).
				SetText(text).SetTextFold(content.Fold(text)).SetNillableLocale(locale).SetKind(kind).Exec(ctx)
		})
	}
}

func (b *builder) releases(ctx context.Context) {
	for i := range b.plan.releases {
		r := b.release(i)
		b.keep(r.Exec(ctx))
		id, _ := r.Mutation().ID()
		title, _ := r.Mutation().Title()
		b.ids.releases, b.titles[id] = append(b.ids.releases, id), title
		if b.chance(40) {
			b.keep(b.tx.Client().Correction.Create().SetID(b.id()).SetReleaseID(id).SetNote("Corrected.").SetCorrectedAt(b.instant()).Exec(ctx))
		}
	}
}

func (b *builder) release(i int) *db.ReleaseCreate {
	id, title, body, at := b.id(), b.text(), b.text(), b.instant()
	r := b.tx.Client().Release.Create().SetID(id).SetSlug(b.slug("release", i)).
		SetTitle(title).SetTitleFold(content.Fold(title)).SetTitleSort(b.sorter.Key(title)).
		SetKind(content.ReleaseKind(oneOf(b.Rand, content.ReleaseKind("").Values()))).
		SetLanguage(oneOf(b.Rand, written())).
		SetRank(int64(b.IntN(3))).SetNillablePublisherID(maybe(b, 40, b.ids.partners)).
		SetCreatedAt(at).SetUpdatedAt(at).SetPublicUpdatedAt(at).
		SetBody("A body. " + body).SetBodyText("A body. " + body)
	if summary := b.text(); b.chance(50) {
		r.SetSummary(summary).SetSummaryText(summary)
	}
	status := content.StatusPublished
	if b.seldom(45) {
		status = content.ReleaseStatus(oneOf(b.Rand, content.ReleaseStatus("").Values()))
	}
	if status == content.StatusScheduled {
		r.SetScheduledFor(at)
	}
	on, published := maybe(b, 85, dates()), (*time.Time)(nil)
	if on != nil {
		first, last := days(on)
		r.SetPublishedOn(*on).SetPublishedEarliest(first).SetPublishedLatest(last).SetYear(on.Year())
	}
	if on != nil && on.Precision() == content.PrecisionDay && b.seldom(50) {
		instant := on.Start(time.UTC).Add(time.Duration(b.IntN(3)) * time.Microsecond)
		published = &instant
		r.SetPublishedAt(instant)
	}
	if i%3 == 0 {
		b.group = id
	}
	if b.chance(50) {
		r.SetTranslationGroup(b.group)
	}
	date := content.PartialDate("")
	if on != nil {
		date = *on
	}
	place := maybe(b, 40, slices.Sorted(maps.Keys(listingDays())))
	return r.SetStatus(status).SetNillableListingPlace(place).SetSortAt(content.SortPlaced(published, date, place, hongKong()))
}

// hongKong is where days begin in these newsrooms.
func hongKong() *time.Location {
	zone, err := time.LoadLocation("Asia/Hong_Kong")
	if err != nil {
		panic(err)
	}
	return zone
}

// some returns a few of them, each once; at least one in a dense newsroom.
func (b *builder) some(from []int64, most int) []int64 {
	if len(from) == 0 {
		return nil
	}
	least := 0
	if b.dense {
		least = 1
	}
	n := min(least+b.IntN(most+1-least), len(from))
	picked := make([]int64, 0, n)
	for _, at := range b.Perm(len(from))[:n] {
		picked = append(picked, from[at])
	}
	return picked
}

func (b *builder) relations(ctx context.Context) {
	c := b.tx.Client()
	for _, r := range b.ids.releases {
		for _, p := range b.some(b.ids.partners, 4) {
			id := b.id()
			b.keep(c.Mention.Create().SetID(id).SetReleaseID(r).SetPartnerID(p).SetPosition(b.IntN(3)).
				SetRole(content.MentionRole(oneOf(b.Rand, content.MentionRole("").Values()[:4]))).Exec(ctx))
			b.evidence(ctx, []int64{r}, func(e *db.EvidenceCreate) { e.SetMentionID(id) })
		}
		for _, i := range b.some(b.ids.initiatives, 3) {
			id := b.id()
			b.keep(c.Announcement.Create().SetID(id).SetReleaseID(r).SetInitiativeID(i).SetPosition(b.IntN(3)).
				SetStage(content.AnnouncementStage(oneOf(b.Rand, content.AnnouncementStage("").Values()[:3]))).Exec(ctx))
			b.evidence(ctx, []int64{r}, func(e *db.EvidenceCreate) { e.SetAnnouncementID(id) })
		}
		for _, topic := range b.some(b.ids.topics, 3) {
			b.keep(c.ReleaseTopic.Create().SetID(b.id()).SetReleaseID(r).SetTopicID(topic).Exec(ctx))
		}
	}
	for _, i := range b.ids.initiatives {
		for _, topic := range b.some(b.ids.topics, 2) {
			b.keep(c.InitiativeTopic.Create().SetID(b.id()).SetInitiativeID(i).SetTopicID(topic).Exec(ctx))
		}
		for _, p := range b.some(b.ids.partners, 4) {
			b.participations(ctx, i, p)
		}
	}
}

// participations ties a partner to an initiative, up to three times, in one
// role where time or contribution differ.
func (b *builder) participations(ctx context.Context, initiative, partner int64) {
	roles := append(content.ParticipationRole("").Values()[:5], "FUNDER", "BENEFICIARY", "BENEFICIARY", "BENEFICIARY")
	b.Shuffle(len(roles), func(i, j int) { roles[i], roles[j] = roles[j], roles[i] })
	seen := map[string]bool{}
	for range 1 + b.IntN(3) {
		id, role := b.id(), roles[b.IntN(2)]
		since, until := maybe(b, 50, dates()), maybe(b, 20, dates())
		sinceFirst, sinceLast := days(since)
		untilFirst, untilLast := days(until)
		amount, currency, qualifier := b.money(50)
		said := spoken(role, since, until, amount, currency)
		if seen[said] {
			continue
		}
		seen[said] = true
		b.keep(b.tx.Client().Participation.Create().SetID(id).SetInitiativeID(initiative).SetPartnerID(partner).
			SetRole(content.ParticipationRole(role)).SetPosition(b.IntN(3)).
			SetStatus(content.ParticipationStatus(oneOf(b.Rand, content.ParticipationStatus("").Values()))).
			SetNillableSince(since).SetSinceEarliest(sinceFirst).SetSinceLatest(sinceLast).
			SetNillableUntil(until).SetUntilEarliest(untilFirst).SetUntilLatest(untilLast).
			SetNillableContributionAmount(amount).SetNillableContributionCurrency(currency).SetNillableContributionQualifier(qualifier).Exec(ctx))
		b.evidence(ctx, b.ids.releases, func(e *db.EvidenceCreate) { e.SetParticipationID(id) })
	}
}

// spoken is what tells a participation from others of its partner and initiative.
func spoken(role string, since, until *content.PartialDate, amount *content.Amount, currency *string) string {
	said, err := json.Marshal([]any{role, since, until, amount, currency})
	if err != nil {
		panic(err)
	}
	return string(said)
}

// evidence proves a relation by the titles of up to two of the releases. Where
// all of those are hidden, so is the relation.
func (b *builder) evidence(ctx context.Context, releases []int64, of func(*db.EvidenceCreate)) {
	if !b.chance(50) {
		return
	}
	for position := range 1 + b.IntN(2) {
		r := oneOf(b.Rand, releases)
		first := string([]rune(b.titles[r])[:1])
		e := b.tx.Client().Evidence.Create().SetID(b.id()).SetReleaseID(r).SetPosition(position).
			SetSection(content.SectionTitle).SetQuote(first).SetStart(0).SetEnd(1)
		of(e)
		b.keep(e.Exec(ctx))
	}
}
