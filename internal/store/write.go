package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pressgraph/internal/changelog"
	"pressgraph/internal/database"
	"pressgraph/internal/fault"
)

const (
	// maxTries bounds how often a transaction that loses against others is run.
	maxTries = 10
	// The pause before another try grows from first to last, each with jitter.
	firstPause = 5 * time.Millisecond
	lastPause  = 500 * time.Millisecond
	// maxOvertaken bounds how often a transaction is run that finds a unique
	// value taken after it has asked for it.
	maxOvertaken = 3
)

// Outcome is what a Write has come to.
type Outcome struct {
	// ContentVersion is the version that holds what was written; PublicVersion
	// the one of readers at that moment. Both are 0 after a DryRun.
	ContentVersion int64
	PublicVersion  int64
	// MadePublic are the nodes that readers see since, Withdrawn those that they
	// see no longer; by type and id.
	MadePublic []NodeRef
	Withdrawn  []NodeRef
}

// Write runs do in one transaction, settles everything derived, and commits.
// purpose names the use case in the change log. An error or panic of do undoes
// everything.
//
// A transaction that lost against another one is run again from its start, so
// do may run several times and must leave no trace outside of tx: it starts
// with fresh rows each time. After ten tries, or when ctx ends after the first,
// what it lost by is returned: OVERLOADED. On PostgreSQL a unique value that
// another one was faster to take counts as such a loss, but only twice: do, which
// asks before it writes, finds it taken the next time and can say so, or choose
// another.
//
// On SQLite one Write runs at a time; do must not wait for anything but tx.
func (s *Store) Write(ctx context.Context, purpose string, do func(context.Context, *Tx) error) (Outcome, error) {
	return s.try(ctx, job{purpose: purpose, do: do})
}

// DryRun is Write, but for the end: everything is undone. The Outcome tells
// what would have become visible or hidden.
func (s *Store) DryRun(ctx context.Context, purpose string, do func(context.Context, *Tx) error) (Outcome, error) {
	return s.try(ctx, job{purpose: purpose, do: do, dry: true})
}

// Load is Write for very many rows. Everything derived is computed for the
// whole database at the end, whatever was touched; the change log holds a
// single change, which says that anything may have changed.
func (s *Store) Load(ctx context.Context, purpose string, do func(context.Context, *Tx) error) (Outcome, error) {
	return s.try(ctx, job{purpose: purpose, do: do, bulk: true})
}

// Restore is Load for rows that come with all that is derived, and with what was
// told of them: neither is done here.
func (s *Store) Restore(ctx context.Context, purpose string, do func(context.Context, *Tx) error) (Outcome, error) {
	return s.try(ctx, job{purpose: purpose, do: do, restore: true})
}

// job is what is to be done in one transaction, and how.
type job struct {
	purpose   string
	do        func(context.Context, *Tx) error
	dry, bulk bool
	// restore is bulk without anything derived or told: all comes as it is.
	restore bool
}

func (s *Store) try(ctx context.Context, j job) (Outcome, error) {
	if s.db.ReadOnly() {
		return Outcome{}, fmt.Errorf("%s: %w", j.purpose, onlyRead())
	}
	var lost error
	for attempt := 1; ; attempt++ {
		outcome, err := s.once(ctx, j)
		if err == nil {
			return outcome, nil
		}
		if lost != nil && ctx.Err() != nil {
			err = lost // tells more than that ctx has ended
		}
		again := database.Retryable(err) || database.Overtaken(err) && attempt < maxOvertaken
		if !again || attempt == maxTries || !s.pause(ctx, attempt) {
			return Outcome{}, fmt.Errorf("%s: %w", j.purpose, err)
		}
		lost = err
	}
}

// once runs one transaction, which has ended when it returns or panics.
func (s *Store) once(ctx context.Context, j job) (Outcome, error) {
	conn, err := s.db.BeginWrite(ctx)
	if err != nil {
		return Outcome{}, err
	}
	// After Commit this does nothing; before, what ended the transaction is the
	// error to tell, not that it could not be undone in style.
	defer func() { _ = conn.Rollback() }()
	tx := newTx(s, conn)
	if err := tx.begin(ctx, j); err != nil {
		return Outcome{}, err
	}
	if err := j.do(ctx, tx); err != nil {
		return Outcome{}, err
	}
	if tx.err != nil {
		return Outcome{}, tx.err
	}
	if err := tx.finish(ctx, j); err != nil {
		return Outcome{}, fmt.Errorf("settle: %w", err)
	}
	outcome := tx.outcome()
	if j.dry {
		return outcome, nil
	}
	if outcome.ContentVersion, outcome.PublicVersion, err = changelog.CommitVersion(ctx, conn, s.db.Engine()); err != nil {
		return Outcome{}, err
	}
	committed := s.committing(outcome)
	err = database.Ended(ctx, conn.Commit())
	committed(ctx, err)
	if err != nil {
		return Outcome{}, err
	}
	s.keepStatistics(ctx, tx.settled(j))
	return outcome, nil
}

// settled returns how many nodes the transaction has settled, or as many as are
// looked at where it did not count.
func (tx *Tx) settled(j job) int {
	if j.bulk {
		return freshNodes
	}
	return len(tx.touched)
}

// begin tells the triggers on whose behalf the transaction writes, and learns
// what time it is.
func (tx *Tx) begin(ctx context.Context, j job) error {
	engine := tx.store.db.Engine()
	who := changelog.Author{Actor: viewer(ctx), Purpose: j.purpose}
	var err error
	if tx.now, err = changelog.BeginNow(ctx, tx.conn, tx.store.db, who); err != nil || !j.bulk && !j.restore {
		return err
	}
	return changelog.BeginBulk(ctx, tx.conn, engine)
}

// finish brings what is derived up to date.
func (tx *Tx) finish(ctx context.Context, j job) error {
	if j.restore {
		return nil
	}
	if !j.bulk {
		return tx.settling.Settle(ctx)
	}
	if err := tx.settling.SettleAll(ctx); err != nil {
		return err
	}
	return changelog.BulkChanged(ctx, tx.conn, tx.store.db.Engine())
}

func (tx *Tx) outcome() Outcome {
	var o Outcome
	for node, visible := range tx.shown {
		if visible {
			o.MadePublic = append(o.MadePublic, node)
		} else {
			o.Withdrawn = append(o.Withdrawn, node)
		}
	}
	slices.SortFunc(o.MadePublic, NodeRef.Compare)
	slices.SortFunc(o.Withdrawn, NodeRef.Compare)
	return o
}

// pause waits before the next try, between half and all of a time that doubles
// each time, so that those who collided do not again. It reports false if ctx
// ended.
func (s *Store) pause(ctx context.Context, attempt int) bool {
	full := min(firstPause<<(attempt-1), lastPause)
	half := int64(full / 2)
	drawn, err := s.random.number()
	if err != nil {
		return false
	}
	timer := time.NewTimer(time.Duration(half + drawn%(half+1)))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// onlyRead is what ends a change of a database that can only be read.
func onlyRead() error {
	return fault.New(fault.CodeOverloaded, "the content can only be read here at the moment; change it through another server, or later")
}
