package search

import (
	"fmt"

	"entgo.io/ent/dialect"

	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/query"
	"pressgraph/internal/store"
)

const (
	// relatedWeight is what sharing something that one release alone has counts;
	// something that n have counts an nth of it, in whole numbers.
	relatedWeight = 1_000_000
	// relatedReach bounds the releases that are looked at for each thing that a
	// release has: the newest of them.
	relatedReach = 100
	// relatedThings bounds the things of each sort that a release is compared
	// by: the first that the editors entered.
	relatedThings = 20
)

// shared is a sort of thing that releases share.
type shared struct {
	relation, key, nodes string
	// share is how much of the weight counts.
	share int
}

// sharedThings: an initiative says most, then a partner, then a topic.
func sharedThings() []shared {
	return []shared{
		{"announcements", "initiative_id", "initiatives", 4},
		{"mentions", "partner_id", "partners", 2},
		{"release_topics", "topic_id", "topics", 1},
	}
}

// Related returns the statement that reads, for each release, up to limit
// published others that share most with it, the closest first: rows of release,
// other. Sharing an initiative counts four, a partner two, a topic one, each
// divided by how many published releases have it. Cost: for each release at
// most 20 things of each sort, and 100 releases of each.
func Related(dialectName string, world access.World, releases []int64, limit int) query.Statement {
	return store.Written(dialectName, func(b store.Writer) {
		b.WriteString("SELECT release_id, other FROM (SELECT s.release_id, s.other, row_number() OVER (PARTITION BY s.release_id " +
			"ORDER BY s.score DESC, n.sort_at DESC, n.rank DESC, n.id DESC) AS place FROM (" +
			"SELECT release_id, other, sum(weight) AS score FROM (")
		for i, t := range sharedThings() {
			if i > 0 {
				b.WriteString(" UNION ALL ")
			}
			t.write(b, world, releases)
		}
		b.WriteString(") AS w GROUP BY release_id, other) AS s" +
			store.From("releases", "n", access.Public).Join(database.Along(dialectName), "n.id = s.other") + ") AS r WHERE place <= ")
		b.Arg(limit).WriteString(" ORDER BY release_id, place")
	})
}

// write reads what releases share by things of one sort: release, other, weight.
// CROSS JOIN has SQLite go from the release to its things to their releases.
func (t shared) write(b store.Writer, world access.World, releases []int64) {
	own := fmt.Sprintf("SELECT x.%s AS thing%s ORDER BY x.position, x.id LIMIT %d",
		t.key, store.From(t.relation, "x", world).Where("x.release_id = p.key"), relatedThings)
	others := fmt.Sprintf("%s ORDER BY y.sort_at DESC, y.rank DESC, y.release_id DESC LIMIT %d",
		store.From(t.relation, "y", access.Public).Where("y."+t.key+" = t.id"), relatedReach)
	thing := store.Led(t.nodes, "t")
	b.WriteString(fmt.Sprintf("SELECT p.key AS release_id, o.release_id AS other, %d / t.public_release_count AS weight FROM ",
		t.share*relatedWeight))
	b.Join(database.KeyTable("p", releases))
	if b.Dialect() == dialect.Postgres {
		b.WriteString(" CROSS JOIN LATERAL (" + own + ") AS m JOIN " + thing + " ON t.id = m.thing" +
			" CROSS JOIN LATERAL (SELECT y.release_id" + others + ") AS o")
	} else {
		b.WriteString(" CROSS JOIN " + thing + " ON t.id IN (" + own + ")" +
			" CROSS JOIN " + store.Led(t.relation, "o") + " ON o.id IN (SELECT y.id" + others + ")")
	}
	b.WriteString(" WHERE t.public_release_count > 0 AND o.release_id <> p.key")
}
