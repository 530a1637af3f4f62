package database

import (
	"sync/atomic"
	"time"
)

// signs are signs of life of a database: whatever it answers to anybody. They
// tell one that is gone from one whose connections are all busy.
type signs struct {
	begin time.Time
	// last is how long after begin the last one was heard.
	last atomic.Int64
}

func newSigns() *signs { return &signs{begin: time.Now()} }

// hear notes a sign where err is none.
func (s *signs) hear(err error) {
	if err == nil {
		s.last.Store(int64(time.Since(s.begin)))
	}
}

// Heard returns when the database has last answered anything to this process,
// over whichever connection.
func (db *DB) Heard() time.Time {
	return db.signs.begin.Add(time.Duration(db.signs.last.Load()))
}
