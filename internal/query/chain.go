package query

import (
	"strconv"

	"entgo.io/ent/dialect"

	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// Ancestors returns the statement that answers, for each of the partners, its
// parent, that one's parent and so on, the nearest first, at most limit. A
// chain ends at a partner that does not exist in the world.
func Ancestors(dialectName string, world access.World, parents []int64, limit int) Statement {
	along := database.Along(dialectName)
	above := store.From("partners", "t", world).Join(along, "t.id = up.id")
	return build(dialectName, func(b store.Writer) {
		b.WriteString("WITH RECURSIVE up(key, id, depth) AS (SELECT p.key, t.parent_id, 1 FROM ").Join(database.KeyTable("p", parents))
		b.WriteString(along + store.Led("partners", "t") + " ON t.id = p.key WHERE t.parent_id IS NOT NULL")
		b.WriteString(" UNION ALL SELECT up.key, t.parent_id, up.depth + 1 FROM up" + above)
		b.WriteString(" WHERE t.parent_id IS NOT NULL AND up.depth < " + strconv.Itoa(limit) + ")")
		b.WriteString(" SELECT up.key, up.id FROM up" + above)
		b.WriteString(" ORDER BY up.key, up.depth")
	})
}

// PairMates returns the statement that answers, for each participation, all participations of its partner and initiative, as entered, at most
// limit.
func PairMates(dialectName string, world access.World, parents []int64, limit int) Statement {
	mates := store.From("participations", "m", world).Where("m.partner_id = f.partner_id", "m.initiative_id = f.initiative_id")
	first := store.Led("participations", "f") + " ON f.id = p.key"
	order := "m.position, m.id"
	return build(dialectName, func(b store.Writer) {
		if dialectName == dialect.Postgres {
			b.WriteString("SELECT p.key, x.id FROM ").Join(database.KeyTable("p", parents))
			b.WriteString(" JOIN " + first + " CROSS JOIN LATERAL (SELECT m.id" + mates)
			b.WriteString(" ORDER BY " + order + " LIMIT " + strconv.Itoa(limit) + ") AS x")
			return
		}
		b.WriteString("SELECT p.key, m.id FROM ").Join(database.KeyTable("p", parents))
		b.WriteString(" CROSS JOIN " + first + " CROSS JOIN " + store.Led("participations", "m") + " ON m.id IN (SELECT m.id" + mates)
		b.WriteString(" ORDER BY " + order + " LIMIT " + strconv.Itoa(limit) + ") ORDER BY p.ord, " + order)
	})
}
