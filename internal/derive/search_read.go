package derive

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/lib/pq"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
	"pressgraph/internal/words"
)

// readDocuments reads what the index ought to hold of some nodes; those that
// are not there are left out.
func readDocuments(
	ctx context.Context, on database.Queries, engine database.Engine, reader *words.Reader, nodes []store.NodeRef,
) (map[store.NodeRef]document, error) {
	ids := map[content.NodeType][]int64{}
	for _, node := range nodes {
		ids[node.Type] = append(ids[node.Type], node.ID)
	}
	found := make(map[store.NodeRef]document, len(nodes))
	for _, t := range searchTypes() {
		if len(ids[t]) == 0 {
			continue
		}
		if err := addDocuments(ctx, on, engine, reader, t, ids[t], found); err != nil {
			return nil, fmt.Errorf("read %s: %w", searchedAs(t).table, err)
		}
	}
	return found, nil
}

func addDocuments(
	ctx context.Context, on database.Queries, engine database.Engine, reader *words.Reader,
	t content.NodeType, ids []int64, to map[store.NodeRef]document,
) error {
	texts := map[int64]*words.Text{}
	read := map[int64]document{}
	query := "SELECT " + searchedAs(t).columns + " FROM " + searchedAs(t).table + " AS n WHERE " + keyScope(engine, 1)("n.id")
	err := database.QueryEach(ctx, on, query, []any{database.Array(engine.Dialect(), ids)}, func(row database.Row) error {
		d, text, err := scanDocument(row, t)
		read[d.node.ID], texts[d.node.ID] = d, text
		return err
	})
	if err != nil {
		return err
	}
	if err := readNames(ctx, on, engine, t, ids, texts); err != nil {
		return err
	}
	for id, d := range read {
		d.words = reader.Document(*texts[id])
		d.digest = d.words.Digest()
		to[d.node] = d
	}
	return nil
}

// searched describes how one kind of node is found by its words.
type searched struct {
	// table has the nodes, names their names by the column owner; empty for none.
	table, names, owner string
	// columns are: id, visible, what stands for the order, the name that is shown,
	// what leads and the body.
	columns string
	// order turns what stands for the order into an instant; nil where it is one.
	order func(int64) int64
}

func searchedAs(t content.NodeType) searched {
	first := func(int64) int64 { return store.SearchFirst }
	switch t {
	case content.NodeRelease:
		return searched{
			table:   "releases",
			columns: "n.id, n.visible, n.sort_at, n.rank, n.title, n.summary_text, n.body_text, NULL",
		}
	case content.NodeInitiative:
		return searched{
			table: "initiatives", names: "initiative_names", owner: "initiative_id", order: startOf,
			columns: "n.id, n.visible, n.started_earliest, 0, n.name, NULL, NULL, n.descriptions",
		}
	case content.NodePartner:
		return searched{
			table: "partners", names: "partner_names", owner: "partner_id", order: first,
			columns: "n.id, n.visible, 0, n.public_release_count, n.name, NULL, NULL, n.descriptions",
		}
	default:
		return searched{
			table: "topics", names: "topic_names", owner: "topic_id", order: first,
			columns: "n.id, n.visible, 0, n.public_release_count, n.name, NULL, NULL, NULL",
		}
	}
}

func scanDocument(row database.Row, t content.NodeType) (document, *words.Text, error) {
	d := document{node: store.NodeRef{Type: t}}
	var name string
	var summary, body *string
	var descriptions []byte
	if err := row.Scan(&d.node.ID, &d.visible, &d.sortAt, &d.rank, &name, &summary, &body, &descriptions); err != nil {
		return d, nil, err
	}
	text := &words.Text{Names: []string{name}}
	if summary != nil {
		text.Leads = []string{*summary}
	}
	if body != nil {
		text.Bodies = []string{*body}
	}
	if len(descriptions) > 0 {
		var all []content.LocalText
		if err := json.Unmarshal(descriptions, &all); err != nil {
			return d, nil, fmt.Errorf("descriptions of %s %d: %w", t, d.node.ID, err)
		}
		for _, one := range all {
			text.Leads = append(text.Leads, one.Text)
		}
	}
	if order := searchedAs(t).order; order != nil {
		d.sortAt = order(d.sortAt)
	}
	return d, text, nil
}

// startOf returns where a day, given as yyyymmdd, stands in time; 0 is no day.
func startOf(day int64) int64 {
	if day == 0 {
		return content.Undated
	}
	year, month, of := int(day/10_000), time.Month(day/100%100), int(day%100)
	return time.Date(year, month, of, 0, 0, 0, 0, time.UTC).UnixMicro()
}

// readNames adds all names of nodes: the one that is shown is among them,
// unless foreign SQL made a node without any.
func readNames(
	ctx context.Context, on database.Queries, engine database.Engine, t content.NodeType, ids []int64, texts map[int64]*words.Text,
) error {
	as := searchedAs(t)
	table, owner := as.names, as.owner
	if table == "" {
		return nil
	}
	query := "SELECT " + owner + ", text FROM " + table + " WHERE " + keyScope(engine, 1)(owner) + " ORDER BY " + owner + ", position, id"
	return database.QueryEach(ctx, on, query, []any{database.Array(engine.Dialect(), ids)}, func(row database.Row) error {
		var id int64
		var name string
		if err := row.Scan(&id, &name); err != nil {
			return err
		}
		if text := texts[id]; text != nil && !slices.Contains(text.Names, name) {
			text.Names = append(text.Names, name)
		}
		return nil
	})
}

// storedDocuments reads what the index holds of some nodes.
func storedDocuments(ctx context.Context, on database.Queries, engine database.Engine, nodes []store.NodeRef) (map[store.NodeRef]document, error) {
	found := map[store.NodeRef]document{}
	query, args := storedQuery(engine, nodes)
	err := database.QueryEach(ctx, on, query, args, func(row database.Row) error {
		var d document
		err := row.Scan(&d.node.Type, &d.node.ID, &d.visible, &d.sortAt, &d.rank, &d.digest, &d.place)
		found[d.node] = d
		return err
	})
	return found, err
}

// storedQuery goes from the nodes, one list of pairs on SQLite, to their
// documents.
func storedQuery(engine database.Engine, nodes []store.NodeRef) (query string, args []any) {
	if engine == database.SQLite {
		pairs := jsonRows(nodes, func(n store.NodeRef) []any { return []any{n.Type, n.ID} })
		return `SELECT d.type, d.node_id, d.visible, d.sort_at, d.rank, d.digest, d.place
			FROM json_each($1) AS k CROSS JOIN search_documents AS d
			WHERE d.type = k.value ->> 0 AND d.node_id = k.value ->> 1`, []any{pairs}
	}
	types, ids := make([]int64, len(nodes)), make([]int64, len(nodes))
	for i, node := range nodes {
		types[i], ids[i] = int64(node.Type), node.ID
	}
	return `SELECT d.type, d.node_id, d.visible, d.sort_at, d.rank, d.digest, 0
		FROM unnest($1::bigint[], $2::bigint[]) AS k(type, id) JOIN search_documents AS d ON d.type = k.type AND d.node_id = k.id`,
		[]any{pq.Array(types), pq.Array(ids)}
}
