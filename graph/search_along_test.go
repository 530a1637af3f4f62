package graph_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/newsroom/merge"
	"pressgraph/internal/newsroom/repair"
	"pressgraph/internal/store/storetest"
	"pressgraph/internal/transfer"
)

// finds compares the names of what editors find, in order.
func (a *api) finds(t *testing.T, when, question string, want ...string) {
	t.Helper()
	data := a.data(t, editor(t), `query ($q: String!) { search(query: $q) { totalCount nodes {
		... on Release { name: title } ... on Partner { name } ... on Initiative { name } ... on Topic { name } } } }`, map[string]any{"q": question})
	got := []string{}
	for _, node := range dig(data, "search", "nodes").([]any) {
		got = append(got, dig(node, "name").(string))
	}
	if diff := cmp.Diff(append([]string{}, want...), got); diff != "" {
		t.Errorf("%s: %q finds (-want +got):\n%s", when, question, diff)
	}
	if total := fmt.Sprint(dig(data, "search", "totalCount")); total != fmt.Sprint(len(want)) {
		t.Errorf("%s: %q has %s matches, want %d", when, question, total, len(want))
	}
	if found, err := repair.Check(t.Context(), a.newsroom.Newsroom); err != nil || len(found) > 0 {
		t.Errorf("%s: Check = %v, %v", when, found, err)
	}
}

func (a *api) partner(t *testing.T, name string) int64 {
	t.Helper()
	done, err := a.newsroom.CreatePartner(editor(t), kit.CreatePartnerInput{
		Kind: content.PartnerKindCompany, Names: []kit.NameInput{{Text: name, Locale: new("en")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return done.ID
}

func (a *api) foreign(t *testing.T, statements ...string) {
	t.Helper()
	db := storetest.Beside(t, a.store)
	for _, s := range statements {
		if _, err := db.SQL().ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// TestSearchGoesAlong demands that what becomes of nodes, by whatever way, is
// found so.
func TestSearchGoesAlong(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, false)
		zeppelin, dirigible := a.partner(t, "Zeppelin Works"), a.partner(t, "Dirigible 飛艇公司")
		if _, err := merge.Partners(editor(t), a.newsroom.Newsroom, zeppelin, 1, []int64{dirigible}); err != nil {
			t.Fatal(err)
		}
		a.finds(t, "merged", "dirigibles", "Zeppelin Works")
		a.finds(t, "merged", "飛艇", "Zeppelin Works")
		var file bytes.Buffer
		if _, err := transfer.Export(t.Context(), a.store, &file, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := merge.Undo(editor(t), a.newsroom.Newsroom, dirigible); err != nil {
			t.Fatal(err)
		}
		a.finds(t, "apart again", "dirigibles", "Dirigible 飛艇公司")
		a.finds(t, "apart again", "zeppelin", "Zeppelin Works")

		a.foreign(t, fmt.Sprintf("UPDATE partner_names SET text = 'Balloon' WHERE partner_id = %d", zeppelin))
		if _, err := repair.Foreign(t.Context(), a.newsroom.Newsroom); err != nil {
			t.Fatal(err)
		}
		a.finds(t, "renamed by SQL", "zeppelin")
		a.finds(t, "renamed by SQL", "balloons", "Balloon")
		a.foreign(t, fmt.Sprintf("DELETE FROM partners WHERE id = %d", dirigible))
		if _, err := repair.Foreign(t.Context(), a.newsroom.Newsroom); err != nil {
			t.Fatal(err)
		}
		a.finds(t, "deleted by SQL", "飛艇")

		for _, to := range []database.Target{storetest.SQLite(t), storetest.Postgres(t)} {
			other := newAPI(t, to, false)
			if _, err := transfer.Import(editor(t), other.store, bytes.NewReader(file.Bytes()), nil); err != nil {
				t.Fatal(err)
			}
			other.finds(t, "imported into "+string(to.Engine()), "dirigible", "Zeppelin Works")
		}
	})
}

// TestSearchIndexIsMended demands that an index that was made by other rules, or
// that foreign SQL spoiled, becomes what it ought to be.
func TestSearchIndexIsMended(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, false)
		a.partner(t, "Zeppelin Works")
		a.partner(t, "Balloon Works")
		spoils := []string{"DELETE FROM search_documents", "UPDATE search_documents SET digest = digest + 1"}
		if target.Engine() == database.SQLite {
			spoils = append(spoils, "INSERT INTO search_words (search_words) VALUES ('delete-all')",
				"INSERT INTO search_words (rowid, words) VALUES (1, '3zeppelin')")
		}
		for _, spoil := range spoils {
			for how, mend := range map[string]func() error{
				"check --repair": func() error { _, err := repair.All(editor(t), a.newsroom.Newsroom); return err },
				"reindex":        func() error { _, err := derive.RebuildSearch(editor(t), a.store, nil); return err },
				"start": func() error {
					a.foreign(t, "UPDATE meta SET value = 'other rules' WHERE key = 'search'")
					a = newAPI(t, target, false)
					return nil
				},
			} {
				a.foreign(t, spoil)
				found, err := repair.Check(t.Context(), a.newsroom.Newsroom)
				if err != nil || !slices.ContainsFunc(found, func(d derive.Difference) bool { return d.Table == "search_documents" || d.Table == "search_words" }) {
					t.Errorf("Check after %s = %v, %v", spoil, found, err)
				}
				if err := mend(); err != nil {
					t.Fatalf("%s after %s: %v", how, spoil, err)
				}
				a.finds(t, how+" after "+spoil, "zeppelin", "Zeppelin Works")
			}
		}
	})
}

// TestSearchCursors demands that a cursor is a position in the order of all
// searches, and of nothing else.
func TestSearchCursors(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		cursor := func(list string) any {
			return dig(a.data(t, reader(t), "{ list: "+list+" { pageInfo { endCursor } } }", nil), "list", "pageInfo", "endCursor")
		}
		ask := func(field string, after any) []string {
			return codes(a.ask(reader(t), "query ($after: Cursor) { "+field+" { pageInfo { endCursor } } }", map[string]any{"after": after}).Errors)
		}
		for list, codes := range map[string][]string{
			`search(query: "research", first: 2)`:                   nil,
			`search(query: "research", types: [PARTNER], first: 2)`: nil,
			"releases(first: 2)":                                    {"INVALID_CURSOR"},
			"partners(first: 2)":                                    {"INVALID_CURSOR"},
			"changes(first: 2)":                                     {"INVALID_CURSOR"},
			"initiatives(first: 20)":                                {"INVALID_CURSOR"},
		} {
			if diff := cmp.Diff(codes, ask(`search(query: "university", after: $after)`, cursor(list))); diff != "" {
				t.Errorf("a search after a cursor of %s answers codes (-want +got):\n%s", list, diff)
			}
		}
		for _, list := range []string{"releases", "partners", "initiatives", "changes"} {
			if diff := cmp.Diff([]string{"INVALID_CURSOR"}, ask(list+"(after: $after)", cursor(`search(query: "research", first: 2)`))); diff != "" {
				t.Errorf("%s after a cursor of a search answers codes (-want +got):\n%s", list, diff)
			}
		}
	})
}
