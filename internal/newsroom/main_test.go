package newsroom_test

import (
	"os"
	"testing"

	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// each runs test on both engines; with -short, as under the race detector, on
// PostgreSQL alone: SQLite, which is C made Go, is an order slower there, and
// what is ours around it is watched in the tests of the store.
func each(t *testing.T, test func(t *testing.T, target store.Target)) {
	t.Helper()
	if testing.Short() {
		test(t, storetest.Postgres(t))
		return
	}
	storetest.Each(t, test)
}
