package query

import (
	"fmt"

	"entgo.io/ent/dialect"

	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// sqlWriter writes conditions into a statement for one world.
type sqlWriter struct {
	store.Writer
	world access.World
	// reading says how SQLite is to ask about relations.
	reading reading
	// all is true where the list is of all nodes, whose table is known as r.
	all     bool
	aliases int
	// steps is how many relations lead from the row to what is written.
	steps int
}

// maxSteps is how many relations SQLite follows from each row on its own. The
// rows that it meets multiply with every one; what lies beyond is gathered.
const maxSteps = 2

// apart tells whether the nodes that a relation leads to are gathered first,
// and rows looked up among them. PostgreSQL finds out by itself what is better.
func (w *sqlWriter) apart() bool {
	steps := maxSteps
	switch w.reading {
	case gathered, soughtOut:
		steps = 0
	case nearAlone:
		steps = 1
	case rowByRow, ownOnly, unasked:
	}
	return w.steps >= steps && w.Dialect() == dialect.SQLite
}

// looked writes a column that is looked up among what was gathered. Where each row
// is asked about on its own, SQLite must not go through all that was gathered
// instead, for each row anew; it does not where an index could not serve.
func (w *sqlWriter) looked(column string) string {
	if w.steps > 0 && (w.reading == rowByRow || w.reading == nearAlone) {
		return "+" + column
	}
	return column
}

// maxJoined is after how many tables of a filter PostgreSQL is told to ask about
// further relations row by row. It would make joins of them, and the time that it
// thinks about their order grows faster than their number: for hundreds of
// relations it does not end.
const maxJoined = 24

// closing ends a subquery about a relation. What it returns must be asked for
// before the subquery is begun, and called at its end.
func (w *sqlWriter) closing() (end func()) {
	if w.Dialect() != dialect.Postgres || w.aliases < maxJoined {
		return func() { w.text(")") }
	}
	return func() { w.text(" OFFSET 0)") }
}

func (w *sqlWriter) text(s string) { w.WriteString(s) }
func (w *sqlWriter) arg(v any)     { w.Arg(v) }

// alias returns a name for a table that no other in the statement has.
func (w *sqlWriter) alias(prefix string) string {
	w.aliases++
	return fmt.Sprintf("%s%d", prefix, w.aliases)
}

// list writes keys as what a column can be IN.
func listed[K database.Key](w *sqlWriter, column string, keys []K) {
	array := database.Array(w.Dialect(), keys)
	if w.Dialect() == dialect.Postgres {
		w.text(column + " = ANY(")
		w.arg(array)
		w.text(")")
		return
	}
	w.text(column + " IN (SELECT value FROM json_each(")
	w.arg(array)
	w.text("))")
}
