package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/newsroom/keys"
	"pressgraph/internal/store/storetest"
)

// fields returns the fields at fault, in order.
func fields(errs gqlerror.List) []string {
	var all []string
	for _, err := range errs {
		field, _ := err.Extensions["field"].(string)
		all = append(all, field)
	}
	slices.Sort(all)
	return all
}

func TestComplaints(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, false)
		made := a.data(t, editor(t), `mutation { createRelease(input: {kind: STORY, title: "T"}) { release { id } } createPartner(input: {kind: OTHER, names: [{text: "P"}]}) { partner { id } } }`, nil)
		release, partner := dig(made, "createRelease", "release", "id"), dig(made, "createPartner", "partner", "id")
		before, _, err := a.store.Versions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		variables := map[string]any{"r": release, "p": partner}
		for _, c := range []struct {
			name, mutation string
			fields         []string
		}{
			{"a release with ten things wrong", `createRelease(input: {
				kind: STORY, language: "klingon!", title: " ", slug: "Not A Slug", summary: "", publishedOn: "2025-13", sourceUrl: "ftp://x",
				publisher: "nonsense", translationOf: $p, heroImage: {url: "x", alt: "", width: 0}
				topics: [$p], partners: [{partner: $r}, {partner: $p, quotes: [{section: TITLE, quote: "not there"}]}], initiatives: [{initiative: ""}]
			}) { release { id } }`, []string{
				"input.heroImage.url", "input.heroImage.width", "input.initiatives[0].initiative", "input.language", "input.partners[0].partner",
				"input.partners[1].quotes[0].quote", "input.publishedOn", "input.publisher", "input.slug", "input.sourceUrl", "input.summary",
				"input.title", "input.topics[0]", "input.translationOf",
			}},
			{"texts that nobody can show", `updateRelease(id: $r, version: 1, input: {summary: "` + strings.Repeat(">", 99) + `", body: "` + strings.Repeat("- ", 99) + `"}) { release { id } }`,
				[]string{"input.body", "input.summary"}},
			{"times and numbers that are none", `linkPartner(release: $r, version: 1, input: {partner: $p, quotes: [{section: TITLE, quote: "T", start: 99999999999}]}) { contentVersion }
				publishRelease(id: $r, version: 1, at: "soon") { contentVersion } updateRelease(id: $r, version: 99999999999, input: {}) { contentVersion }`,
				[]string{"at", "input.quotes[0].start", "version"}},
			{"nulls that cannot be", `updateRelease(id: $r, version: 1, input: {title: null, kind: null, language: null, slug: null}) { release { id } }`,
				[]string{"input.kind", "input.language", "input.slug", "input.title"}},
			{"a partner", `createPartner(input: {kind: OTHER, names: [{text: ""}, {text: "x", locale: "?"}], country: "ZZZ", website: "x", parent: "y",
				descriptions: [{text: "a", locale: "en"}, {text: "b", locale: "en"}], identifiers: [{scheme: ROR, value: ""}]}) { partner { id } }`,
				[]string{"input.country", "input.descriptions[1].locale", "input.identifiers[0].value", "input.names[0].text", "input.names[1].locale",
					"input.parent", "input.website"}},
			{"an initiative", `createInitiative(input: {kind: OTHER, names: [], startedOn: "2025", endedOn: "2024", funding: {amount: "x", currency: "y"},
				participants: [{partner: $r, since: "z", evidence: [{release: $p, section: TITLE, quote: "T"}]}, {id: "0", partner: $p}]}) { initiative { id } }`,
				[]string{"input.endedOn", "input.funding.amount", "input.funding.currency", "input.names", "input.participants[0].evidence[0].release",
					"input.participants[0].partner", "input.participants[0].since", "input.participants[1].id"}},
			{"ids of a mutation", `unlinkPartner(release: "x", version: 1, partner: "y") { release { id } }`, []string{"partner", "release"}},
			{"duplicates", `mergePartners(into: $p, version: 1, duplicates: ["x", $r, $p]) { partner { id } }`,
				[]string{"duplicates[0]", "duplicates[1]", "duplicates[2]"}},
			{"a format that is not read yet", `importReleases(text: "x", format: RSS) { createdCount }`, []string{"format"}},
			{"decisions", `decideSuggestions(decisions: [{id: "x", decision: ACCEPTED}, {id: $p, decision: REJECTED}]) { contentVersion }`,
				[]string{"decisions[0].id", "decisions[1].id"}},
		} {
			t.Run(c.name, func(t *testing.T) {
				response := a.ask(editor(t), "mutation($r: ID!, $p: ID!) { unused: deleteTopic(id: $r, version: 1) { deletedId } "+c.mutation+" x: deleteTopic(id: $p, version: 1) { deletedId } }", variables)
				var own gqlerror.List
				for _, err := range response.Errors {
					if err.Extensions["code"] != "NOT_FOUND" {
						own = append(own, err)
					}
				}
				if diff := cmp.Diff(c.fields, fields(own)); diff != "" {
					t.Errorf("fields (-want +got):\n%s\n%v", diff, own)
				}
				if wrong := slices.DeleteFunc(codes(own), func(code string) bool { return code == "BAD_USER_INPUT" }); len(wrong) > 0 {
					t.Errorf("codes %v besides BAD_USER_INPUT", wrong)
				}
			})
		}
		if after, _, err := a.store.Versions(t.Context()); err != nil || after != before {
			t.Errorf("refused changes have moved the content version from %d to %d, %v", before, after, err)
		}
		if a.log.Len() > 0 {
			t.Errorf("wrong input was logged as a failure of ours:\n%s", a.log)
		}
	})
}

func TestImportReadsTheFormatsThatItPromises(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	a := newAPI(t, storetest.SQLite(t), false)
	for _, format := range a.schema().Types["ImportFormat"].EnumValues {
		const document = `mutation($text: String!, $format: ImportFormat!) { importReleases(text: $text, format: $format) { createdCount } }`
		response := a.ask(editor(t), document, map[string]any{"text": "2025\nStories\nA headline for " + format.Name + "\nAnd what it is about.\n", "format": format.Name})
		promised := !strings.Contains(format.Description, "not read yet")
		if promised && len(response.Errors) > 0 {
			t.Errorf("%s is promised and answered with %v", format.Name, response.Errors)
		}
		if !promised && (!slices.Equal(codes(response.Errors), []string{"BAD_USER_INPUT"}) || !slices.Equal(fields(response.Errors), []string{"format"})) {
			t.Errorf("%s is not promised and answered with %v", format.Name, response.Errors)
		}
	}
}

func TestImportRefusesLongTexts(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	a := newAPI(t, storetest.SQLite(t), false)
	const document = `mutation($text: String!) { importReleases(text: $text) { createdCount } }`
	response := a.ask(editor(t), document, map[string]any{"text": strings.Repeat("Story\n", 5<<20/6+1)})
	if got := fields(response.Errors); !slices.Equal(got, []string{"text"}) || !slices.Equal(codes(response.Errors), []string{"BAD_USER_INPUT"}) {
		t.Errorf("answered %v", response.Errors)
	}
}

func TestKeysInTheAPI(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, false)
		admin := access.With(t.Context(), access.Viewer{Name: "chief", Role: access.RoleAdmin})
		made := a.data(t, admin, `mutation { createAPIKey(input: {name: "Ed", role: EDITOR}) { secret key { id name role prefix expiresAt lastUsedAt revokedAt } } }`, nil)
		id, secret := dig(made, "createAPIKey", "key", "id"), dig(made, "createAPIKey", "secret").(string)
		ring := keys.NewRing(a.store, nil)
		viewer, err := ring.Authenticate(t.Context(), secret)
		if err != nil || viewer.Role != access.RoleEditor || viewer.Name != "Ed" {
			t.Errorf("the key's holder is %+v, %v", viewer, err)
		}
		ring.Close()
		node := `query($id: ID!) { node(id: $id) { __typename ... on APIKey { name lastUsedAt } } }`
		if got := dig(a.data(t, admin, node, map[string]any{"id": id}), "node", "lastUsedAt"); got == nil {
			t.Error("the use of the key was not noted")
		}
		for _, who := range []string{"editor", "reader"} {
			if got := dig(a.data(t, asker(t, who), node, map[string]any{"id": id}), "node"); got != nil {
				t.Errorf("a %s sees the key: %v", who, got)
			}
		}
		a.data(t, admin, `mutation($id: ID!) { revokeAPIKey(id: $id) { revokedAt } }`, map[string]any{"id": id})
		time.Sleep(time.Second)
		if viewer, err := ring.Authenticate(t.Context(), secret); err == nil {
			t.Errorf("a second after it was revoked the key is %+v's", viewer)
		}
		for _, c := range []struct {
			mutation string
			code     string
		}{
			{`createAPIKey(input: {name: "", role: EDITOR}) { secret }`, "BAD_USER_INPUT"},
			{`createAPIKey(input: {name: "x", role: EDITOR, expiresAt: "2020-01-01T00:00:00Z"}) { secret }`, "BAD_USER_INPUT"},
			{`revokeAPIKey(id: "x") { id }`, "BAD_USER_INPUT"},
			{fmt.Sprintf(`revokeAPIKey(id: %q) { id }`, "CAAAAAAAAAAB"), "NOT_FOUND"},
		} {
			if got := codes(a.ask(admin, "mutation { "+c.mutation+" }", nil).Errors); !slices.Equal(got, []string{c.code}) {
				t.Errorf("%s answers %v, want %s", c.mutation, got, c.code)
			}
		}
	})
}
