package httpd_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pressgraph/internal/httpd"
	"pressgraph/internal/memory"
	"pressgraph/internal/store/storetest"
)

// TestHeadersAreNamedAsMapsHaveThem looks at answers as they are before they are
// sent: a header under another spelling is one that nobody finds or sets again.
func TestHeadersAreNamedAsMapsHaveThem(t *testing.T) {
	t.Parallel()
	w := openWorld(t, storetest.SQLite(t), 10, func(c *httpd.Config) {
		c.Memory = memory.New(c.Store.(memory.Source), memory.Options{Bytes: 1 << 20})
	})
	handler := httpd.New(w.config)
	const page = "/graphql?query=%7Breleases%7Bnodes%7Btitle%20summary%7D%7D%7D"
	for _, tt := range []struct {
		method, address, body string
		status                int
		headers               []string
	}{
		{http.MethodGet, page, "", 200, []string{"Etag", "Vary", "X-Content-Version"}},
		{http.MethodGet, page, "", 200, []string{"Etag", "Cache-Control"}},
		{http.MethodGet, page, "", 200, []string{"Etag", "Content-Encoding"}},
		{http.MethodPost, "/graphql", `{"query":"{ __typename }"}`, 200, []string{"X-Request-Id", "Content-Length", "Content-Type"}},
		{http.MethodPost, "/graphql", `{`, 400, []string{"X-Request-Id"}},
		{http.MethodPut, "/graphql", ``, 405, []string{"Allow"}},
	} {
		request := httptest.NewRequest(tt.method, tt.address, strings.NewReader(tt.body))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Accept-Encoding", "gzip")
		out := httptest.NewRecorder()
		handler.ServeHTTP(out, request)
		if out.Code != tt.status {
			t.Errorf("%s %s is answered %d, want %d: %.300s", tt.method, tt.address, out.Code, tt.status, out.Body)
		}
		for name := range out.Header() {
			if name != http.CanonicalHeaderKey(name) {
				t.Errorf("%s %s is answered with a header %s", tt.method, tt.address, name)
			}
		}
		for _, name := range tt.headers {
			if len(out.Header()[name]) == 0 {
				t.Errorf("%s %s is answered without a header %s: %v", tt.method, tt.address, name, out.Header())
			}
		}
	}
}
