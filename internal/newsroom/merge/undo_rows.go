package merge

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	entevidence "pressgraph/ent/db/evidence"
	"pressgraph/ent/db/formerslug"
	"pressgraph/ent/db/identifier"
	"pressgraph/ent/db/mention"
	"pressgraph/ent/db/merge"
	entparticipation "pressgraph/ent/db/participation"
	"pressgraph/ent/db/partner"
	"pressgraph/ent/db/partnername"
	"pressgraph/ent/db/release"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

// putBack makes the rows what they were: it removes what the merge has added,
// adds what it has removed, and changes back what it has changed.
func (u *undoOp) putBack(ctx context.Context) error {
	tables := tables()
	for _, table := range slices.Backward(tables) {
		var added []int64
		for _, r := range u.of(table) {
			if r.Before == nil {
				added = append(added, r.After.ID())
			}
		}
		if err := u.Tx.DeleteRecords(ctx, table, added...); err != nil {
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

func (u *undoOp) of(table string) []mergedRow {
	return slices.DeleteFunc(slices.Clone(u.Rows), func(r mergedRow) bool { return r.Table != table })
}

// insert puts back a row that the merge has removed. Readers see it once all is
// settled.
func (u *undoOp) insert(ctx context.Context, r mergedRow) error {
	row := store.Record{}
	maps.Copy(row, r.Before)
	if _, ok := row["visible"]; ok {
		row["visible"] = json.RawMessage("false")
	}
	if r.Table == partner.Table {
		if err := u.checkParentThere(ctx, row.Number(partner.FieldParentID)); err != nil {
			return err
		}
		now, err := json.Marshal(u.Tx.Now())
		if err != nil {
			return err
		}
		row[partner.FieldVersion] = json.RawMessage(strconv.FormatInt(row.Number(partner.FieldVersion)+1, 10))
		row[partner.FieldUpdatedAt] = now
	}
	return u.Tx.InsertRecords(ctx, r.Table, row)
}

func (u *undoOp) checkParentThere(ctx context.Context, parent int64) error {
	if parent == 0 {
		return nil
	}
	there, err := u.DB.Partner.Query().Where(partner.ID(parent)).Exist(ctx)
	if err == nil && !there {
		return fault.Conflict("the merge of %s cannot be taken back, as its parent is gone", u.Name)
	}
	return err
}

// restore changes back what the merge has changed in a row.
func (u *undoOp) restore(ctx context.Context, r mergedRow) error {
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
		u.Touch(content.NodePartner, r.Before.ID())
	}
	return u.Tx.UpdateRecord(ctx, r.Table, r.Before, columns...)
}

func (u *undoOp) unchanged(r mergedRow) bool {
	now := u.stored.find(r.Table, r.After.ID())
	if now == nil {
		return false
	}
	for column := range r.After {
		if !store.Same(now, r.After, column) {
			return false
		}
	}
	return true
}

// addedEvidence returns the evidence that relations which go back have got since,
// and that which comes back and would not quote its release any more.
func (u *undoOp) addedEvidence(ctx context.Context) ([]mergedRow, error) {
	known, back := map[int64]bool{}, []store.Record{}
	for _, r := range u.of(entevidence.Table) {
		if r.After != nil {
			known[r.After.ID()] = true
		} else {
			back = append(back, r.Before)
		}
	}
	in, err := newsroom.TextsOf(ctx, u.Tx, back)
	if err != nil {
		return nil, err
	}
	added := slices.DeleteFunc(back, func(r store.Record) bool { v := newsroom.EvidenceIn(r); return in[v.Release].Hold(v) })
	for _, of := range []struct{ table, column string }{
		{mention.Table, entevidence.FieldMentionID}, {entparticipation.Table, entevidence.FieldParticipationID},
	} {
		found, err := u.Tx.RecordsOf(ctx, entevidence.Table, of.column, u.movedIn(of.table)...)
		if err != nil {
			return nil, err
		}
		added = append(added, slices.DeleteFunc(found, func(r store.Record) bool { return known[r.ID()] })...)
	}
	changed := make([]mergedRow, len(added))
	for i, r := range added {
		changed[i] = mergedRow{Table: entevidence.Table, Before: r}
	}
	return changed, nil
}

// takenParts returns the participations of the survivor that say, before they
// were united with the duplicate's, what one says that it has been given since.
func (u *undoOp) takenParts(ctx context.Context) ([]mergedRow, error) {
	of := u.of(entparticipation.Table)
	var taken []mergedRow
	for _, r := range of {
		if r.Before == nil || r.After == nil || r.Before.Number(entparticipation.FieldPartnerID) != u.Survivor {
			continue
		}
		found, err := u.Tx.RecordsOf(ctx, r.Table, entparticipation.FieldInitiativeID, r.Before.Number(entparticipation.FieldInitiativeID))
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(found, func(other store.Record) bool {
			return samePart(other, r.Before) && !slices.ContainsFunc(of, func(r mergedRow) bool { return r.any().ID() == other.ID() })
		}) {
			taken = append(taken, r)
		}
	}
	return taken, nil
}

func samePart(a, b store.Record) bool {
	return store.Same(a, b, entparticipation.FieldPartnerID, entparticipation.FieldRole, entparticipation.FieldSince,
		entparticipation.FieldUntil, entparticipation.FieldContributionAmount, entparticipation.FieldContributionCurrency)
}

// movedIn lists the rows that go back to the duplicate.
func (u *undoOp) movedIn(table string) []int64 {
	var ids []int64
	for _, r := range u.of(table) {
		if r.Before != nil && r.After != nil && slices.Contains(r.differing(), mention.FieldPartnerID) {
			ids = append(ids, r.After.ID())
		}
	}
	return ids
}

// describeAll names what some rows are part of, each once.
func (u *undoOp) describeAll(ctx context.Context, rows []mergedRow) ([]string, error) {
	var all []string
	for _, r := range rows {
		what, err := u.describe(ctx, r)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(all, what) {
			all = append(all, what)
		}
	}
	return all, nil
}

// describe names what a row is part of.
func (u *undoOp) describe(ctx context.Context, r mergedRow) (string, error) {
	survivor, err := u.DB.Partner.Query().Where(partner.ID(u.Survivor)).Select(partner.FieldName).String(ctx)
	if err != nil {
		return "", err
	}
	switch r.Table {
	case partner.Table:
		if r.After.ID() == u.Survivor {
			return survivor, nil
		}
		return "the parent of " + r.Before.Text(partner.FieldName), nil
	case partnername.Table:
		return "the names of " + survivor, nil
	case identifier.Table:
		return "the identifiers of " + survivor, nil
	case formerslug.Table:
		return "the slugs of " + survivor, nil
	case mention.Table, entevidence.Table, release.Table:
		return u.describeRelease(ctx, r)
	case entparticipation.Table:
		names, err := u.NameTexts(ctx, content.NodeInitiative, r.any().Number("initiative_id"))
		return fmt.Sprintf("the participation in %q", append(names, "a deleted initiative")[0]), err
	case merge.Table:
		return "an earlier merge", nil
	}
	return "the " + strings.ReplaceAll(r.Table, "_", " ") + " of " + survivor, nil
}

func (u *undoOp) describeRelease(ctx context.Context, r mergedRow) (string, error) {
	id := r.any().Number("release_id")
	what := map[string]string{
		mention.Table: "the mention in %q", entevidence.Table: "the evidence in %q", release.Table: "the publisher of %q",
	}[r.Table]
	if r.Table == release.Table {
		id = r.any().ID()
	}
	title, err := u.DB.Release.Query().Where(release.ID(id)).Select(release.FieldTitle).Strings(ctx)
	if len(title) == 0 {
		title = []string{"a deleted release"}
	}
	return fmt.Sprintf(what, title[0]), err
}
