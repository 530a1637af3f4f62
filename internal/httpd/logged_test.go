package httpd_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pressgraph/internal/httpd"
)

// lines returns what was logged with a message, as JSON has it.
func (r *rig) lines(t *testing.T, message string) []map[string]any {
	t.Helper()
	var found []map[string]any
	for line := range strings.Lines(r.log.String()) {
		var record map[string]any
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatalf("the log holds %.200q: %v", line, err)
		}
		if record["msg"] == message {
			found = append(found, record)
		}
	}
	return found
}

func TestTheLogIsBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("長", 20_000)
	for name, ask := range map[string]func(*rig){
		"a long path":      func(r *rig) { r.do(t, http.MethodGet, "/"+strings.Repeat("x", 60_000), "") },
		"a long method":    func(r *rig) { r.do(t, strings.Repeat("X", 60_000), "/graphql", "") },
		"a long operation": func(r *rig) { r.query(t, "query "+strings.Repeat("x", 120)+" { hello }") },
		"a long cause":     func(r *rig) { r.store.err = errors.New(long); r.query(t, "{ hello }") },
		"a long field": func(r *rig) {
			log := slog.New(httpd.LogHandler(slog.NewJSONHandler(r.log, nil))).With("always", long)
			log.Info(long, "text", long, slog.Group("in", "it", long), "error", errors.New(long)) //nolint:sloglint // it is the message that is long
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := setup(t)
			ask(r)
			for line := range strings.Lines(r.log.String()) {
				if len(line) > 45_000 { // The one with five fields; each came with 60,000.
					t.Errorf("a line has %d bytes: %.300s", len(line), line)
				}
			}
			for _, line := range r.lines(t, "answered") {
				if path, method := line["path"].(string), line["method"].(string); len(path) > 250 || len(method) > 20 {
					t.Errorf("logged a path of %d and a method of %d bytes", len(path), len(method))
				}
			}
		})
	}
}

func TestTheLogNamesWhoAsks(t *testing.T) {
	t.Parallel()
	for remote, want := range map[string]string{
		"203.0.113.77:5000": "203.0.113.0/24", "[2001:db8:1:2:3:4:5:6]:5000": "2001:db8:1::/48", "[::ffff:203.0.113.77]:5000": "203.0.113.0/24",
		"127.0.0.1:5000": "127.0.0.0/24", "[fe80::1%eth0]:5000": "fe80::/48", "@": "",
	} {
		r := setup(t)
		request := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query": "query Greet { hello }"}`))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer good")
		request.RemoteAddr = remote
		r.ServeHTTP(httptest.NewRecorder(), request)
		line := r.lines(t, "answered")[0]
		from, _ := line["from"].(string)
		if from != want || line["key"] != "1 ada" || line["operation"] != "Greet" || line["level"] != "INFO" {
			t.Errorf("a request from %s is logged as %v, want from %q", remote, line, want)
		}
		if log := r.log.String(); strings.Contains(log, "113.77") || strings.Contains(log, "4:5:6") || strings.Contains(log, "good") {
			t.Errorf("the log reads %s", log)
		}
	}
	r := setup(t)
	r.query(t, "{ hello }")
	if line := r.lines(t, "answered")[0]; line["key"] != nil || line["operation"] != nil {
		t.Errorf("a reader is logged as %v", line)
	}
	for body, want := range map[string]string{
		`{"query": "query A { hello } query B { who }", "operationName": "B"}`: "B",
		`[{"query": "query A { hello }"}, {"query": "query B { who }"}]`:       "A B",
		`{"query": "query Dear { nothing }"}`:                                  "",
	} {
		r.log.Reset()
		r.do(t, http.MethodPost, "/graphql", body)
		if got, _ := r.lines(t, "answered")[0]["operation"].(string); got != want {
			t.Errorf("%s is logged as %q, want %q", body, got, want)
		}
	}
}

func TestTheLogIsQuietOfFiles(t *testing.T) {
	t.Parallel()
	r := setupPages(t)
	for target, want := range map[string]string{
		"/assets/page-1a.js": "DEBUG", "/licenses.txt": "DEBUG", "/healthz": "DEBUG", "/readyz": "DEBUG",
		"/playground": "INFO", "/assets/nothing.js": "INFO", "/schema.graphql": "INFO", "/graphql?query={hello}": "INFO",
	} {
		r.log.Reset()
		r.do(t, http.MethodGet, target, "")
		if line := r.lines(t, "answered")[0]; line["level"] != want {
			t.Errorf("%s is logged as %v, want %s", target, line, want)
		}
	}
	r.log.Reset()
	r.do(t, http.MethodOptions, "/graphql", "", "Origin", unknown, "Access-Control-Request-Method", "POST")
	if line := r.lines(t, "answered")[0]; line["level"] != "DEBUG" {
		t.Errorf("a preflight is logged as %v", line)
	}
}

// clock is one that is set by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func TestTheLogTellsOfOutages(t *testing.T) {
	t.Parallel()
	at := &clock{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	r := setup(t, func(c *httpd.Config) { c.Now = at.read })
	probe := func() { r.do(t, http.MethodGet, "/readyz", "") }
	probe()
	r.store.err = errors.New("gone")
	for range 5 {
		probe()
		r.query(t, "{ hello }")
		at.pass(6 * time.Second)
	}
	r.store.err = nil
	r.query(t, "{ hello }")
	probe()
	away, back := r.lines(t, "the database does not answer"), r.lines(t, "the database is back")
	if len(away) != 1 || len(back) != 1 {
		t.Fatalf("told %d times that it is away, %d times that it is back", len(away), len(back))
	}
	if back[0]["after"] != "30s" || back[0]["level"] != "INFO" || away[0]["level"] != "WARN" || away[0]["error"] != "gone" {
		t.Errorf("told %v, %v", away[0], back[0])
	}
	r.store.err = errors.New("gone")
	probe()
	if away := r.lines(t, "the database does not answer"); len(away) != 2 {
		t.Errorf("told of two outages %d times", len(away))
	}
}

// TestAnOutageIsToldOnce has requests meet a database that is gone before anybody
// looks after it, while somebody does, and after that.
func TestAnOutageIsToldOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		database := &failing{}
		r := setup(t, func(c *httpd.Config) { c.Store = database })
		told := func(when string, away, back int) {
			t.Helper()
			synctest.Wait()
			if a, b := strings.Count(r.log.String(), "database does not answer"), strings.Count(r.log.String(), "database is back"); a != away || b != back {
				t.Errorf("%s it was told %d times that it is gone and %d times that it is back, want %d and %d:\n%s", when, a, b, away, back, r.log)
			}
		}
		ask := func(status int) {
			t.Helper()
			for range 3 {
				if got := r.query(t, "{ hello }"); got.StatusCode != status {
					t.Errorf("answered %d, want %d", got.StatusCode, status)
				}
			}
		}
		ask(http.StatusOK)
		database.state.Store(refusing)
		ask(http.StatusInternalServerError) // This store's error is none that clients are told.
		told("without anybody to look,", 1, 0)

		ctx, cancel := context.WithCancel(t.Context())
		watching := make(chan struct{})
		go func() {
			defer close(watching)
			r.Watch(ctx)
		}()
		time.Sleep(30 * time.Second)
		ask(http.StatusServiceUnavailable)
		told("once somebody looks,", 1, 0)
		database.state.Store(there)
		time.Sleep(time.Second)
		ask(http.StatusOK)
		told("when it is back,", 1, 1)
		if after := r.lines(t, "the database is back")[0]["after"]; after != "30s" {
			t.Errorf("it is back after %v, want 30s", after)
		}
		database.state.Store(refusing)
		ask(http.StatusInternalServerError)
		told("before whoever looks has noticed,", 1, 1)
		time.Sleep(30 * time.Second)
		told("when it is gone again,", 2, 1)

		cancel()
		<-watching
		checkReady(t, r, http.StatusServiceUnavailable)
		ask(http.StatusInternalServerError)
		told("when nobody looks any more,", 2, 1)
		database.state.Store(there)
		checkReady(t, r, http.StatusOK)
		ask(http.StatusOK)
		told("at the end,", 2, 2)
	})
}

func TestBrowsersAreShownWhatFailed(t *testing.T) {
	t.Parallel()
	const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	for name, tt := range map[string]struct {
		target string
		change func(*httpd.Config)
		status int
	}{
		"a page that is not there": {"/playground", func(c *httpd.Config) { c.Pages = brokenFiles{} }, 500},
		"a file that is not there": {"/assets/x.js", func(c *httpd.Config) { c.Pages = panickingFiles{} }, 500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := setup(t, tt.change)
			got := r.do(t, http.MethodGet, tt.target, "", "Accept", browser)
			id := got.Header.Get("X-Request-Id")
			if got.StatusCode != tt.status || got.Header.Get("Content-Type") != "text/html; charset=utf-8" || id == "" || !strings.Contains(got.body, "<code>"+id+"</code>") {
				t.Errorf("a browser is shown %d %s as %s", got.StatusCode, got.body, got.Header.Get("Content-Type"))
			}
			if strings.Contains(got.body, "disk") || got.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("a browser is shown %s, to be kept as %q", got.body, got.Header.Get("Cache-Control"))
			}
			got = r.do(t, http.MethodGet, tt.target, "", "Accept", "*/*")
			if codes := got.codes(t); got.StatusCode != tt.status || codes[0] != "INTERNAL" || !strings.Contains(got.body, got.Header.Get("X-Request-Id")) {
				t.Errorf("a program is answered %d %s", got.StatusCode, got.body)
			}
		})
	}
	r := setup(t)
	r.store.err = errors.New("disk on fire")
	if got := r.do(t, http.MethodGet, "/graphql?query={hello}", "", "Accept", browser); got.StatusCode != 500 || got.codes(t)[0] != "INTERNAL" {
		t.Errorf("GraphQL is answered %d %s", got.StatusCode, got.body)
	}
}
