package store_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
)

// rows is everything there is. From its plain columns the slow and obvious way
// derives all others.
type rows struct {
	releases       []*db.Release
	partners       []*db.Partner
	initiatives    []*db.Initiative
	topics         []*db.Topic
	mentions       []*db.Mention
	announcements  []*db.Announcement
	participations []*db.Participation
	releaseTopics  []*db.ReleaseTopic
	initTopics     []*db.InitiativeTopic
	evidence       []*db.Evidence
}

func readAll(t *testing.T, n newsroom) *rows {
	t.Helper()
	ctx, c := everything(t.Context()), n.Client()
	return &rows{
		releases:       c.Release.Query().AllX(ctx),
		partners:       c.Partner.Query().AllX(ctx),
		initiatives:    c.Initiative.Query().AllX(ctx),
		topics:         c.Topic.Query().AllX(ctx),
		mentions:       c.Mention.Query().AllX(ctx),
		announcements:  c.Announcement.Query().AllX(ctx),
		participations: c.Participation.Query().AllX(ctx),
		releaseTopics:  c.ReleaseTopic.Query().AllX(ctx),
		initTopics:     c.InitiativeTopic.Query().AllX(ctx),
		evidence:       c.Evidence.Query().AllX(ctx),
	}
}

// values maps a row to its derived columns.
type values map[string]string

// stored returns the derived columns as they are.
func (r *rows) stored() values {
	v := values{}
	for _, x := range r.releases {
		v.put("release", x.ID, x.Visible, x.PartnerCount, x.PublicPartnerCount, x.InitiativeCount, x.PublicInitiativeCount)
	}
	for _, x := range r.partners {
		v.put("partner", x.ID, x.Visible, x.ReleaseCount, x.PublicReleaseCount, x.InitiativeCount, x.PublicInitiativeCount,
			date(x.LatestReleaseOn), x.LatestSort, date(x.PublicLatestReleaseOn), x.PublicLatestSort)
	}
	for _, x := range r.initiatives {
		v.put("initiative", x.ID, x.Visible, x.PartnerCount, x.PublicPartnerCount, x.ReleaseCount, x.PublicReleaseCount)
	}
	for _, x := range r.topics {
		v.put("topic", x.ID, x.Visible, x.ReleaseCount, x.PublicReleaseCount)
	}
	for _, x := range r.mentions {
		v.put("mention", x.ID, x.Visible, x.SortAt, x.Rank)
	}
	for _, x := range r.announcements {
		v.put("announcement", x.ID, x.Visible, x.SortAt, x.Rank)
	}
	for _, x := range r.releaseTopics {
		v.put("release topic", x.ID, x.Visible, x.SortAt, x.Rank)
	}
	for _, x := range r.participations {
		v.put("participation", x.ID, x.Visible, x.Started, x.PairFirst, x.PublicPairFirst,
			knownSince{int(x.KnownEarliest), int(x.KnownLatest), basis(x.KnownBasis)},
			knownSince{int(x.PublicKnownEarliest), int(x.PublicKnownLatest), basis(x.PublicKnownBasis)})
	}
	for _, x := range r.initTopics {
		v.put("initiative topic", x.ID, x.Visible, x.Started)
	}
	for _, x := range r.evidence {
		v.put("evidence", x.ID, x.Visible)
	}
	return v
}

func (v values) put(table string, id int64, columns ...any) {
	v[fmt.Sprintf("%s %d", table, id)] = fmt.Sprint(columns...)
}

func date(d *content.PartialDate) string {
	if d == nil {
		return "(none)"
	}
	return string(*d)
}

// seen holds the ids of visible nodes.
type seen map[int64]bool

// nodes returns which nodes readers see: nothing at first, then, as long as
// that adds any, whatever the rules let them see. Ids are unique across types
// here.
func (r *rows) nodes() seen {
	s := seen{}
	for before := -1; before != len(s); {
		before = len(s)
		for _, x := range r.releases {
			if x.Status == content.StatusPublished {
				s[x.ID] = true
				s.lead(x.PublisherID)
			}
		}
		for _, x := range r.announcements {
			if s[x.ReleaseID] && r.leads(func(e *db.Evidence) *int64 { return e.AnnouncementID }, x.ID) {
				s[x.InitiativeID] = true
			}
		}
		for _, x := range r.mentions {
			if s[x.ReleaseID] && r.leads(func(e *db.Evidence) *int64 { return e.MentionID }, x.ID) {
				s[x.PartnerID] = true
			}
		}
		for _, x := range r.participations {
			if s[x.InitiativeID] && r.leads(func(e *db.Evidence) *int64 { return e.ParticipationID }, x.ID) {
				s[x.PartnerID] = true
			}
		}
		for _, x := range r.releaseTopics {
			s.leadFrom(x.ReleaseID, &x.TopicID)
		}
		for _, x := range r.initTopics {
			s.leadFrom(x.InitiativeID, &x.TopicID)
		}
		r.holdAndClimb(s)
	}
	return s
}

func (r *rows) holdAndClimb(s seen) {
	for _, x := range r.initiatives {
		s.hold(x.ID, x.Held)
		s.leadFrom(x.ID, x.ParentID)
	}
	for _, x := range r.partners {
		s.hold(x.ID, x.Held)
		s.leadFrom(x.ID, x.ParentID)
	}
	for _, x := range r.topics {
		s.hold(x.ID, x.Held)
		s.leadFrom(x.ID, x.ParentID)
	}
}

func (s seen) hold(id int64, held bool) {
	if held {
		s[id] = true
	}
}

func (s seen) lead(to *int64) {
	if to != nil {
		s[*to] = true
	}
}

func (s seen) leadFrom(from int64, to *int64) {
	if s[from] {
		s.lead(to)
	}
}

// leads reports whether a relation has no evidence, or some in what is published.
func (r *rows) leads(relation func(*db.Evidence) *int64, id int64) bool {
	any := false
	for _, e := range r.evidence {
		if of := relation(e); of != nil && *of == id {
			if r.release(e.ReleaseID).Status == content.StatusPublished {
				return true
			}
			any = true
		}
	}
	return !any
}

func (r *rows) release(id int64) *db.Release {
	return r.releases[slices.IndexFunc(r.releases, func(x *db.Release) bool { return x.ID == id })]
}

func (r *rows) initiative(id int64) *db.Initiative {
	return r.initiatives[slices.IndexFunc(r.initiatives, func(x *db.Initiative) bool { return x.ID == id })]
}

// derive returns the derived columns as they ought to be.
func (r *rows) derive() values {
	v, s := values{}, r.nodes()
	relations := seen{}
	for _, x := range r.mentions {
		relations[x.ID] = s[x.ReleaseID] && s[x.PartnerID] && r.leads(func(e *db.Evidence) *int64 { return e.MentionID }, x.ID)
		v.put("mention", x.ID, relations[x.ID], r.release(x.ReleaseID).SortAt, r.release(x.ReleaseID).Rank)
	}
	for _, x := range r.announcements {
		relations[x.ID] = s[x.ReleaseID] && s[x.InitiativeID] && r.leads(func(e *db.Evidence) *int64 { return e.AnnouncementID }, x.ID)
		v.put("announcement", x.ID, relations[x.ID], r.release(x.ReleaseID).SortAt, r.release(x.ReleaseID).Rank)
	}
	for _, x := range r.participations {
		relations[x.ID] = s[x.InitiativeID] && s[x.PartnerID] && r.leads(func(e *db.Evidence) *int64 { return e.ParticipationID }, x.ID)
	}
	for _, x := range r.participations {
		v.put("participation", x.ID, relations[x.ID], r.initiative(x.InitiativeID).StartedEarliest,
			r.first(x, func(*db.Participation) bool { return true }),
			relations[x.ID] && r.first(x, func(o *db.Participation) bool { return relations[o.ID] }),
			r.known(x, func(int64) bool { return true }), r.knownToReaders(x, relations))
	}
	for _, x := range r.releaseTopics {
		relations[x.ID] = s[x.ReleaseID] && s[x.TopicID]
		v.put("release topic", x.ID, relations[x.ID], r.release(x.ReleaseID).SortAt, r.release(x.ReleaseID).Rank)
	}
	for _, x := range r.initTopics {
		v.put("initiative topic", x.ID, s[x.InitiativeID] && s[x.TopicID], r.initiative(x.InitiativeID).StartedEarliest)
	}
	for _, x := range r.evidence {
		v.put("evidence", x.ID, s[x.ReleaseID] && relations[*cmp.Or(x.MentionID, x.AnnouncementID, x.ParticipationID)])
	}
	r.count(v, s, relations)
	return v
}

// first reports whether none of the counted participations of x's pair comes before it.
func (r *rows) first(x *db.Participation, counts func(*db.Participation) bool) bool {
	return !slices.ContainsFunc(r.participations, func(o *db.Participation) bool {
		return counts(o) && o.PartnerID == x.PartnerID && o.InitiativeID == x.InitiativeID &&
			cmp.Or(cmp.Compare(o.Position, x.Position), cmp.Compare(o.ID, x.ID)) < 0
	})
}

// knownSince is since when a participation is known, in days, and by what.
type knownSince struct {
	earliest, latest int
	basis            content.KnownBasis
}

func basis(b *content.KnownBasis) content.KnownBasis {
	if b == nil {
		return ""
	}
	return *b
}

// knownToReaders is known, as far as readers see the participation at all.
func (r *rows) knownToReaders(x *db.Participation, relations seen) knownSince {
	if !relations[x.ID] {
		return knownSince{}
	}
	return r.known(x, func(id int64) bool {
		if slices.ContainsFunc(r.announcements, func(a *db.Announcement) bool { return a.ID == id }) {
			return relations[id]
		}
		return r.release(id).Status == content.StatusPublished
	})
}

// known takes what was entered, else the release that has certainly happened
// first of those that state the participation or report its initiative. sees
// tells whether an announcement, or a release that holds evidence, counts.
func (r *rows) known(x *db.Participation, sees func(id int64) bool) knownSince {
	if x.SinceLatest != 0 {
		return knownSince{int(x.SinceEarliest), int(x.SinceLatest), content.KnownStated}
	}
	if i := r.initiative(x.InitiativeID); i.StartedLatest != 0 {
		return knownSince{int(i.StartedEarliest), int(i.StartedLatest), content.KnownStated}
	}
	var told []*db.Release
	for _, e := range r.evidence {
		if e.ParticipationID != nil && *e.ParticipationID == x.ID && sees(e.ReleaseID) {
			told = append(told, r.release(e.ReleaseID))
		}
	}
	for _, a := range r.announcements {
		if a.InitiativeID == x.InitiativeID && sees(a.ID) {
			told = append(told, r.release(a.ReleaseID))
		}
	}
	told = slices.DeleteFunc(told, func(x *db.Release) bool { return x.PublishedLatest == 0 })
	if len(told) == 0 {
		return knownSince{}
	}
	first := slices.MinFunc(told, func(a, b *db.Release) int {
		return cmp.Or(cmp.Compare(a.PublishedLatest, b.PublishedLatest), cmp.Compare(a.PublishedEarliest, b.PublishedEarliest))
	})
	return knownSince{int(first.PublishedEarliest), int(first.PublishedLatest), content.KnownReported}
}

func (r *rows) count(v values, s, relations seen) {
	for _, x := range r.releases {
		partners, initiatives := newTally(), newTally()
		for _, m := range r.mentions {
			partners.add(m.ReleaseID == x.ID, relations[m.ID], m.PartnerID)
		}
		for _, a := range r.announcements {
			initiatives.add(a.ReleaseID == x.ID, relations[a.ID], a.InitiativeID)
		}
		v.put("release", x.ID, s[x.ID], len(partners.all), len(partners.public), len(initiatives.all), len(initiatives.public))
	}
	for _, x := range r.initiatives {
		partners, releases := newTally(), newTally()
		for _, p := range r.participations {
			partners.add(p.InitiativeID == x.ID, relations[p.ID], p.PartnerID)
		}
		for _, a := range r.announcements {
			releases.add(a.InitiativeID == x.ID, relations[a.ID], a.ReleaseID)
		}
		v.put("initiative", x.ID, s[x.ID], len(partners.all), len(partners.public), len(releases.all), len(releases.public))
	}
	for _, x := range r.topics {
		releases := newTally()
		for _, rt := range r.releaseTopics {
			releases.add(rt.TopicID == x.ID, relations[rt.ID], rt.ReleaseID)
		}
		v.put("topic", x.ID, s[x.ID], len(releases.all), len(releases.public))
	}
	for _, x := range r.partners {
		releases, initiatives := newTally(), newTally()
		for _, m := range r.mentions {
			releases.add(m.PartnerID == x.ID, relations[m.ID], m.ReleaseID)
		}
		for _, p := range r.participations {
			initiatives.add(p.PartnerID == x.ID, relations[p.ID], p.InitiativeID)
		}
		on, sort := r.latest(releases.all)
		publicOn, publicSort := r.latest(releases.public)
		v.put("partner", x.ID, s[x.ID], len(releases.all), len(releases.public), len(initiatives.all), len(initiatives.public),
			on, sort, publicOn, publicSort)
	}
}

func (r *rows) latest(of seen) (string, int64) {
	var newest *db.Release
	for id := range of {
		x := r.release(id)
		if newest == nil || cmp.Or(cmp.Compare(x.SortAt, newest.SortAt), cmp.Compare(x.Rank, newest.Rank), cmp.Compare(x.ID, newest.ID)) > 0 {
			newest = x
		}
	}
	if newest == nil {
		return date(nil), content.Undated
	}
	return date(newest.PublishedOn), newest.SortAt
}

// tally counts distinct neighbours, in both worlds.
type tally struct{ all, public seen }

func newTally() tally { return tally{seen{}, seen{}} }

func (t tally) add(counts, public bool, id int64) {
	if counts {
		t.all[id] = true
	}
	if counts && public {
		t.public[id] = true
	}
}
