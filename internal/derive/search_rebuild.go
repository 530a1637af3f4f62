package derive

import (
	"context"
	"fmt"
	"iter"

	"pressgraph/internal/access"
	"pressgraph/internal/changelog"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
	"pressgraph/internal/words"
)

// wordsKey is where the table meta tells by which rules the search index was
// made.
const wordsKey = "search"

// rebuildBatch bounds the documents that are held in memory while the index is
// made anew.
const rebuildBatch = 2000

// RebuildSearch makes the search index anew, in one transaction, and returns
// how many nodes it holds. Readers go on searching the old one meanwhile; on
// PostgreSQL they wait for the end of it.
func RebuildSearch(ctx context.Context, s *store.Store, progress Progress) (int64, error) {
	var count int64
	_, err := s.Write(ctx, "rebuildSearch", func(ctx context.Context, in *store.Tx) error {
		tx := &settling{Tx: in}
		if err := tx.lockSettling(ctx, planWhole); err != nil {
			return err
		}
		var err error
		if count, err = tx.rebuildIndex(ctx, progress); err != nil || count == 0 {
			return err
		}
		// What servers remember to have found may be found otherwise now.
		return changelog.BulkChanged(ctx, tx.SQL(), tx.SQL().Engine())
	})
	return count, err
}

// refreshSearch makes the index anew if it was made by other rules, or never.
func refreshSearch(ctx context.Context, s *store.Store) error {
	made, _, err := s.Meta(ctx, wordsKey)
	if err != nil || made == words.Version() {
		return err
	}
	count, err := RebuildSearch(access.With(ctx, access.System("pressgraph")), s, nil)
	if err == nil && count > 0 {
		s.Log().InfoContext(ctx, "search index made anew", "nodes", count, "from", made, "to", words.Version())
	}
	return err
}

// RebuildIndex is RebuildSearch within a transaction.
func RebuildIndex(ctx context.Context, tx *store.Tx) error {
	_, err := (&settling{Tx: tx}).rebuildIndex(ctx, nil)
	return err
}

// rebuildIndex empties the index and fills it.
func (tx *settling) rebuildIndex(ctx context.Context, progress Progress) (int64, error) {
	total, err := tx.countNodes(ctx)
	if err != nil {
		return 0, err
	}
	refill := tx.refillSQLite
	if tx.SQL().Engine() == database.PostgreSQL {
		refill = tx.refillPostgres
	}
	var done int64
	err = refill(ctx, func(ctx context.Context, copying func(context.Context, []document) error) error {
		return tx.eachDocuments(ctx, func(documents []document) error {
			done += int64(len(documents))
			progress.Tell(done, total)
			return copying(ctx, documents)
		})
	})
	if err != nil {
		return 0, fmt.Errorf("fill the search index: %w", err)
	}
	return done, tx.SetMeta(ctx, wordsKey, words.Version())
}

func (tx *settling) countNodes(ctx context.Context) (total int64, err error) {
	query := `SELECT (SELECT count(*) FROM releases) + (SELECT count(*) FROM partners) +
		(SELECT count(*) FROM initiatives) + (SELECT count(*) FROM topics)`
	return total, tx.Query(ctx, query, nil, func(row database.Row) error { return row.Scan(&total) })
}

// eachDocuments reads all nodes, a batch at a time. Nothing is open meanwhile.
func (tx *settling) eachDocuments(ctx context.Context, each func([]document) error) error {
	for _, t := range searchTypes() {
		err := eachNode(ctx, tx.SQL(), t, func(nodes []store.NodeRef) error {
			found, err := readDocuments(ctx, tx.SQL(), tx.SQL().Engine(), &tx.reader, nodes)
			if err != nil {
				return err
			}
			documents := make([]document, 0, len(found))
			for _, node := range nodes {
				if d, ok := found[node]; ok {
					documents = append(documents, d)
				}
			}
			return each(documents)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachNode calls each with the nodes of a type by their ids, a batch at a time.
func eachNode(ctx context.Context, on database.Queries, t content.NodeType, each func([]store.NodeRef) error) error {
	query := fmt.Sprintf("SELECT id FROM %s WHERE id > $1 ORDER BY id LIMIT %d", searchedAs(t).table, rebuildBatch)
	for last := int64(-1); ; {
		var nodes []store.NodeRef
		err := database.QueryEach(ctx, on, query, []any{last}, func(row database.Row) error {
			err := row.Scan(&last)
			nodes = append(nodes, store.NodeRef{Type: t, ID: last})
			return err
		})
		if err != nil || len(nodes) == 0 {
			return err
		}
		if err := each(nodes); err != nil {
			return err
		}
	}
}

// filling calls copying with all documents, a batch at a time.
type filling func(ctx context.Context, copying func(context.Context, []document) error) error

func (tx *settling) execAll(ctx context.Context, statements ...string) error {
	for _, statement := range statements {
		if _, err := tx.SQL().ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// refillPostgres makes the indexes of words once their table is full, which
// takes a fraction of the time.
func (tx *settling) refillPostgres(ctx context.Context, fill filling) error {
	columns := []string{"type", "node_id", "visible", "sort_at", "rank", "digest", "words"}
	if err := tx.execAll(ctx, "DROP INDEX search_documents_visible", "DROP INDEX search_documents_hidden", "TRUNCATE search_documents"); err != nil {
		return err
	}
	err := fill(ctx, func(ctx context.Context, documents []document) error {
		return tx.Copy(ctx, "search_documents", columns, rowsOf(documents, func(d document) []any {
			return []any{int64(d.node.Type), d.node.ID, d.visible, d.sortAt, d.rank, d.digest, d.words.TSVector()}
		}))
	})
	if err != nil {
		return err
	}
	return tx.execAll(ctx, "SET LOCAL maintenance_work_mem = '256MB'",
		"CREATE INDEX search_documents_visible ON search_documents USING gin (words) WITH (gin_pending_list_limit = 256) WHERE visible",
		"CREATE INDEX search_documents_hidden ON search_documents USING gin (words) WITH (gin_pending_list_limit = 256) WHERE NOT visible",
		"ANALYZE search_documents")
}

// refillSQLite writes documents one by one.
func (tx *settling) refillSQLite(ctx context.Context, fill filling) error {
	columns := []string{"place", "type", "node_id", "visible", "sort_at", "rank", "digest"}
	if err := tx.execAll(ctx, "DELETE FROM search_documents", "INSERT INTO search_words (search_words) VALUES ('delete-all')"); err != nil {
		return err
	}
	// More words are held back before they are written, so that less is merged.
	const hashSize = "INSERT INTO search_words (search_words, rank) VALUES ('hashsize', %d)"
	if err := tx.execAll(ctx, fmt.Sprintf(hashSize, 64<<20)); err != nil {
		return err
	}
	err := fill(ctx, func(ctx context.Context, documents []document) error {
		if err := tx.findPlaces(ctx, documents); err != nil {
			return err
		}
		err := tx.Copy(ctx, "search_documents", columns, rowsOf(documents, func(d document) []any {
			return []any{d.place, int64(d.node.Type), d.node.ID, d.visible, d.sortAt, d.rank, d.digest}
		}))
		if err != nil {
			return err
		}
		return tx.Copy(ctx, "search_words", []string{"rowid", "words"}, rowsOf(documents, func(d document) []any {
			return []any{d.place, d.words.FTS5()}
		}))
	})
	if err != nil {
		return err
	}
	return tx.execAll(ctx, fmt.Sprintf(hashSize, 1<<20))
}

func rowsOf(documents []document, row func(document) []any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, d := range documents {
			if !yield(row(d)) {
				return
			}
		}
	}
}
