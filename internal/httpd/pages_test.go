package httpd_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestPages(t *testing.T) {
	t.Parallel()
	r := setup(t)
	tests := []struct {
		method, target string
		status         int
		contentType    string
		want           string
	}{
		{"GET", "/", 200, plain, `"/schema.graphql"`},
		{"GET", "/schema.graphql", 200, "text/plain", "type Query"},
		{"HEAD", "/schema.graphql", 200, "text/plain", ""},
		{"GET", "/healthz", 200, plain, `"alive"`},
		{"GET", "/readyz", 200, plain, `"ready"`},
		{"GET", "/nothing", 404, plain, `"NOT_FOUND"`},
		{"GET", "/graphql/", 404, plain, `"NOT_FOUND"`},
		{"POST", "/healthz", 405, plain, `"BAD_USER_INPUT"`},
		{"DELETE", "/", 405, plain, `"BAD_USER_INPUT"`},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.target, func(t *testing.T) {
			got := r.do(t, tt.method, tt.target, "")
			if got.StatusCode != tt.status || !strings.Contains(got.body, tt.want) {
				t.Errorf("answered %d %s, want %d with %s", got.StatusCode, got.body, tt.status, tt.want)
			}
			if typ := got.Header.Get("Content-Type"); typ != tt.contentType+"; charset=utf-8" {
				t.Errorf("answered as %s, want %s", typ, tt.contentType)
			}
			if got.Header.Get("X-Request-Id") == "" {
				t.Error("answered without X-Request-Id")
			}
			for header, want := range map[string]string{
				"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Referrer-Policy": "no-referrer",
				"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Strict-Transport-Security": "",
			} {
				if is := got.Header.Get(header); is != want {
					t.Errorf("answered with %s: %q, want %q", header, is, want)
				}
			}
		})
	}
}

func TestReadyz(t *testing.T) {
	t.Parallel()
	t.Run("turns when the database does not answer", func(t *testing.T) {
		t.Parallel()
		r := setup(t)
		r.store.err = errors.New("gone")
		got := r.do(t, http.MethodGet, "/readyz", "")
		if got.StatusCode != 503 || strings.Contains(got.body, "gone") {
			t.Errorf("answered %d %s, want 503", got.StatusCode, got.body)
		}
	})
	t.Run("turns when the server drains, which answers on", func(t *testing.T) {
		t.Parallel()
		r := setup(t)
		r.Drain()
		if got := r.do(t, http.MethodGet, "/readyz", ""); got.StatusCode != 503 {
			t.Errorf("answered %d %s, want 503", got.StatusCode, got.body)
		}
		if got := r.do(t, http.MethodGet, "/healthz", ""); got.StatusCode != 200 {
			t.Errorf("/healthz answered %d, want 200", got.StatusCode)
		}
		if got := r.query(t, "{ hello }"); got.StatusCode != 200 {
			t.Errorf("/graphql answered %d %s, want 200", got.StatusCode, got.body)
		}
	})
}
