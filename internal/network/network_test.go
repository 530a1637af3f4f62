package network_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/network"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

func read(t testing.TB, s *store.Store) *network.Snapshot {
	t.Helper()
	snapshot, err := network.Read(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return snapshot
}

// seen returns the view of a snapshot under a filter.
func seen(t testing.TB, s *network.Snapshot, f network.Filter) *network.View {
	t.Helper()
	view, err := s.View(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return view
}

func standings(t testing.TB, v *network.View) *network.Standings {
	t.Helper()
	all, err := v.Standings(t.Context(), network.AllMeasures())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// picture returns a part of the view, with all measures.
func picture(t testing.TB, v *network.View, a network.Around) *network.Picture {
	t.Helper()
	a.Measures = network.AllMeasures()
	p, err := v.Picture(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// filters are some that matter for the dates of refill.
func filters(m *maker, partners []*db.Partner) []network.Filter {
	all := []network.Filter{network.Every()}
	for range 8 {
		f := network.Every()
		f.Initiatives, f.Releases = m.IntN(4) > 0, m.IntN(4) > 0
		f.AsOf = pick(m, 0, 0, 10101, 20191231, 20200314, 20200315, 20201231, 20210615, 20211231, 20220629, 20220630, 20991231)
		f.Since = pick(m, 0, 0, 0, 10101, 20200101, 20200301, 20210101, 20211231, 20991231)
		f.Kinds = pick(m, nil, nil, nil, []content.InitiativeKind{}, []content.InitiativeKind{content.InitiativeKindGrant})
		f.InitiativeStatuses = pick(m, nil, nil, nil, []content.InitiativeStatus{},
			[]content.InitiativeStatus{content.InitiativeStatusProposed, content.InitiativeStatusCompleted})
		f.ParticipationStatuses = pick(m, nil, nil, nil, nil, []content.ParticipationStatus{},
			[]content.ParticipationStatus{content.ParticipationStatusLapsed, content.ParticipationStatusActive})
		f.MinStrength = pick(m, 1, 1, 1, 2, 3)
		if len(partners) > 0 && m.IntN(4) == 0 {
			f.Without = []int64{pick(m, partners...).ID, 4711}
		}
		all = append(all, f)
	}
	return all
}

// eachNewsroom runs check on random newsrooms, on both engines.
func eachNewsroom(t *testing.T, short, long int, check func(t *testing.T, m *maker, s *store.Store)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		s := openStore(t, target)
		for seed := range uint64(rounds(short, long)) {
			refill(t, s, seed)
			m := &maker{Rand: rand.New(rand.NewPCG(seed, 2))}
			m.edit(t, s)
			check(t, m, s)
			if t.Failed() {
				t.Fatalf("newsroom %d", seed)
			}
		}
	})
}

func TestTheNetworkIsThatOfTheOracle(t *testing.T) {
	t.Parallel()
	eachNewsroom(t, 30, 1000, func(t *testing.T, m *maker, s *store.Store) {
		o, snapshot := newOracle(t, s), read(t, s)
		for _, f := range filters(m, o.partners) {
			view := seen(t, snapshot, f)
			w := o.weights(f)
			checkTies(t, o, view, f)
			checkPaths(t, m, view, w)
			checkStandings(t, view, w)
			checkPicture(t, m, o, view, w, f)
		}
		checkTimelines(t, m, o, snapshot)
	})
}

func checkTies(t *testing.T, o *oracle, view *network.View, f network.Filter) {
	t.Helper()
	type row struct {
		Partner            int64
		Initiatives, Texts int
	}
	for i, a := range o.partners {
		var want, got []row
		for _, b := range o.partners {
			s := o.shared(a.ID, b.ID, f)
			if s.strength() < max(1, f.MinStrength) {
				continue
			}
			want = append(want, row{b.ID, len(s.initiatives), len(s.texts)})
			told := view.Shared(int32(i), view.Find([]int64{b.ID})[0])
			expected := network.Shared{Initiatives: s.initiatives, Releases: s.releases, First: s.first(), Last: s.last()}
			if diff := cmp.Diff(expected, told); diff != "" {
				t.Errorf("%s and %s share, under %+v (-want +got):\n%s", a.Name, b.Name, f, diff)
			}
			o.checkTexts(t, view, a, b, s.releases)
		}
		var undated []int64
		for _, b := range o.partners {
			if o.undated(a.ID, b.ID, f) {
				undated = append(undated, b.ID)
			}
		}
		var left []int64
		for _, other := range view.Undated(int32(i)) {
			left = append(left, view.ID(other))
		}
		if diff := cmp.Diff(undated, left); diff != "" {
			t.Errorf("who is not tied to %s for want of a date, under %+v (-want +got):\n%s", a.Name, f, diff)
		}
		slices.SortStableFunc(want, func(a, b row) int { return b.Initiatives + b.Texts - a.Initiatives - a.Texts })
		for _, tie := range view.Collaborators(int32(i)) {
			got = append(got, row{view.ID(tie.To), int(tie.Initiatives), int(tie.Texts)})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("collaborators of %s under %+v (-want +got):\n%s", a.Name, f, diff)
		}
	}
}

// checkTexts demands one release of each text that two partners share.
func (o *oracle) checkTexts(t *testing.T, view *network.View, a, b *db.Partner, shared []int64) {
	t.Helper()
	hant, err := content.ParseLanguage("zh-Hant")
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]int64{"zh-Hant": 0, "zh-TW": 1}
	better := func(x, y *db.Release) int {
		place := func(r *db.Release) int64 {
			if at, ok := places[r.Language]; ok {
				return at
			}
			return int64(len(places))
		}
		late := func(r *db.Release) int64 {
			if r.ID == textOf(r) {
				return 0
			}
			return 1
		}
		return slices.Compare([]int64{place(x), late(x), x.ID}, []int64{place(y), late(y), y.ID})
	}
	byID := map[int64]*db.Release{}
	for _, r := range o.releases {
		byID[r.ID] = r
	}
	var want []int64
	for _, id := range shared {
		if !slices.ContainsFunc(shared, func(other int64) bool {
			return textOf(byID[other]) == textOf(byID[id]) && better(byID[other], byID[id]) < 0
		}) {
			want = append(want, id)
		}
	}
	ends := view.Find([]int64{a.ID, b.ID})
	got, err := view.Texts(t.Context(), ends[0], ends[1], []content.Language{hant})
	if err != nil || !slices.Equal(want, got) {
		t.Errorf("%s and %s share the texts %v, %v, want %v", a.Name, b.Name, got, err, want)
	}
}

func checkPaths(t *testing.T, m *maker, view *network.View, w [][]int) {
	t.Helper()
	for range 10 {
		r := network.Route{From: int32(m.IntN(max(1, len(w)))), To: int32(m.IntN(max(1, len(w)))), MaxHops: 1 + m.IntN(5), Count: 1 + m.IntN(12)}
		if len(w) == 0 || r.From == r.To {
			continue
		}
		want := paths(w, int(r.From), int(r.To), r.MaxHops)
		want = want[:min(len(want), r.Count)]
		got, exhausted, err := view.Paths(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(slices.Clip(want), got); diff != "" && len(want)+len(got) > 0 || exhausted {
			t.Errorf("Paths(%+v), exhausted %t (-want +got):\n%s", r, exhausted, diff)
		}
	}
}

func checkStandings(t *testing.T, view *network.View, w [][]int) {
	t.Helper()
	ranks := pageRank(w)
	standings := standings(t, view)
	var numbers []int
	for i := range w {
		got := standings.Of(int32(i))
		numbers = append(numbers, got.Community)
		degree, strength := 0, 0
		for _, s := range w[i] {
			strength += s
			if s > 0 {
				degree++
			}
		}
		if got.Degree != degree || got.WeightedDegree != strength {
			t.Errorf("partner %d has degree %d of strength %d, want %d of %d", i, got.Degree, got.WeightedDegree, degree, strength)
		}
		if math.Abs(got.PageRank-ranks[i]) > 1e-9 {
			t.Errorf("partner %d has PageRank %g, want %g", i, got.PageRank, ranks[i])
		}
		if want := betweenness(w, i); math.Abs(got.Betweenness-want) > 1e-9 {
			t.Errorf("partner %d has betweenness %g, want %g", i, got.Betweenness, want)
		}
		if (degree == 0) != (got == network.Standing{}) {
			t.Errorf("partner %d with degree %d stands at %+v", i, degree, got)
		}
	}
	apart := make([]int, len(w))
	for i := range apart {
		apart[i] = i
	}
	if q := modularity(w, numbers); q < max(modularity(w, apart), 0)-1e-9 {
		t.Errorf("communities have modularity %g, less than one of all or one of each", q)
	}
}

// checkPicture compares with all partners that a slow search reaches.
func checkPicture(t *testing.T, m *maker, o *oracle, view *network.View, w [][]int, f network.Filter) {
	t.Helper()
	around := network.Around{Depth: m.IntN(4), Limit: 1 + m.IntN(8)}
	var focus []int
	if m.IntN(3) > 0 && len(w) > 0 {
		focus = []int{m.IntN(len(w)), m.IntN(len(w))}
		around.Focus = []int64{o.partners[focus[0]].ID, 4711, o.partners[focus[1]].ID}
	}
	length, _ := distances(w)
	want := map[int32]int{}
	for i := range w {
		if slices.Max(w[i]) == 0 {
			continue
		}
		if around.Focus == nil {
			want[int32(i)] = 0
			continue
		}
		if d := min(length[focus[0]][i], length[focus[1]][i]); d <= around.Depth && d < len(w) {
			want[int32(i)] = d
		}
	}
	p := picture(t, view, around)
	if p.Truncated != (len(want) > around.Limit) || len(p.Partners) != min(len(want), around.Limit) {
		t.Errorf("Picture(%+v) has %d partners, truncated %t, want %d", around, len(p.Partners), p.Truncated, len(want))
	}
	members := 0
	for _, c := range p.Communities {
		members += len(c.Members)
	}
	undated := 0
	away := func(i int) int {
		switch {
		case focus == nil:
			return 0
		case i == focus[0] || i == focus[1]:
			return 0
		}
		return min(length[focus[0]][i], length[focus[1]][i])
	}
	for i, a := range o.partners {
		for j, b := range o.partners[:i] {
			near, far := min(away(i), away(j)), max(away(i), away(j))
			if o.undated(a.ID, b.ID, f) && (far <= around.Depth && far < len(w) || near < around.Depth && near < len(w)) {
				undated++
			}
		}
	}
	if p.Undated != undated {
		t.Errorf("Picture(%+v) under %+v leaves out %d ties without a date, want %d", around, f, p.Undated, undated)
	}
	links := 0
	for i, shown := range p.Partners {
		if d, ok := want[shown.Number]; !ok || d != shown.Distance {
			t.Errorf("Picture(%+v) shows partner %d at %d, want %d", around, shown.Number, shown.Distance, d)
		}
		for _, other := range p.Partners[:i] {
			if w[shown.Number][other.Number] > 0 {
				links++
			}
		}
	}
	if links != len(p.Links) || members != len(p.Partners) {
		t.Errorf("Picture(%+v) has %d links and %d members of communities, want %d and %d", around, len(p.Links), members, links, len(p.Partners))
	}
}

func checkTimelines(t *testing.T, m *maker, o *oracle, snapshot *network.Snapshot) {
	t.Helper()
	view := seen(t, snapshot, network.Every())
	for _, p := range o.partners {
		s := network.Stretch{
			By:   pick(m, network.PeriodYear, network.PeriodQuarter, network.PeriodMonth),
			From: pick[content.PartialDate](m, "", "2020", "2020-03"), To: pick[content.PartialDate](m, "", "2021", "2021-12-31"),
		}
		got, err := view.Timeline(t.Context(), view.Find([]int64{p.ID}), s)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(o.timeline(p.ID, s), got); diff != "" {
			t.Errorf("timeline of %s, %+v (-want +got):\n%s", p.Name, s, diff)
		}
	}
}

// timeline walks through all months there are, and counts what lies in each period.
func (o *oracle) timeline(partner int64, s network.Stretch) []network.TimelinePoint {
	points := []network.TimelinePoint{}
	from, to := 0, 0
	for month := 1900 * 12; month < 2100*12; month++ {
		point := network.TimelinePoint{Period: periodOf(s.By, month)}
		within := func(d content.PartialDate) int {
			if d != "" && periodOfDay(s.By, d.Earliest()) == point.Period && periodOfDay(s.By, d.Latest()) == point.Period {
				return 1
			}
			return 0
		}
		o.count(partner, &point, within)
		if n := len(points); n > 0 && points[n-1].Period == point.Period {
			continue
		}
		points = append(points, point)
		happened := point.ReleaseCount+point.InitiativeCount+point.NewCollaboratorCount > 0
		if happened && from == 0 {
			from = len(points)
		}
		if happened {
			to = len(points)
		}
	}
	if from == 0 && (s.From == "" || s.To == "") {
		return []network.TimelinePoint{}
	}
	index := func(day int) int {
		return slices.IndexFunc(points, func(p network.TimelinePoint) bool { return p.Period == periodOfDay(s.By, day) }) + 1
	}
	if s.From != "" {
		from = index(s.From.Earliest())
	}
	if s.To != "" {
		to = index(s.To.Latest())
	}
	if from > to {
		return []network.TimelinePoint{}
	}
	return points[from-1 : to]
}

func (o *oracle) count(partner int64, point *network.TimelinePoint, within func(content.PartialDate) int) {
	texts := map[int64][]content.PartialDate{}
	for _, m := range o.mentions {
		for _, r := range o.releases {
			if m.PartnerID == partner && m.ReleaseID == r.ID && published(r) != "" {
				texts[textOf(r)] = append(texts[textOf(r)], published(r))
			}
		}
	}
	for _, dates := range texts {
		point.ReleaseCount += within(slices.MinFunc(dates, byDay))
	}
	for _, i := range o.initiatives {
		if begin, ok := o.begin(partner, i, network.Every()); ok {
			point.InitiativeCount += within(begin)
		}
	}
	for _, other := range o.partners {
		point.NewCollaboratorCount += within(orNone(o.shared(partner, other.ID, network.Every()).first()))
	}
}

func periodOfDay(by network.Period, day int) string {
	return periodOf(by, day/10000*12+day/100%100-1)
}

func periodOf(by network.Period, month int) string {
	switch by {
	case network.PeriodQuarter:
		return fmt.Sprintf("%04d-Q%d", month/12, month%12/3+1)
	case network.PeriodMonth:
		return fmt.Sprintf("%04d-%02d", month/12, month%12+1)
	case network.PeriodYear:
	}
	return fmt.Sprintf("%04d", month/12)
}

func TestACacheIsAsNewAsTheContent(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		s := openStore(t, target)
		cache := network.NewCache(s)
		ctx, counter := database.WithCounter(t.Context())
		newest := func() *network.Snapshot {
			snapshot, err := cache.Newest(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return snapshot
		}
		first := newest()
		before := counter.Count()
		if newest() != first || counter.Count() != before+1 {
			t.Errorf("the same version was read again, with %d statements", counter.Count()-before)
		}
		refill(t, s, 3)
		if second := newest(); second == first || second.Version <= first.Version {
			t.Errorf("after a change the network is of version %d, as before", second.Version)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := cache.Newest(ended); err == nil {
			t.Error("a context that has ended reads the network")
		}
	})
}

func TestWatchReadsAtOnceAndWhatHasChanged(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		s := openStore(t, target)
		cache := network.NewCache(s)
		ctx, stop := context.WithCancel(t.Context())
		var watching sync.WaitGroup
		watching.Go(func() { cache.Watch(ctx) })
		defer watching.Wait()
		defer stop()
		awaits := func(what string, version int64) *network.Snapshot {
			for range 1200 {
				if kept := network.Kept(cache); kept != nil && kept.Version > version {
					return kept
				}
				time.Sleep(50 * time.Millisecond)
			}
			t.Fatalf("nobody has read %s", what)
			return nil
		}
		first := awaits("what was there", -1)
		refill(t, s, 3)
		awaits("what has changed", first.Version)
	})
}
