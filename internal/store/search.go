package store

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
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

// SearchFirst is the sort_at of what stands before all that has a date.
const SearchFirst int64 = math.MaxInt64 / 2

// On SQLite, the row of a document's words is its place, which holds the order
// coarsely, so that the first matches are the first that are read:
//
//	visible (1 bit) · day (24 bits) · type (2 bits) · number (24 bits)
const (
	placeTypeShift    = 24
	placeDayShift     = placeTypeShift + 2
	placeVisibleShift = placeDayShift + 24

	lastDay = 1<<24 - 1
	// firstDay is the day before the year 1, in days since the epoch.
	firstDay = -719_163
)

// SearchHalves returns the halves of the index that w sees: what readers see
// (true), and for editors what they do not.
func SearchHalves(w access.World) []bool {
	if w == access.Everything {
		return []bool{true, false}
	}
	return []bool{true}
}

// Matching writes, for PostgreSQL, the condition that the document known as
// alias exists in a world and matches what is asked for. The subquery keeps the
// question from the planner: for a common word it would else read the whole
// table, as it does not count what it costs to fetch words that are kept apart
// from their rows.
func (w Writer) Matching(alias, ask string, world access.World) {
	w.WriteString("(")
	for i, visible := range SearchHalves(world) {
		if i > 0 {
			w.WriteString(" OR ")
		}
		w.WriteString(alias + ".words @@ (SELECT ").Arg(ask).WriteString("::tsquery) AND ")
		if !visible {
			w.WriteString("NOT ")
		}
		w.WriteString(alias + ".visible")
	}
	w.WriteString(")")
}

// SearchPlaces returns the first and the last place of what w sees.
func SearchPlaces(w access.World) (first, last int64) {
	first, last = placesOf(true)
	if w == access.Everything {
		first, _ = placesOf(false)
	}
	return first, last
}

// placesOf is SearchPlaces for one half of the index.
func placesOf(visible bool) (first, last int64) {
	if visible {
		return 1 << placeVisibleShift, 1<<(placeVisibleShift+1) - 1
	}
	return 0, 1<<placeVisibleShift - 1
}

// SearchRange returns the first and the last place that nodes of these types may
// have, of what readers see, or of what they do not: partners and topics stand
// beyond all days, each type by itself.
func SearchRange(visible bool, types []content.NodeType) (first, last int64) {
	begin, end := placesOf(visible)
	beyond, _ := SearchDay(visible, SearchFirst)
	first, last = end, begin
	for _, t := range types {
		from, to := begin, beyond-1
		if t == content.NodePartner || t == content.NodeTopic {
			from, to = document{node: NodeRef{Type: t}, visible: visible, sortAt: SearchFirst}.bucket()
		}
		first, last = min(first, from), max(last, to)
	}
	return first, last
}

// SearchDay returns the first and the last place of the day that sortAt is of.
func SearchDay(visible bool, sortAt int64) (first, last int64) {
	first, _ = placesOf(visible)
	first += dayOf(sortAt) << placeDayShift
	return first, first + 1<<placeDayShift - 1
}

// SearchDayStart is SQL for the first place of the day that place is of.
func SearchDayStart(place string) string {
	return fmt.Sprintf("((%s >> %d) << %[2]d)", place, placeDayShift)
}

// SearchType is SQL for the type of the node at a place.
func SearchType(place string) string {
	return fmt.Sprintf("(((%s >> %d) & 3) + 1)", place, placeTypeShift)
}

func dayOf(sortAt int64) int64 {
	const day = int64(24 * time.Hour / time.Microsecond)
	days := sortAt / day
	if sortAt%day < 0 {
		days--
	}
	return min(max(0, days-firstDay), lastDay)
}

// searchTypes are the nodes that are found.
func searchTypes() []content.NodeType {
	return []content.NodeType{content.NodeRelease, content.NodePartner, content.NodeInitiative, content.NodeTopic}
}

// document is a node as the index knows it.
type document struct {
	node    NodeRef
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
	first, _ = SearchDay(d.visible, d.sortAt)
	first += int64(d.node.Type-content.NodeRelease) << placeTypeShift
	return first, first + 1<<placeTypeShift - 1
}

// same tells whether the index needs nothing to know d for what it is.
func (d document) same(stored document) bool {
	return d.visible == stored.visible && d.sortAt == stored.sortAt && d.rank == stored.rank && d.digest == stored.digest
}

// searchBatch bounds the nodes that are read and written at a time.
const searchBatch = 500

// indexSettled brings the index up to date for all that the transaction may
// have changed in it.
func (tx *Tx) indexSettled(ctx context.Context) error {
	nodes := map[NodeRef]bool{}
	maps.Copy(nodes, tx.touched)
	maps.Copy(nodes, tx.edited)
	maps.Copy(nodes, tx.shown)
	for _, node := range tx.counted {
		nodes[node] = true
	}
	all := slices.Collect(maps.Keys(nodes))
	sortNodes(all)
	return tx.index(ctx, all)
}

// index brings the index up to date for some nodes, whatever became of them:
// in a fixed number of statements, up to searchBatch of them.
func (tx *Tx) index(ctx context.Context, nodes []NodeRef) error {
	for batch := range slices.Chunk(nodes, searchBatch) {
		if err := tx.indexBatch(ctx, batch); err != nil {
			return fmt.Errorf("keep the search index: %w", err)
		}
	}
	return nil
}

func (tx *Tx) indexBatch(ctx context.Context, nodes []NodeRef) error {
	ought, err := readDocuments(ctx, tx.conn, tx.store.db.Engine(), &tx.reader, nodes)
	if err != nil {
		return err
	}
	stored, err := storedDocuments(ctx, tx.conn, tx.store.db.Engine(), nodes)
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
func (tx *Tx) stays(d, before document) bool {
	if tx.store.db.Engine() == database.PostgreSQL {
		return true
	}
	first, last := d.bucket()
	return first <= before.place && before.place <= last
}
