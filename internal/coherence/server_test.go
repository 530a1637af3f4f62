package coherence_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/graph"
	"pressgraph/internal/access"
	"pressgraph/internal/background"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/httpd"
	"pressgraph/internal/memory"
	"pressgraph/internal/network"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/keys"
	"pressgraph/internal/newsroom/repair"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// options are in what a server of a test differs from others.
type options struct {
	// keeps has a front keep what readers were answered, whatever changes.
	keeps bool
	// loses is which of so many changes of rows the memory does not hear of: 1000 is
	// every thousandth, 0 none.
	loses uint64
}

// server is all that serves a newsroom, as the command serve puts it together.
type server struct {
	*httptest.Server
	number int
	store  *store.Store
	log    *storetest.Log
}

// startServer serves a database until the test ends.
func startServer(t *testing.T, number int, target database.Target, o options) *server {
	t.Helper()
	s := &server{number: number, log: new(storetest.Log)}
	log := slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	st, err := derive.Open(t.Context(), target, store.Options{Database: database.Options{Log: log}})
	if err != nil {
		t.Fatal(err)
	}
	s.store = st
	rooms := newsroom.New(st, newsroom.Settings{Name: "Test", Locales: []string{"en"}})
	ring := keys.NewRing(st, log)
	partners := network.NewCache(st)
	kept := memory.New(o.source(st), memory.Options{Bytes: 64 << 20, Interval: interval(st), Log: log})
	st.Tell(kept)
	extension := graph.Extension{Store: st, Network: partners, Shared: graph.NewShared()}
	config := httpd.Config{
		Schema: graph.NewSchema(st, rooms), SDL: graph.SDL(), Present: graph.Presenter(log), Log: log,
		Store: st, Heard: st.Heard, Keys: ring, Memory: kept,
	}
	config.Extensions = []graphql.HandlerExtension{extension}
	handler := httpd.New(config)
	stop := startBackground(t, handler, st, rooms, partners, kept, log)
	s.Server = httptest.NewServer(o.front(handler))
	s.Client().Timeout = patience
	s.Client().Transport.(*http.Transport).MaxIdleConnsPerHost = 64
	t.Cleanup(func() {
		s.Close()
		stop()
		ring.Close()
		if err := st.Close(); err != nil {
			t.Errorf("close the store of server %d: %v", number, err)
		}
		if t.Failed() {
			text := s.log.String()
			t.Logf("the log of server %d ends:\n%s", number, text[max(0, len(text)-4000):])
		}
	})
	return s
}

// startBackground does what a server does beside answering, until stop is called.
func startBackground(
	t *testing.T, handler *httpd.Server, st *store.Store, rooms *newsroom.Newsroom, partners *network.Cache,
	kept *memory.Memory, log *slog.Logger,
) (stop func()) {
	ctx, cancel := context.WithCancel(access.With(context.WithoutCancel(t.Context()), access.System("pressgraph")))
	var running sync.WaitGroup
	running.Go(func() { background.Keep(ctx, log, "file", st.WatchFile) })
	running.Go(func() { background.Keep(ctx, log, "network", partners.Watch) })
	running.Go(func() { background.Keep(ctx, log, "memory", kept.Watch) })
	running.Go(func() {
		st.Lead(ctx, func(ctx context.Context) { repair.Keep(ctx, rooms, log) })
	})
	if st.Target().Engine() == database.PostgreSQL {
		running.Go(func() { background.Keep(ctx, log, "watching the database", handler.Watch) })
	}
	return func() {
		cancel()
		running.Wait()
	}
}

// patience is longer than any request may take, so that no client gives up.
const patience = 20 * time.Second

// text is what is asked for.
type text struct {
	document  string
	variables map[string]any
	// get asks by GET.
	get bool
}

// answer is what came back.
type answer struct {
	call, ret time.Duration
	status    int
	header    http.Header
	body      []byte
	Data      json.RawMessage
	Errors    []struct{ Message string }
}

// whole reports whether everything was answered.
func (a *answer) whole() bool {
	return a.status == http.StatusOK && len(a.Errors) == 0 && len(a.Data) > 0
}

// clock tells how long the test runs.
type clock struct{ begun time.Time }

func (c clock) now() time.Duration { return time.Since(c.begun) }

// ask asks a server; headers are pairs, and empty ones are not sent. An error is
// a request that nothing was answered to.
func (s *server) ask(ctx context.Context, c clock, what text, headers ...string) (*answer, error) {
	request, err := s.request(ctx, what)
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] != "" {
			request.Header.Set(headers[i], headers[i+1])
		}
	}
	a := &answer{call: c.now()}
	response, err := s.Client().Do(request)
	if err != nil {
		return a, err
	}
	defer func() { _ = response.Body.Close() }()
	a.body, err = io.ReadAll(response.Body)
	a.ret, a.status, a.header = c.now(), response.StatusCode, response.Header
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal(a.body, a)
}

func (s *server) request(ctx context.Context, what text) (*http.Request, error) {
	body, err := json.Marshal(map[string]any{"query": what.document, "variables": what.variables})
	if err != nil {
		return nil, err
	}
	if !what.get {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/graphql", bytes.NewReader(body))
		if err == nil {
			request.Header.Set("Content-Type", "application/json")
		}
		return request, err
	}
	variables, err := json.Marshal(what.variables)
	if err != nil {
		return nil, err
	}
	query := url.Values{"query": {what.document}, "variables": {string(variables)}}
	return http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/graphql?"+query.Encode(), http.NoBody)
}

// interval is how often a server asks who is told of nothing.
func interval(st *store.Store) time.Duration {
	if st.Target().Engine() == database.SQLite {
		return 100 * time.Millisecond
	}
	return 0
}
