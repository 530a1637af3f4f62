package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// refused fails unless a mutation is refused with one complaint of a code about
// a field, which says something.
func (a *api) refused(t *testing.T, mutation string, variables map[string]any, code, field, says string) {
	t.Helper()
	errs := a.ask(editor(t), mutation, variables).Errors
	if !slices.Equal(codes(errs), []string{code}) || !slices.Equal(fields(errs), []string{field}) || !strings.Contains(errs[0].Message, says) {
		t.Errorf("%s answers %v, want %s of %q that says %q", mutation, errs, code, field, says)
	}
}

func TestDatesInTheAPI(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, false)
		made := a.data(t, editor(t), `mutation { createRelease(input: {kind: STORY, title: "T", publishedOn: "2931-05-05"}) { release { id } } }`, nil)
		ahead := map[string]any{"r": dig(made, "createRelease", "release", "id")}
		t.Run("a release whose date lies ahead needs a time on it", func(t *testing.T) {
			for _, dry := range []bool{true, false} {
				publish := fmt.Sprintf(`mutation($r: ID!, $at: Time) { publishRelease(id: $r, version: 1, at: $at, dryRun: %v) { release { status } } }`, dry)
				a.refused(t, publish, ahead, "BAD_USER_INPUT", "at", "give 2931-05-05T00:00:00+08:00 or a later instant before 2931-05-06T00:00:00+08:00")
				a.refused(t, publish, map[string]any{"r": ahead["r"], "at": "2931-05-04T15:59:59Z"}, "BAD_USER_INPUT", "at", "must fall on publishedOn")
			}
			got := a.data(t, editor(t), `mutation($r: ID!) { publishRelease(id: $r, version: 1, at: "2931-05-04T16:00:00Z") { release { status publishedOn } } }`, ahead)
			if diff := cmp.Diff(map[string]any{"status": "SCHEDULED", "publishedOn": "2931-05-05"}, dig(got, "publishRelease", "release")); diff != "" {
				t.Errorf("published on its day (-want +got):\n%s", diff)
			}
		})
	})
}

func TestWhatIsPublishedKeepsItsDateInTheAPI(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, false)
		made := a.data(t, editor(t), `mutation { createRelease(input: {kind: STORY, title: "T"}) { release { id revisions(first: 1) { nodes { id } } } } }`, nil)
		release := map[string]any{"r": dig(made, "createRelease", "release", "id")}
		const told = `release { status publishedAt publishedOn year title }`
		before := dig(a.data(t, editor(t), `mutation($r: ID!) { publishRelease(id: $r, version: 1) { `+told+` } }`, release), "publishRelease", "release")
		restore := map[string]any{"r": release["r"], "first": dig(made, "createRelease", "release", "revisions", "nodes", 0, "id")}
		after := dig(a.data(t, editor(t), `mutation($r: ID!, $first: ID!) { restoreRevision(id: $r, version: 2, revision: $first) { `+told+` } }`, restore), "restoreRevision", "release")
		if diff := cmp.Diff(before, after); diff != "" || dig(before, "publishedAt") == nil || dig(before, "year") == nil {
			t.Errorf("restored (-before +after):\n%s", diff)
		}
		for _, on := range []string{"null", `"2931"`} {
			a.refused(t, `mutation($r: ID!) { updateRelease(id: $r, version: 2, input: {publishedOn: `+on+`}) { contentVersion } }`, release, "BAD_USER_INPUT", "input.publishedOn", "must not")
			a.refused(t, `mutation($r: ID!) { correctRelease(id: $r, version: 2, note: "x", input: {publishedOn: `+on+`}) { contentVersion } }`, release, "BAD_USER_INPUT", "input.publishedOn", "must not")
		}
	})
}

func TestPartnersInTheAPI(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, false)
		create := `mutation($n: String!, $i: [IdentifierInput!]) { createPartner(input: {kind: COMPANY, names: [{text: $n}], identifiers: $i}) { partner { id } similar { name } lostTies { quote } } }`
		wikidata := func(value string) []any { return []any{map[string]any{"scheme": "WIKIDATA", "value": value}} }
		one := a.data(t, editor(t), create, map[string]any{"n": "Pearl River Sensors Limited", "i": wikidata("Q42")})
		if got := dig(one, "createPartner", "similar"); len(got.([]any)) != 0 {
			t.Errorf("the first looks like %v", got)
		}
		t.Run("a registry id belongs to one of them", func(t *testing.T) {
			a.refused(t, create, map[string]any{"n": "Other", "i": wikidata("https://www.wikidata.org/wiki/q42")}, "CONFLICT", "input.identifiers[0]", "Pearl River Sensors Limited (pearl-river-sensors-limited)")
		})
		two := a.data(t, editor(t), create, map[string]any{"n": "Pearl River Sensors Ltd."})
		if diff := cmp.Diff([]any{map[string]any{"name": "Pearl River Sensors Limited"}}, dig(two, "createPartner", "similar")); diff != "" {
			t.Errorf("the second looks like (-want +got):\n%s", diff)
		}
		both := map[string]any{"p": []any{dig(one, "createPartner", "partner", "id"), dig(two, "createPartner", "partner", "id")}}
		t.Run("two are kept apart, and no more", func(t *testing.T) {
			undo := `mutation($p: [ID!]!) { undoKeepApart(partners: $p) { partners { id } score reason } }`
			a.refused(t, undo, both, "NOT_FOUND", "", "no two of these partners are kept apart")
			a.data(t, editor(t), `mutation($p: [ID!]!) { keepApart(partners: $p) { score } }`, both)
			got := a.data(t, editor(t), undo, both)
			if pairs, _ := dig(got, "undoKeepApart").([]any); len(pairs) != 1 || len(dig(pairs[0], "partners").([]any)) != 2 || dig(pairs[0], "reason") != "not kept apart any more" {
				t.Errorf("undoKeepApart answers %v", got)
			}
			if got := codes(a.ask(reader(t), undo, both).Errors); !slices.Equal(got, []string{"FORBIDDEN"}) {
				t.Errorf("readers are answered %v", got)
			}
			merge := `mutation($a: ID!, $b: [ID!]!) { mergePartners(into: $a, version: 1, duplicates: $b) { partner { identifiers { value } } similar { name } } }`
			merged := a.data(t, editor(t), merge, map[string]any{"a": both["p"].([]any)[1], "b": both["p"].([]any)[:1]})
			if diff := cmp.Diff([]any{map[string]any{"value": "Q42"}}, dig(merged, "mergePartners", "partner", "identifiers")); diff != "" {
				t.Errorf("the survivor has (-want +got):\n%s", diff)
			}
		})
	})
}
