package search

import (
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/query"
	"pressgraph/internal/store"
)

// Texts returns the statement that reads what may match of nodes of a type
// beside what is read with them: the texts of releases, all names of others.
func Texts(dialectName string, t content.NodeType, ids []int64) query.Statement {
	table, owner, columns, order := "releases", "id", "summary_text, body_text", ""
	switch t {
	case content.NodePartner:
		table, owner = "partner_names", "partner_id"
	case content.NodeInitiative:
		table, owner = "initiative_names", "initiative_id"
	case content.NodeTopic:
		table, owner = "topic_names", "topic_id"
	default:
	}
	if t != content.NodeRelease {
		columns, order = "text, NULL", " ORDER BY "+owner+", position, id"
	}
	return store.Written(dialectName, func(w store.Writer) {
		w.WriteString("SELECT " + owner + ", " + columns + " FROM " + store.Led(table, "n") + " WHERE ")
		w.Join(database.ColumnIn(owner, ids)).WriteString(order)
	})
}

// ScanTexts reads one row of the answer to Texts' statement.
func ScanTexts(from query.Scanner, t content.NodeType) (int64, []Passage, error) {
	var id int64
	var texts [2]*string
	if err := from.Scan(&id, &texts[0], &texts[1]); err != nil {
		return 0, nil, err
	}
	names := [2]string{"name"}
	if t == content.NodeRelease {
		names = [2]string{"summary", "body"}
	}
	var fields []Passage
	for i, text := range texts {
		if text != nil {
			fields = append(fields, Passage{names[i], *text})
		}
	}
	return id, fields, nil
}
