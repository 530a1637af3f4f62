package httpd_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pressgraph/internal/httpd"
)

// rated serves with a rate of one a minute, three at once.
func rated(c *httpd.Config) {
	c.Rate, c.Proxies = httpd.Rate{PerSecond: 1.0 / 60, Burst: 3}, httpd.LocalProxies()
}

// send posts a query from an address.
func (r *rig) from(t *testing.T, address string, headers ...string) answer {
	t.Helper()
	request := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query": "{ hello }"}`))
	request.RemoteAddr = address
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	out := httptest.NewRecorder()
	r.ServeHTTP(out, request)
	return answer{out.Result(), out.Body.String()}
}

func TestRates(t *testing.T) {
	t.Parallel()
	exhaust := func(t *testing.T, r *rig, address string, headers ...string) {
		t.Helper()
		for range 3 {
			if got := r.from(t, address, headers...); got.StatusCode == http.StatusTooManyRequests {
				t.Fatalf("refused too early: %s", got.body)
			}
		}
		got := r.from(t, address, headers...)
		if got.StatusCode != http.StatusTooManyRequests || got.codes(t)[0] != "RATE_LIMITED" {
			t.Fatalf("the fourth is answered %d %s", got.StatusCode, got.body)
		}
		if wait, err := strconv.Atoi(got.Header.Get("Retry-After")); err != nil || wait < 2 {
			t.Errorf("Retry-After is %q", got.Header.Get("Retry-After"))
		}
	}
	t.Run("bounds_an_address_and_no_other", func(t *testing.T) {
		t.Parallel()
		r := setup(t, rated)
		exhaust(t, r, "192.0.2.7:1")
		if got := r.from(t, "192.0.2.8:1"); got.StatusCode != http.StatusOK {
			t.Errorf("another address is answered %d", got.StatusCode)
		}
	})
	t.Run("bounds_nobody_on_this_machine", func(t *testing.T) {
		t.Parallel()
		r := setup(t, rated)
		for range 10 {
			if got := r.from(t, "127.0.0.1:1"); got.StatusCode != http.StatusOK {
				t.Fatalf("answered %d", got.StatusCode)
			}
		}
	})
	t.Run("bounds_a_key_wherever_it_is_sent_from_and_not_its_address", func(t *testing.T) {
		t.Parallel()
		r := setup(t, rated)
		for i := range 30 { // An editor has ten times as many.
			if got := r.from(t, "192.0.2."+strconv.Itoa(i)+":1", "Authorization", "Bearer good"); got.StatusCode != http.StatusOK {
				t.Fatalf("number %d is answered %d", i, got.StatusCode)
			}
		}
		if got := r.from(t, "192.0.2.99:1", "Authorization", "Bearer good"); got.StatusCode != http.StatusTooManyRequests {
			t.Errorf("the 31st is answered %d", got.StatusCode)
		}
		if got := r.from(t, "192.0.2.1:1"); got.StatusCode != http.StatusOK {
			t.Errorf("a reader at the same address is answered %d", got.StatusCode)
		}
	})
	t.Run("lets_an_address_pay_for_guessing_keys", func(t *testing.T) {
		t.Parallel()
		r := setup(t, rated)
		exhaust(t, r, "192.0.2.7:1", "Authorization", "Bearer guess")
		if got := r.from(t, "192.0.2.7:1"); got.StatusCode != http.StatusTooManyRequests {
			t.Errorf("who has guessed is answered %d without a key", got.StatusCode)
		}
	})
	t.Run("counts_through_a_proxy", func(t *testing.T) {
		t.Parallel()
		r := setup(t, rated)
		server := httptest.NewServer(r)
		defer server.Close()
		target, err := url.Parse(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(target)
			p.SetXForwarded()
			p.Out.Header.Set("X-Forwarded-For", p.In.Header.Get("Test-Client"))
		}})
		defer proxy.Close()
		statuses := map[string]int{}
		for _, client := range []string{"192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2"} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, proxy.URL+"/graphql", strings.NewReader(`{"query": "{ hello }"}`))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set("Test-Client", client)
			response, err := proxy.Client().Do(request)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			statuses[client] = response.StatusCode
		}
		if statuses["192.0.2.1"] != http.StatusTooManyRequests || statuses["192.0.2.2"] != http.StatusOK {
			t.Errorf("behind a proxy they are answered %v", statuses)
		}
	})
}

// failing is a store that is there, or fails, or is silent.
type failing struct{ state atomic.Int32 }

const (
	there int32 = iota
	refusing
	silent
)

func (f *failing) Versions(ctx context.Context) (content, public int64, err error) {
	switch f.state.Load() {
	case refusing:
		return 0, 0, errors.New("connection refused")
	case silent:
		<-ctx.Done()
		return 0, 0, ctx.Err()
	}
	return 1, 1, nil
}

func TestADatabaseThatIsGone(t *testing.T) {
	t.Parallel()
	for name, state := range map[string]int32{"refuses": refusing, "is silent": silent} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				database := &failing{}
				r := setup(t, func(c *httpd.Config) { c.Store = database })
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				go r.Watch(ctx)
				synctest.Wait()
				checkReady(t, r, http.StatusOK)
				waiting := make(chan answer, 1)
				go func() { waiting <- r.query(t, "{ wait }") }()
				synctest.Wait()

				gone := time.Now()
				database.state.Store(state)
				time.Sleep(2 * time.Second)
				synctest.Wait()
				checkReady(t, r, http.StatusServiceUnavailable)
				// It had begun, so that its status is that of an answer.
				if got := <-waiting; got.codes(t)[0] != "OVERLOADED" || got.Header.Get("Retry-After") == "" {
					t.Errorf("what was under way is answered %d %s", got.StatusCode, got.body)
				}
				begin := time.Now()
				checkGone(t, r.query(t, "{ hello }"))
				if took := time.Since(begin); took > 100*time.Millisecond {
					t.Errorf("it takes %s to be refused", took)
				}

				time.Sleep(30 * time.Second)
				database.state.Store(there)
				time.Sleep(5 * time.Second)
				synctest.Wait()
				checkReady(t, r, http.StatusOK)
				if got := r.query(t, "{ hello }"); got.StatusCode != http.StatusOK {
					t.Errorf("%s later it is answered %d", time.Since(gone), got.StatusCode)
				}
				if n := strings.Count(r.log.String(), "does not answer; requests are refused"); n != 1 || !strings.Contains(r.log.String(), "the database is back") {
					t.Errorf("it is logged %d times:\n%s", n, r.log)
				}
				cancel()
				synctest.Wait()
			})
		})
	}
}

func TestWhoIsDismissedIsToldSo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := setup(t)
		waiting := make(chan answer, 1)
		go func() { waiting <- r.query(t, "{ wait }") }()
		synctest.Wait()
		begin := time.Now()
		r.Dismiss()
		if got := <-waiting; got.codes(t)[0] != "OVERLOADED" || got.Header.Get("Retry-After") == "" || !strings.Contains(got.body, "the server stops") {
			t.Errorf("what was under way is answered %d %s", got.StatusCode, got.body)
		}
		if took := time.Since(begin); took > 0 {
			t.Errorf("it is answered %s later", took)
		}
	})
}

func checkReady(t *testing.T, r *rig, want int) {
	t.Helper()
	if got := r.do(t, http.MethodGet, "/readyz", ""); got.StatusCode != want {
		t.Errorf("/readyz answers %d, want %d", got.StatusCode, want)
	}
}

func checkGone(t *testing.T, got answer) {
	t.Helper()
	if got.StatusCode != http.StatusServiceUnavailable || got.codes(t)[0] != "OVERLOADED" || got.Header.Get("Retry-After") == "" {
		t.Errorf("answered %d %s, Retry-After %q", got.StatusCode, got.body, got.Header.Get("Retry-After"))
	}
}
