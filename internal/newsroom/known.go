package newsroom

import (
	"context"
	"slices"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/merge"
	"pressgraph/ent/release"
	"pressgraph/internal/content"
)

// known tells which nodes an input may refer to: asked for all at once, so
// that every reference that leads nowhere is complained about.
type known struct {
	// ids leads from the id that was given to the node's: a partner that was
	// merged into another is that other.
	ids map[content.NodeType]map[int64]int64
	// groups are the groups of translations that the releases are in.
	groups map[int64]int64
}

// group returns the group of translations that a release is in.
func (k known) group(release int64) int64 {
	if group, ok := k.groups[release]; ok {
		return group
	}
	return release
}

// wanted collects the ids that an input names.
type wanted map[content.NodeType]map[int64]bool

func (w wanted) add(t content.NodeType, ids ...int64) {
	for _, id := range ids {
		if w[t] == nil {
			w[t] = map[int64]bool{}
		}
		w[t][id] = true
	}
}

// lookUp finds the wanted nodes, a statement for each type.
func (e *edit) lookUp(ctx context.Context, w wanted) (known, error) {
	k := known{ids: map[content.NodeType]map[int64]int64{}}
	for t := range w {
		found, err := e.ids(ctx, t, sql.FieldIn("id", keys(w[t])...))
		if err != nil {
			return k, err
		}
		k.ids[t] = make(map[int64]int64, len(found))
		for _, id := range found {
			k.ids[t][id] = id
		}
	}
	if err := e.followMerges(ctx, w, k); err != nil {
		return k, err
	}
	return k, e.readGroups(ctx, w, &k)
}

func (e *edit) readGroups(ctx context.Context, w wanted, k *known) error {
	if len(w[content.NodeRelease]) == 0 {
		return nil
	}
	rows, err := e.db.Release.Query().Where(release.IDIn(keys(w[content.NodeRelease])...), release.TranslationGroupNotNil()).
		Select(release.FieldID, release.FieldTranslationGroup).All(ctx)
	k.groups = make(map[int64]int64, len(rows))
	for _, row := range rows {
		k.groups[row.ID] = *row.TranslationGroup
	}
	return err
}

// followMerges answers for partners that were merged into others.
func (e *edit) followMerges(ctx context.Context, w wanted, k known) error {
	there := k.ids[content.NodePartner]
	missing := slices.DeleteFunc(keys(w[content.NodePartner]), func(id int64) bool { return there[id] != 0 })
	if len(missing) == 0 {
		return nil
	}
	merges, err := e.db.Merge.Query().Where(merge.DuplicateIDIn(missing...), merge.UndoneAtIsNil()).All(ctx)
	for _, m := range merges {
		there[m.DuplicateID] = m.SurvivorID
	}
	return err
}

// of returns a parser that leads from a given id to the node's own.
func (k known) of(t content.NodeType) func(int64) (int64, error) {
	return func(id int64) (int64, error) {
		if node, ok := k.ids[t][id]; ok {
			return node, nil
		}
		return 0, noSuch(t)
	}
}

// node returns a parser that leads from a global id to the node's own number.
func (k known) node(t content.NodeType) func(string) (int64, error) {
	return func(global string) (int64, error) { return k.of(t)(numberOf(t, global)) }
}
