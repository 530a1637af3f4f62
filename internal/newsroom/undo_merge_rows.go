package newsroom

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	entevidence "pressgraph/ent/evidence"
	entparticipation "pressgraph/ent/participation"
	"pressgraph/ent/partner"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/store"
)

// putBack makes the rows what they were: it removes what the merge has added,
// adds what it has removed, and changes back what it has changed.
func (u *undoing) putBack(ctx context.Context) error {
	tables := mergeTables()
	for _, table := range slices.Backward(tables) {
		var added []int64
		for _, r := range u.of(table) {
			if r.Before == nil {
				added = append(added, r.After.ID())
			}
		}
		if err := u.tx.DeleteRecords(ctx, table, added...); err != nil {
			return err
		}
	}
	for _, table := range tables {
		for _, r := range u.of(table) {
			if r.After != nil {
				continue
			}
			if err := u.insert(ctx, r); err != nil {
				return err
			}
		}
	}
	for _, table := range tables {
		for _, r := range u.of(table) {
			if err := u.restore(ctx, r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (u *undoing) of(table string) []mergedRow {
	return slices.DeleteFunc(slices.Clone(u.Rows), func(r mergedRow) bool { return r.Table != table })
}

// insert puts back a row that the merge has removed. Readers see it once all is
// settled.
func (u *undoing) insert(ctx context.Context, r mergedRow) error {
	row := store.Record{}
	maps.Copy(row, r.Before)
	if _, ok := row["visible"]; ok {
		row["visible"] = json.RawMessage("false")
	}
	if r.Table == partner.Table {
		if err := u.checkParentThere(ctx, row.Number(partner.FieldParentID)); err != nil {
			return err
		}
		now, err := json.Marshal(u.tx.Now())
		if err != nil {
			return err
		}
		row[partner.FieldVersion] = json.RawMessage(strconv.FormatInt(row.Number(partner.FieldVersion)+1, 10))
		row[partner.FieldUpdatedAt] = now
	}
	return u.tx.InsertRecords(ctx, r.Table, row)
}

func (u *undoing) checkParentThere(ctx context.Context, parent int64) error {
	if parent == 0 {
		return nil
	}
	there, err := u.db.Partner.Query().Where(partner.ID(parent)).Exist(ctx)
	if err == nil && !there {
		return fault.Conflict("the merge of %s cannot be taken back, as its parent is gone", u.Name)
	}
	return err
}

// restore changes back what the merge has changed in a row.
func (u *undoing) restore(ctx context.Context, r mergedRow) error {
	if r.Before == nil || r.After == nil {
		return nil
	}
	columns := r.differing()
	if len(columns) == 0 {
		return nil
	}
	switch r.Table {
	case entevidence.Table:
		columns = append(columns, entevidence.FieldPosition)
	case entparticipation.Table:
		columns = append(columns, entparticipation.FieldSinceEarliest, entparticipation.FieldSinceLatest,
			entparticipation.FieldUntilEarliest, entparticipation.FieldUntilLatest)
	}
	if r.Table == partner.Table && r.Before.ID() != u.Survivor {
		u.children[r.Before.ID()] = true
		u.touch(content.NodePartner, r.Before.ID())
	}
	return u.tx.UpdateRecord(ctx, r.Table, r.Before, columns...)
}
