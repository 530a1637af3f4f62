package newsroom

import (
	"context"
	"fmt"
	"time"

	"pressgraph/ent/db"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// Settings are the facts about a newsroom that its operator chooses.
type Settings struct {
	// Name is shown as the newsroom's own.
	Name string
	// Homepage is its address; empty if it has none.
	Homepage string
	// TimeZone is where days begin and end; nil is that of the store.
	TimeZone *time.Location
	// Locales are the languages that it writes in, the preferred first.
	Locales []string
}

// Newsroom does the use cases. It is safe for concurrent use.
type Newsroom struct {
	store    *store.Store
	settings Settings
	collator *content.Collator
	tables   *tables
	// rehearsing is whether nothing is kept of what is done.
	rehearsing bool
}

// New returns a ready newsroom over an open store.
func New(s *store.Store, settings Settings) *Newsroom {
	if settings.TimeZone == nil {
		settings.TimeZone = s.Location()
	}
	return &Newsroom{store: s, settings: settings, collator: content.NewCollator(), tables: newTables()}
}

// Settings returns what the newsroom was made with, its time zone never nil.
func (n *Newsroom) Settings() Settings { return n.settings }

// Store returns what the newsroom writes to.
func (n *Newsroom) Store() *store.Store { return n.store }

// Now returns the time by the clock that everything is judged by.
func (n *Newsroom) Now() time.Time { return n.store.Now() }

// Rehearsal returns the newsroom for dry runs: its use cases do all that they
// do, tell of it, and leave nothing behind.
func (n *Newsroom) Rehearsal() *Newsroom {
	rehearsal := *n
	rehearsal.rehearsing = true
	return &rehearsal
}

// Done is what a use case did.
type Done struct {
	// ID is the node that was created, changed or deleted.
	ID int64
	// Outcome holds the content version reached, and what readers see from now
	// on or see no more.
	Outcome store.Outcome
	// Versions are those that nodes have by what was done, whatever others have
	// done since; none where nothing was kept.
	Versions map[store.NodeRef]int
	// Lost are the ties that were taken away.
	Lost []LostTie
	// Similar are the partners that look like one that was made or renamed.
	Similar []LookAlike
}

// Edit is the transaction of one use case.
type Edit struct {
	rooms *Newsroom
	Tx    *store.Tx
	DB    *db.Client
	// Now is the one instant of the transaction.
	Now time.Time
	// Actor is who changes things.
	Actor string
	// Suggested counts the suggestions made so far.
	Suggested int
	// Lost are the ties taken away so far, similar the partners that look like
	// those made or renamed.
	Lost    []LostTie
	Similar []LookAlike
}

// UseCase does what is asked for, and returns the id of what it is about.
type UseCase func(ctx context.Context, e *Edit) (int64, error)

// Write runs a use case in one transaction. All of it may run again where the
// database asks for a retry.
func (n *Newsroom) Write(ctx context.Context, purpose string, do UseCase) (Done, error) {
	within := n.store.Write
	if n.rehearsing {
		within = n.store.DryRun
	}
	var done Done
	outcome, err := within(ctx, purpose, func(ctx context.Context, tx *store.Tx) error {
		e := n.edit(ctx, tx)
		id, err := do(ctx, e)
		if done = (Done{ID: id, Lost: e.Lost, Similar: e.Similar}); err != nil || id == 0 {
			return err
		}
		done.Versions, err = versionsOf(ctx, tx, id)
		return err
	})
	if err != nil {
		return Done{}, err
	}
	if done.Outcome = outcome; outcome.ContentVersion == 0 {
		done.Versions = nil // It was a rehearsal.
	}
	return done, nil
}

// versionsOf reads the version of the node with this id, whatever its type.
func versionsOf(ctx context.Context, tx *store.Tx, id int64) (map[store.NodeRef]int, error) {
	versions := map[store.NodeRef]int{}
	const query = `SELECT 1, version FROM releases WHERE id = $1 UNION ALL SELECT 2, version FROM partners WHERE id = $1
		UNION ALL SELECT 3, version FROM initiatives WHERE id = $1 UNION ALL SELECT 4, version FROM topics WHERE id = $1`
	types := []content.NodeType{1: content.NodeRelease, 2: content.NodePartner, 3: content.NodeInitiative, 4: content.NodeTopic}
	err := tx.Query(ctx, query, []any{id}, func(row database.Row) error {
		var of, version int
		err := row.Scan(&of, &version)
		versions[store.NodeRef{Type: types[of], ID: id}] = version
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the version of what was changed: %w", err)
	}
	return versions, nil
}

func (n *Newsroom) edit(ctx context.Context, tx *store.Tx) *Edit {
	return &Edit{rooms: n, Tx: tx, DB: tx.Client(), Now: tx.Now(), Actor: access.From(ctx).Name}
}

// Zone is where days begin and end.
func (e *Edit) Zone() *time.Location { return e.rooms.settings.TimeZone }

// Touch asks the store to settle what follows from a change of the nodes.
func (e *Edit) Touch(t content.NodeType, ids ...int64) {
	for _, id := range ids {
		e.Tx.Touch(store.NodeRef{Type: t, ID: id})
	}
}
