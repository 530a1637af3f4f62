package synthetic

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"pressgraph/internal/content"
)

// The shape of every newsroom.
const (
	partnersPer    = 5   // releases for each partner
	initiativesPer = 4   // releases for each initiative
	participants   = 4   // participations of an initiative
	hottestShare   = 5   // per cent of releases that name the hottest partner
	draftShare     = 3   // per cent
	topicsOfOne    = 2   // topics of a release
	minTopics      = 20  // topics of a newsroom
	maxTopics      = 400 // of any size
	firstYear      = 2011
	years          = 15
)

// plan is a newsroom in memory, all but the long texts. Nodes refer to each
// other by their index.
type plan struct {
	rng  *rand.Rand
	text *texts

	partners    []partner
	initiatives []initiative
	topics      []topic
	releases    []release
	// written lists the releases by id. Rows that come in the order of the table
	// that holds them, or that they refer to, are written and checked page after page.
	written []int

	pickPartner, pickInitiative, pickTopic *skew
}

// node is what all nodes have; parent is -1 for none.
type node struct {
	id            int64
	parent        int
	held, visible bool
	created       time.Time
	updated       time.Time
}

type partner struct {
	node
	names                          [2]string
	kind                           content.PartnerKind
	country, city                  string
	releases, publicReleases       int
	initiatives, publicInitiatives int
	latest, publicLatest           int
}

type initiative struct {
	node
	names                    [2]string
	kind                     content.InitiativeKind
	status                   content.InitiativeStatus
	started, ended           content.PartialDate
	amount                   int64
	currency                 string
	topics                   []link
	participants             []participation
	partners, publicPartners int
	releases, publicReleases int
	// reported and publicReported are the dates of the earliest releases that report it.
	reported, publicReported content.PartialDate
}

type topic struct {
	node
	names                    [2]string
	releases, publicReleases int
}

type release struct {
	node
	chinese       bool
	title         string
	date          content.PartialDate
	at            *time.Time
	sortAt, rank  int64
	group         int64
	publisher     int
	mentions      []mention
	announcements []announcement
	topics        []link
}

// link ties its owner to the node of an index.
type link struct {
	id int64
	to int
}

// quote is evidence that stands in the title of a release.
type quote struct {
	id      int64
	release int
	text    string
	span    content.Span
}

type mention struct {
	link
	role  content.MentionRole
	quote *quote
}

type announcement struct {
	link
	stage content.AnnouncementStage
	quote *quote
}

type participation struct {
	link
	role                        content.ParticipationRole
	visible, first, publicFirst bool
	since                       content.PartialDate
	amount                      int64
	currency                    string
	quote                       *quote
	// known and publicKnown are since when it is known, in both worlds.
	known, publicKnown known
}

// known is a date and what tells it; the zero value is nothing.
type known struct {
	on    content.PartialDate
	basis content.KnownBasis
}

// sortAt tells where a release stands in time.
type sortAt func(*time.Time, content.PartialDate) int64

func newPlan(options Options, at sortAt) *plan {
	n := options.Releases
	rng := rand.New(rand.NewPCG(options.Seed, 1)) //nolint:gosec // it is to be the same each time
	p := &plan{
		rng: rng, text: newTexts(rng),
		partners:    make([]partner, max(5, n/partnersPer)),
		initiatives: make([]initiative, max(2, n/initiativesPer)),
		topics:      make([]topic, min(maxTopics, minTopics+n/500)),
		releases:    make([]release, n),
	}
	p.pickPartner = newSkew(len(p.partners)-1, 0.04/3)
	p.pickInitiative = newSkew(len(p.initiatives), 0.01)
	p.pickTopic = newSkew(len(p.topics), 0.1)
	p.planTopics()
	p.planPartners()
	p.planInitiatives()
	for i := range p.releases {
		p.planRelease(i, at)
	}
	p.quoteParticipants()
	p.derive()
	p.written = make([]int, n)
	for i := range p.written {
		p.written[i] = i
	}
	slices.SortFunc(p.written, p.earlier)
	return p
}

// byID yields the releases in the order in which they are written.
func (p *plan) byID(yield func(*release) bool) {
	for _, n := range p.written {
		if !yield(&p.releases[n]) {
			return
		}
	}
}

// earlier compares two releases by their ids.
func (p *plan) earlier(a, b int) int { return cmp.Compare(p.releases[a].id, p.releases[b].id) }

// id draws a positive number of 63 bits.
func (p *plan) id() int64 { return int64(p.rng.Uint64()>>1) | 1 }

func (p *plan) chance(percent int) bool { return p.rng.IntN(100) < percent }

// node draws what all nodes have. Its parent, if any, comes before it.
func (p *plan) node(index, withParent int) node {
	n := node{id: p.id(), parent: -1, created: p.instant()}
	n.updated = n.created.Add(time.Duration(p.rng.IntN(365*24*3600)) * time.Second)
	if index > 0 && p.chance(withParent) {
		n.parent = p.rng.IntN(index)
	}
	return n
}

// instant draws a time of the years, by day.
func (p *plan) instant() time.Time {
	days := years * 365
	return time.Date(firstYear, 1, 1+p.rng.IntN(days), p.rng.IntN(24), p.rng.IntN(60), p.rng.IntN(60), 0, time.UTC)
}

// dateOf knows an instant as precisely as newsrooms do: mostly to the day.
func (p *plan) dateOf(t time.Time) content.PartialDate {
	layout := time.DateOnly
	switch n := p.rng.IntN(100); {
	case n < 5:
		layout = "2006"
	case n < 15:
		layout = "2006-01"
	}
	return content.PartialDate(t.Format(layout))
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// skew draws numbers below n, the small ones more often: by a power law that
// leaves the most frequent one no more than a share.
type skew struct{ sums []float64 }

func newSkew(n int, share float64) *skew {
	for offset := 1.0; ; offset *= 2 {
		s := &skew{sums: make([]float64, n)}
		sum := 0.0
		for i := range s.sums {
			sum += 1 / (offset + float64(i))
			s.sums[i] = sum
		}
		if s.sums[0] <= share*sum || offset > 1e6 {
			return s
		}
	}
}

func (s *skew) draw(rng *rand.Rand) int {
	at := rng.Float64() * s.sums[len(s.sums)-1]
	low, high := 0, len(s.sums)-1
	for low < high {
		if middle := (low + high) / 2; s.sums[middle] > at {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// distinct draws up to n different numbers.
func (p *plan) distinct(n int, draw func() int) []int {
	var drawn []int
	for tries := 0; len(drawn) < n && tries < 20*n; tries++ {
		next := draw()
		known := false
		for _, d := range drawn {
			known = known || d == next
		}
		if !known {
			drawn = append(drawn, next)
		}
	}
	return drawn
}
