package httpd_test

import (
	"encoding/json"
	"testing"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// TestInstantsCanBeReadBack asks for times around the last that can be kept.
func TestInstantsCanBeReadBack(t *testing.T) {
	t.Parallel()
	const (
		publish = `mutation($id: ID!, $version: Int!, $at: Time) { publishRelease(id: $id, version: $version, at: $at) { release { scheduledFor } } }`
		key     = `mutation($at: Time) { createAPIKey(input: {name: "k", role: ANALYST, expiresAt: $at}) { key { expiresAt } } }`
	)
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		e, _ := openEdges(t, target, 1)
		draft := e.ids("releases", "status = 'DRAFT'")[0]
		for _, c := range []struct{ at, field string }{
			{"9999-12-31T23:59:59-05:00", "at"},
			{"9999-12-31T23:59:59-00:01", "at"},
			{"2030-01-01T00:00:00+24:00", "at"},
			{"2030-01-01T00:00:00-23:60", "at"},
			{"9999-12-31T23:59:59Z", "at"}, // the year 10000 in Hong Kong
			{"9999-12-31T16:00:00Z", "at"},
			{"9999-12-31T15:59:59.9999999Z", ""},
			{"9999-12-31T23:59:59+23:59", ""},
		} {
			before, _ := e.versions()
			got := e.post(map[string]any{"query": publish, "variables": map[string]any{
				"id": content.GlobalID(content.NodeRelease, draft), "version": e.version("releases", draft), "at": c.at,
			}})
			after, _ := e.versions()
			errs := refusals(t, got.body)
			if c.field == "" && (len(errs) > 0 || before == after) {
				t.Errorf("publishing at %s is answered %s", c.at, got.body)
			}
			if c.field != "" && (len(errs) != 1 || errs[0].Extensions.Field != c.field || before != after) {
				t.Errorf("publishing at %s is answered %s, want BAD_USER_INPUT at %s", c.at, got.body, c.field)
			}
		}
		for at, taken := range map[string]bool{
			"9999-12-31T23:59:59-05:00": false, "9999-12-31T23:59:59.999999999Z": true, "2030-01-01T00:00:00+24:00": false,
			"0001-01-01T00:00:00+00:01": false, "2030-01-01T00:00:00-23:59": true,
		} {
			got := e.post(map[string]any{"query": key, "variables": map[string]any{"at": at}})
			if errs := refusals(t, got.body); (len(errs) == 0) != taken {
				t.Errorf("a key that expires at %s is answered %s", at, got.body)
			}
		}
		got := e.post(map[string]any{"query": `{ apiKeys { expiresAt } releases(first: 100) { nodes { scheduledFor } } }`})
		if errs := refusals(t, got.body); len(errs) > 0 || !json.Valid(got.body) {
			t.Errorf("what was taken is answered %s", got.body)
		}
		e.published()
		e.carried()
	})
}
