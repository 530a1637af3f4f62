package store

import (
	"context"

	"pressgraph/internal/database"
)

// Settling derives, in one transaction and before its commit, what follows from what
// is written there.
type Settling interface {
	// Settle brings up to date what follows from the touched nodes, and tells when
	// the edited were. It may be called several times.
	Settle(ctx context.Context) error
	// SettleAll does the same for the whole database, of which anything may have
	// changed.
	SettleAll(ctx context.Context) error
	// Mend looks at the whole database, and writes only what differs.
	Mend(ctx context.Context) error
}

// nothingFollows derives nothing.
type nothingFollows struct{}

func (nothingFollows) Settle(context.Context) error    { return nil }
func (nothingFollows) SettleAll(context.Context) error { return nil }
func (nothingFollows) Mend(context.Context) error      { return nil }

// Settle brings what is derived up to date for what follows in the same
// transaction, and whose being public depends on it: what is touched is
// settled now, and again before the commit.
func (tx *Tx) Settle(ctx context.Context) error { return tx.settling.Settle(ctx) }

// RecomputeAll derives everything anew, for what was written past Touch: bulk
// loads, foreign SQL. It costs one reading of the whole database and writes
// only what differs.
func (tx *Tx) RecomputeAll(ctx context.Context) error { return tx.settling.Mend(ctx) }

// SQL returns the transaction below, which sees everything: for those who derive.
func (tx *Tx) SQL() *database.Tx { return tx.conn }

// Marks are the nodes that a transaction has to do with.
type Marks struct {
	// Touched and Edited are what Tx.Touch and Tx.Edited were told.
	Touched, Edited map[NodeRef]bool
	// Turned are those whose visibility has changed, with what it is now.
	Turned map[NodeRef]bool
}

// Marks returns the nodes of the transaction so far, to be read.
func (tx *Tx) Marks() Marks { return Marks{tx.touched, tx.edited, tx.shown} }

// Turn notes that a node became visible or hidden. Turning twice is as not
// turning at all.
func (tx *Tx) Turn(node NodeRef, visible bool) {
	if _, before := tx.shown[node]; before {
		delete(tx.shown, node)
		return
	}
	tx.shown[node] = visible
}
