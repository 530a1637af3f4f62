package httpd

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"pressgraph/internal/fault"
)

func TestAdmission(t *testing.T) {
	t.Parallel()
	t.Run("lets_some_run_some_wait_and_sends_the_rest_away_at_once", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			a := newAdmission(1)
			leave, err := a.enter(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			begin := time.Now()
			waiting := make(chan error, queued)
			for range queued {
				go func() {
					leave, err := a.enter(t.Context())
					if err == nil {
						defer leave()
					}
					waiting <- err
				}()
			}
			synctest.Wait()
			if _, err := a.enter(t.Context()); !fault.Is(err, fault.CodeOverloaded) || time.Since(begin) > 0 {
				t.Errorf("one too many is told %v after %s", err, time.Since(begin))
			}
			time.Sleep(admissionPatience / 2)
			leave()
			for range queued {
				if err := <-waiting; err != nil {
					t.Errorf("one that waited is told %v", err)
				}
			}
		})
	})
	t.Run("lets_nobody_wait_for_long", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			a := newAdmission(1)
			if _, err := a.enter(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := a.enter(t.Context()); !fault.Is(err, fault.CodeOverloaded) {
				t.Errorf("waiting ends with %v", err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := a.enter(ctx); err == nil {
				t.Error("one that has gone is let in")
			}
			if len(a.present) != 1 {
				t.Errorf("%d are thought to be here, want 1", len(a.present))
			}
		})
	})
}

func TestDear(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &dear{make(chan struct{}, 1)}
		leave, err := d.enter(t.Context(), dearFrom)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.enter(t.Context(), dearFrom-1); err != nil {
			t.Errorf("a cheap one waits for a dear one: %v", err)
		}
		if _, err := d.enter(t.Context(), dearFrom); !fault.Is(err, fault.CodeOverloaded) {
			t.Errorf("a second dear one ends with %v", err)
		}
		leave()
		if _, err := d.enter(t.Context(), dearFrom); err != nil {
			t.Errorf("after the first has ended a second is told %v", err)
		}
	})
}

func TestClient(t *testing.T) {
	t.Parallel()
	known := append(LocalProxies(), netip.MustParsePrefix("10.0.0.0/8"))
	tests := []struct {
		name, peer string
		headers    []string
		want       string
		here       bool
	}{
		{"somebody on this machine", "127.0.0.1:5000", nil, "127.0.0.1", true},
		{"somebody on this machine by version 6", "[::1]:5000", nil, "::/64", true},
		{"somebody elsewhere", "192.0.2.7:5000", nil, "192.0.2.7", false},
		{"a network of version 6 is one", "[2001:db8:1:2:3::4]:5000", nil, "2001:db8:1:2::/64", false},
		{"an address of version 4 in one of version 6", "[::ffff:192.0.2.7]:5000", nil, "192.0.2.7", false},
		{"a proxy on this machine", "127.0.0.1:5000", []string{"X-Forwarded-For", "192.0.2.9"}, "192.0.2.9", false},
		{"a proxy that adds to what it was told", "127.0.0.1:5000", []string{"X-Forwarded-For", "1.1.1.1, 192.0.2.9"}, "192.0.2.9", false},
		{"a chain of proxies", "127.0.0.1:5000", []string{"X-Forwarded-For", "1.1.1.1, 192.0.2.9, 10.1.2.3"}, "192.0.2.9", false},
		{"two headers are one chain", "127.0.0.1:5000", []string{"X-Forwarded-For", "192.0.2.9", "X-Forwarded-For", "10.1.2.3"}, "192.0.2.9", false},
		{"only proxies", "127.0.0.1:5000", []string{"X-Forwarded-For", "10.9.9.9"}, "10.9.9.9", false},
		{"a header of somebody who is no proxy", "192.0.2.7:5000", []string{"X-Forwarded-For", "127.0.0.1"}, "192.0.2.7", false},
		{"a header that is none", "127.0.0.1:5000", []string{"X-Forwarded-For", "nobody"}, "127.0.0.1", false},
		{"a client that claims to be this machine", "127.0.0.1:5000", []string{"X-Forwarded-For", "127.0.0.1"}, "127.0.0.1", false},
		{"a header that tells of a proxy but not for whom", "127.0.0.1:5000", []string{"Via", "1.1 x"}, "127.0.0.1", false},
		{"the standard header", "127.0.0.1:5000", []string{"Forwarded", `for=1.1.1.1, For="192.0.2.9:80";proto=https`}, "192.0.2.9", false},
		{"the standard header by version 6", "127.0.0.1:5000", []string{"Forwarded", `for="[2001:db8::1]:80"`}, "2001:db8::/64", false},
		{"a single address", "127.0.0.1:5000", []string{"X-Real-IP", "192.0.2.9"}, "192.0.2.9", false},
		{"no address at all", "@", nil, "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = tt.peer
			for i := 0; i < len(tt.headers); i += 2 {
				r.Header.Add(tt.headers[i], tt.headers[i+1])
			}
			if got, here := known.client(r); got != tt.want || here != tt.here {
				t.Errorf("client is %q, here %t; want %q, %t", got, here, tt.want, tt.here)
			}
		})
	}
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, peer, host string
		encrypted        bool
		headers          []string
		want             string
	}{
		{"is that of the request", "192.0.2.7:5000", "localhost:8080", false, nil, "http://localhost:8080"},
		{"is encrypted where the request is", "192.0.2.7:5000", "News.Example.org", true, nil, "https://news.example.org"},
		{"leaves out the port that goes without saying", "192.0.2.7:5000", "news.example.org:80", false, nil, "http://news.example.org"},
		{"may be an address of version 6", "192.0.2.7:5000", "[::1]:8080", false, nil, "http://[::1]:8080"},
		{
			"is what a proxy was asked", "127.0.0.1:5000", "127.0.0.1:8080", false,
			[]string{"X-Forwarded-Proto", "https", "X-Forwarded-Host", "news.example.org"}, "https://news.example.org",
		},
		{
			"is what the first of several proxies was asked", "127.0.0.1:5000", "b", false,
			[]string{"X-Forwarded-Proto", "https, http", "X-Forwarded-Host", "news.example.org, a"}, "https://news.example.org",
		},
		{
			"is told by the standard header too", "127.0.0.1:5000", "b", false,
			[]string{"Forwarded", `for=192.0.2.9;host="news.example.org:8443";proto=https, for=10.1.2.3;host=a`}, "https://news.example.org:8443",
		},
		{"may be told of a connection that stays", "127.0.0.1:5000", "a", false, []string{"X-Forwarded-Proto", "wss"}, "https://a"},
		{
			"is not believed of anybody else", "192.0.2.7:5000", "localhost:8080", false,
			[]string{"X-Forwarded-Proto", "https", "X-Forwarded-Host", "news.example.org"}, "http://localhost:8080",
		},
		{"is unknown for a scheme that is none", "127.0.0.1:5000", "a", false, []string{"X-Forwarded-Proto", "javascript"}, ""},
		{"is unknown for a host with a path", "127.0.0.1:5000", "a", false, []string{"X-Forwarded-Host", "a/b"}, ""},
		{"is unknown for a host with a name before it", "127.0.0.1:5000", "a", false, []string{"X-Forwarded-Host", "me@a"}, ""},
		{"is unknown for every host below another", "127.0.0.1:5000", "a", false, []string{"X-Forwarded-Host", "*.example.org"}, ""},
		{"is unknown without a host", "192.0.2.7:5000", "", false, nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr, r.Host = tt.peer, tt.host
			if tt.encrypted {
				r.TLS = &tls.ConnectionState{}
			}
			for i := 0; i < len(tt.headers); i += 2 {
				r.Header.Add(tt.headers[i], tt.headers[i+1])
			}
			if got := LocalProxies().origin(r); got != tt.want {
				t.Errorf("origin is %q, want %q", got, tt.want)
			}
		})
	}
}

func TestBucketsAreBounded(t *testing.T) {
	t.Parallel()
	r := newRates(Rate{PerSecond: 1}, nil)
	r.bucket("first", 1).AllowN(time.Now(), 4)
	for i := range 3 * maxBuckets {
		r.bucket(string(rune(i)), 1)
		r.bucket("first", 1)
	}
	if n := len(r.young) + len(r.old); n > 2*maxBuckets {
		t.Errorf("%d buckets are kept", n)
	}
	if r.bucket("first", 1).Tokens() > 3 {
		t.Error("a bucket that is in use is forgotten")
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	var h health
	ended, err := h.enter()
	if err != nil {
		t.Fatal(err)
	}
	ctx, release := h.watch(t.Context(), ended)
	defer release()
	h.begin(time.Unix(100, 0))
	if !h.lost() || h.lost() {
		t.Error("it is no news, or twice, that the database is gone")
	}
	if !fault.Is(context.Cause(ctx), fault.CodeOverloaded) {
		t.Errorf("what is under way ends with %v", context.Cause(ctx))
	}
	if _, err := h.enter(); !fault.Is(err, fault.CodeOverloaded) {
		t.Errorf("the next is told %v", err)
	}
	if gone, news := h.found(time.Unix(130, 0)); !news || gone != 30*time.Second {
		t.Errorf("it was gone for %s, which is news: %t", gone, news)
	}
	late, release := h.watch(t.Context(), ended)
	defer release()
	if !fault.Is(context.Cause(late), fault.CodeOverloaded) {
		t.Errorf("what entered before and is watched only now ends with %v", context.Cause(late))
	}
	ended, err = h.enter()
	if err != nil {
		t.Errorf("once it is back the next is told %v", err)
	}
	next, release := h.watch(t.Context(), ended)
	defer release()
	if next.Err() != nil {
		t.Errorf("the next ends with %v", context.Cause(next))
	}
	h.dismiss()
	if !fault.Is(context.Cause(next), fault.CodeOverloaded) {
		t.Errorf("a server that stops ends it with %v", context.Cause(next))
	}
}
