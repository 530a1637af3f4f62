package derive

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
	"pressgraph/internal/words"
)

// What is derived is computed in an order in which nothing comes before what it
// follows from, so that each step runs once:
//
//  1. a release is visible while its status is PUBLISHED;
//  2. a mention, announcement or topic of a release while the release is, and
//     some of its evidence, if it has any, stands in a visible release;
//  3. an initiative while it is held, or has a visible announcement or child;
//  4. a participation or topic of an initiative like 2, by the initiative; since
//     when a participation is known, by the releases and announcements that tell;
//  5. a partner while it is held, publishes a visible release, or has a visible
//     mention, participation or child; a topic while it is held, or has a
//     visible release, initiative or child;
//  6. evidence while both its release and its relation are;
//  7. counts and latest releases follow from the relations.
//
// A relation is thus visible by its first end alone: where it is, it leads to
// the second, which step 5 makes visible, too.

// settleLock is the advisory lock under which transactions settle on
// PostgreSQL. Two that settle at once would each derive from what the other is
// about to replace.
const settleLock = 0x7072657373677261

// settling derives what follows from what one transaction has written.
type settling struct {
	*store.Tx
	settler *settler
	// counted are nodes whose counts were derived.
	counted []store.NodeRef
	// hashes is true once PostgreSQL plans for many keys.
	hashes bool
	reader words.Reader
}

// Settle recomputes what follows from the touched nodes, then stamps the edited.
func (tx *settling) Settle(ctx context.Context) error {
	if len(tx.Marks().Touched) > 0 {
		if err := tx.settleTouched(ctx); err != nil {
			return err
		}
	}
	if err := tx.stamp(ctx); err != nil {
		return err
	}
	return tx.indexSettled(ctx)
}

func (tx *settling) settleTouched(ctx context.Context) error {
	if err := tx.lockSettling(ctx, planByKeys); err != nil {
		return err
	}
	w := work{tx: tx, settler: tx.settler}
	for node := range tx.Marks().Touched {
		if set := w.nodes(node.Type); set != nil {
			set.add(node.ID)
		}
	}
	if err := w.run(ctx); err != nil {
		return err
	}
	for t, set := range map[content.NodeType]idSet{content.NodePartner: w.partners, content.NodeTopic: w.topics} {
		for id := range set {
			tx.counted = append(tx.counted, store.NodeRef{Type: t, ID: id})
		}
	}
	return nil
}

// SettleAll derives everything anew, and stamps the edited.
func (tx *settling) SettleAll(ctx context.Context) error {
	if err := tx.recomputeAll(ctx); err != nil {
		return err
	}
	if err := tx.stamp(ctx); err != nil {
		return err
	}
	_, err := tx.rebuildIndex(ctx, nil)
	return err
}

// Mend derives everything anew, and writes only what differs.
func (tx *settling) Mend(ctx context.Context) error {
	if err := tx.recomputeAll(ctx); err != nil {
		return err
	}
	return tx.mendIndex(ctx)
}

// recomputeAll is Mend without the search index.
func (tx *settling) recomputeAll(ctx context.Context) error {
	if err := tx.lockSettling(ctx, planWhole); err != nil {
		return err
	}
	for _, d := range tx.settler.all {
		if err := tx.apply(ctx, d, nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// lockSettling waits until no other transaction settles, and has PostgreSQL
// plan what follows as it should.
func (tx *settling) lockSettling(ctx context.Context, planning string) error {
	if tx.SQL().Engine() != database.PostgreSQL {
		return nil // writers are serial
	}
	tx.hashes = false
	_, err := tx.SQL().ExecContext(ctx, "SELECT pg_advisory_xact_lock($1), "+planning, int64(settleLock))
	return err
}

// PostgreSQL cannot foresee how little a recursive query finds, or how few rows
// the keys in an array lead to. For the rest of a transaction it must not
// compile what it believes to be costly, which takes a second; and where all
// rows are found by keys, not read whole tables to join them.
const (
	planWhole  = "set_config('jit', 'off', TRUE)"
	planByKeys = planWhole + ", set_config('enable_seqscan', 'off', TRUE)" +
		", set_config('enable_hashjoin', 'off', TRUE), set_config('enable_mergejoin', 'off', TRUE)"
	// planMany is for many keys. The triggers compare the rows of a statement as
	// they were and are, which without hashing is each with each.
	planMany = "SELECT set_config('enable_hashjoin', 'on', TRUE)"
	manyKeys = 250
)

// planFor has PostgreSQL plan for so many keys, for the rest of the transaction.
func (tx *settling) planFor(ctx context.Context, keys int) error {
	if keys <= manyKeys || tx.hashes || tx.SQL().Engine() != database.PostgreSQL {
		return nil
	}
	tx.hashes = true
	_, err := tx.SQL().ExecContext(ctx, planMany)
	return err
}

// work is one settling: the rows of each table that have to be looked at.
type work struct {
	tx      *settling
	settler *settler

	releases, initiatives, partners, topics   idSet
	mentions, announcements, participations   idSet
	releaseTopics, initiativeTopics, evidence idSet
}

func (w *work) nodes(t content.NodeType) *idSet {
	switch t {
	case content.NodeRelease:
		return &w.releases
	case content.NodePartner:
		return &w.partners
	case content.NodeInitiative:
		return &w.initiatives
	case content.NodeTopic:
		return &w.topics
	default: // nothing of the other types is derived
		return nil
	}
}

// run settles the nodes that w holds, and what follows from them.
func (w *work) run(ctx context.Context) error {
	touched := w.initiatives.clone()
	if err := w.reach(ctx, w.releases, touched, w.partners); err != nil {
		return err
	}
	// Evidence may have led to relations of further releases: their counts follow.
	if err := w.derive(ctx, w.settler.releases, w.releases); err != nil {
		return err
	}
	for _, step := range []step{
		{w.settler.mentions, &w.mentions},
		{w.settler.announcements, &w.announcements},
		{w.settler.releaseTopics, &w.releaseTopics},
	} {
		if err := w.derive(ctx, step.by, *step.rows); err != nil {
			return err
		}
	}
	if err := w.settleInitiatives(ctx, touched); err != nil {
		return err
	}
	for _, step := range w.later() {
		if err := w.derive(ctx, step.by, *step.rows); err != nil {
			return err
		}
	}
	return nil
}

// settleInitiatives makes initiatives visible or hidden. Those that were not
// touched themselves, but changed, bring their own neighbours in.
func (w *work) settleInitiatives(ctx context.Context, touched idSet) error {
	var changed idSet
	err := w.tx.apply(ctx, w.settler.initiatives, w.initiatives.sorted(), func(id int64) {
		if !touched[id] {
			changed.add(id)
		}
	})
	if err != nil || len(changed) == 0 {
		return err
	}
	w.initiatives.addAll(changed)
	return w.reach(ctx, nil, changed, nil)
}

// step derives some rows.
type step struct {
	by   derivation
	rows *idSet
}

// later is what follows once initiatives are settled.
func (w *work) later() []step {
	return []step{
		{w.settler.participations, &w.participations},
		{w.settler.initiativeTopics, &w.initiativeTopics},
		{w.settler.partners, &w.partners},
		{w.settler.topics, &w.topics},
		{w.settler.evidence, &w.evidence},
		{w.settler.releaseCounts, &w.releases},
		{w.settler.initiativeCounts, &w.initiatives},
		{w.settler.partnerCounts, &w.partners},
		{w.settler.topicCounts, &w.topics},
	}
}

func (w *work) derive(ctx context.Context, d derivation, rows idSet) error {
	if len(rows) == 0 {
		return nil
	}
	return w.tx.apply(ctx, d, rows.sorted(), nil)
}

// reach adds the relations of the given nodes, their evidence and their ends.
func (w *work) reach(ctx context.Context, releases, initiatives, partners idSet) error {
	if len(releases)+len(initiatives)+len(partners) == 0 {
		return nil
	}
	engine := w.tx.SQL().Dialect()
	args := []any{database.Array(engine, releases.sorted()), database.Array(engine, initiatives.sorted()), database.Array(engine, partners.sorted())}
	return w.tx.Query(ctx, w.settler.reach, args, func(row database.Row) error {
		var kind string
		var id, first, second int64
		if err := row.Scan(&kind, &id, &first, &second); err != nil {
			return err
		}
		return w.found(kind, id, first, second)
	})
}

// found takes in one row of reach: a relation with its ends, or evidence.
func (w *work) found(kind string, id, first, second int64) error {
	switch kind {
	case "mention":
		w.mentions.add(id)
		w.releases.add(first)
		w.partners.add(second)
	case "announcement":
		w.announcements.add(id)
		w.releases.add(first)
		w.initiatives.add(second)
	case "participation":
		w.participations.add(id)
		w.initiatives.add(first)
		w.partners.add(second)
	case "known since":
		w.participations.add(id)
	case "release topic":
		w.releaseTopics.add(id)
		w.topics.add(second)
	case "initiative topic":
		w.initiativeTopics.add(id)
		w.topics.add(second)
	case "publisher":
		w.partners.add(second)
	case "evidence":
		w.evidence.add(id)
	default:
		return fmt.Errorf("reached %q, of which nothing is known", kind)
	}
	return nil
}

// idSet is a set of ids. The nil set is empty and may be added to.
type idSet map[int64]bool

func (s *idSet) add(id int64) {
	if *s == nil {
		*s = idSet{}
	}
	(*s)[id] = true
}

func (s *idSet) addAll(other idSet) {
	for id := range other {
		s.add(id)
	}
}

func (s idSet) clone() idSet { return maps.Clone(s) }

// sorted returns the ids in a stable order, the same in every transaction.
func (s idSet) sorted() []int64 { return slices.Sorted(maps.Keys(s)) }
