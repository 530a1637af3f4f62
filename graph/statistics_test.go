package graph_test

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/ingest"
	"pressgraph/internal/newsroom/importing"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// TestSQLiteReadsByTheKeysThatItIsGiven looks at the plans of all statements
// that are given lists of keys: whatever SQLite believes of its tables, which is
// nothing until they are analyzed, and out of date afterwards, it must go from
// the keys to the rows, and never read a table from end to end.
func TestSQLiteReadsByTheKeysThatItIsGiven(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	a := newAPI(t, storetest.SQLite(t), false)
	fill(t, a, plan{seed: 3, releases: 9, partners: 6, initiatives: 6, topics: 5, dense: true})
	texts := keyed(everyStatement(t, a))
	if len(texts) < 100 {
		t.Fatalf("%d statements are given keys, want a hundred and more", len(texts))
	}
	for name, believes := range map[string]func() string{
		"that nothing is known": nil,
		"that all are empty":    func() string { return "0 1 1 1 1 1" },
		"that all are small":    func() string { return "3 2 2 1 1 1" },
		"that all are large":    func() string { return "1000000 900000 900000 9 1 1" },
	} {
		t.Run("believing "+name, func(t *testing.T) {
			db := storetest.Beside(t, a.store)
			believe(t, db, believes)
			for _, text := range texts {
				if wrong := wrongTurn(planOf(t, db, text)); wrong != "" {
					t.Errorf("%s\nof\n%s", wrong, text)
				}
			}
		})
	}
}

// everyStatement runs what there is to run and returns the different statements.
func everyStatement(t *testing.T, a *api) []string {
	t.Helper()
	ctx, counter := database.WithTexts(editor(t))
	edges := dig(a.data(t, ctx, `{ releases(first: 5) { edges { cursor } } }`, nil), "releases", "edges")
	variables := map[string]any{"after": dig(edges, 1, "cursor"), "before": dig(edges, 4, "cursor")}
	for _, s := range shapes() {
		a.data(t, ctx, s.query, variables)
	}
	public, readers := database.WithTexts(reader(t))
	for _, s := range shapes() {
		a.data(t, public, s.query, variables)
	}
	a.data(t, public, `{ partners { nodes { metrics { degree } collaborators(where: {slug: {ne: "x"}}) { nodes { slug } } } }
		partnerNetwork { links { source { parent { slug } } } } }`, nil)
	items := []ingest.Item{
		{Line: 1, Title: "One more", Language: "en", Kind: "STORY", PublishedOn: "2024"},
		{Line: 2, Title: "And another", Language: "en", Kind: "STORY", PublishedOn: "2025"},
	}
	for range 2 {
		if _, err := importing.Run(ctx, a.newsroom.Newsroom, items, importing.Options{Publish: true, Source: "test"}); err != nil {
			t.Fatal(err)
		}
		items[0].Summary = "A teaser."
	}
	settleAll(t, ctx, a)
	if _, err := derive.Check(ctx, a.store); err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for _, text := range slices.Concat(counter.Texts(), readers.Texts()) {
		all[text] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// settleAll touches a node of each type, so that all that follows is settled.
func settleAll(t *testing.T, ctx context.Context, a *api) {
	t.Helper()
	_, err := a.store.Write(ctx, "test", func(ctx context.Context, tx *store.Tx) error {
		for _, table := range []string{"releases", "partners", "initiatives", "topics"} {
			if err := touchFirst(ctx, tx, table); err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func touchFirst(ctx context.Context, tx *store.Tx, table string) error {
	types := map[string]store.NodeRef{"releases": {Type: 1}, "partners": {Type: 2}, "initiatives": {Type: 3}, "topics": {Type: 4}}
	node := types[table]
	err := tx.Query(ctx, "SELECT min(id) FROM "+table, nil, func(row database.Row) error { return row.Scan(&node.ID) })
	tx.Touch(node)
	tx.Edited(node)
	return err
}

// keyed returns the statements that are given lists of keys.
func keyed(texts []string) []string {
	return slices.DeleteFunc(texts, func(text string) bool { return !strings.Contains(text, "json_each") })
}

// believe gives every index the statistics that believes says, or none.
func believe(t *testing.T, db *database.DB, believes func() string) {
	t.Helper()
	statements := []string{"ANALYZE", "DELETE FROM sqlite_stat1"}
	if believes != nil {
		statements = append(statements, `INSERT INTO sqlite_stat1 (tbl, idx, stat)
			SELECT tbl_name, name, '`+believes()+`' FROM sqlite_schema WHERE type = 'index'
			UNION ALL SELECT name, NULL, '`+strings.Fields(believes())[0]+`' FROM sqlite_schema WHERE type = 'table'`)
	}
	for _, statement := range append(statements, "ANALYZE sqlite_schema") {
		if _, err := db.SQL().ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// planStep is a line of a plan.
type planStep struct {
	id, parent int
	detail     string
}

func planOf(t *testing.T, db *database.DB, text string) []planStep {
	t.Helper()
	args := make([]any, 60)
	rows, err := db.SQL().QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+text, args[:places(text)]...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer rows.Close() //nolint:errcheck // Nothing was written.
	var all []planStep
	for rows.Next() {
		var s planStep
		var unused int
		if err := rows.Scan(&s.id, &s.parent, &unused, &s.detail); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// places returns how many arguments a statement takes.
func places(text string) int {
	highest := strings.Count(text, "?")
	for _, name := range regexp.MustCompile(`\$\d+`).FindAllString(text, -1) {
		var n int
		if _, err := fmt.Sscanf(name, "$%d", &n); err == nil {
			highest = max(highest, n)
		}
	}
	return highest
}

// wrongTurn returns what is wrong with a plan: keys that are read again for
// each row of what came before.
func wrongTurn(plan []planStep) string {
	first := map[int]string{}
	for _, s := range plan {
		loops := strings.HasPrefix(s.detail, "SCAN ") || strings.HasPrefix(s.detail, "SEARCH ")
		// What a page has found is carried along as one row, which lists the ids.
		if carried := s.detail == "SCAN found" || s.detail == "SCAN few"; carried || !loops {
			continue
		}
		if before, follows := first[s.parent]; follows && strings.HasSuffix(s.detail, "VIRTUAL TABLE INDEX 1:") {
			return "keys are read for each row of: " + before
		}
		if first[s.parent] == "" {
			first[s.parent] = s.detail
		}
	}
	return ""
}
