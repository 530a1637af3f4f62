package words

import "strings"

// A tier of a question are the documents that match it within an area and not
// within a smaller one.

// FTS5 returns the question for MATCH of SQLite's FTS5: which documents match
// within an area, and not within the smaller one unless all is asked for; empty
// for none.
func (q Question) FTS5(area Area, all bool) string {
	return q.match(area, all, fts5())
}

// TSQuery is FTS5 for PostgreSQL's tsquery.
func (q Question) TSQuery(area Area, all bool) string {
	return q.match(area, all, tsquery())
}

// TSQueryBeyond returns the question for PostgreSQL's tsquery: which documents
// match anywhere, but not within an area; empty for none.
func (q Question) TSQueryBeyond(area Area) string {
	if q.Empty() || area == Anywhere {
		return ""
	}
	d := tsquery()
	return q.but(q.within(Anywhere, d), []string{q.within(area, d)}, d)
}

// dialect writes terms for an engine.
type dialect struct {
	phrase       func(prefix string, t term) string
	and, or, not string
}

// term writes a term; the beginning of a word may be one of a word that was
// stemmed.
func (d dialect) term(area Area, t term) string {
	phrase := d.phrase(area.prefix(), t)
	if t.prefix && len(t.tokens) == 1 {
		return "(" + phrase + d.or + d.phrase(area.rawPrefix(), t) + ")"
	}
	return phrase
}

func (q Question) match(area Area, all bool, d dialect) string {
	if q.Empty() || area == Whole && q.whole == "" {
		return ""
	}
	found := q.within(area, d)
	var without []string
	if area > Whole && !all && (area > Names || q.whole != "") {
		without = append(without, q.within(area-1, d))
	}
	return q.but(found, without, d)
}

// but is what is found without some of it, and what the question excludes.
func (q Question) but(found string, without []string, d dialect) string {
	for _, t := range q.without {
		without = append(without, d.term(Anywhere, t))
	}
	if len(without) > 0 {
		found += d.not + "(" + strings.Join(without, d.or) + ")"
	}
	return found
}

// within is the question without what it excludes.
func (q Question) within(area Area, d dialect) string {
	if area == Whole {
		return d.phrase(Whole.prefix(), term{tokens: []string{q.whole}})
	}
	all := make([]string, len(q.wanted))
	for i, t := range q.wanted {
		all[i] = d.term(area, t)
	}
	return "(" + strings.Join(all, d.and) + ")"
}

func fts5() dialect {
	return dialect{and: " AND ", or: " OR ", not: " NOT ", phrase: func(prefix string, t term) string {
		phrase := `"` + prefix + strings.Join(t.tokens, " "+prefix) + `"`
		if t.prefix {
			phrase += " *"
		}
		return phrase
	}}
}

func tsquery() dialect {
	return dialect{and: " & ", or: " | ", not: " & !", phrase: func(prefix string, t term) string {
		phrase := "'" + prefix + strings.Join(t.tokens, "' <-> '"+prefix) + "'"
		if t.prefix {
			phrase += ":*"
		}
		if len(t.tokens) > 1 {
			return "(" + phrase + ")"
		}
		return phrase
	}}
}
