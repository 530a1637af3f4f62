package store

import (
	"cmp"
	"context"
	"time"

	"entgo.io/ent/dialect"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
)

// NodeRef names a node of the content.
type NodeRef struct {
	Type content.NodeType
	ID   int64
}

// Tx is one transaction of Write. It ends with it, and serves one goroutine.
type Tx struct {
	store  *Store
	conn   *database.Tx
	client *db.Client
	now    time.Time
	err    error

	touched map[NodeRef]bool
	edited  map[NodeRef]bool
	// shown holds the nodes whose visibility has changed, with what it is now.
	shown    map[NodeRef]bool
	settling Settling
}

func newTx(s *Store, conn *database.Tx) *Tx {
	tx := &Tx{
		store:   s,
		conn:    conn,
		client:  db.NewClient(db.Driver(conn.Driver())),
		touched: map[NodeRef]bool{},
		edited:  map[NodeRef]bool{},
		shown:   map[NodeRef]bool{},
	}
	tx.settling = s.options.Settling(tx)
	return tx
}

// Client reads and writes in the transaction and sees everything.
func (tx *Tx) Client() *db.Client { return tx.client }

// Exec runs SQL that writes, and returns how many rows it wrote.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	result, err := tx.conn.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// Query is Store.Query in the transaction.
func (tx *Tx) Query(ctx context.Context, query string, args []any, each func(database.Row) error) error {
	return database.QueryEach(ctx, tx.conn, query, args, each)
}

// Dialect returns ent's name for the engine.
func (tx *Tx) Dialect() string { return tx.store.db.Dialect() }

// Alone waits until no other transaction that names this lock is under way, and
// holds it to the end. SQLite has one writer at a time and needs no lock.
func (tx *Tx) Alone(ctx context.Context, lock int64) error {
	if tx.Dialect() != dialect.Postgres {
		return nil
	}
	_, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", lock)
	return err
}

// Now returns the instant of the transaction, the same however often it is
// asked, by the clock of the store: UTC, in microseconds.
func (tx *Tx) Now() time.Time { return tx.now }

// SortAt returns what a release sorts by; whoever writes its dates stores it.
func (tx *Tx) SortAt(publishedAt *time.Time, publishedOn content.PartialDate) int64 {
	return tx.store.SortAt(publishedAt, publishedOn)
}

// NewID returns an id that nothing has: random, positive, of 63 bits. Where
// there is no randomness it returns 0, and the transaction fails.
func (tx *Tx) NewID() int64 {
	id, err := tx.store.random.number()
	if err != nil {
		tx.err = err
	}
	return id
}

// Touch says that what is derived from these nodes may have changed: what
// readers see, counts, places in lists. It is recomputed before the commit,
// and so is what follows from it:
//
//   - of a release, everything that its relations, its publisher and the
//     evidence in it lead to;
//   - of an initiative, its participations and topics, and their other ends;
//   - of a partner, its participations and their initiatives;
//   - of all, the parents, and theirs.
//
// A node is to be touched when it is new, when its status, dates, rank, held,
// publisher or parent changes, and when a relation of it is added, changed or
// removed. The other end of what was removed or led elsewhere before (a
// relation, a publisher, a parent) cannot be found any more and is to be
// touched, too; likewise the ends of a relation that lost evidence. Nodes that
// do not exist are ignored.
//
// It costs a fixed number of statements, and counting the relations of the
// nodes concerned: some milliseconds where one has tens of thousands.
func (tx *Tx) Touch(nodes ...NodeRef) {
	for _, node := range nodes {
		tx.touched[node] = true
	}
}

// Edited says that something of these nodes has changed that readers can see,
// if they see the node: its public_updated_at becomes Now. What follows by
// itself does not count: counts, the latest release, the visibility of a
// neighbour. A node that becomes visible gets the same without being named.
// Edited does not imply Touch.
func (tx *Tx) Edited(nodes ...NodeRef) {
	for _, node := range nodes {
		tx.edited[node] = true
	}
}

// Compare orders nodes by type and id.
func (n NodeRef) Compare(m NodeRef) int {
	return cmp.Or(cmp.Compare(n.Type, m.Type), cmp.Compare(n.ID, m.ID))
}
