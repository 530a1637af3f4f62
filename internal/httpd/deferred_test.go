package httpd_test

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestDeferredAnswersAreNotOffered(t *testing.T) {
	t.Parallel()
	r := whole(t)
	for _, document := range []string{
		`{ newsroom { ... @defer { name } } }`, `{ newsroom { ...f @defer(label: "x") } } fragment f on Newsroom { name }`, `{ nodes(ids: []) @stream { id } }`,
	} {
		if codes := r.query(t, document).codes(t); !slices.Equal(codes, []string{"GRAPHQL_VALIDATION_FAILED"}) {
			t.Errorf("%s is answered with %v", document, codes)
		}
	}
	var told struct {
		Data struct {
			Schema struct{ Directives []struct{ Name string } } `json:"__schema"`
		}
	}
	if err := json.Unmarshal([]byte(r.query(t, `{ __schema { directives { name } } }`).body), &told); err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, directive := range told.Data.Schema.Directives {
		names = append(names, directive.Name)
	}
	slices.Sort(names)
	if want := []string{"access", "deprecated", "include", "oneOf", "skip", "specifiedBy"}; !slices.Equal(names, want) {
		t.Errorf("the schema offers %v, want %v", names, want)
	}
}
