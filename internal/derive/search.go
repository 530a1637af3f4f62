package derive

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
	"pressgraph/internal/words"
)

// The search index is two things: search_documents, a row a node, and their
// words. It is derived: it is written in the transaction that changes a node,
// and made anew where it has to be.
//
// Answers are ordered by sort_at and rank, the greatest first: a release stands
// at its time, an initiative at its first day; partners and topics, which have
// none, stand before them, those with most public releases first. All of it is
// public, as readers could else count what they do not see.

// searchTypes are the nodes that are found.
func searchTypes() []content.NodeType {
	return []content.NodeType{content.NodeRelease, content.NodePartner, content.NodeInitiative, content.NodeTopic}
}

// document is a node as the index knows it.
type document struct {
	node    store.NodeRef
	visible bool
	sortAt  int64
	rank    int64
	digest  int64
	// place is where it stands on SQLite; 0 before it does.
	place int64
	words words.Document
}

// bucket returns the places on SQLite that the document may have.
func (d document) bucket() (first, last int64) {
	return store.SearchBucket(d.visible, d.sortAt, d.node.Type)
}

// same tells whether the index needs nothing to know d for what it is.
func (d document) same(stored document) bool {
	return d.visible == stored.visible && d.sortAt == stored.sortAt && d.rank == stored.rank && d.digest == stored.digest
}

// searchBatch bounds the nodes that are read and written at a time.
const searchBatch = 500

// indexSettled brings the index up to date for all that the transaction may
// have changed in it.
func (tx *settling) indexSettled(ctx context.Context) error {
	nodes := map[store.NodeRef]bool{}
	marks := tx.Marks()
	maps.Copy(nodes, marks.Touched)
	maps.Copy(nodes, marks.Edited)
	maps.Copy(nodes, marks.Turned)
	for _, node := range tx.counted {
		nodes[node] = true
	}
	return tx.index(ctx, slices.SortedFunc(maps.Keys(nodes), store.NodeRef.Compare))
}

// index brings the index up to date for some nodes, whatever became of them:
// in a fixed number of statements, up to searchBatch of them.
func (tx *settling) index(ctx context.Context, nodes []store.NodeRef) error {
	for batch := range slices.Chunk(nodes, searchBatch) {
		if err := tx.indexBatch(ctx, batch); err != nil {
			return fmt.Errorf("keep the search index: %w", err)
		}
	}
	return nil
}

func (tx *settling) indexBatch(ctx context.Context, nodes []store.NodeRef) error {
	ought, err := readDocuments(ctx, tx.SQL(), tx.SQL().Engine(), &tx.reader, nodes)
	if err != nil {
		return err
	}
	stored, err := storedDocuments(ctx, tx.SQL(), tx.SQL().Engine(), nodes)
	if err != nil {
		return err
	}
	var gone, placed, written []document
	for _, node := range nodes {
		d, there := ought[node]
		before, known := stored[node]
		switch {
		case !there && known:
			gone = append(gone, before)
		case !there || known && d.same(before):
		case !known:
			written = append(written, d)
		case d.digest == before.digest && tx.stays(d, before):
			d.place = before.place
			placed = append(placed, d)
		default:
			gone, written = append(gone, before), append(written, d)
		}
	}
	return tx.writeDocuments(ctx, gone, placed, written)
}

// stays tells whether a document whose words are the same can be left where it
// stands.
func (tx *settling) stays(d, before document) bool {
	if tx.SQL().Engine() == database.PostgreSQL {
		return true
	}
	first, last := d.bucket()
	return first <= before.place && before.place <= last
}
