package graph_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/newsroom/repair"
	"pressgraph/internal/store/storetest"
)

// TestSearchPages walks a search page by page, and demands that the pages are
// the whole, on both engines the same.
func TestSearchPages(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		for _, question := range []string{"hkust", "university research", "大學", "\"hong kong\"", "s*", "research -hkust"} {
			query := `query($q: String!, $first: Int, $after: Cursor) { search(query: $q, first: $first, after: $after) {
				totalCount nodes { ... on Addressable { slug } } pageInfo { hasNextPage hasPreviousPage endCursor } } }`
			whole := dig(a.data(t, reader(t), query, map[string]any{"q": question, "first": 100}), "search")
			var paged []any
			var after any
			for page := 0; ; page++ {
				got := dig(a.data(t, reader(t), query, map[string]any{"q": question, "first": 7, "after": after}), "search")
				paged = append(paged, dig(got, "nodes").([]any)...)
				if before := dig(got, "pageInfo", "hasPreviousPage"); before != (page > 0) {
					t.Errorf("page %d of %q has something before it: %v", page, question, before)
				}
				if dig(got, "pageInfo", "hasNextPage") == false {
					break
				}
				after = dig(got, "pageInfo", "endCursor")
			}
			nodes := dig(whole, "nodes").([]any)
			if diff := cmp.Diff(nodes, paged[:min(len(paged), 100)]); diff != "" || len(nodes) == 0 {
				t.Errorf("pages of %q (-whole +pages):\n%s", question, diff)
			}
			if total := fmt.Sprint(dig(whole, "totalCount")); total != fmt.Sprint(len(paged)) {
				t.Errorf("%q has %s matches, and pages of %d", question, total, len(paged))
			}
		}
	})
}

// TestSearchOfWhatIsHidden demands that readers find what they see, and only that.
func TestSearchOfWhatIsHidden(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		ask := `{ search(query: "zeppelin") { totalCount counts { count } nodes { __typename } } releases(where: {text: "zeppelin"}) { totalCount } }`
		none := a.data(t, reader(t), ask, nil)
		body := "A Zeppelin."
		done, err := a.newsroom.CreateRelease(editor(t), kit.CreateReleaseInput{
			Kind: content.ReleaseKind("PRESS_RELEASE"), Language: "en", Title: "Zeppelins", Body: &body,
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(none, a.data(t, reader(t), ask, nil)); diff != "" {
			t.Errorf("a draft changes what readers find:\n%s", diff)
		}
		if n := fmt.Sprint(dig(a.data(t, editor(t), ask, nil), "search", "totalCount")); n != "1" {
			t.Errorf("editors find %s drafts, want 1", n)
		}
		if _, err := a.newsroom.PublishRelease(editor(t), done.ID, 1, newsroom.PublishInput{}); err != nil {
			t.Fatal(err)
		}
		if n := fmt.Sprint(dig(a.data(t, reader(t), ask, nil), "releases", "totalCount")); n != "1" {
			t.Errorf("readers find %s published releases, want 1", n)
		}
		found, err := repair.Check(t.Context(), a.newsroom.Newsroom)
		if err != nil || len(found) > 0 {
			t.Errorf("Check = %v, %v", found, err)
		}
	})
}

func TestWrongSearches(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		for _, c := range []struct {
			query string
			codes []string
		}{
			{strings.Repeat("x", 257), []string{"BAD_USER_INPUT", "BAD_USER_INPUT"}},
			{strings.Repeat("微", 256), nil},
			{strings.Repeat("a* ", 80), nil},
			{"a\x00b'\\ \" OR NOT ( NEAR(a b) : ^ * & | ! <->", nil},
			{"", nil},
		} {
			response := a.ask(reader(t), `query($q: String!) { search(query: $q) { totalCount nodes { __typename } } releases(where: {text: $q}) { totalCount } }`,
				map[string]any{"q": c.query})
			if diff := cmp.Diff(c.codes, codes(response.Errors)); diff != "" {
				t.Errorf("%q answers codes (-want +got):\n%s", c.query, diff)
			}
		}
		for _, c := range []struct{ field, code string }{
			{`search(query: "x", first: 0) { totalCount }`, "PAGE_SIZE_OUT_OF_RANGE"},
			{`search(query: "x", first: 101) { totalCount }`, "PAGE_SIZE_OUT_OF_RANGE"},
			{`search(query: "x", after: "x") { totalCount }`, "INVALID_CURSOR"},
		} {
			if diff := cmp.Diff([]string{c.code}, codes(a.ask(reader(t), "{ "+c.field+" }", nil).Errors)); diff != "" {
				t.Errorf("%s answers codes (-want +got):\n%s", c.field, diff)
			}
		}
	})
}

// TestWordsLeftOutAreNoneOfAName demands that what a question excludes does not
// keep it from being a whole name.
func TestWordsLeftOutAreNoneOfAName(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		for question, want := range map[string]string{
			"laerc": "1", "laerc -partner": "1", `laerc -"no such phrase"`: "1", "-partner laerc": "1", "laerc -partn*": "1",
			"laer*": "0.75", "laer* -partner": "0.75",
		} {
			found := a.data(t, reader(t), `query($q: String!) { search(query: $q, first: 1) { edges { score } } }`, map[string]any{"q": question})
			if got := fmt.Sprint(dig(found, "search", "edges", 0, "score")); got != want {
				t.Errorf("the best match of %s scores %s, want %s", question, got, want)
			}
		}
	})
}

// TestMatchedFieldsAreThoseDescribed compares what is answered with what the
// schema says may be.
func TestMatchedFieldsAreThoseDescribed(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		described := a.schema().Types["SearchEdge"].Fields.ForName("matchedField").Description
		for _, question := range []string{"hkust", "科技大學", "energy", "low altitude", "university -hkust", "laerc", "mtr"} {
			found := a.data(t, editor(t), `query($q: String!) { search(query: $q, first: 100) { edges { matchedField } } }`, map[string]any{"q": question})
			edges, _ := dig(found, "search", "edges").([]any)
			for _, edge := range edges {
				field := dig(edge, "matchedField").(string)
				if !regexp.MustCompile(`[:, ]` + field + `[,. ]`).MatchString(described) {
					t.Errorf("a match of %s is in %q, of which the description says nothing: %s", question, field, described)
				}
			}
		}
	})
}

// TestMatchesDoNotDependOnWhatElseIsAsked searches for words that stand in
// descriptions alone: where they match is told whatever is asked of the nodes.
func TestMatchesDoNotDependOnWhatElseIsAsked(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		matches, described := func(question, of string) []any {
			found := a.data(t, editor(t), `query($q: String!) { search(query: $q, types: [PARTNER, INITIATIVE], first: 100) { edges { snippet matchedField `+of+` } } }`,
				map[string]any{"q": question})
			var all []any
			for _, edge := range dig(found, "search", "edges").([]any) {
				all = append(all, []any{dig(edge, "snippet"), dig(edge, "matchedField")})
			}
			return all
		}, 0
		for _, question := range []string{"university", "energy", "hospital", "research", "city"} {
			want := matches(question, "node { __typename ... on Partner { descriptions { text } } ... on Initiative { descriptions { text } } }")
			for _, match := range want {
				if match.([]any)[1] == "descriptions" {
					described++
				}
			}
			for _, of := range []string{"", "node { __typename }", "node { ... on Addressable { label } ... on Partner { name } ... on Initiative { kind } }"} {
				if diff := cmp.Diff(want, matches(question, of)); diff != "" {
					t.Errorf("%s with %q matches (-want +got):\n%s", question, of, diff)
				}
			}
		}
		if described == 0 {
			t.Error("no description matches")
		}
	})
}
