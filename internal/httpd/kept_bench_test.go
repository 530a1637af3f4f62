package httpd_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pressgraph/internal/access"
	"pressgraph/internal/httpd"
	"pressgraph/internal/memory"
	"pressgraph/internal/store/storetest"
)

// BenchmarkKept answers what was answered before: without a socket, with the log
// thrown away.
func BenchmarkKept(b *testing.B) {
	w := openWorld(b, storetest.SQLite(b), 200, func(c *httpd.Config) {
		c.Memory = memory.New(c.Store.(memory.Source), memory.Options{Bytes: 64 << 20})
	})
	handler := httpd.New(w.config)
	const body = `{"query":"{ releases(first: 20) { nodes { title slug partners(first: 5) { nodes { name } } } } }"}`
	ask := func() int {
		request := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
		request.Header.Set("Content-Type", "application/json")
		request = request.WithContext(access.With(b.Context(), access.Viewer{}))
		out := httptest.NewRecorder()
		handler.ServeHTTP(out, request)
		return out.Code
	}
	for range 3 {
		if code := ask(); code != http.StatusOK {
			b.Fatal(code)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		ask()
	}
}
