package network

import (
	"context"
	"fmt"
	"math/rand/v2"

	"pressgraph/internal/content"
)

// Kept returns what a cache holds, however old; nil for nothing.
func Kept(c *Cache) *Snapshot {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kept
}

// Measure computes what is wanted of a view, and forgets it.
func (v *View) Measure(ctx context.Context, wanted Measures) error {
	return new(Standings).add(ctx, wanted, v.among(v.linked).measures())
}

// Size returns how many partners and releases a snapshot holds.
func Size(s *Snapshot) (partners, releases int) { return len(s.partners), len(s.releases) }

// Draw picks a partner of so many: the first ones far more often than the last.
func Draw(r *rand.Rand, partners int) int {
	return min(int(float64(partners)*r.Float64()*r.Float64()*r.Float64()), partners-1)
}

// Numbers returns how many partners and initiatives go with so many releases.
func Numbers(releases int) (partners, initiatives int) {
	return max(10, releases/5), max(5, releases/20)
}

// Assembly makes rows as a database of so many releases would give them, with
// three mentions a release and four participants an initiative, and returns
// what builds the snapshot from them.
func Assembly(releases int) func() *Snapshot {
	r := rand.New(rand.NewPCG(7, 7))
	partners, initiatives := Numbers(releases)
	var all reader
	all.Snapshot = &Snapshot{known: make(map[int64]int32, partners)}
	for i := range partners {
		all.partners = append(all.partners, partner{int64(i + 1), fmt.Appendf(nil, "p%07d", i)})
		all.known[int64(i+1)] = int32(i)
	}
	for i := range releases {
		day := date{from: int32((2000+r.IntN(26))*10000 + (1+r.IntN(12))*100 + 1 + r.IntN(28))}
		day.to = day.from
		all.releases = append(all.releases, release{int64(i + 1), day})
	}
	groups := make([]int64, releases)
	for i := range groups {
		groups[i] = int64(i + 1)
		if i%10 == 1 {
			groups[i]--
		}
	}
	mentions := make([]pair[int32], 0, 3*releases)
	tied := make([]pair[int32], 0, 3*releases)
	for i := range releases {
		named := map[int]bool{}
		for range 3 {
			p := Draw(r, partners)
			if named[p] {
				continue
			}
			named[p] = true
			mentions = append(mentions, pair[int32]{int32(p), int32(i)})
			tied = append(tied, pair[int32]{int32(i), int32(p)})
		}
	}
	var parts []pair[part]
	for i := range initiatives {
		all.initiatives = append(all.initiatives, initiative{int64(i + 1), content.InitiativeKindProject, content.InitiativeStatusActive})
		for range 4 {
			parts = append(parts, pair[part]{int32(i), part{partner: int32(Draw(r, partners)), begin: date{20200101, 20201231}}})
		}
	}
	return func() *Snapshot {
		built := reader{Snapshot: &Snapshot{
			slots:    newSlots(),
			partners: all.partners, known: all.known, releases: all.releases, initiatives: all.initiatives,
		}}
		built.translate(groups)
		built.mention(mentions, tied)
		built.join(parts)
		return built.Snapshot
	}
}
