package database

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

const (
	// maxSkew is how far a server's clock may be from the database's before the
	// log is told.
	maxSkew = 2 * time.Second
	// skewInterval is how often it is told while it lasts.
	skewInterval = time.Hour
)

// clock tells the time by which everything is judged. On PostgreSQL, which
// several servers share, that is the database's, as each of its answers has told
// it, and as much later as has passed here since: what is due then is due on
// every server, whatever its own clock says.
type clock struct {
	// own is the clock of this server.
	own func() time.Time
	// shared is whether the database has another.
	shared bool
	log    *slog.Logger

	mu sync.Mutex
	// told is the time of the database when our clock said at.
	told, at time.Time
	// skewed is when the log was told last that the clocks differ; zero when
	// they do not.
	skewed time.Time
}

// now returns the time: on PostgreSQL a lower bound, so that nothing is taken to
// be due before it is.
func (c *clock) now() time.Time {
	own := c.own()
	if !c.shared {
		return StoredTime(own)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.told.IsZero() {
		return StoredTime(own)
	}
	return StoredTime(c.told.Add(own.Sub(c.at)))
}

// hear takes in that the database has told its time between two instants of our
// clock.
func (c *clock) hear(ctx context.Context, told, sent, received time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	// What we take for the time is kept while it can be right and is later: the
	// answer that told it has taken less time than this one.
	expected := c.told.Add(received.Sub(c.at))
	if c.told.IsZero() || expected.Before(told) || expected.After(told.Add(received.Sub(sent))) {
		c.told, c.at = told, received
	}
	c.compare(ctx, told, sent, received)
}

// compare tells the log when the clocks begin to differ, now and then while
// they do, and when they do no longer. The wall clocks are compared.
func (c *clock) compare(ctx context.Context, told, sent, received time.Time) {
	ahead, behind := sent.Round(0).Sub(told), told.Sub(received.Round(0))
	differ := ahead > maxSkew || behind > maxSkew
	switch {
	case differ && (c.skewed.IsZero() || received.Sub(c.skewed) > skewInterval):
		c.skewed = received
		if ahead > 0 {
			c.log.WarnContext(ctx, "the clock of this server is ahead of the database's, which counts", "ahead", ahead)
		} else {
			c.log.WarnContext(ctx, "the clock of this server is behind the database's, which counts", "behind", behind)
		}
	case !differ && !c.skewed.IsZero():
		c.skewed = time.Time{}
		c.log.InfoContext(ctx, "the clock of this server agrees with the database's again")
	}
}

// Now returns the time: the database's on PostgreSQL, as far as it has been heard.
func (db *DB) Now() time.Time { return db.clock.now() }

// AskNow is Now, but for asking the database on PostgreSQL, so that it is not
// late either.
func (db *DB) AskNow(ctx context.Context) (time.Time, error) { return db.clock.ask(ctx, db) }

// TellsTime reports whether the database has a clock of its own, which counts.
func (db *DB) TellsTime() bool { return db.clock.shared }

// HearTime takes in what time it is by the database's clock, which ask asks for
// among other things.
func (db *DB) HearTime(ctx context.Context, ask func() (time.Time, error)) error {
	sent := db.clock.own()
	told, err := ask()
	if err == nil {
		db.clock.hear(ctx, told, sent, db.clock.own())
	}
	return err
}

func (c *clock) ask(ctx context.Context, on Queries) (time.Time, error) {
	if !c.shared {
		return c.now(), nil
	}
	var told time.Time
	sent := c.own()
	if err := ReadRow(ctx, on, "SELECT clock_timestamp()", &told); err != nil {
		return time.Time{}, err
	}
	c.hear(ctx, told, sent, c.own())
	return StoredTime(told), nil
}
