package repair

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"

	"pressgraph/ent/db/announcement"
	entevidence "pressgraph/ent/db/evidence"
	"pressgraph/ent/db/identifier"
	"pressgraph/ent/db/initiative"
	"pressgraph/ent/db/initiativename"
	"pressgraph/ent/db/initiativetopic"
	"pressgraph/ent/db/mention"
	entparticipation "pressgraph/ent/db/participation"
	"pressgraph/ent/db/partner"
	"pressgraph/ent/db/partnername"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/releasetopic"
	"pressgraph/ent/db/topic"
	"pressgraph/ent/db/topicname"
	"pressgraph/internal/background"
	"pressgraph/internal/changelog"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

// repairedKey is where the table meta tells up to which change foreign SQL was
// looked after.
const untilKey = "repaired"

// repairBatch bounds the changes that are looked after in one transaction.
const batch = 2000

// Keep looks after what foreign SQL changes, as soon as it is heard of,
// until ctx ends. Several servers may do so at once, but one is enough
// (store.Lead).
func Keep(ctx context.Context, n *newsroom.Newsroom, log *slog.Logger) {
	heard := int64(-1)
	trouble := background.NewTrouble(log, "cannot repair what foreign SQL has changed", "what foreign SQL has changed is repaired again")
	n.Store().Listen(ctx, changelog.ListenOptions{}, func(told changelog.Told) {
		if told.All == heard || ctx.Err() != nil {
			return
		}
		repaired, err := Foreign(ctx, n)
		if err != nil {
			if ctx.Err() == nil {
				newsroom.Rest(ctx, trouble.Failed(ctx, err))
			}
			return
		}
		trouble.Over(ctx)
		heard = told.All
		if repaired > 0 {
			log.InfoContext(ctx, "brought up to date what foreign SQL has changed", "changes", repaired)
		}
	})
}

// Foreign brings up to date what follows from changes by foreign SQL since the
// last time, and returns how many there were:
//
//   - what is computed: folded texts, sort keys, dates, names, plain texts,
//     visibility, counts;
//   - evidence moves with the text that it quotes; what quotes nothing any more
//     goes, and a relation that loses its last becomes a suggestion;
//   - a release gets a revision by sql, also where what was changed (its rank and
//     place in a listing, held, the positions of its relations) is nothing that
//     revisions hold; the other nodes get a new version.
func Foreign(ctx context.Context, n *newsroom.Newsroom) (int, error) {
	ctx = system(ctx)
	total := 0
	for {
		after, err := repairedUntil(ctx, n)
		if err != nil {
			return total, err
		}
		found, err := foreignChanges(ctx, n.Store(), after)
		if err != nil || len(found) == 0 {
			return total, err
		}
		_, err = n.Write(ctx, "repair", func(ctx context.Context, e *newsroom.Edit) (int64, error) {
			// Another server may have been faster.
			found, err = foreignChanges(ctx, e.Tx, after)
			if err != nil || len(found) == 0 {
				return 0, err
			}
			if err := e.Tx.SetMeta(ctx, untilKey, found[len(found)-1].place()); err != nil {
				return 0, err
			}
			return 0, repairChanges(ctx, e, found)
		})
		if err != nil {
			return total, fmt.Errorf("repair what foreign SQL has changed: %w", err)
		}
		total += len(found)
	}
}

// foreignChange is a row of the change log that foreign SQL has caused.
type foreignChange struct {
	version, id     int64
	entity          string
	entityID        int64
	subject, object int64
	derived         bool
}

func (c foreignChange) place() string { return fmt.Sprintf("%d.%d", c.version, c.id) }

func repairedUntil(ctx context.Context, n *newsroom.Newsroom) (at [2]int64, err error) {
	text, found, err := n.Store().Meta(ctx, untilKey)
	if err != nil || !found {
		return at, err
	}
	_, err = fmt.Sscanf(text, "%d.%d", &at[0], &at[1])
	return at, err
}

// asker runs SQL that reads: a store, or a transaction.
type asker interface {
	Query(ctx context.Context, query string, args []any, each func(database.Row) error) error
}

func foreignChanges(ctx context.Context, from asker, after [2]int64) ([]foreignChange, error) {
	query := fmt.Sprintf(`SELECT version, id, entity, entity_id, COALESCE(subject_id, 0), COALESCE(object_id, 0), derived FROM changes
		WHERE (version, id) > ($1, $2) AND version > 0 AND actor = 'sql' AND purpose IS NULL ORDER BY version, id LIMIT %d`, batch)
	var found []foreignChange
	err := from.Query(ctx, query, []any{after[0], after[1]}, func(row database.Row) error {
		var c foreignChange
		err := row.Scan(&c.version, &c.id, &c.entity, &c.entityID, &c.subject, &c.object, &c.derived)
		found = append(found, c)
		return err
	})
	return found, err
}

// repairOp collects what has to be looked after.
type repairOp struct {
	*newsroom.Edit
	// rows are those whose own columns may have to be computed, by table.
	rows map[string]map[int64]bool
	// entered are the nodes that somebody has changed, by table.
	entered map[string]map[int64]bool
	all     bool
}

func repairChanges(ctx context.Context, e *newsroom.Edit, changes []foreignChange) error {
	r := repairOp{Edit: e, rows: map[string]map[int64]bool{}, entered: map[string]map[int64]bool{}}
	for _, c := range changes {
		if err := r.take(ctx, c); err != nil {
			return err
		}
	}
	return r.run(ctx)
}

func mark(sets map[string]map[int64]bool, table string, id int64) {
	if sets[table] == nil {
		sets[table] = map[int64]bool{}
	}
	sets[table][id] = true
}

// take says what follows from one change.
func (r *repairOp) take(ctx context.Context, c foreignChange) error {
	mark(r.rows, c.entity, c.entityID)
	node := func(t content.NodeType, id int64, entered bool) {
		if id == 0 {
			return
		}
		r.Touch(t, id)
		mark(r.rows, newsroom.TableOf(t), id)
		if entered {
			mark(r.entered, newsroom.TableOf(t), id)
		}
	}
	told := !c.derived
	switch c.entity {
	case "*":
		r.all = true
	case release.Table:
		node(content.NodeRelease, c.entityID, told)
		r.Touch(content.NodePartner, c.subject, c.object)
	case partner.Table, initiative.Table, topic.Table:
		t := newsroom.TypeOf(c.entity)
		node(t, c.entityID, told)
		r.Touch(t, c.subject, c.object)
	case mention.Table:
		node(content.NodeRelease, c.subject, told)
		r.Touch(content.NodePartner, c.object)
	case announcement.Table:
		node(content.NodeRelease, c.subject, told)
		r.Touch(content.NodeInitiative, c.object)
	case releasetopic.Table:
		node(content.NodeRelease, c.subject, told)
		r.Touch(content.NodeTopic, c.object)
	case entparticipation.Table:
		node(content.NodeInitiative, c.object, told)
		r.Touch(content.NodePartner, c.subject)
	case initiativetopic.Table:
		node(content.NodeInitiative, c.subject, told)
		r.Touch(content.NodeTopic, c.object)
	case partnername.Table, identifier.Table:
		node(content.NodePartner, c.subject, true)
	case initiativename.Table:
		node(content.NodeInitiative, c.subject, true)
	case topicname.Table:
		node(content.NodeTopic, c.subject, true)
	case entevidence.Table:
		node(content.NodeRelease, c.subject, false) // what it quotes tells
		return participationTouched(ctx, r.Edit, c.object)
	}
	return nil
}

// run looks after what was taken in: first the releases, whose texts evidence
// counts in, then what is computed, then the versions.
func (r *repairOp) run(ctx context.Context) error {
	if r.all {
		for _, t := range newsroom.DerivedTables() {
			if err := eachBatch(ctx, r.Tx, t, func(rows []store.Record) error { return mend(ctx, r.Edit, t, rows) }); err != nil {
				return err
			}
		}
		if err := r.Tx.RecomputeAll(ctx); err != nil {
			return err
		}
	}
	releases, err := r.readForeign(ctx, slices.Sorted(maps.Keys(r.rows[release.Table])))
	if err != nil {
		return err
	}
	for _, t := range newsroom.DerivedTables() {
		rows, err := r.Tx.RecordsOf(ctx, t, "id", slices.Sorted(maps.Keys(r.rows[t]))...)
		if err != nil {
			return err
		}
		if err := mend(ctx, r.Edit, t, rows); err != nil {
			return fmt.Errorf("%s: %w", t, err)
		}
	}
	for _, f := range releases {
		if err := r.mendRelease(ctx, f); err != nil {
			return fmt.Errorf("release %d: %w", f.id, err)
		}
	}
	return r.countForeign(ctx)
}

// countForeign gives nodes that foreign SQL has changed their next version.
func (r *repairOp) countForeign(ctx context.Context) error {
	for _, t := range []string{partner.Table, initiative.Table, topic.Table} {
		for _, id := range slices.Sorted(maps.Keys(r.entered[t])) {
			_, err := r.Tx.Exec(ctx, "UPDATE "+t+` SET version = version + 1, updated_at = $1,
				public_updated_at = CASE WHEN visible THEN $1 ELSE public_updated_at END WHERE id = $2`, r.Now, id)
			if err != nil {
				return err
			}
		}
	}
	return nil
}
