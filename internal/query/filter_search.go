package query

import (
	"entgo.io/ent/dialect"

	"pressgraph/internal/content"
	"pressgraph/internal/store"
	"pressgraph/internal/words"
)

// maxQuestions bounds the full-text conditions of one filter: each is a search
// of its own.
const maxQuestions = 10

// fullText asks the search index; a text without words holds for nothing.
func fullText(p *filterParser, path string, value any, _ int) condition {
	text, _ := value.(string)
	if words.TooLong(text) {
		return p.complain(path, "must be at most %d characters long", words.MaxQuestion)
	}
	if p.questions++; p.questions > maxQuestions {
		return p.exceed(path, "a filter holds at most %d full texts", maxQuestions)
	}
	question := words.Ask(text)
	if question.Empty() {
		return never
	}
	return func(w *sqlWriter, alias string) { found(w, alias+".id", content.NodeRelease, question) }
}

// found holds for the nodes of a type that the search index finds. It does not
// depend on the row, so that the index is asked once a statement.
func found(w *sqlWriter, id string, t content.NodeType, question words.Question) {
	d := w.alias("d")
	w.text("(" + id + " IN (SELECT " + d + ".node_id FROM ")
	if w.Dialect() == dialect.Postgres {
		w.text("search_documents AS " + d + " WHERE " + d + ".type = ")
		w.arg(int(t))
		w.text(" AND ")
		w.Matching(d, question.TSQuery(words.Anywhere, true), w.world)
		w.text("))")
		return
	}
	f := w.alias("f")
	first, last := store.SearchPlaces(w.world)
	w.text("search_words AS " + f + " CROSS JOIN search_documents AS " + d)
	w.text(" ON " + d + ".place = " + f + ".rowid WHERE " + f + ".search_words MATCH ")
	w.arg(question.FTS5(words.Anywhere, true))
	w.text(" AND " + f + ".rowid BETWEEN ")
	w.arg(first)
	w.text(" AND ")
	w.arg(last)
	w.text(" AND " + d + ".type = ")
	w.arg(int(t))
	w.text("))")
}
