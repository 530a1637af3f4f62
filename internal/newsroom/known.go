package newsroom

import (
	"context"
	"slices"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/db/merge"
	"pressgraph/ent/db/release"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
)

// LookUp finds the wanted nodes, a statement for each type.
func (e *Edit) LookUp(ctx context.Context, w input.Wanted) (input.Known, error) {
	k := input.Known{IDs: map[content.NodeType]map[int64]int64{}}
	for t := range w {
		found, err := e.ids(ctx, t, sql.FieldIn("id", keys(w[t])...))
		if err != nil {
			return k, err
		}
		k.IDs[t] = make(map[int64]int64, len(found))
		for _, id := range found {
			k.IDs[t][id] = id
		}
	}
	if err := e.followMerges(ctx, w, k); err != nil {
		return k, err
	}
	return k, e.readGroups(ctx, w, &k)
}

func (e *Edit) readGroups(ctx context.Context, w input.Wanted, k *input.Known) error {
	if len(w[content.NodeRelease]) == 0 {
		return nil
	}
	rows, err := e.DB.Release.Query().Where(release.IDIn(keys(w[content.NodeRelease])...), release.TranslationGroupNotNil()).
		Select(release.FieldID, release.FieldTranslationGroup).All(ctx)
	k.Groups = make(map[int64]int64, len(rows))
	for _, row := range rows {
		k.Groups[row.ID] = *row.TranslationGroup
	}
	return err
}

// followMerges answers for partners that were merged into others.
func (e *Edit) followMerges(ctx context.Context, w input.Wanted, k input.Known) error {
	there := k.IDs[content.NodePartner]
	missing := slices.DeleteFunc(keys(w[content.NodePartner]), func(id int64) bool { return there[id] != 0 })
	if len(missing) == 0 {
		return nil
	}
	merges, err := e.DB.Merge.Query().Where(merge.DuplicateIDIn(missing...), merge.UndoneAtIsNil()).All(ctx)
	for _, m := range merges {
		there[m.DuplicateID] = m.SurvivorID
	}
	return err
}
