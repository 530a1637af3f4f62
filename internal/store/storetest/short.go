package storetest

import (
	"testing"

	"pressgraph/internal/database"
)

// EachOrOne is Each; with -short, as under the race detector, it runs test on
// PostgreSQL alone: SQLite, which is C made Go, is an order slower there, and what
// is ours around it is watched in the tests of the store.
func EachOrOne(t *testing.T, test func(t *testing.T, target database.Target)) {
	t.Helper()
	if testing.Short() {
		test(t, Postgres(t))
		return
	}
	Each(t, test)
}

// OneByOne skips, with -short, what does one thing after the other, or measures a
// process: the race detector finds nothing there, and is an order slower.
func OneByOne(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped under the race detector: one thing is done after the other")
	}
}
