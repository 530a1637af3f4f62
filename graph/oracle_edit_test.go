package graph_test

import (
	"math/rand/v2"
	"testing"

	"pressgraph/ent/db/partner"
	"pressgraph/ent/db/release"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom/merge"
)

// edit merges some partners of a random newsroom, takes a few of the merges
// back, and archives or unpublishes releases, as editors do. What is refused
// stays as it was.
func edit(t testing.TB, a *api, seed uint64) {
	t.Helper()
	ctx, r, client := editor(t), rand.New(rand.NewPCG(seed, 13)), a.store.Client()
	done := func(err error) bool {
		if err != nil && !fault.Is(err, fault.CodeConflict) {
			t.Fatalf("edit the newsroom %d: %v", seed, err)
		}
		return err == nil
	}
	for range 1 + r.IntN(2) {
		partners := client.Partner.Query().Order(partner.ByID()).AllX(ctx)
		if len(partners) < 2 {
			return
		}
		r.Shuffle(len(partners), func(i, j int) { partners[i], partners[j] = partners[j], partners[i] })
		into, duplicate := partners[0], partners[1].ID
		_, err := merge.Partners(ctx, a.newsroom.Newsroom, into.ID, into.Version, []int64{duplicate})
		if done(err) && r.IntN(3) == 0 {
			_, err := merge.Undo(ctx, a.newsroom.Newsroom, duplicate)
			done(err)
		}
	}
	for range r.IntN(3) {
		one := oneOf(r, client.Release.Query().Order(release.ByID()).AllX(ctx))
		take := oneOf(r, []func() error{
			func() error { _, err := a.newsroom.ArchiveRelease(ctx, one.ID, one.Version); return err },
			func() error { _, err := a.newsroom.UnpublishRelease(ctx, one.ID, one.Version); return err },
		})
		done(take())
	}
}
