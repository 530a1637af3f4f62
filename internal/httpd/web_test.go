package httpd_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"

	"pressgraph/internal/httpd"
)

const script = "export const answer = 42;"

// setupPages serves a small page with its files.
func setupPages(t *testing.T) *rig {
	t.Helper()
	return setup(t, func(c *httpd.Config) {
		c.Pages = fstest.MapFS{
			"playground.html":      {Data: []byte(`<meta property="csp-nonce" nonce="{{nonce}}">`)},
			"explore.html":         {Data: []byte(`<div id="explore"></div>`)},
			"assets/page-1a.js":    {Data: []byte(script)},
			"assets/page-1a.js.br": {Data: []byte("packed")},
			"assets/page-1a.css":   {Data: []byte("p {}")},
			"assets/page-2b.js.br": {Data: brotlied(t, script+" // Only packed.")},
			"licenses.txt":         {Data: []byte("MIT")},
		}
	})
}

// brotlied packs a file.
func brotlied(t *testing.T, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	to := brotli.NewWriter(&out)
	if _, err := to.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPlayground(t *testing.T) {
	t.Parallel()
	r := setupPages(t)
	first, second := r.do(t, "GET", "/playground", ""), r.do(t, "GET", "/playground", "")
	policy := first.Header.Get("Content-Security-Policy")
	_, rest, _ := strings.Cut(policy, "'nonce-")
	nonce, _, _ := strings.Cut(rest, "'")
	if len(nonce) < 20 || first.body != `<meta property="csp-nonce" nonce="`+nonce+`">` {
		t.Errorf("the page %s does not carry the nonce of its policy %s", first.body, policy)
	}
	for _, wide := range []string{"unsafe-eval", "blob:", "http:", "https:", "*"} {
		if strings.Contains(policy, wide) {
			t.Errorf("the policy %s allows %s", policy, wide)
		}
	}
	if second.Header.Get("Content-Security-Policy") == policy {
		t.Errorf("two answers have the nonce %s", nonce)
	}
	if typ := first.Header.Get("Content-Type"); typ != "text/html; charset=utf-8" {
		t.Errorf("the page is answered as %s", typ)
	}
	again := r.do(t, "GET", "/playground", "", "If-None-Match", first.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified || again.body != "" || again.Header.Get("Content-Security-Policy") != "" {
		t.Errorf("what the browser has is answered %d %q with the policy %q, want 304 alone",
			again.StatusCode, again.body, again.Header.Get("Content-Security-Policy"))
	}
}

func TestExplorer(t *testing.T) {
	t.Parallel()
	r := setupPages(t)
	for _, target := range []string{"/explore", "/explore/partners/hkust?since=2020", "/explore/search?q=%E6%B8%AF%E5%A4%A7"} {
		got := r.do(t, "GET", target, "")
		if got.StatusCode != 200 || got.body != `<div id="explore"></div>` {
			t.Errorf("%s is answered %d %q, want the explorer", target, got.StatusCode, got.body)
		}
		policy := got.Header.Get("Content-Security-Policy")
		for _, wide := range []string{"unsafe-", "blob:", "data:", "nonce-", "http:", "https:", "*"} {
			if strings.Contains(policy, wide) {
				t.Errorf("the policy %s of %s allows %s", policy, target, wide)
			}
		}
		if !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("the policy %s of %s does not begin with nothing", policy, target)
		}
	}
	if got := r.do(t, "POST", "/explore", ""); got.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST /explore is answered %d, want 405", got.StatusCode)
	}
	for _, target := range []string{"/explore.html", "/explorer"} {
		if got := r.do(t, "GET", target, ""); got.StatusCode != http.StatusNotFound {
			t.Errorf("%s is answered %d, want 404", target, got.StatusCode)
		}
	}
}

func TestWebAddresses(t *testing.T) {
	t.Parallel()
	r := setupPages(t)
	tests := []struct {
		method, target string
		status         int
		contentType    string
		body           string
		cache          string
	}{
		{"GET", "/assets/page-1a.js", 200, "text/javascript; charset=utf-8", script, "public, max-age=31536000, immutable"},
		{"GET", "/assets/page-1a.css", 200, "text/css; charset=utf-8", "p {}", "public, max-age=31536000, immutable"},
		{"GET", "/assets/page-2b.js", 200, "text/javascript; charset=utf-8", script + " // Only packed.", "public, max-age=31536000, immutable"},
		{"GET", "/licenses.txt", 200, "text/plain; charset=utf-8", "MIT", "no-cache"},
		{"POST", "/playground", 405, "", "", ""},
		{"GET", "/assets/", 404, "", "", ""},
		{"GET", "/assets/page-1b.js", 404, "", "", ""},
		{"GET", "/assets/page-1a.js.br", 404, "", "", ""},
		{"GET", "/playground.html", 404, "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.target, func(t *testing.T) {
			got := r.do(t, tt.method, tt.target, "")
			if got.StatusCode != tt.status || tt.status == 200 && got.body != tt.body {
				t.Fatalf("answered %d %q, want %d %q", got.StatusCode, got.body, tt.status, tt.body)
			}
			if typ := got.Header.Get("Content-Type"); tt.status == 200 && typ != tt.contentType {
				t.Errorf("answered as %s, want %s", typ, tt.contentType)
			}
			if cache := got.Header.Get("Cache-Control"); cache != tt.cache {
				t.Errorf("answered with Cache-Control %q, want %q", cache, tt.cache)
			}
		})
	}
	root := r.do(t, "GET", "/", "")
	if root.StatusCode != http.StatusFound || root.Header.Get("Location") != "/playground" {
		t.Errorf("/ answered %d to %q, want 302 to /playground", root.StatusCode, root.Header.Get("Location"))
	}
}

func TestFilesAreSentPacked(t *testing.T) {
	t.Parallel()
	r := setupPages(t)
	tests := []struct{ file, accepts, encoding string }{
		{"page-1a.js", "gzip, deflate, br", "br"},
		{"page-1a.js", "gzip, br;q=0", "gzip"},
		{"page-2b.js", "gzip, br", "br"},
		{"page-2b.js", "gzip", "gzip"},
		{"page-2b.js", "", ""},
		{"page-1a.js", "gzip;q=1.0", "gzip"},
		{"page-1a.css", "gzip, br", "gzip"},
		{"page-1a.js", "identity", ""},
		{"page-1a.js", "", ""},
		{"page-1a.js", "gzip;q=0, br; q=0.0", ""},
	}
	tags := map[string]string{}
	for _, tt := range tests {
		got := r.do(t, "GET", "/assets/"+tt.file, "", "Accept-Encoding", tt.accepts)
		if encoding := got.Header.Get("Content-Encoding"); encoding != tt.encoding || got.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s accepting %q is encoded as %q and varies by %q, want %q", tt.file, tt.accepts, encoding, got.Header.Get("Vary"), tt.encoding)
		}
		tag := got.Header.Get("ETag")
		if other, ok := tags[tag]; ok && other != tt.file+tt.encoding {
			t.Errorf("%s and %s have the same ETag", other, tt.file+tt.encoding)
		}
		tags[tag] = tt.file + tt.encoding
		if again := r.do(t, "GET", "/assets/"+tt.file, "", "Accept-Encoding", tt.accepts, "If-None-Match", `"x", W/`+tag); again.StatusCode != 304 {
			t.Errorf("%s is answered %d to who has it, want 304", tt.file, again.StatusCode)
		}
	}
	packed := r.do(t, "GET", "/assets/page-1a.js", "", "Accept-Encoding", "gzip")
	from, err := gzip.NewReader(strings.NewReader(packed.body))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(from); err != nil || string(text) != script {
		t.Errorf("the packed file holds %q, %v; want %q", text, err, script)
	}
}

// brokenFiles cannot be read.
type brokenFiles struct{}

func (brokenFiles) Open(string) (fs.File, error) { return nil, errors.New("disk on fire") }

// panickingFiles are worse.
type panickingFiles struct{}

func (panickingFiles) Open(string) (fs.File, error) { panic("disk on fire") }
