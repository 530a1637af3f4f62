package derive

import (
	"context"
	"fmt"

	"pressgraph/internal/database"
	"pressgraph/internal/store"
	"pressgraph/internal/words"
)

// On SQLite words stand in a table of their own, which foreign SQL may part from
// the one of documents.
const (
	unworded = "NOT EXISTS (SELECT 1 FROM search_words AS w WHERE w.rowid = place)"
	unowned  = "NOT EXISTS (SELECT 1 FROM search_documents AS d WHERE d.place = search_words.rowid)"
)

// mendIndex brings the index up to date for all nodes there are or were, and
// writes only what differs.
func (tx *settling) mendIndex(ctx context.Context) error {
	if tx.SQL().Engine() == database.SQLite {
		if err := tx.execAll(ctx, "DELETE FROM search_documents WHERE "+unworded, "DELETE FROM search_words WHERE "+unowned); err != nil {
			return err
		}
	}
	for _, t := range searchTypes() {
		err := eachNode(ctx, tx.SQL(), t, func(nodes []store.NodeRef) error { return tx.index(ctx, nodes) })
		if err != nil {
			return err
		}
	}
	for {
		lost, err := lostDocuments(ctx, tx.SQL())
		if err != nil || len(lost) == 0 {
			return err
		}
		if err := tx.index(ctx, lost); err != nil {
			return err
		}
	}
}

// lostDocuments returns nodes that the index knows and that are gone, at most
// maxDifferences of each type.
func lostDocuments(ctx context.Context, on database.Queries) ([]store.NodeRef, error) {
	var lost []store.NodeRef
	for _, t := range searchTypes() {
		query := fmt.Sprintf(`SELECT node_id FROM search_documents WHERE type = %d
			AND NOT EXISTS (SELECT 1 FROM %s AS n WHERE n.id = node_id) ORDER BY node_id LIMIT %d`, t, searchedAs(t).table, maxDifferences)
		err := database.QueryEach(ctx, on, query, nil, func(row database.Row) error {
			node := store.NodeRef{Type: t}
			err := row.Scan(&node.ID)
			lost = append(lost, node)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return lost, nil
}

// checkSearch finds nodes that the index does not know as they are, and
// documents of nodes that are gone.
func checkSearch(ctx context.Context, conn *database.Tx, engine database.Engine) ([]Difference, error) {
	var found []Difference
	var reader words.Reader
	for _, t := range searchTypes() {
		err := eachNode(ctx, conn, t, func(nodes []store.NodeRef) error {
			ought, err := readDocuments(ctx, conn, engine, &reader, nodes)
			if err != nil {
				return err
			}
			stored, err := storedDocuments(ctx, conn, engine, nodes)
			if err != nil {
				return err
			}
			for _, node := range nodes {
				if len(found) < maxDifferences && !ought[node].same(stored[node]) {
					found = append(found, ought[node].difference(stored[node]))
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	lost, err := lostDocuments(ctx, conn)
	for _, node := range lost {
		found = append(found, Difference{"search_documents", node.ID, "node_id", node.Type.String(), "null"})
	}
	if err != nil || engine == database.PostgreSQL {
		return found, err
	}
	parted, err := partedWords(ctx, conn)
	return append(found, parted...), err
}

// partedWords finds, on SQLite, documents whose words are gone, and words whose
// document is.
func partedWords(ctx context.Context, conn *database.Tx) ([]Difference, error) {
	var found []Difference
	query := fmt.Sprintf("SELECT type, node_id, place FROM search_documents WHERE %s ORDER BY place LIMIT %d", unworded, maxDifferences)
	err := database.QueryEach(ctx, conn, query, nil, func(row database.Row) error {
		var d document
		err := row.Scan(&d.node.Type, &d.node.ID, &d.place)
		found = append(found, Difference{"search_words", d.node.ID, "rowid of a " + d.node.Type.String(), "null", asText(d.place)})
		return err
	})
	if err != nil {
		return nil, err
	}
	query = fmt.Sprintf("SELECT rowid FROM search_words WHERE %s ORDER BY rowid LIMIT %d", unowned, maxDifferences)
	err = database.QueryEach(ctx, conn, query, nil, func(row database.Row) error {
		var place int64
		err := row.Scan(&place)
		found = append(found, Difference{"search_words", place, "rowid", asText(place), "null"})
		return err
	})
	return found, err
}

// difference tells what differs first between a document and what is stored.
func (d document) difference(stored document) Difference {
	one := Difference{Table: "search_documents", ID: d.node.ID}
	for _, c := range []struct {
		column        string
		stored, ought any
	}{
		{"node_id", stored.node.ID, d.node.ID}, {"visible", stored.visible, d.visible}, {"sort_at", stored.sortAt, d.sortAt},
		{"rank", stored.rank, d.rank}, {"digest", stored.digest, d.digest},
	} {
		if c.stored != c.ought {
			one.Column, one.Stored, one.Derived = c.column+" of a "+d.node.Type.String(), asText(c.stored), asText(c.ought)
			return one
		}
	}
	return one
}
