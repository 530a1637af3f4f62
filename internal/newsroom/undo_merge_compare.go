package newsroom

import (
	"context"
	"fmt"
	"slices"
	"strings"

	entevidence "pressgraph/ent/evidence"
	"pressgraph/ent/formerslug"
	"pressgraph/ent/identifier"
	"pressgraph/ent/mention"
	"pressgraph/ent/merge"
	entparticipation "pressgraph/ent/participation"
	"pressgraph/ent/partner"
	"pressgraph/ent/partnername"
	"pressgraph/ent/release"
	"pressgraph/internal/content"
	"pressgraph/internal/store"
)

func (u *undoing) unchanged(r mergedRow) bool {
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
func (u *undoing) addedEvidence(ctx context.Context) ([]mergedRow, error) {
	known, back := map[int64]bool{}, []store.Record{}
	for _, r := range u.of(entevidence.Table) {
		if r.After != nil {
			known[r.After.ID()] = true
		} else {
			back = append(back, r.Before)
		}
	}
	in, err := textsOf(ctx, u.tx, back)
	if err != nil {
		return nil, err
	}
	added := slices.DeleteFunc(back, func(r store.Record) bool { v := evidenceIn(r); return in[v.release].hold(v) })
	for _, of := range []struct{ table, column string }{
		{mention.Table, entevidence.FieldMentionID}, {entparticipation.Table, entevidence.FieldParticipationID},
	} {
		found, err := u.tx.RecordsOf(ctx, entevidence.Table, of.column, u.movedIn(of.table)...)
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
func (u *undoing) takenParts(ctx context.Context) ([]mergedRow, error) {
	of := u.of(entparticipation.Table)
	var taken []mergedRow
	for _, r := range of {
		if r.Before == nil || r.After == nil || r.Before.Number(entparticipation.FieldPartnerID) != u.Survivor {
			continue
		}
		found, err := u.tx.RecordsOf(ctx, r.Table, entparticipation.FieldInitiativeID, r.Before.Number(entparticipation.FieldInitiativeID))
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
func (u *undoing) movedIn(table string) []int64 {
	var ids []int64
	for _, r := range u.of(table) {
		if r.Before != nil && r.After != nil && slices.Contains(r.differing(), mention.FieldPartnerID) {
			ids = append(ids, r.After.ID())
		}
	}
	return ids
}

// describeAll names what some rows are part of, each once.
func (u *undoing) describeAll(ctx context.Context, rows []mergedRow) ([]string, error) {
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
func (u *undoing) describe(ctx context.Context, r mergedRow) (string, error) {
	survivor, err := u.db.Partner.Query().Where(partner.ID(u.Survivor)).Select(partner.FieldName).String(ctx)
	if err != nil {
		return "", err
	}
	switch r.Table {
	case partner.Table:
		if r.After.ID() == u.Survivor {
			return survivor, nil
		}
		return "the parent of " + textOfColumn(r.Before, partner.FieldName), nil
	case partnername.Table:
		return "the names of " + survivor, nil
	case identifier.Table:
		return "the identifiers of " + survivor, nil
	case formerslug.Table:
		return "the slugs of " + survivor, nil
	case mention.Table, entevidence.Table, release.Table:
		return u.describeRelease(ctx, r)
	case entparticipation.Table:
		names, err := u.nameTexts(ctx, content.NodeInitiative, r.any().Number("initiative_id"))
		return fmt.Sprintf("the participation in %q", append(names, "a deleted initiative")[0]), err
	case merge.Table:
		return "an earlier merge", nil
	}
	return "the " + strings.ReplaceAll(r.Table, "_", " ") + " of " + survivor, nil
}

func (u *undoing) describeRelease(ctx context.Context, r mergedRow) (string, error) {
	id := r.any().Number("release_id")
	what := map[string]string{
		mention.Table: "the mention in %q", entevidence.Table: "the evidence in %q", release.Table: "the publisher of %q",
	}[r.Table]
	if r.Table == release.Table {
		id = r.any().ID()
	}
	title, err := u.db.Release.Query().Where(release.ID(id)).Select(release.FieldTitle).Strings(ctx)
	if len(title) == 0 {
		title = []string{"a deleted release"}
	}
	return fmt.Sprintf(what, title[0]), err
}
