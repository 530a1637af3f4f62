package store

import (
	"context"
)

const (
	// freshNodes is after how many settled nodes SQLite is asked whether its
	// statistics are out of date. It compares sizes first, which takes no time, and
	// looks anew only at tables that have grown or shrunk tenfold.
	freshNodes = 250
	// bulkNodes is how many nodes one transaction settles that PostgreSQL had
	// better not wait for its own rounds, once a minute, to hear of.
	bulkNodes = 1000

	// optimize has SQLite analyze what needs it (2), as far as a sample tells
	// (16), whether this connection has asked about it or not (65536).
	optimize = "PRAGMA optimize=0x10012"
)

// keepStatistics tells the engine how much is stored, where a transaction that
// has settled some nodes may have changed that much. It changes no answer, so
// that what fails is logged and done another time.
func (s *Store) keepStatistics(ctx context.Context, settled int) {
	if s.db.Engine() == PostgreSQL {
		if settled >= bulkNodes {
			s.tellStatistics(ctx, "ANALYZE")
		}
		return
	}
	if s.unanalyzed.Add(int64(settled)) >= freshNodes {
		s.unanalyzed.Store(0)
		s.tellStatistics(ctx, optimize)
	}
}

// closeStatistics is keepStatistics for the last time.
func (s *Store) closeStatistics() {
	if s.db.Engine() == SQLite && s.unanalyzed.Load() > 0 {
		s.tellStatistics(context.Background(), optimize)
	}
}

func (s *Store) tellStatistics(ctx context.Context, text string) {
	if s.ReadOnly() {
		return
	}
	// The change is done, whatever becomes of who asked for it.
	ctx = uncounted(context.WithoutCancel(ctx))
	if _, err := s.db.ExecContext(ctx, text); err != nil {
		s.options.Log.WarnContext(ctx, "statistics were not brought up to date", "error", err)
		return
	}
	s.db.renewReaders()
}

// renewReaders ends the connections that nobody uses at the moment: SQLite reads
// statistics when a connection begins.
func (db *DB) renewReaders() {
	if db.Engine() == SQLite {
		db.reader.SetMaxIdleConns(0)
		db.reader.SetMaxIdleConns(db.reader.Stats().MaxOpenConnections)
	}
}
