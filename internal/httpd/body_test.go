package httpd_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/httpd"
)

func TestEditorsSendLongerBodies(t *testing.T) {
	t.Parallel()
	r := setup(t)
	long := func(length int) string {
		const head, tail = `{"query": "{ hello }", "x": "`, `"}`
		return head + strings.Repeat("x", length-len(head)-len(tail)) + tail
	}
	const editor, mib = "Bearer good", 1 << 20
	for _, tt := range []struct {
		name, key string
		length    int
		code      string
	}{
		{"a reader's of 1 MiB", "", mib, ""},
		{"a reader's of more", "", mib + 1, "LIMIT_EXCEEDED"},
		{"an editor's of 6 MiB", editor, 6 * mib, ""},
		{"an editor's of more", editor, 6*mib + 1, "LIMIT_EXCEEDED"},
		{"nobody's, with a wrong key", "Bearer bad", 2 * mib, "UNAUTHENTICATED"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var want []string
			if tt.code != "" {
				want = []string{tt.code}
			}
			got := r.do(t, http.MethodPost, "/graphql", long(tt.length), "Authorization", tt.key)
			if codes := got.codes(t); !cmp.Equal(codes, want) {
				t.Errorf("answered %d %v, want %v", got.StatusCode, codes, want)
			}
		})
	}
	t.Run("only some at a time", func(t *testing.T) {
		t.Parallel()
		full := setup(t, func(c *httpd.Config) { c.Limits.Time = 100 * time.Millisecond })
		full.FillLongBodies()
		got := full.do(t, http.MethodPost, "/graphql", long(2*mib), "Authorization", editor)
		if codes := got.codes(t); got.StatusCode != 503 || !cmp.Equal(codes, []string{"OVERLOADED"}) || got.Header.Get("Retry-After") == "" {
			t.Errorf("answered %d %v", got.StatusCode, codes)
		}
		patient := setup(t)
		patient.FillLongBodies()
		if got := patient.do(t, http.MethodPost, "/graphql", long(mib), "Authorization", editor); got.StatusCode != 200 {
			t.Errorf("a body of 1 MiB is answered %d %s", got.StatusCode, got.body)
		}
	})
	t.Run("of unknown length too", func(t *testing.T) {
		t.Parallel()
		for key, want := range map[string]int{"": 413, editor: 200} {
			request := httptest.NewRequest(http.MethodPost, "/graphql", io.MultiReader(strings.NewReader(long(2*mib))))
			request.Header.Set("Content-Type", "application/json")
			if key != "" {
				request.Header.Set("Authorization", key)
			}
			out := httptest.NewRecorder()
			r.ServeHTTP(out, request)
			if out.Code != want {
				t.Errorf("with the key %q answered %d %s, want %d", key, out.Code, out.Body, want)
			}
		}
	})
}
