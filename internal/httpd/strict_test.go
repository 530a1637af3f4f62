package httpd_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// refusal is the first error of an answer.
type refusal struct {
	Message    string
	Path       []any
	Extensions struct{ Code, Field string }
}

// refusals reads the errors of one response, or of the first of a batch.
func refusals(t *testing.T, body []byte) []refusal {
	t.Helper()
	if batch := []json.RawMessage{}; json.Unmarshal(body, &batch) == nil {
		body = batch[0]
	}
	var answered struct{ Errors []refusal }
	if err := json.Unmarshal(body, &answered); err != nil {
		t.Fatalf("answered %s", body)
	}
	return answered.Errors
}

func TestVariablesAreAsStrictAsLiterals(t *testing.T) {
	t.Parallel()
	long := `{"v": [` + strings.Repeat(`"STORY",`, 10_000) + `"STORY"]}`
	tests := []struct{ name, document, variables, code, field string }{
		{"a direction in lower case", `query($v: [ReleaseOrder!]) { releases(orderBy: $v) { totalCount } }`, `{"v": [{"field": "TITLE", "direction": "desc"}]}`, "BAD_USER_INPUT", "v[0].direction"},
		{"a kind in lower case, deep in a filter", `query($v: ReleaseFilter) { releases(where: $v) { totalCount } }`, `{"v": {"and": [{"kind": {"eq": "story"}}]}}`, "BAD_USER_INPUT", "v.and[0].kind.eq"},
		{"a period in lower case", `query($v: Period!) { partners(first: 1) { nodes { timeline(by: $v) { period } } } }`, `{"v": "month"}`, "BAD_USER_INPUT", "v"},
		{"an order of groups in lower case", `query($v: GroupOrder) { releases { groups(by: [YEAR], orderBy: $v) { count } } }`, `{"v": "key_asc"}`, "BAD_USER_INPUT", "v"},
		{"a dimension in mixed case", `query($v: [ReleaseDimension!]!) { releases { groups(by: $v) { count } } }`, `{"v": ["Year"]}`, "BAD_USER_INPUT", "v[0]"},
		{"a string for a number", `query($v: Int) { releases(first: $v) { totalCount } }`, `{"v": "2"}`, "BAD_USER_INPUT", "v"},
		{"a number beyond 32 bits", `query($v: Int) { releases(first: $v) { totalCount } }`, `{"v": 2147483648}`, "BAD_USER_INPUT", "v"},
		{"a number for a string", `query($v: String) { release(slug: $v) { id } }`, `{"v": 5}`, "BAD_USER_INPUT", "v"},
		{"a boolean for a string in a filter", `query($v: ReleaseFilter) { releases(where: $v) { totalCount } }`, `{"v": {"title": {"contains": true}}}`, "BAD_USER_INPUT", "v.title.contains"},
		{"a list for a cursor", `query($v: Cursor) { releases(after: $v) { totalCount } }`, `{"v": ["x"]}`, "BAD_USER_INPUT", "v"},
		{"an object for a locale", `query($v: Locale) { partners(first: 1) { nodes { label(locale: $v) } } }`, `{"v": {}}`, "BAD_USER_INPUT", "v"},
		{"a number for a date", `query($v: ReleaseFilter) { releases(where: $v) { totalCount } }`, `{"v": {"publishedOn": {"eq": 2021}}}`, "BAD_USER_INPUT", "v.publishedOn.eq"},
		{"a null in a directive", `query($v: Boolean = true) { viewer @skip(if: $v) { role } }`, `{"v": null}`, "BAD_USER_INPUT", "v"},
		{"10,001 values in a list", `query($v: [ReleaseKind!]) { releases(where: {kind: {in: $v}}) { totalCount } }`, long, "LIMIT_EXCEEDED", "v"},
		{"an object for a slug, within the document", `{ release(slug: {}) { id } }`, `{}`, "GRAPHQL_VALIDATION_FAILED", ""},
		{"a list for a date, within the document", `{ releases(where: {publishedOn: {eq: ["2021"]}}) { totalCount } }`, `{}`, "GRAPHQL_VALIDATION_FAILED", ""},
		{"a number for a date, within the document", `{ releases(where: {publishedOn: {eq: 2021}}) { totalCount } }`, `{}`, "GRAPHQL_VALIDATION_FAILED", ""},
		{"an enum in lower case, within the document", `{ releases(where: {kind: {eq: story}}) { totalCount } }`, `{}`, "GRAPHQL_VALIDATION_FAILED", ""},
	}
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		r := openRoom(t, target, 1, time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC))
		r.fill(5)
		for _, tt := range tests {
			t.Run("refuses "+tt.name, func(t *testing.T) {
				body := map[string]any{"query": tt.document, "variables": json.RawMessage(tt.variables)}
				ways := []httpRequest{{path: "/graphql", body: body}, {path: "/graphql", body: []any{body}}}
				if len(tt.variables) < 1000 {
					ways = append(ways, httpRequest{path: "/graphql", query: url.Values{"query": {tt.document}, "variables": {tt.variables}}})
				}
				for i, way := range ways {
					got, err := r.send(way)
					if err != nil {
						t.Fatal(err)
					}
					errs := refusals(t, got.body)
					if len(errs) != 1 || errs[0].Extensions.Code != tt.code || errs[0].Extensions.Field != tt.field {
						t.Errorf("in way %d: answered %.300s, want %s at %s", i, got.body, tt.code, tt.field)
					}
				}
			})
		}
		t.Run("and takes what is right", func(t *testing.T) {
			const document = `query($first: Int, $where: ReleaseFilter, $order: [ReleaseOrder!], $on: Boolean!) {
				releases(first: $first, where: $where, orderBy: $order) { totalCount @include(if: $on) nodes { kind } }
			}`
			got, err := r.send(httpRequest{path: "/graphql", body: map[string]any{"query": document, "variables": json.RawMessage(
				`{"first": 2.0, "where": {"kind": {"in": "STORY"}, "partnerCount": {"gte": 0}}, "order": {"field": "TITLE", "direction": "DESC"}, "on": true}`,
			)}})
			if err != nil || len(refusals(t, got.body)) > 0 {
				t.Errorf("answered %s, %v", got.body, err)
			}
		})
		if r.log.Len() > 0 {
			t.Errorf("the log tells of failures: %s", r.log)
		}
	})
}
