package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/derive"
	"pressgraph/internal/store"
)

func TestSettle(t *testing.T) {
	t.Parallel()
	eachNewsroom(t, func(t *testing.T, n newsroom) {
		seeds := uint64(12)
		if testing.Short() {
			seeds = 1
		}
		for seed := range seeds {
			e := &editor{random: rand.New(rand.NewPCG(seed, 1))}
			for step := range 40 {
				var did string
				n.write(t, func(ctx context.Context, tx *store.Tx) (err error) {
					did, err = e.edit(ctx, tx)
					return err
				})
				agree(t, n, fmt.Sprintf("seed %d, step %d: %s", seed, step, did))
			}
			n.write(t, func(ctx context.Context, tx *store.Tx) error { return e.clear(ctx, tx) })
		}
	})
}

// agree fails the test unless what is stored is what the oracle derives, and
// Check finds nothing.
func agree(t *testing.T, n newsroom, when string) {
	t.Helper()
	rows := readAll(t, n)
	if diff := cmp.Diff(rows.derive(), rows.stored()); diff != "" {
		t.Fatalf("%s: derived (-want +got):\n%s", when, diff)
	}
	found, err := derive.Check(t.Context(), n.Store)
	if err != nil {
		t.Fatalf("%s: check: %v", when, err)
	}
	if len(found) > 0 {
		t.Fatalf("%s: Check found %v, want nothing", when, found)
	}
}
