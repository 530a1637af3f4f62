package factcheck

import "slices"

// A World is what one kind of asker sees: everything, or what is public.
type World struct {
	Partners       []*Partner
	Initiatives    []*Initiative
	Topics         []*Topic
	Releases       []*Release
	Mentions       []*Mention
	Announcements  []*Announcement
	Participations []*Participation
	Evidence       []*Evidence
	ReleaseTopics  []*Tag
	Tags           []*Tag
}

// What is in a world, as it was entered.
type (
	// Partner is an organisation; Parent is nil for one of its own.
	Partner struct {
		ID                  int64
		Slug, Kind, Country string
		Held                bool
		Parent              *Partner
	}
	// Initiative is what partners do together.
	Initiative struct {
		ID                 int64
		Slug, Kind, Status string
		Started, Ended     Date
		Funding            *Money
		Held               bool
		Parent             *Initiative
	}
	// Topic is a subject.
	Topic struct {
		ID     int64
		Slug   string
		Held   bool
		Parent *Topic
	}
	// Release is a release in one language. Text is the text that it is a version
	// of: the same for translations.
	Release struct {
		ID                           int64
		Slug, Kind, Status, Language string
		Text                         int64
		On                           Date
		Publisher                    *Partner
	}
	// Mention is a partner that a release names.
	Mention struct {
		ID      int64
		Release *Release
		Partner *Partner
		Role    string
	}
	// Announcement is an initiative that a release reports.
	Announcement struct {
		ID         int64
		Release    *Release
		Initiative *Initiative
		Stage      string
	}
	// Participation is a partner's part in an initiative.
	Participation struct {
		ID           int64
		Partner      *Partner
		Initiative   *Initiative
		Role, Status string
		Since, Until Date
		Gift         *Money
	}
	// Evidence is where a release states one relation; the other two ids are 0.
	Evidence struct {
		Release                              *Release
		Mention, Announcement, Participation int64
	}
	// Tag is a topic of a release or of an initiative; the other is nil.
	Tag struct {
		Topic      *Topic
		Release    *Release
		Initiative *Initiative
	}
)

// Public returns what readers see of a world: published releases, what an editor
// holds public, and what visible things lead to.
func (w *World) Public() *World {
	s := sight{World: w, seen: map[any]bool{}}
	for _, r := range w.Releases {
		s.seen[r] = r.Status == "PUBLISHED"
	}
	for _, p := range w.Partners {
		s.seen[p] = p.Held
	}
	for _, i := range w.Initiatives {
		s.seen[i] = i.Held
	}
	for _, t := range w.Topics {
		s.seen[t] = t.Held
	}
	for s.spread() {
	}
	return s.world()
}

// sight is what readers are known to see so far.
type sight struct {
	*World
	seen map[any]bool
	grew bool
}

// lead makes a node visible to which something visible leads.
func (s *sight) lead(from, to any) {
	if s.seen[from] && !s.seen[to] {
		s.seen[to], s.grew = true, true
	}
}

// spread follows everything that leads somewhere once, and tells whether more
// is seen now.
func (s *sight) spread() bool {
	s.grew = false
	for _, r := range s.Releases {
		if r.Publisher != nil {
			s.lead(r, r.Publisher)
		}
	}
	for _, m := range s.Mentions {
		if s.stated(m.ID, func(e *Evidence) int64 { return e.Mention }) {
			s.lead(m.Release, m.Partner)
		}
	}
	for _, a := range s.Announcements {
		if s.stated(a.ID, func(e *Evidence) int64 { return e.Announcement }) {
			s.lead(a.Release, a.Initiative)
		}
	}
	for _, p := range s.Participations {
		if s.stated(p.ID, func(e *Evidence) int64 { return e.Participation }) {
			s.lead(p.Initiative, p.Partner)
		}
	}
	for _, t := range s.ReleaseTopics {
		s.lead(t.Release, t.Topic)
	}
	for _, t := range s.Tags {
		s.lead(t.Initiative, t.Topic)
	}
	s.parents()
	return s.grew
}

func (s *sight) parents() {
	for _, p := range s.Partners {
		if p.Parent != nil {
			s.lead(p, p.Parent)
		}
	}
	for _, i := range s.Initiatives {
		if i.Parent != nil {
			s.lead(i, i.Parent)
		}
	}
	for _, t := range s.Topics {
		if t.Parent != nil {
			s.lead(t, t.Parent)
		}
	}
}

// stated tells whether a relation has no evidence, or some in a visible release.
func (s *sight) stated(relation int64, of func(*Evidence) int64) bool {
	elsewhere := false
	for _, e := range s.Evidence {
		if of(e) == relation {
			if s.seen[e.Release] {
				return true
			}
			elsewhere = true
		}
	}
	return !elsewhere
}

// world returns the visible part of everything.
func (s *sight) world() *World {
	w := &World{
		Partners: only(s.Partners, s.sees), Initiatives: only(s.Initiatives, s.sees),
		Topics: only(s.Topics, s.sees), Releases: only(s.Releases, s.sees),
	}
	w.Mentions = only(s.Mentions, func(x any) bool {
		m, ok := x.(*Mention)
		return ok && s.seen[m.Release] && s.seen[m.Partner] && s.stated(m.ID, func(e *Evidence) int64 { return e.Mention })
	})
	w.Announcements = only(s.Announcements, func(x any) bool {
		a, ok := x.(*Announcement)
		return ok && s.seen[a.Release] && s.seen[a.Initiative] && s.stated(a.ID, func(e *Evidence) int64 { return e.Announcement })
	})
	w.Participations = only(s.Participations, func(x any) bool {
		p, ok := x.(*Participation)
		return ok && s.seen[p.Initiative] && s.seen[p.Partner] && s.stated(p.ID, func(e *Evidence) int64 { return e.Participation })
	})
	w.Evidence = only(s.Evidence, func(x any) bool {
		e, ok := x.(*Evidence)
		return ok && s.seen[e.Release]
	})
	w.ReleaseTopics = only(s.ReleaseTopics, func(x any) bool {
		t, ok := x.(*Tag)
		return ok && s.seen[t.Release]
	})
	w.Tags = only(s.Tags, func(x any) bool {
		t, ok := x.(*Tag)
		return ok && s.seen[t.Initiative]
	})
	return w
}

func (s *sight) sees(x any) bool { return s.seen[x] }

func only[T any](from []T, keep func(any) bool) []T {
	return slices.DeleteFunc(slices.Clone(from), func(x T) bool { return !keep(x) })
}
