package httpd_test

import (
	"net/http"
	"slices"
	"testing"
)

func TestVersionAskedFor(t *testing.T) {
	t.Parallel()
	const key = "Bearer good"
	for _, c := range []struct {
		name, wanted, key, tells string
		status                   int
		code                     string
	}{
		{"a reader's that is reached", "p42", "", "p42", http.StatusOK, ""},
		{"a reader's that is not", "p43", "", "", http.StatusServiceUnavailable, "OVERLOADED"},
		{"an editors' counter from a reader", "e1", "", "", http.StatusBadRequest, "BAD_USER_INPUT"},
		{"an editor's that is reached", "e97", key, "e97", http.StatusOK, ""},
		{"an editor's that is not", "e98", key, "", http.StatusServiceUnavailable, "OVERLOADED"},
		{"a reader's from an editor", "p42", key, "e97", http.StatusOK, ""},
		{"nonsense", "42", "", "", http.StatusBadRequest, "BAD_USER_INPUT"},
		{"less than nothing", "p-1", "", "", http.StatusBadRequest, "BAD_USER_INPUT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := setup(t).query(t, "{ __typename }", "X-Content-Version", c.wanted, "Authorization", c.key)
			if got.StatusCode != c.status || got.Header.Get("X-Content-Version") != c.tells {
				t.Errorf("%s answers %d and %q, want %d and %q", c.wanted, got.StatusCode, got.Header.Get("X-Content-Version"), c.status, c.tells)
			}
			if codes := got.codes(t); c.code != "" && !slices.Equal(codes, []string{c.code}) {
				t.Errorf("%s answers %v, want %s", c.wanted, codes, c.code)
			}
			if later := got.Header.Get("Retry-After") != ""; later != (c.code == "OVERLOADED") {
				t.Errorf("%s answers Retry-After: %v", c.wanted, later)
			}
		})
	}
}
