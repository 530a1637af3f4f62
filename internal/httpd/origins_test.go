package httpd_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pressgraph/internal/httpd"
)

const (
	known   = "https://www.example.org"
	unknown = "https://elsewhere.example"
)

// withKeys serves pages of known, and of every part of parts.example, that send keys.
func withKeys(c *httpd.Config) { c.Origins.WithKeys = []string{known, "https://*.parts.example"} }

func closed(c *httpd.Config) { c.Origins.Closed = true }

// names splits a header that lists names.
func names(h http.Header, name string) []string {
	var all []string
	for part := range strings.SplitSeq(strings.Join(h.Values(name), ","), ",") {
		if part = strings.ToLower(strings.TrimSpace(part)); part != "" {
			all = append(all, part)
		}
	}
	return all
}

func TestPreflight(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, origin, method, headers string
		change                        func(*httpd.Config)
		allowed                       bool
	}{
		{"lets any origin send JSON", unknown, "POST", "content-type", nil, true},
		{"lets any origin send what clients add", unknown, "POST", "content-type,traceparent,x-apollo-operation-name,x-content-version,x-cost", nil, true},
		{"lets any origin read with headers of ours", unknown, "GET", "x-cost", nil, true},
		{"lets a page without an origin read", "null", "POST", "content-type", nil, true},
		{"lets no origin send keys that was not named", unknown, "POST", "authorization,content-type", nil, false},
		{"lets no other origin send keys", unknown, "POST", "authorization,content-type", withKeys, false},
		{"lets a page without an origin send no keys", "null", "POST", "authorization", withKeys, false},
		{"heeds no case in names of headers", unknown, "POST", "Content-Type, Authorization", withKeys, false},
		{"lets other origins read beside those that are named", unknown, "POST", "content-type", withKeys, true},
		{"lets a named origin send keys", known, "POST", "authorization,content-type", withKeys, true},
		{"lets the parts of a named domain send keys", "https://a.parts.example", "POST", "authorization", withKeys, true},
		{"takes no domain for its own part", "https://parts.example", "POST", "authorization", withKeys, false},
		{"takes no other scheme for a named origin", "http://www.example.org", "POST", "authorization", withKeys, false},
		{"takes no other port for a named origin", known + ":8443", "POST", "authorization", withKeys, false},
		{"takes no longer domain for a named one", known + ".elsewhere.example", "POST", "authorization", withKeys, false},
		{"lets every origin send keys where all are named", unknown, "POST", "authorization", func(c *httpd.Config) { c.Origins.WithKeys = []string{"*"} }, true},
		{"lets nobody read what is closed", unknown, "POST", "content-type", closed, false},
		{"lets named origins read what is closed", known, "POST", "content-type", func(c *httpd.Config) { closed(c); withKeys(c) }, true},
		{"lets nobody use a method that is not answered", unknown, "DELETE", "", nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := setup(t, func(c *httpd.Config) {
				if tt.change != nil {
					tt.change(c)
				}
			})
			got := r.do(t, http.MethodOptions, "/graphql", "", "Origin", tt.origin,
				"Access-Control-Request-Method", tt.method, "Access-Control-Request-Headers", tt.headers)
			if got.StatusCode != http.StatusNoContent || got.body != "" {
				t.Errorf("answered %d %q, want 204 alone", got.StatusCode, got.body)
			}
			if allowed := got.Header.Get("Access-Control-Allow-Origin") == tt.origin; allowed != tt.allowed {
				t.Errorf("allowed is %v, want %v: %v", allowed, tt.allowed, got.Header)
			}
			if vary := names(got.Header, "Vary"); !slices.Contains(vary, "origin") || !slices.Contains(vary, "access-control-request-headers") {
				t.Errorf("the answer varies by %v", vary)
			}
			if got.Header.Get("Access-Control-Allow-Credentials") != "" {
				t.Error("cookies are asked for")
			}
			if !tt.allowed {
				return
			}
			if methods := names(got.Header, "Access-Control-Allow-Methods"); !slices.Contains(methods, strings.ToLower(tt.method)) {
				t.Errorf("the methods %v are allowed, want %s", methods, tt.method)
			}
			allowed := names(got.Header, "Access-Control-Allow-Headers")
			for header := range strings.SplitSeq(tt.headers, ",") {
				if !slices.Contains(allowed, header) {
					t.Errorf("the headers %v are allowed, want %s", allowed, header)
				}
			}
			if age := got.Header.Get("Access-Control-Max-Age"); age != "7200" {
				t.Errorf("the answer may be kept for %q s, want 7200", age)
			}
		})
	}
}

// Pages must be able to read why they are refused, as much as what they are answered.
func TestPagesOfOtherOriginsReadEveryAnswer(t *testing.T) {
	t.Parallel()
	fine := func(*rig) {}
	tests := []struct {
		name, method, target, body string
		headers                    []string
		before                     func(*rig)
		status                     int
	}{
		{"an answer", "POST", "/graphql", `{"query": "{ hello }"}`, nil, fine, 200},
		{"an answer by GET", "GET", "/graphql?query={hello}", "", nil, fine, 200},
		{"the schema", "GET", "/schema.graphql", "", nil, fine, 200},
		{"that it lives", "GET", "/healthz", "", nil, fine, 200},
		{"that it is ready", "GET", "/readyz", "", nil, fine, 200},
		{"that it is not ready", "GET", "/readyz", "", nil, func(r *rig) { r.store.err = errors.New("gone") }, 503},
		{"a wrong key", "POST", "/graphql", `{"query": "{ hello }"}`, []string{"Authorization", "Bearer bad"}, fine, 401},
		{"a body that is no JSON", "POST", "/graphql", `{`, nil, fine, 400},
		{"a body that is too long", "POST", "/graphql", `{"query": "` + strings.Repeat(" ", 1<<20) + `"}`, nil, fine, 413},
		{"another media type", "POST", "/graphql", `x`, []string{"Content-Type", "text/plain"}, fine, 415},
		{"a database that is away", "POST", "/graphql", `{"query": "{ hello }"}`, []string{"Authorization", "Bearer busy"}, fine, 503},
		{"our mistake", "POST", "/graphql", `{"query": "{ hello }"}`, nil, func(r *rig) { r.store.err = errors.New("gone") }, 500},
		{"an address that there is not", "GET", "/nothing", "", nil, fine, 404},
		{"what may be done", "OPTIONS", "/graphql", "", nil, fine, 204},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, origin := range []string{known, unknown} {
				r := setup(t, withKeys)
				tt.before(r)
				got := r.do(t, tt.method, tt.target, tt.body, append(tt.headers, "Origin", origin)...)
				if got.StatusCode != tt.status {
					t.Fatalf("answered %d %s, want %d", got.StatusCode, got.body, tt.status)
				}
				if allowed := got.Header.Get("Access-Control-Allow-Origin"); allowed != origin {
					t.Errorf("readable by %q, want %s", allowed, origin)
				}
				exposed := names(got.Header, "Access-Control-Expose-Headers")
				for _, name := range []string{"etag", "retry-after", "x-content-version", "x-cost", "x-request-id"} {
					if !slices.Contains(exposed, name) {
						t.Errorf("the headers %v are exposed, not %s", exposed, name)
					}
				}
				if vary := names(got.Header, "Vary"); !slices.Contains(vary, "origin") {
					t.Errorf("varies by %v", vary)
				}
				if got.Header.Get("Access-Control-Allow-Credentials") != "" {
					t.Error("cookies are asked for")
				}
			}
		})
	}
	t.Run("a panic", func(t *testing.T) {
		t.Parallel()
		r := setup(t)
		r.store.panics = true
		got := r.do(t, http.MethodGet, "/graphql?query={hello}", "", "Origin", unknown)
		if got.StatusCode != 500 || got.Header.Get("Access-Control-Allow-Origin") != unknown {
			t.Errorf("answered %d, readable by %q", got.StatusCode, got.Header.Get("Access-Control-Allow-Origin"))
		}
	})
	t.Run("but none of a server that is closed", func(t *testing.T) {
		t.Parallel()
		r := setup(t, closed)
		if got := r.query(t, "{ hello }", "Origin", unknown); got.StatusCode != 200 || got.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("answered %d, readable by %q", got.StatusCode, got.Header.Get("Access-Control-Allow-Origin"))
		}
	})
	t.Run("but not our pages", func(t *testing.T) {
		t.Parallel()
		r := setupPages(t)
		for _, target := range []string{"/", "/playground", "/explore", "/explore/topics/x", "/assets/page-1a.js", "/licenses.txt"} {
			got := r.do(t, http.MethodGet, target, "", "Origin", unknown)
			if got.Header.Get("Access-Control-Allow-Origin") != "" || slices.Contains(names(got.Header, "Vary"), "origin") {
				t.Errorf("%s is answered with %v", target, got.Header)
			}
		}
	})
}

// What a page sends without a preflight is never taken for a request of ours.
func TestOtherOriginsStillNeedAPreflight(t *testing.T) {
	t.Parallel()
	r := setup(t)
	for _, contentType := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain; application/json"} {
		got := r.do(t, http.MethodPost, "/graphql", `{"query": "mutation { add(n: 1) }"}`, "Content-Type", contentType, "Origin", unknown)
		if got.StatusCode != http.StatusUnsupportedMediaType {
			t.Errorf("a body of type %q is answered %d", contentType, got.StatusCode)
		}
	}
	if got := r.do(t, http.MethodGet, "/graphql?query=mutation{add(n:1)}", "", "Origin", unknown); got.StatusCode != 200 && got.StatusCode != 405 {
		t.Errorf("a mutation by GET is answered %d", got.StatusCode)
	}
	if n := r.schema.added.Load(); n != 0 {
		t.Errorf("%d mutations were executed", n)
	}
}

func TestOptionsTellTheMethods(t *testing.T) {
	t.Parallel()
	r := setup(t)
	for target, want := range map[string]string{
		"/graphql": "GET, HEAD, POST, OPTIONS", "/schema.graphql": "GET, HEAD, OPTIONS", "/healthz": "GET, HEAD, OPTIONS", "/readyz": "GET, HEAD, OPTIONS",
	} {
		got := r.do(t, http.MethodOptions, target, "")
		if got.StatusCode != http.StatusNoContent || got.Header.Get("Allow") != want || got.body != "" {
			t.Errorf("OPTIONS %s is answered %d, Allow %q, %q; want 204, %q", target, got.StatusCode, got.Header.Get("Allow"), got.body, want)
		}
	}
}

func TestOrigins(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"https://www.example.org":         "https://www.example.org",
		"HTTPS://WWW.Example.org":         "https://www.example.org",
		"https://example.org:443":         "https://example.org",
		"http://example.org:80":           "http://example.org",
		"http://localhost:3000":           "http://localhost:3000",
		"http://[::1]:3000":               "http://[::1]:3000",
		"https://*.example.org":           "https://*.example.org",
		"capacitor://localhost":           "capacitor://localhost",
		"*":                               "*",
		"":                                "",
		"example.org":                     "",
		"https://example.org/":            "",
		"https://example.org/app":         "",
		"https://example.org?x":           "",
		"https://user@example.org":        "",
		"https://*":                       "",
		"https://example.*":               "",
		"https://a.*.example.org":         "",
		"https://*example.org":            "",
		"https://*.org:99999":             "",
		"null":                            "",
		"https://exämple.org":             "",
		"https://example.org https://b.c": "",
	} {
		got, err := httpd.ParseOrigin(given)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("ParseOrigin(%q) = %q, %v; want %q", given, got, err, want)
		}
	}
}
