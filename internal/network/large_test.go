package network_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
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
	partners, initiatives := max(10, releases/5), max(5, releases/20)
	m := &maker{Rand: rand.New(rand.NewPCG(7, 7))}
	some := func() int { return min(int(float64(partners)*m.Float64()*m.Float64()*m.Float64()), partners-1) }
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
			on := content.DateOf(now.AddDate(0, 0, -m.IntN(7000)), time.UTC)
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

func BenchmarkNetwork(b *testing.B) {
	for _, releases := range []int{1000, 100_000} {
		if testing.Short() && releases > 1000 {
			continue
		}
		b.Run(fmt.Sprintf("releases=%d", releases), func(b *testing.B) { benchmark(b, grow(b, releases)) })
	}
}

func benchmark(b *testing.B, s *store.Store) {
	var snapshot *network.Snapshot
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		before := heap()
		for b.Loop() {
			snapshot = read(b, s)
			snapshot.View(network.Every())
		}
		b.ReportMetric(float64(heap()-before)/(1<<20), "MiB-kept")
	})
	view := snapshot.View(network.Every())
	hot := hottest(view)
	m := &maker{Rand: rand.New(rand.NewPCG(1, 1))}
	b.Logf("the hottest partner has %d collaborators", view.Degree(hot))
	for name, do := range map[string]func(){
		"collaborators": func() {
			for i, tie := range view.Collaborators(hot) {
				if i == 20 {
					break
				}
				view.Shared(hot, tie.To)
			}
		},
		"picture": func() { view.Picture(network.Around{Focus: []int64{view.ID(hot)}, Depth: 2, Limit: 100}) },
		"largest": func() { view.Picture(network.Around{Limit: 1000}) },
		"paths": func() {
			view.Paths(network.Route{From: int32(m.IntN(len(view.Find(nil)) + 100)), To: int32(200 + m.IntN(100)), MaxHops: 6, Count: 3})
		},
		"view": func() {
			f := network.Every()
			f.AsOf = 20200101 + m.IntN(1_000_000)
			snapshot.View(f)
		},
		"timeline": func() {
			if _, err := view.Timeline([]int32{hot}, network.Stretch{By: network.PeriodMonth}); err != nil {
				b.Fatal(err)
			}
		},
		"metrics": func() {
			f := network.Every()
			f.Since = 10101 + m.IntN(1_000_000)
			snapshot.View(f).Standings()
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				do()
			}
		})
	}
}

func hottest(view *network.View) int32 {
	var best int32
	for number := range int32(100) {
		if found := view.Find([]int64{int64(number) + 1}); len(found) > 0 && view.Degree(found[0]) > view.Degree(best) {
			best = found[0]
		}
	}
	return best
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
