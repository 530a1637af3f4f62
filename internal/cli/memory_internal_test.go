package cli

import (
	"testing"

	"pressgraph/internal/database"
)

func TestPace(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		engine     database.Engine
		kept, live uint64
		want       int
	}{
		{database.SQLite, 256, 0, 400},
		{database.SQLite, 256, 20, 320},
		{database.SQLite, 256, 160, 40},
		{database.SQLite, 256, 200, 28},
		{database.SQLite, 256, 256, 25},
		{database.SQLite, 256, 4096, 25},
		{database.SQLite, 0, 20, 320},
		{database.SQLite, 0, 100, 28},
		{database.PostgreSQL, 256, 128, 75},
		{database.PostgreSQL, 256, 256, 25},
		{database.PostgreSQL, 1024, 512, 25},
		{database.PostgreSQL, 0, 32, 300},
	} {
		if got := paceOf(tt.engine, tt.kept<<20).percent(tt.live << 20); got != tt.want {
			t.Errorf("%s keeping %d MiB: of %d the heap grows by %d percent, want %d", tt.engine, tt.kept, tt.live, got, tt.want)
		}
	}
}
