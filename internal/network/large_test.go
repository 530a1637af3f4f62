package network_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"pressgraph/internal/content"
	"pressgraph/internal/network"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// grow fills a store on SQLite with so many releases, a fifth as many partners,
// three mentions a release, a twentieth as many initiatives, four participants
// each. A few partners are in very many of them.
func grow(t testing.TB, releases int) *store.Store {
	t.Helper()
	s := openStore(t, storetest.SQLite(t))
	partners, initiatives := network.Numbers(releases)
	r := rand.New(rand.NewPCG(7, 7))
	some := func() int { return network.Draw(r, partners) }
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	_, err := s.Load(everything(t.Context()), "test", func(ctx context.Context, tx *store.Tx) error {
		exec := func(query string, args ...any) {
			if _, err := tx.Exec(ctx, query, args...); err != nil {
				t.Fatal(err)
			}
		}
		for i := range partners {
			exec(`INSERT INTO partners (id, slug, held, created_at, updated_at, public_updated_at, kind, name, name_fold, name_sort)
				VALUES (?, ?, TRUE, ?, ?, ?, 'COMPANY', ?, ?, ?)`, i+1, fmt.Sprintf("p%d", i), now, now, now, fmt.Sprintf("P%d", i), []byte{1}, fmt.Appendf(nil, "p%07d", i))
		}
		for i := range initiatives {
			exec(`INSERT INTO initiatives (id, slug, held, created_at, updated_at, public_updated_at, kind, name, name_fold, name_sort, started_on, started_earliest, started_latest)
				VALUES (?, ?, TRUE, ?, ?, ?, 'PROJECT', 'I', ?, ?, '2020', 20200101, 20201231)`, i+1, fmt.Sprintf("i%d", i), now, now, now, []byte{1}, []byte{1})
			for j := range 4 {
				exec(`INSERT OR IGNORE INTO participations (id, initiative_id, partner_id, role) VALUES (?, ?, ?, 'MEMBER')`, i*4+j+1, i+1, some()+1)
			}
		}
		for i := range releases {
			on := content.DateOf(now.AddDate(0, 0, -r.IntN(7000)), time.UTC)
			exec(`INSERT INTO releases (id, slug, status, created_at, updated_at, public_updated_at, kind, language, title, title_fold, title_sort, published_on, published_earliest, published_latest, sort_at)
				VALUES (?, ?, 'PUBLISHED', ?, ?, ?, 'STORY', 'en', 'T', ?, ?, ?, ?, ?, ?)`, i+1, fmt.Sprintf("r%d", i), now, now, now, []byte{1}, []byte{1},
				string(on), on.Earliest(), on.Latest(), content.SortAt(nil, on, time.UTC))
			for j := range 3 {
				exec(`INSERT OR IGNORE INTO mentions (id, release_id, partner_id, role) VALUES (?, ?, ?, 'SIGNATORY')`, i*3+j+1, i+1, some()+1)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// act is something that readers ask of a network, as it is measured.
type act struct {
	name string
	do   func()
}

// acts are what readers ask of a network.
func acts(b testing.TB, snapshot *network.Snapshot) []act {
	view := seen(b, snapshot, network.Every())
	hot, r := hottest(view), rand.New(rand.NewPCG(1, 1))
	partners, releases := network.Size(snapshot)
	random := func() int32 { return int32(r.IntN(partners)) }
	shows := func(a network.Around) { picture(b, view, a) }
	stand := func(m network.Measures) {
		if err := view.Measure(b.Context(), m); err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("%d releases: the hottest partner has %d collaborators", releases, view.Degree(hot))
	return []act{
		{"a new filter with dates or kinds", func() { seen(b, snapshot, another(r)) }},
		{"a new filter without", func() { seen(b, snapshot, without(r, view)) }},
		{"collaborators of the hottest partner, the first 20", func() {
			for _, tie := range view.Collaborators(hot)[:20] {
				view.Shared(hot, tie.To)
			}
		}},
		{"network around the hottest partner, depth 2, 100 partners", func() {
			shows(network.Around{Focus: []int64{view.ID(hot)}, Depth: 2, Limit: 100})
		}},
		{"network around a random partner, depth 2, 100 partners", func() {
			shows(network.Around{Focus: []int64{view.ID(random())}, Depth: 2, Limit: 100})
		}},
		{"the 40 best connected, and their communities", func() {
			if _, err := view.Picture(b.Context(), network.Around{Limit: 40, Measures: network.Measures{Communities: true}}); err != nil {
				b.Fatal(err)
			}
		}},
		{"the 1,000 best connected", func() { shows(network.Around{Limit: 1000}) }},
		{"three paths between two random partners", func() {
			if _, _, err := view.Paths(b.Context(), network.Route{From: random(), To: random(), MaxHops: 6, Count: 3}); err != nil {
				b.Fatal(err)
			}
		}},
		{"months of the hottest partner", func() {
			if _, err := view.Timeline(b.Context(), []int32{hot}, network.Stretch{By: network.PeriodMonth}); err != nil {
				b.Fatal(err)
			}
		}},
		{"PageRank of all", func() { stand(network.Measures{PageRank: true}) }},
		{"communities of all", func() { stand(network.Measures{Communities: true}) }},
		{"betweenness of all", func() { stand(network.Measures{Betweenness: true}) }},
	}
}

// another returns a filter that keeps everything and that no view is kept of.
func another(r *rand.Rand) network.Filter {
	f := network.Every()
	f.AsOf = 20991231 + r.IntN(1_000_000_000)
	return f
}

// without returns a filter that leaves out a partner, and that no view is kept of.
func without(r *rand.Rand, v *network.View) network.Filter {
	f := network.Every()
	f.Without = []int64{v.ID(int32(r.IntN(10))), -r.Int64()}
	return f
}

func hottest(view *network.View) int32 {
	var best int32
	partners, _ := network.Size(view.Snapshot)
	for number := range int32(partners) {
		if view.Degree(number) > view.Degree(best) {
			best = number
		}
	}
	return best
}

// BenchmarkNetwork reads networks from SQLite and asks them.
func BenchmarkNetwork(b *testing.B) {
	for _, releases := range []int{1000, 100_000} {
		if testing.Short() && releases > 1000 {
			continue
		}
		b.Run(fmt.Sprintf("releases=%d", releases), func(b *testing.B) {
			s := grow(b, releases)
			var snapshot *network.Snapshot
			b.Run("read", func(b *testing.B) {
				b.ReportAllocs()
				before := heap()
				for b.Loop() {
					snapshot = read(b, s)
					seen(b, snapshot, network.Every())
				}
				b.ReportMetric(float64(heap()-before)/(1<<20), "MiB-kept")
			})
			for _, a := range acts(b, snapshot) {
				b.Run(a.name, func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						a.do()
					}
				})
			}
		})
	}
}
