package derive

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"

	"github.com/lib/pq"
)

// writeDocuments takes documents out of the index, moves some in the order and
// writes some anew.
func (tx *settling) writeDocuments(ctx context.Context, gone, placed, written []document) error {
	if tx.SQL().Engine() == database.PostgreSQL {
		return tx.writePostgres(ctx, gone, placed, written)
	}
	return tx.writeSQLite(ctx, gone, placed, written)
}

// writePostgres replaces what is written; only what is not written again is
// deleted.
func (tx *settling) writePostgres(ctx context.Context, gone, placed, written []document) error {
	gone = slices.DeleteFunc(slices.Clone(gone), func(d document) bool {
		return slices.ContainsFunc(written, func(w document) bool { return w.node == d.node })
	})
	if len(gone) > 0 {
		c := columnsOf(gone)
		if _, err := tx.SQL().ExecContext(ctx, `DELETE FROM search_documents AS d USING unnest($1::bigint[], $2::bigint[]) AS g(type, node_id)
			WHERE d.type = g.type AND d.node_id = g.node_id`, c.types, c.nodes); err != nil {
			return err
		}
	}
	if len(placed) > 0 {
		c := columnsOf(placed)
		if _, err := tx.SQL().ExecContext(ctx, `UPDATE search_documents AS d SET visible = p.visible, sort_at = p.sort_at, rank = p.rank
			FROM unnest($1::bigint[], $2::bigint[], $3::boolean[], $4::bigint[], $5::bigint[]) AS p(type, node_id, visible, sort_at, rank)
			WHERE d.type = p.type AND d.node_id = p.node_id`, c.types, c.nodes, c.visible, c.sortAt, c.ranks); err != nil {
			return err
		}
	}
	if len(written) == 0 {
		return nil
	}
	c := columnsOf(written)
	vectors := make([]string, len(written))
	for i, d := range written {
		vectors[i] = d.words.TSVector()
	}
	_, err := tx.SQL().ExecContext(ctx, `INSERT INTO search_documents (type, node_id, visible, sort_at, rank, digest, words)
		SELECT type, node_id, visible, sort_at, rank, digest, words::tsvector
		FROM unnest($1::bigint[], $2::bigint[], $3::boolean[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[])
			AS w(type, node_id, visible, sort_at, rank, digest, words)
		ON CONFLICT (type, node_id) DO UPDATE SET visible = excluded.visible, sort_at = excluded.sort_at,
			rank = excluded.rank, digest = excluded.digest, words = excluded.words`,
		c.types, c.nodes, c.visible, c.sortAt, c.ranks, c.digests, pq.Array(vectors))
	return err
}

// documentArrays are documents as PostgreSQL's arrays.
type documentArrays struct{ types, nodes, visible, sortAt, ranks, digests any }

func columnsOf(documents []document) documentArrays {
	n := len(documents)
	numbers := [5][]int64{}
	for i := range numbers {
		numbers[i] = make([]int64, n)
	}
	visible := make([]bool, n)
	for i, d := range documents {
		numbers[0][i], numbers[1][i], numbers[2][i] = int64(d.node.Type), d.node.ID, d.sortAt
		numbers[3][i], numbers[4][i], visible[i] = d.rank, d.digest, d.visible
	}
	return documentArrays{
		types: pq.Array(numbers[0]), nodes: pq.Array(numbers[1]), visible: pq.Array(visible),
		sortAt: pq.Array(numbers[2]), ranks: pq.Array(numbers[3]), digests: pq.Array(numbers[4]),
	}
}

// writeSQLite deletes and writes words by their place; a document that is
// written again keeps its place if it can.
func (tx *settling) writeSQLite(ctx context.Context, gone, placed, written []document) error {
	if len(gone) > 0 {
		places := make([]int64, len(gone))
		for i, d := range gone {
			places[i] = d.place
		}
		for _, text := range []string{
			"DELETE FROM search_words WHERE rowid IN (SELECT value FROM json_each($1))",
			"DELETE FROM search_documents WHERE place IN (SELECT value FROM json_each($1))",
		} {
			if _, err := tx.SQL().ExecContext(ctx, text, database.Array(tx.Dialect(), places)); err != nil {
				return err
			}
		}
	}
	if len(placed) > 0 {
		if _, err := tx.SQL().ExecContext(ctx, `INSERT INTO search_documents (place, type, node_id, sort_at, rank, visible, digest)
			SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 FROM json_each($1) WHERE TRUE
			ON CONFLICT (place) DO UPDATE SET sort_at = excluded.sort_at, rank = excluded.rank`, jsonRows(placed, placeRow)); err != nil {
			return err
		}
	}
	if len(written) == 0 {
		return nil
	}
	if err := tx.findPlaces(ctx, written); err != nil {
		return err
	}
	if _, err := tx.SQL().ExecContext(ctx, `INSERT INTO search_documents (place, type, node_id, sort_at, rank, visible, digest)
		SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 FROM json_each($1)`,
		jsonRows(written, placeRow)); err != nil {
		return err
	}
	_, err := tx.SQL().ExecContext(ctx, "INSERT INTO search_words (rowid, words) SELECT value ->> 0, value ->> 1 FROM json_each($1)",
		jsonRows(written, func(d document) []any { return []any{d.place, d.words.FTS5()} }))
	return err
}

func placeRow(d document) []any {
	return []any{d.place, d.node.Type, d.node.ID, d.sortAt, d.rank, d.visible, d.digest}
}

// jsonRows returns rows as one argument for json_each.
func jsonRows[R any](all []R, row func(R) []any) string {
	rows := make([][]any, len(all))
	for i, one := range all {
		rows[i] = row(one)
	}
	// Numbers and strings always have a form in JSON.
	text, _ := json.Marshal(rows)
	return string(text)
}

// findPlaces gives each document a free place of its day and type, and sorts
// them by it: FTS5 writes what it holds back whenever a row comes before the
// last one.
func (tx *settling) findPlaces(ctx context.Context, documents []document) error {
	next := map[int64]int64{}
	var firsts []int64
	for _, d := range documents {
		if first, _ := d.bucket(); next[first] == 0 {
			next[first] = first + 1
			firsts = append(firsts, first)
		}
	}
	first, last := store.SearchBucket(true, 0, content.NodeRelease)
	query := fmt.Sprintf(`SELECT value, (SELECT max(place) FROM search_documents WHERE place BETWEEN value AND value + %d)
		FROM json_each($1)`, last-first)
	err := tx.Query(ctx, query, []any{database.Array(tx.Dialect(), firsts)}, func(row database.Row) error {
		var first int64
		var taken *int64
		err := row.Scan(&first, &taken)
		if taken != nil {
			next[first] = *taken + 1
		}
		return err
	})
	if err != nil {
		return err
	}
	for i := range documents {
		first, last := documents[i].bucket()
		if next[first] > last {
			return errors.New("no place is left in the search index; rebuild it")
		}
		documents[i].place = next[first]
		next[first]++
	}
	slices.SortFunc(documents, func(a, b document) int { return cmp.Compare(a.place, b.place) })
	return nil
}
