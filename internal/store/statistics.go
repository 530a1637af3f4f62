package store

import (
	"context"

	"pressgraph/internal/database"
)

const (
	// freshNodes is after how many settled nodes SQLite is asked whether its
	// statistics are out of date. It compares sizes first, which takes no time, and
	// looks anew only at tables that have grown or shrunk tenfold.
	freshNodes = 250
	// bulkNodes is how many nodes one transaction settles that PostgreSQL had
	// better not wait for its own rounds, once a minute, to hear of.
	bulkNodes = 1000
)

// keepStatistics tells the engine how much is stored, where a transaction that
// has settled some nodes may have changed that much. It changes no answer, so
// that what fails is logged and done another time.
func (s *Store) keepStatistics(ctx context.Context, settled int) {
	if s.db.Engine() == database.PostgreSQL {
		if settled >= bulkNodes {
			s.tellStatistics(ctx)
		}
		return
	}
	if s.unanalyzed.Add(int64(settled)) >= freshNodes {
		s.unanalyzed.Store(0)
		s.tellStatistics(ctx)
	}
}

// closeStatistics is keepStatistics for the last time.
func (s *Store) closeStatistics() {
	if s.db.Engine() == database.SQLite && s.unanalyzed.Load() > 0 {
		s.tellStatistics(context.Background())
	}
}

func (s *Store) tellStatistics(ctx context.Context) {
	if s.ReadOnly() {
		return
	}
	// The change is done, whatever becomes of who asked for it.
	ctx = context.WithoutCancel(ctx)
	if err := s.db.Count(ctx); err != nil {
		s.options.Database.Log.WarnContext(ctx, "statistics were not brought up to date", "error", err)
	}
}
