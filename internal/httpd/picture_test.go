package httpd_test

import (
	"net/http"
	"testing"
	"testing/fstest"

	"pressgraph/internal/httpd"
)

func TestPicture(t *testing.T) {
	t.Parallel()
	r := setup(t, func(c *httpd.Config) {
		c.Pictures = fstest.MapFS{"city.webp": {Data: []byte("RIFF")}, "below/city.webp": {Data: []byte("RIFF")}}
	})
	t.Run("is for pages of every origin, and kept for a day", func(t *testing.T) {
		t.Parallel()
		got := r.do(t, "GET", "/pictures/city.webp", "", "Origin", "https://example.org")
		if got.StatusCode != http.StatusOK || got.body != "RIFF" {
			t.Errorf("answered %d %q, want the picture", got.StatusCode, got.body)
		}
		for header, want := range map[string]string{
			"Content-Type": "image/webp", "Cache-Control": "public, max-age=86400", "Access-Control-Allow-Origin": "https://example.org",
			"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
		} {
			if is := got.Header.Get(header); is != want {
				t.Errorf("answered with %s: %q, want %q", header, is, want)
			}
		}
		if again := r.do(t, "GET", "/pictures/city.webp", "", "If-None-Match", got.Header.Get("ETag")); again.StatusCode != http.StatusNotModified || again.body != "" {
			t.Errorf("what the browser has is answered %d %q, want 304 alone", again.StatusCode, again.body)
		}
		if head := r.do(t, "HEAD", "/pictures/city.webp", ""); head.StatusCode != http.StatusOK || head.Header.Get("Content-Length") != "4" {
			t.Errorf("HEAD is answered %d with %s bytes, want 200 with 4", head.StatusCode, head.Header.Get("Content-Length"))
		}
	})
	t.Run("is not there under any other name", func(t *testing.T) {
		t.Parallel()
		for _, target := range []string{"/pictures", "/pictures/", "/pictures/none.webp", "/pictures/below", "/pictures/below/", "/pictures/%2e%2e/city.webp", "/pictures//city.webp"} {
			if got := r.do(t, "GET", target, ""); got.StatusCode == http.StatusOK {
				t.Errorf("%s is answered %d %q", target, got.StatusCode, got.body)
			}
		}
		if got := r.do(t, "POST", "/pictures/city.webp", ""); got.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("POST is answered %d, want 405", got.StatusCode)
		}
	})
	t.Run("is not there where the program holds none", func(t *testing.T) {
		t.Parallel()
		if got := setup(t).do(t, "GET", "/pictures/city.webp", ""); got.StatusCode != http.StatusNotFound {
			t.Errorf("answered %d, want 404", got.StatusCode)
		}
	})
}
