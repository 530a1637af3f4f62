package cli

import "testing"

func TestPercentFor(t *testing.T) {
	t.Parallel()
	for live, want := range map[uint64]int{0: 400, 20 << 20: 400, 64 << 20: 400, 128 << 20: 200, 256 << 20: 100, 4 << 30: 100} {
		if got := percentFor(live); got != want {
			t.Errorf("of %d MiB the heap grows by %d percent, want %d", live>>20, got, want)
		}
	}
}
