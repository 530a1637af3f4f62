package cli

import (
	"testing"

	"pressgraph/internal/store"
)

func TestPace(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		engine     store.Engine
		kept, live uint64
		want       int
	}{
		{store.SQLite, 256, 0, 400},
		{store.SQLite, 256, 20, 320},
		{store.SQLite, 256, 160, 40},
		{store.SQLite, 256, 200, 28},
		{store.SQLite, 256, 256, 25},
		{store.SQLite, 256, 4096, 25},
		{store.SQLite, 0, 20, 320},
		{store.SQLite, 0, 100, 28},
		{store.PostgreSQL, 256, 128, 75},
		{store.PostgreSQL, 256, 256, 25},
		{store.PostgreSQL, 1024, 512, 25},
		{store.PostgreSQL, 0, 32, 300},
	} {
		if got := paceOf(tt.engine, tt.kept<<20).percent(tt.live << 20); got != tt.want {
			t.Errorf("%s keeping %d MiB: of %d the heap grows by %d percent, want %d", tt.engine, tt.kept, tt.live, got, tt.want)
		}
	}
}
