package merge

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/db"
	entevidence "pressgraph/ent/db/evidence"
	"pressgraph/ent/db/identifier"
	"pressgraph/ent/db/mention"
	"pressgraph/ent/db/merge"
	entparticipation "pressgraph/ent/db/participation"
	"pressgraph/ent/db/partnername"
	"pressgraph/ent/db/release"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

// Undo takes the newest merge of a duplicate back: partners, names,
// relations and evidence are what they were, to the byte; versions and times of
// change go on. What was added to the survivor since stays with it. It is
// refused with CONFLICT where something that the merge has moved was changed
// since, which the sentence names. The Done is about the duplicate.
func Undo(ctx context.Context, n *newsroom.Newsroom, duplicate int64) (newsroom.Done, error) {
	return n.Write(ctx, "undoMerge", func(ctx context.Context, e *newsroom.Edit) (int64, error) {
		row, err := e.DB.Merge.Query().Where(merge.DuplicateID(duplicate), merge.UndoneAtIsNil(), newsroom.Locked(sql.LockUpdate)).
			Order(merge.ByAt(sql.OrderDesc()), merge.ByID()).First(ctx)
		if db.IsNotFound(err) {
			return 0, fault.NotFound("no partner with this id is merged into another")
		}
		if err != nil {
			return 0, err
		}
		u := &undoOp{Edit: e, around: newAround(), children: map[int64]bool{}}
		if err := json.Unmarshal(row.Undo, &u.record); err != nil {
			return 0, fmt.Errorf("read merge %d: %w", row.ID, err)
		}
		u.duplicate, u.known = duplicate, row.Public
		if err := u.run(ctx, row); err != nil {
			return 0, fmt.Errorf("undo the merge of partner %d: %w", duplicate, err)
		}
		return duplicate, nil
	})
}

// undoOp takes one merge back.
type undoOp struct {
	*newsroom.Edit
	around
	record

	duplicate int64
	// known is whether readers ever saw the duplicate.
	known bool
	// stored are the rows as they stand.
	stored rows
	// children are the other partners whose parent changes back.
	children map[int64]bool
}

func (u *undoOp) run(ctx context.Context, row *db.Merge) error {
	if row.SurvivorID != u.Survivor {
		return fault.Conflict("the partner that %s was merged into was itself merged into another since: undo that first", u.Name)
	}
	if _, err := newsroom.ReadPartner(ctx, u.Edit, u.Survivor); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{u.lockReleases, u.compare, u.putBack, u.checkPlace, u.count} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return u.DB.Merge.Update().Where(merge.ID(row.ID)).SetUndoneAt(u.Now).Exec(ctx)
}

// lockReleases reads the releases whose partners will change, before they do.
func (u *undoOp) lockReleases(ctx context.Context) error {
	ids := map[int64]bool{}
	for _, r := range u.Rows {
		switch r.Table {
		case mention.Table, entevidence.Table:
			ids[r.any().Number("release_id")] = r.Table == mention.Table || ids[r.any().Number("release_id")]
		case release.Table:
			ids[r.any().ID()] = true
		case entparticipation.Table:
			id := r.any().Number("initiative_id")
			u.initiatives[id] = u.initiatives[id] || string(r.any()["visible"]) == "true"
		}
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		if !ids[id] {
			continue
		}
		state, err := u.ReadRelease(ctx, id)
		if fault.Is(err, fault.CodeNotFound) {
			continue // compare tells
		}
		if err != nil {
			return err
		}
		u.releases[id] = state
		u.TouchRelease(state)
	}
	return nil
}

// any is the row before the merge, or after it where it is new.
func (r mergedRow) any() store.Record {
	if r.Before != nil {
		return r.Before
	}
	return r.After
}

// compare refuses where a row is not as the merge has left it.
func (u *undoOp) compare(ctx context.Context) error {
	u.stored = rows{}
	for _, table := range tables() {
		var ids []int64
		for _, r := range u.of(table) {
			ids = append(ids, r.any().ID())
		}
		found, err := u.Tx.RecordsOf(ctx, table, "id", ids...)
		if err != nil {
			return err
		}
		u.stored[table] = found
	}
	told, err := u.describeAll(ctx, slices.DeleteFunc(slices.Clone(u.Rows), func(r mergedRow) bool { return r.After == nil || u.unchanged(r) }))
	if err != nil {
		return err
	}
	for _, find := range []func(context.Context) ([]mergedRow, error){u.addedEvidence, u.takenParts} {
		rows, err := find(ctx)
		if err != nil {
			return err
		}
		more, err := u.describeAll(ctx, rows)
		if err != nil {
			return err
		}
		told = append(told, slices.Sorted(slices.Values(more))...)
	}
	if len(told) == 0 {
		return nil
	}
	const most = 10
	more := ""
	if len(told) > most {
		more = fmt.Sprintf(", and %d more", len(told)-most)
		told = told[:most]
	}
	return fault.Conflict("the merge of %s cannot be taken back, as this was changed since: %s%s", u.Name, strings.Join(told, ", "), more)
}

// checkPlace refuses where the duplicate would be its own ancestor again, as
// the partners around it have moved.
func (u *undoOp) checkPlace(ctx context.Context) error {
	above, err := ancestors(ctx, u.Edit, u.duplicate)
	if err == nil && slices.Contains(above, u.duplicate) {
		return fault.Conflict("the merge of %s cannot be taken back, as its former parent stands below it now", u.Name)
	}
	return err
}

// count gives everything that has changed its next version.
func (u *undoOp) count(ctx context.Context) error {
	for id, seen := range u.initiatives {
		u.initiatives[id] = seen || u.sees(id)
	}
	if err := u.around.count(ctx, u.Edit, "Took back the merge of "+u.Name); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(u.children)) {
		if err := u.CountPartner(ctx, id, false, true); err != nil {
			return err
		}
	}
	if err := u.CountPartner(ctx, u.Survivor, false, u.known || u.impoverished()); err != nil {
		return err
	}
	u.Touch(content.NodePartner, u.duplicate)
	return nil
}

// sees tells whether readers see a participation in an initiative that changes.
func (u *undoOp) sees(initiative int64) bool {
	return slices.ContainsFunc(u.stored[entparticipation.Table], func(r store.Record) bool {
		return r.Number("initiative_id") == initiative && string(r["visible"]) == "true"
	})
}

// impoverished tells whether the survivor loses a name or an entry of a registry.
func (u *undoOp) impoverished() bool {
	return slices.ContainsFunc(u.Rows, func(r mergedRow) bool {
		return r.Before == nil && (r.Table == partnername.Table || r.Table == identifier.Table)
	})
}
