package query

import (
	"entgo.io/ent/dialect/sql"

	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// Matching returns the statement that answers the ids of the nodes of a kind
// that a filter holds for in the world: of those among, or of all for nil.
func Matching(dialectName string, world access.World, kind Kind, f *Filter, among []int64) Statement {
	return build(dialectName, func(b store.Writer) {
		b.WriteString("SELECT r.id")
		var keys sql.Querier
		rows := store.From(kind.Table(), "r", world)
		if among != nil {
			keys, rows = database.KeyTable("p", among), rows.Beside(database.Along(dialectName), " ON r.id = p.key")
		}
		c := b.Read(keys, rows)
		if f != nil {
			c.Add(func() {
				f.condition(&sqlWriter{Writer: b, world: world, reading: wholly(among), all: among == nil}, "r")
			})
		}
	})
}

// Key tells filters apart; empty for none.
func (f *Filter) Key() string { return f.cacheKey() }
