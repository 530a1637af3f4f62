package httpd_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/graph"
	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/httpd"
	"pressgraph/internal/network"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
	"pressgraph/internal/synthetic"
)

// world is a made-up newsroom that is served.
type world struct {
	*httptest.Server
	store  *store.Store
	config httpd.Config
}

// with serves the same newsroom with other limits.
func (w *world) with(t testing.TB, limits httpd.Limits, extensions ...graphql.HandlerExtension) *world {
	t.Helper()
	config := w.config
	config.Limits = limits
	// What one server has computed, another is not to find.
	config.Extensions = append(extensions, graph.Extension{Store: w.store, Network: network.NewCache(w.store), Shared: graph.NewShared()})
	other := &world{httptest.NewServer(httpd.New(config)), w.store, config}
	t.Cleanup(other.Close)
	return other
}

func body(t testing.TB, response *http.Response) string {
	t.Helper()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func openWorld(t testing.TB, target database.Target, releases int, change ...func(*httpd.Config)) *world {
	t.Helper()
	st, err := derive.Open(t.Context(), target, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx := access.With(context.Background(), access.System("test"))
	if _, err := synthetic.Load(ctx, st, synthetic.Options{Releases: releases, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	return serveWorld(t, target, change...)
}

// serveWorld serves a newsroom that is there.
func serveWorld(t testing.TB, target database.Target, change ...func(*httpd.Config)) *world {
	t.Helper()
	st, err := derive.Open(t.Context(), target, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	rooms := newsroom.New(st, newsroom.Settings{Name: "Test", Locales: []string{"en"}})
	config := httpd.Config{
		Schema: graph.NewSchema(st, rooms), SDL: graph.SDL(), Present: graph.Presenter(log), Store: st, Log: log,
		Extensions: []graphql.HandlerExtension{graph.Extension{Store: st, Network: network.NewCache(st), Shared: graph.NewShared()}},
	}
	for _, c := range change {
		c(&config)
	}
	w := &world{httptest.NewServer(httpd.New(config)), st, config}
	t.Cleanup(func() {
		w.Close()
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// told is what a request was answered with.
type told struct {
	status int
	body   string
	header http.Header
	Data   json.RawMessage
	Errors []struct {
		Message    string
		Path       []any
		Extensions struct {
			Code        string
			Suggestions []any
		}
	}
	Extensions struct {
		Cost struct{ Requested, Statements int64 }
	}
}

func (a told) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	return a.Errors[0].Extensions.Code
}

// ask posts a document.
func (w *world) ask(t testing.TB, document string, variables map[string]any) told {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL+"/graphql", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Cost", "full")
	response, err := w.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	got := told{status: response.StatusCode, body: string(text), header: response.Header}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Errorf("the answer to %.300s is not JSON: %v\n%.300s", document, err, text)
	}
	return got
}
