package derive

import (
	"context"
	"fmt"
	"strings"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// apply writes what d derives where it differs from what is stored, for the
// rows with the given keys, or for all if d has none. changed, if any, is told
// of each node whose visibility changed.
func (tx *settling) apply(ctx context.Context, d derivation, keys []int64, changed func(id int64)) error {
	var args []any
	if d.keyed {
		args = append(args, database.Array(tx.Dialect(), keys))
		if err := tx.planFor(ctx, len(keys)); err != nil {
			return err
		}
	}
	if d.node == 0 {
		if _, err := tx.SQL().ExecContext(ctx, d.update(), args...); err != nil {
			return fmt.Errorf("derive %s: %w", d.table, err)
		}
		return nil
	}
	args = append(args, tx.Now())
	err := tx.Query(ctx, d.updateVisible(len(args)), args, func(row database.Row) error {
		var id int64
		var visible bool
		if err := row.Scan(&id, &visible); err != nil {
			return err
		}
		tx.Turn(store.NodeRef{Type: d.node, ID: id}, visible)
		if changed != nil {
			changed(id)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("derive which %s readers see: %w", d.table, err)
	}
	return nil
}

// differs is the condition that a derived column is not as it is stored.
func (d derivation) differs() string {
	each := make([]string, len(d.columns))
	for i, c := range d.columns {
		each[i] = fmt.Sprintf("t.%s IS DISTINCT FROM d.new_%[1]s", c)
	}
	return "(" + strings.Join(each, " OR ") + ")"
}

func (d derivation) update() string {
	set := make([]string, len(d.columns))
	for i, c := range d.columns {
		set[i] = fmt.Sprintf("%s = d.new_%[1]s", c)
	}
	return d.with + "UPDATE " + d.table + " AS t SET " + strings.Join(set, ", ") +
		" FROM derived AS d WHERE t.id = d.key AND " + d.differs()
}

// updateVisible is update for nodes, and tells which changed. The instant of
// the transaction is the given argument.
func (d derivation) updateVisible(now int) string {
	return d.with + fmt.Sprintf(`UPDATE %s AS t SET visible = d.new_visible,
	public_updated_at = CASE WHEN d.new_visible THEN $%d ELSE t.public_updated_at END
FROM derived AS d WHERE t.id = d.key AND %s RETURNING id, visible`, d.table, now, d.differs())
}

// stamp moves public_updated_at of the edited nodes that readers see.
func (tx *settling) stamp(ctx context.Context) error {
	ids := map[content.NodeType]idSet{}
	for node := range tx.Marks().Edited {
		set := ids[node.Type]
		set.add(node.ID)
		ids[node.Type] = set
	}
	for _, d := range tx.settler.nodes() {
		if len(ids[d.node]) == 0 {
			continue
		}
		in := keyScope(tx.SQL().Engine(), 2)
		text := "UPDATE " + d.table + " SET public_updated_at = $1 WHERE visible AND public_updated_at <> $1 AND " + in("id")
		if _, err := tx.SQL().ExecContext(ctx, text, tx.Now(), database.Array(tx.Dialect(), ids[d.node].sorted())); err != nil {
			return fmt.Errorf("stamp %s: %w", d.table, err)
		}
	}
	return nil
}

func (d *derivations) nodes() []*derivation {
	return []*derivation{&d.releases, &d.initiatives, &d.partners, &d.topics}
}
