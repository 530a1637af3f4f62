package query

import (
	"entgo.io/ent/dialect/sql"

	"pressgraph/internal/access"
	"pressgraph/internal/store"
)

// Matching returns the statement that answers the ids of the nodes of a kind
// that a filter holds for in the world: of those among, or of all for nil.
func Matching(dialectName string, world access.World, kind Kind, f *Filter, among []int64) Statement {
	return build(dialectName, func(b *sql.Builder) {
		b.WriteString("SELECT r.id FROM ")
		if among != nil {
			b.Join(store.KeyTable("p", among)).WriteString(store.Along(dialectName) + kind.Table() + " AS r ON r.id = p.key")
		} else {
			b.WriteString(kind.Table() + " AS r")
		}
		c := &conjunction{b: b}
		if world.Rule() != "" {
			c.add(func() { b.WriteString("r." + world.Rule()) })
		}
		if f != nil {
			c.add(func() { f.condition(&sqlWriter{b: b, world: world, reading: wholly(among), all: among == nil}, "r") })
		}
	})
}

// Key tells filters apart; empty for none.
func (f *Filter) Key() string { return f.cacheKey() }
