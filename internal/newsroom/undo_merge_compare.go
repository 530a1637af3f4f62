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

// addedEvidence names where relations that go back have got evidence since, and
// where evidence that comes back would not quote its release any more.
func (u *undoing) addedEvidence(ctx context.Context) ([]string, error) {
	known := map[int64]bool{}
	var changed []string
	for _, r := range u.of(entevidence.Table) {
		if r.After != nil {
			known[r.After.ID()] = true
			continue
		}
		holds, err := u.holds(ctx, r.Before)
		if err != nil {
			return nil, err
		}
		if !holds {
			what, err := u.describe(ctx, r)
			if err != nil {
				return nil, err
			}
			changed = append(changed, what)
		}
	}
	for table, column := range map[string]string{
		mention.Table: entevidence.FieldMentionID, entparticipation.Table: entevidence.FieldParticipationID,
	} {
		found, err := u.tx.RecordsOf(ctx, entevidence.Table, column, u.movedIn(table)...)
		if err != nil {
			return nil, err
		}
		for _, record := range found {
			if known[record.ID()] {
				continue
			}
			what, err := u.describe(ctx, mergedRow{Table: entevidence.Table, Before: record})
			if err != nil {
				return nil, err
			}
			changed = append(changed, what)
		}
	}
	slices.Sort(changed)
	return slices.Compact(changed), nil
}

// takenParts names where the survivor has been given a participation since that
// says what one said before it was united with the duplicate's.
func (u *undoing) takenParts(ctx context.Context) ([]string, error) {
	of := u.of(entparticipation.Table)
	var taken []string
	for _, r := range of {
		if r.Before == nil || r.After == nil || r.Before.Number(entparticipation.FieldPartnerID) != u.Survivor {
			continue
		}
		found, err := u.tx.RecordsOf(ctx, r.Table, entparticipation.FieldInitiativeID, r.Before.Number(entparticipation.FieldInitiativeID))
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(found, func(other store.Record) bool {
			return samePart(other, r.Before) && !slices.ContainsFunc(of, func(r mergedRow) bool { return r.any().ID() == other.ID() })
		}) {
			continue
		}
		what, err := u.describe(ctx, r)
		if err != nil {
			return nil, err
		}
		taken = append(taken, what)
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

// holds tells whether evidence still stands where it stood.
func (u *undoing) holds(ctx context.Context, record store.Record) (bool, error) {
	row, err := u.db.Release.Query().Where(release.ID(record.Number(entevidence.FieldReleaseID))).
		Select(release.FieldID, release.FieldTitle, release.FieldSummaryText, release.FieldBodyText).All(ctx)
	if err != nil || len(row) == 0 {
		return false, err
	}
	r := releaseOf(row[0])
	text := r.texts().of(content.EvidenceSection(textOfColumn(record, entevidence.FieldSection)))
	span := content.Span{Start: int(record.Number(entevidence.FieldStart)), End: int(record.Number(entevidence.FieldEnd))}
	return content.Quote(text, span) == textOfColumn(record, entevidence.FieldQuote), nil
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
		name, err := u.nameOfInitiative(ctx, r.any().Number("initiative_id"))
		return fmt.Sprintf("the participation in %q", name), err
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
