package newsroom

import (
	"context"
	"errors"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/store"
)

// namesOf are a node's names, and what is computed from them; it never has none.
func namesOf[S any](t content.NodeType, id func(*S) int64, at func(*S) *[]content.Name) field[S] {
	return field[S]{
		name: "names", needed: true, columns: []string{"name", "name_fold", "name_sort"},
		take: func(s *S, in input.Form, _ *work) { input.TakeNames(in, "names", at(s)) },
		write: func(e *Edit, m db.Mutation, _, s *S) error {
			best, fold, sort := e.rooms.named(*at(s))
			return errors.Join(m.SetField("name", best), m.SetField("name_fold", fold), m.SetField("name_sort", sort))
		},
		derive: func(d derivation) {
			if len(d.names) == 0 { // Only foreign SQL can bring it about: it keeps what it is called.
				d.names = []content.Name{{Text: d.text("name")}}
			}
			d.Columns["name"], d.Columns["name_fold"], d.Columns["name_sort"] = d.named(d.names)
		},
		store: func(ctx context.Context, e *Edit, before, after *S) error {
			if same(*at(before), *at(after)) {
				return nil
			}
			return e.replaceBelow(ctx, t, id(after), kindOf(t).names, len(*at(before)) > 0, RowsOf(*at(after), NameColumns))
		},
	}
}

// RowsOf returns the rows of what is kept in rows of its own below a node.
func RowsOf[B any](all []B, row func(B) Columns) []Columns {
	rows := make([]Columns, len(all))
	for i, b := range all {
		rows[i] = row(b)
	}
	return rows
}

// NameColumns are those of the row of a name.
func NameColumns(n content.Name) Columns {
	return Columns{"text": n.Text, "text_fold": content.Fold(n.Text), "locale": n.Locale, "kind": n.Kind}
}

// replaceBelow makes the rows of a table below a node, in place of those that are
// stored.
func (e *Edit) replaceBelow(ctx context.Context, t content.NodeType, id int64, table string, stored bool, rows []Columns) error {
	if stored {
		if _, err := e.Tx.Exec(ctx, "DELETE FROM "+table+" WHERE "+t.Noun()+"_id = $1", id); err != nil {
			return err
		}
	}
	return e.AddBelow(ctx, t, id, table, 0, rows)
}

// AddBelow makes rows of a table below a node, the first at a position.
func (e *Edit) AddBelow(ctx context.Context, t content.NodeType, id int64, table string, position int, rows []Columns) error {
	records := make([]store.Record, len(rows))
	for i, row := range rows {
		row["id"], row[t.Noun()+"_id"], row["position"] = e.Tx.NewID(), id, position+i
		var err error
		if records[i], err = row.record(); err != nil {
			return err
		}
	}
	return e.Tx.InsertRecords(ctx, table, records...)
}

// namesBelow reads the names of nodes, those of each in their order.
func namesBelow(ctx context.Context, from Source, t content.NodeType, ids ...int64) (map[int64][]content.Name, error) {
	owner := t.Noun() + "_id"
	found, err := from.RecordsOf(ctx, kindOf(t).names, owner, ids...)
	if err != nil {
		return nil, err
	}
	SortBy(found, "position")
	all := map[int64][]content.Name{}
	for _, row := range found {
		all[row.Number(owner)] = append(all[row.Number(owner)], NameIn(row))
	}
	return all, nil
}

// NameIn returns the name that a row holds.
func NameIn(row store.Record) content.Name {
	n := content.Name{Text: row.Text("text"), Kind: content.NameKind(row.Text("kind"))}
	if locale := row.Text("locale"); locale != "" {
		n.Locale = &locale
	}
	return n
}

// names reads the names of a node.
func (e *Edit) names(ctx context.Context, t content.NodeType, id int64) ([]content.Name, error) {
	all, err := namesBelow(ctx, e.Tx, t, id)
	return all[id], err
}

// NameTexts reads the names of a node without what else is known of them.
func (e *Edit) NameTexts(ctx context.Context, t content.NodeType, id int64) ([]string, error) {
	all, err := e.names(ctx, t, id)
	texts := make([]string, len(all))
	for i, n := range all {
		texts[i] = n.Text
	}
	return texts, err
}

// named returns the columns computed from a node's names.
func (n *Newsroom) named(names []content.Name) (best string, fold, sort []byte) {
	best = content.BestName(names)
	return best, content.Fold(best), n.collator.Key(best)
}
