package network_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"pressgraph/ent/db"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// rounds returns how many random newsrooms a test makes: with -short, as under
// the race detector, a tenth.
func rounds(short, long int) int {
	switch {
	case os.Getenv("PRESSGRAPH_SOAK") != "":
		return long
	case testing.Short():
		return max(1, short/10)
	}
	return short
}

func hongKong() *time.Location { return time.FixedZone("Hong Kong", 8*60*60) }

func openStore(t testing.TB, target database.Target) *store.Store {
	t.Helper()
	s, err := derive.Open(t.Context(), target, store.Options{Location: hongKong()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// everything is a context in which an editor asks.
func everything(ctx context.Context) context.Context {
	return access.With(ctx, access.System("test"))
}

// maker fills stores with random newsrooms.
type maker struct {
	*rand.Rand
	tx  *store.Tx
	key *content.Collator
}

func pick[V any](m *maker, from ...V) V { return from[m.IntN(len(from))] }

// refill replaces all that is in the store by a small random newsroom, with
// dates of every precision, some of it hidden.
func refill(t testing.TB, s *store.Store, seed uint64) {
	t.Helper()
	ctx := everything(t.Context())
	_, err := s.Load(ctx, "test", func(ctx context.Context, tx *store.Tx) error {
		for _, table := range []string{
			"evidence", "mentions", "participations", "announcements", "revisions", "releases",
			"initiatives", "merges", "former_slugs", "partner_names", "partners",
		} {
			if _, err := tx.Exec(ctx, "DELETE FROM "+table); err != nil {
				return err
			}
		}
		m := &maker{rand.New(rand.NewPCG(seed, 1)), tx, content.NewCollator()}
		m.fill(ctx)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (m *maker) fill(ctx context.Context) {
	var partners, releases, initiatives []int64
	for i := range 2 + m.IntN(8) {
		partners = append(partners, m.partner(ctx, fmt.Sprintf("Partner %c", 'a'+i), partners))
	}
	for range m.IntN(14) {
		releases = append(releases, m.release(ctx, releases))
	}
	for range m.IntN(6) {
		initiatives = append(initiatives, m.initiative(ctx, initiatives))
	}
	for _, release := range releases {
		for _, partner := range partners {
			if m.IntN(4) == 0 {
				m.mention(ctx, release, partner, releases)
			}
		}
	}
	for _, initiative := range initiatives {
		for _, release := range releases {
			if m.IntN(8) == 0 {
				m.announcement(ctx, release, initiative)
			}
		}
		for _, partner := range partners {
			seen := map[string]bool{}
			for _, role := range []content.ParticipationRole{content.ParticipationMember, content.ParticipationFunder, content.ParticipationMember} {
				if m.IntN(6) == 0 {
					m.participation(ctx, initiative, partner, role, seen, releases)
				}
			}
		}
	}
}

func (m *maker) date() *content.PartialDate {
	d := pick[content.PartialDate](m, "", "2019", "2020", "2020-03", "2020-03-15", "2021-01-01", "2021-12-31", "2021", "2022-06", "2022-06-30")
	if d == "" {
		return nil
	}
	return &d
}

func bounds(d *content.PartialDate) (earliest, latest int32) {
	if d == nil {
		return 0, 0
	}
	return int32(d.Earliest()), int32(d.Latest())
}

func (m *maker) partner(ctx context.Context, name string, above []int64) int64 {
	id, now := m.tx.NewID(), m.tx.Now()
	m.tx.Client().Partner.Create().SetID(id).SetSlug(slug(id)).SetHeld(m.IntN(3) > 0).
		SetCreatedAt(now).SetUpdatedAt(now).SetPublicUpdatedAt(now).SetKind(pick(m, content.PartnerKindCompany, content.PartnerKindUniversity)).
		SetName(name).SetNameFold(content.Fold(name)).SetNameSort(m.key.Key(name)).SetNillableParentID(m.parent(above)).SaveX(ctx)
	m.tx.Client().PartnerName.Create().SetID(m.tx.NewID()).SetPartnerID(id).SetPosition(0).
		SetText(name).SetTextFold(content.Fold(name)).SetLocale("en").SetKind(content.NameKindOfficial).SaveX(ctx)
	return id
}

// parent returns one of those above, or none.
func (m *maker) parent(above []int64) *int64 {
	if len(above) == 0 || m.IntN(3) > 0 {
		return nil
	}
	return new(pick(m, above...))
}

// group returns the translation group of a release: that of one before, its own,
// or none.
func (m *maker) group(release int64, before []int64) *int64 {
	switch m.IntN(4) {
	case 0:
		return nil
	case 1:
		return &release
	}
	if len(before) == 0 {
		return nil
	}
	return new(pick(m, before...))
}

func (m *maker) release(ctx context.Context, before []int64) int64 {
	id, now, on := m.tx.NewID(), m.tx.Now(), m.date()
	earliest, latest := bounds(on)
	sortAt := content.Undated
	var at *time.Time
	switch {
	case on != nil:
		sortAt = content.SortAt(nil, *on, hongKong())
	case m.IntN(2) == 0:
		// Late enough to be the next day in Hong Kong.
		at = new(time.Date(2021, 12, 30, 15+m.IntN(3), 0, 0, 0, time.UTC))
		sortAt = content.SortAt(at, "", hongKong())
	}
	m.tx.Client().Release.Create().SetID(id).SetSlug(slug(id)).
		SetCreatedAt(now).SetUpdatedAt(now).SetPublicUpdatedAt(now).SetKind(content.ReleaseKindStory).SetLanguage(pick(m, "en", "zh-Hant", "zh-TW", "fr")).
		SetTitle("A story").SetTitleFold(content.Fold("A story")).SetTitleSort(m.key.Key("A story")).
		SetStatus(pick(m, content.StatusPublished, content.StatusPublished, content.StatusPublished, content.StatusDraft, content.StatusArchived)).
		SetNillableTranslationGroup(m.group(id, before)).
		SetNillablePublishedOn(on).SetNillablePublishedAt(at).SetPublishedEarliest(earliest).SetPublishedLatest(latest).
		SetSortAt(sortAt).SetRank(int64(m.IntN(3))).SaveX(ctx)
	return id
}

func (m *maker) initiative(ctx context.Context, above []int64) int64 {
	id, now, on := m.tx.NewID(), m.tx.Now(), m.date()
	if m.IntN(2) == 0 {
		on = nil
	}
	end := m.date()
	if end != nil && (m.IntN(2) == 0 || on != nil && end.Latest() < on.Earliest()) {
		end = nil
	}
	earliest, latest := bounds(on)
	endEarliest, endLatest := bounds(end)
	m.tx.Client().Initiative.Create().SetID(id).SetSlug(slug(id)).SetHeld(m.IntN(4) > 0).
		SetCreatedAt(now).SetUpdatedAt(now).SetPublicUpdatedAt(now).SetKind(pick(m, content.InitiativeKindProject, content.InitiativeKindGrant)).
		SetName("Moonshot").SetNameFold(content.Fold("Moonshot")).SetNameSort(m.key.Key("Moonshot")).
		SetNillableStartedOn(on).SetStartedEarliest(earliest).SetStartedLatest(latest).
		SetNillableEndedOn(end).SetEndedEarliest(endEarliest).SetEndedLatest(endLatest).
		SetStatus(pick(m, content.InitiativeStatusActive, content.InitiativeStatusActive, content.InitiativeStatusAnnounced, content.InitiativeStatusCompleted,
			content.InitiativeStatusLapsed, content.InitiativeStatusProposed, content.InitiativeStatusCancelled)).
		SetNillableParentID(m.parent(above)).SaveX(ctx)
	return id
}

func (m *maker) mention(ctx context.Context, release, partner int64, releases []int64) {
	id := m.tx.NewID()
	m.tx.Client().Mention.Create().SetID(id).SetReleaseID(release).SetPartnerID(partner).
		SetRole(pick(m, content.MentionSignatory, content.MentionSubject, content.MentionMentioned)).SaveX(ctx)
	if m.IntN(4) == 0 {
		m.evidence(pick(m, releases...)).SetMentionID(id).SaveX(ctx)
	}
}

func (m *maker) announcement(ctx context.Context, release, initiative int64) {
	id := m.tx.NewID()
	m.tx.Client().Announcement.Create().SetID(id).SetReleaseID(release).SetInitiativeID(initiative).SaveX(ctx)
	if m.IntN(3) == 0 {
		m.evidence(release).SetAnnouncementID(id).SaveX(ctx)
	}
}

// participation makes one, unless it is among those seen of the pair.
func (m *maker) participation(
	ctx context.Context, initiative, partner int64, role content.ParticipationRole, seen map[string]bool, releases []int64,
) {
	id, since, until := m.tx.NewID(), m.date(), m.date()
	if m.IntN(2) == 0 {
		since = nil
	}
	if until != nil && (m.IntN(2) == 0 || since != nil && until.Latest() < since.Earliest()) {
		until = nil
	}
	begins, begun := bounds(since)
	ends, ended := bounds(until)
	said := fmt.Sprint(role, begins, begun, ends, ended)
	if seen[said] {
		return
	}
	seen[said] = true
	m.tx.Client().Participation.Create().SetID(id).SetInitiativeID(initiative).SetPartnerID(partner).SetRole(role).
		SetNillableSince(since).SetSinceEarliest(begins).SetSinceLatest(begun).
		SetNillableUntil(until).SetUntilEarliest(ends).SetUntilLatest(ended).
		SetStatus(pick(m, content.ParticipationStatusAnnounced, content.ParticipationStatusActive, content.ParticipationStatusLapsed)).SaveX(ctx)
	for range m.IntN(3) {
		if len(releases) > 0 {
			m.evidence(pick(m, releases...)).SetParticipationID(id).SaveX(ctx)
		}
	}
}

func (m *maker) evidence(release int64) *db.EvidenceCreate {
	return m.tx.Client().Evidence.Create().SetID(m.tx.NewID()).SetReleaseID(release).
		SetSection(content.SectionTitle).SetQuote("A").SetStart(0).SetEnd(1)
}

func slug(id int64) string { return "node-" + content.GlobalID(content.NodePartner, id) }
