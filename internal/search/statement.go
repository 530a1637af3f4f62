package search

import (
	"fmt"
	"strconv"

	"entgo.io/ent/dialect"

	"pressgraph/internal/content"
	"pressgraph/internal/query"
	"pressgraph/internal/store"
	"pressgraph/internal/words"
)

// writer writes one statement.
type writer struct {
	store.Writer
	page *Page
}

func (p *Page) build(dialectName string, write func(writer)) query.Statement {
	return store.Written(dialectName, func(w store.Writer) { write(writer{w, p}) })
}

func (w writer) postgres() bool { return w.Dialect() == dialect.Postgres }

// Rows returns the statement that reads up to limit matches of one tier, of
// those after the cursor. Cost: on SQLite the matches of the page and of the
// days that it begins and ends in; on PostgreSQL all matches of the tier.
func (p *Page) Rows(dialectName string, tier words.Area, limit int) query.Statement {
	return p.build(dialectName, func(w writer) {
		after := p.after
		if after != nil && after.Tier != tier {
			after = nil
		}
		w.WriteString("SELECT d.type, d.node_id, d.sort_at, d.rank FROM ")
		if w.postgres() {
			w.WriteString("search_documents AS d WHERE ")
			w.matching(p.question.TSQuery(tier, false))
			w.typed("d.type")
		} else {
			w.WriteString("(")
			for i, visible := range store.SearchHalves(w.page.world) {
				if i > 0 {
					w.WriteString(" UNION ALL ")
				}
				w.nearest(tier, visible, after, limit)
			}
			w.WriteString(") AS f CROSS JOIN search_documents AS d ON d.place = f.place WHERE TRUE")
		}
		if after != nil {
			w.WriteString(" AND ")
			w.beyond(after, false)
		}
		w.WriteString(" ORDER BY d.sort_at DESC, d.rank DESC, d.type DESC, d.node_id DESC LIMIT ").Arg(limit)
	})
}

// matching writes, for PostgreSQL, the condition that d matches what is asked for.
func (w writer) matching(ask string) { w.Matching("d", ask, w.page.world) }

// typed writes, after AND, the condition that a type is one of those asked for.
func (w writer) typed(expr string) {
	if len(w.page.types) == len(Types()) {
		return
	}
	w.WriteString(" AND " + expr + " IN (")
	for i, t := range w.page.types {
		if i > 0 {
			w.WriteString(", ")
		}
		w.WriteString(strconv.Itoa(int(t)))
	}
	w.WriteString(")")
}

// nearest writes, for SQLite, the places of the matches of a tier among which
// the next ones are: as many as asked for, and all of the day that the last of
// them is of, whose own order the places do not hold.
func (w writer) nearest(tier words.Area, visible bool, after *Hit, limit int) {
	first, last := store.SearchRange(visible, w.page.types)
	below := last
	if after != nil {
		begin, end := store.SearchDay(visible, after.sortAt)
		below, last = min(last, begin-1), min(last, end)
	}
	w.WriteString("SELECT f.rowid AS place FROM search_words AS f WHERE ")
	w.found(tier, false)
	w.WriteString(" AND f.rowid BETWEEN COALESCE((SELECT " + store.SearchDayStart("f.rowid") + " FROM search_words AS f WHERE ")
	w.found(tier, false)
	w.WriteString(" AND f.rowid BETWEEN ").Arg(first).WriteString(" AND ").Arg(below)
	w.typed(store.SearchType("f.rowid"))
	w.WriteString(" ORDER BY f.rowid DESC LIMIT 1 OFFSET ").Arg(limit - 1).WriteString("), ").Arg(first).WriteString(") AND ").Arg(last)
	w.typed(store.SearchType("f.rowid"))
}

// found writes, for SQLite, the condition that f matches.
func (w writer) found(tier words.Area, all bool) {
	w.WriteString("f.search_words MATCH ").Arg(w.page.question.FTS5(tier, all))
}

// beyond writes the condition that d comes after a match in its tier, or is it
// or comes before (reverse).
func (w writer) beyond(at *Hit, reverse bool) {
	op := " < ("
	if reverse {
		op = " >= ("
	}
	w.WriteString("(d.sort_at, d.rank, d.type, d.node_id)" + op)
	w.Arg(at.sortAt).WriteString(", ").Arg(at.rank).WriteString(", ").Arg(int(at.Node.Type)).WriteString(", ").Arg(at.Node.ID).WriteString(")")
}

// HasBefore returns the statement that tells, by 0 or 1, whether there are
// matches up to the cursor, which the page has.
func (p *Page) HasBefore(dialectName string) query.Statement {
	return p.build(dialectName, func(w writer) {
		tier := p.after.Tier
		w.WriteString("SELECT CASE WHEN ")
		if better := tier - 1; better >= words.Whole && (better > words.Whole || p.question.HasWhole()) {
			w.exists(better, true, nil)
			w.WriteString(" OR ")
		}
		if tier > words.Whole || p.question.HasWhole() {
			w.exists(tier, false, p.after)
		} else {
			w.WriteString("1 = 0")
		}
		w.WriteString(" THEN 1 ELSE 0 END")
	})
}

// exists writes the condition that something matches, up to a position.
func (w writer) exists(tier words.Area, all bool, upTo *Hit) {
	if w.postgres() {
		w.WriteString("EXISTS (SELECT 1 FROM search_documents AS d WHERE ")
		w.matching(w.page.question.TSQuery(tier, all))
		w.typed("d.type")
		if upTo != nil {
			w.WriteString(" AND ")
			w.beyond(upTo, true)
		}
		w.WriteString(")")
		return
	}
	for i, visible := range store.SearchHalves(w.page.world) {
		if i > 0 {
			w.WriteString(" OR ")
		}
		first, last := store.SearchRange(visible, w.page.types)
		w.WriteString("EXISTS (SELECT 1 FROM search_words AS f")
		if upTo != nil {
			day, _ := store.SearchDay(visible, upTo.sortAt)
			first = max(first, day)
			w.WriteString(" CROSS JOIN search_documents AS d ON d.place = f.rowid")
		}
		w.WriteString(" WHERE ")
		w.found(tier, all)
		w.WriteString(" AND f.rowid BETWEEN ").Arg(first).WriteString(" AND ").Arg(last)
		w.typed(store.SearchType("f.rowid"))
		if upTo != nil {
			w.WriteString(" AND ")
			w.beyond(upTo, true)
		}
		w.WriteString(")")
	}
}

// Counts returns the statement that counts the matches of each type, in one row
// in the order of Types. Cost: all matches, and no documents on SQLite.
func (p *Page) Counts(dialectName string) query.Statement {
	return p.build(dialectName, func(w writer) {
		if w.postgres() {
			w.count("d.type")
			w.WriteString(" FROM search_documents AS d WHERE ")
			w.matching(p.question.TSQuery(words.Anywhere, true))
			return
		}
		w.count(store.SearchType("f.rowid"))
		w.WriteString(" FROM search_words AS f WHERE ")
		w.found(words.Anywhere, true)
		first, last := store.SearchPlaces(w.page.world)
		w.WriteString(" AND f.rowid BETWEEN ").Arg(first).WriteString(" AND ").Arg(last)
	})
}

func (w writer) count(expr string) {
	w.WriteString("SELECT ")
	for i, t := range Types() {
		if i > 0 {
			w.WriteString(", ")
		}
		w.WriteString("count(CASE WHEN " + expr + " = " + strconv.Itoa(int(t)) + " THEN 1 END)")
	}
}

// HasTallies tells whether it pays to count the matches together with reading
// the page: on PostgreSQL a phrase is looked for in the words of each document
// that may have it, and fetching them is most of the work.
func (p *Page) HasTallies(dialectName string) bool {
	return dialectName == dialect.Postgres && p.question.HasPhrase() && len(p.types) > 0
}

// Tally returns, for PostgreSQL, the statement that reads what Rows' does and
// counts the matches of the tier by type. Cost: all matches of the tier, once.
func (p *Page) Tally(tier words.Area, limit int) query.Statement {
	const order = "sort_at DESC, rank DESC, type DESC, node_id DESC"
	return p.build(dialect.Postgres, func(w writer) {
		w.WriteString("WITH found AS MATERIALIZED (SELECT d.type, d.node_id, d.sort_at, d.rank FROM search_documents AS d WHERE ")
		w.matching(p.question.TSQuery(tier, false))
		w.WriteString(") SELECT type, node_id, sort_at, rank, 0 AS count FROM (SELECT * FROM found AS d WHERE TRUE")
		w.typed("d.type")
		if p.after != nil && p.after.Tier == tier {
			w.WriteString(" AND ")
			w.beyond(p.after, false)
		}
		w.WriteString(" ORDER BY " + order + " LIMIT ").Arg(limit)
		w.WriteString(") AS page UNION ALL SELECT type, 0, 0, 0, count(*) FROM found GROUP BY type ORDER BY count, " + order)
	})
}

// CountsBefore and CountsBeyond return statements, for PostgreSQL, that count
// as Counts' does: the matches of the tiers before the page's, and of those
// after one. They tell whether there are such tiers.
func (p *Page) CountsBefore() (query.Statement, bool) {
	if p.after == nil || p.after.Tier == words.Whole {
		return query.Statement{}, false
	}
	return p.countsOf(p.question.TSQuery(p.after.Tier-1, true))
}

// CountsBeyond is described with CountsBefore.
func (p *Page) CountsBeyond(tier words.Area) (query.Statement, bool) {
	return p.countsOf(p.question.TSQueryBeyond(tier))
}

func (p *Page) countsOf(ask string) (query.Statement, bool) {
	if ask == "" {
		return query.Statement{}, false
	}
	return p.build(dialect.Postgres, func(w writer) {
		w.count("d.type")
		w.WriteString(" FROM search_documents AS d WHERE ")
		w.matching(ask)
	}), true
}

// ScanTally reads one row of the answer to Tally's statement for a tier: a
// match, or else how many there are of a type, which it adds to counts.
func ScanTally(from query.Scanner, tier words.Area, counts map[content.NodeType]int) (hit Hit, isHit bool, err error) {
	hit.Tier = tier
	var count int
	if err := from.Scan(&hit.Node.Type, &hit.Node.ID, &hit.sortAt, &hit.rank, &count); err != nil {
		return Hit{}, false, fmt.Errorf("scan match: %w", err)
	}
	counts[hit.Node.Type] += count
	return hit, count == 0, nil
}

// ScanCounts reads the answer to Counts' statement.
func ScanCounts(from query.Scanner) (map[content.NodeType]int, error) {
	counts := make([]int, len(Types()))
	into := make([]any, len(counts))
	for i := range counts {
		into[i] = &counts[i]
	}
	if err := from.Scan(into...); err != nil {
		return nil, err
	}
	of := map[content.NodeType]int{}
	for i, t := range Types() {
		of[t] = counts[i]
	}
	return of, nil
}

// Total returns how many matches of the types asked for there are.
func (p *Page) Total(counts map[content.NodeType]int) int {
	total := 0
	for _, t := range p.types {
		total += counts[t]
	}
	return total
}
