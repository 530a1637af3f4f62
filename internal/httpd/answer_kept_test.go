package httpd_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/graph"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/httpd"
	"pressgraph/internal/memory"
	"pressgraph/internal/network"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/bundle"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/keys"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/newsroom/repair"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// remembering is a newsroom that is served with a memory.
type remembering struct {
	*httptest.Server
	t      *testing.T
	memory *memory.Memory
	// statements are those that ran so far, but for questions for the version.
	statements atomic.Int64
}

// Statement implements database.Probe.
func (r *remembering) Statement(_ context.Context, text string, _ time.Duration, _ error) {
	if !strings.Contains(text, "content_version") && !strings.Contains(text, "FROM changes") {
		r.statements.Add(1)
	}
}

func openRemembering(t *testing.T, target database.Target) *remembering {
	t.Helper()
	r := &remembering{t: t}
	st, err := derive.Open(t.Context(), target, store.Options{Database: database.Options{Probe: r}})
	if err != nil {
		t.Fatal(err)
	}
	rooms := newsroom.New(st, newsroom.Settings{Name: "Test", Locales: []string{"en"}})
	if _, err := bundle.Seed(access.With(t.Context(), access.System("test")), rooms); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	r.serve(st, rooms)
	return r
}

// serve serves a newsroom, over st or over a wrapper of it, until the test ends.
func (r *remembering) serve(st *store.Store, rooms *newsroom.Newsroom) {
	r.memory = memory.New(st, memory.Options{Bytes: 64 << 20, Interval: 100 * time.Millisecond})
	st.Tell(r.memory)
	log := slog.New(slog.DiscardHandler)
	keys := keys.NewRing(st, log)
	r.Server = httptest.NewServer(httpd.New(httpd.Config{
		Schema: graph.NewSchema(st, rooms), SDL: graph.SDL(), Present: graph.Presenter(log), Store: st, Log: log, Memory: r.memory, Keys: keys,
		Extensions: []graphql.HandlerExtension{graph.Extension{Store: st, Network: network.NewCache(st)}},
	}))
	ctx, cancel := context.WithCancel(context.Background())
	var watching sync.WaitGroup
	watching.Go(func() { r.memory.Watch(ctx) })
	r.t.Cleanup(func() {
		r.Close()
		cancel()
		watching.Wait()
		keys.Close()
	})
}

// reply is what came back.
type reply struct {
	*http.Response
	text string
}

// send asks, by GET where headers name no other method; headers are pairs.
func (r *remembering) send(method, document string, headers ...string) reply {
	r.t.Helper()
	target, body := r.URL+"/graphql", ""
	if method == http.MethodPost {
		text, err := json.Marshal(map[string]any{"query": document})
		if err != nil {
			r.t.Fatal(err)
		}
		body = string(text)
	} else {
		target += "?" + url.Values{"query": {document}}.Encode()
	}
	request, err := http.NewRequestWithContext(r.t.Context(), method, target, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept-Encoding", "identity")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	if host := request.Header.Get("Host"); host != "" {
		request.Host = host
	}
	response, err := r.Client().Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return reply{response, string(text)}
}

func (r *remembering) post(document string, headers ...string) string {
	r.t.Helper()
	got := r.send(http.MethodPost, document, headers...)
	if got.StatusCode != http.StatusOK || strings.Contains(got.text, `"errors"`) {
		r.t.Fatalf("%s is answered %d %s", document, got.StatusCode, got.text)
	}
	return got.text
}

// costs returns how many statements something takes.
func (r *remembering) costs(do func()) int64 {
	before := r.statements.Load()
	do()
	return r.statements.Load() - before
}

// remembered is a page that asks for most of what readers may ask.
const remembered = `{ releases(first: 4) { totalCount nodes { title summary body publisher { name } translations { slug } topics { name }
	corrections { note } related(first: 3) { slug } partners(first: 5) { edges { role evidence { quote } node { name(locale: "zh-Hant") slug identifiers { value }
	ancestors { name } mergedFrom received { sole { amount } } collaborators(first: 3) { nodes { name } } metrics { degree } } } }
	initiatives(first: 5) { edges { stage evidence { quote } node { name participants(first: 5) { edges { participations { role evidence { quote } } node { name } } } } } } } }
	%s: search(query: "university", first: 5) { totalCount counts { count } edges { snippet node { __typename } } }
	groups: releases { groups(by: [YEAR]) { count funding { amount } } groupCount(by: [YEAR]) }
	where: partners(first: 3, where: {releases: {some: {title: {contains: "a"}}}}) { totalCount nodes { name } pageInfo { hasNextPage } } }`

// TestWarmRequestsAskNothing asks for what was asked before, and then for the same
// content in other words: neither takes a statement.
func TestWarmRequestsAskNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		r := openRemembering(t, target)
		cold := r.post(fmt.Sprintf(remembered, "found"))
		var warm, other string
		if n := r.costs(func() { warm = r.post(fmt.Sprintf(remembered, "found")) }); n != 0 {
			t.Errorf("the same request takes %d statements", n)
		}
		if warm != cold {
			t.Errorf("answered from memory:\n%s\nand before:\n%s", warm, cold)
		}
		if n := r.costs(func() { other = r.post(fmt.Sprintf(remembered, "other")) }); n != 0 {
			t.Errorf("the same content takes %d statements", n)
		}
		if other != strings.Replace(cold, `"found"`, `"other"`, 1) {
			t.Errorf("the same content is answered otherwise:\n%s", other)
		}
		before := r.memory.Stats()
		full := r.post(fmt.Sprintf(remembered, "found"), "X-Cost", "full")
		if after := r.memory.Stats(); before != after || strings.Contains(full, `"statements":0`) {
			t.Errorf("a request for its cost looks into the memory: %+v and %+v; %s", before, after, full[max(0, len(full)-100):])
		}
	})
}

// TestChangesAreSeenAtOnce changes what was answered, in every way in which it may
// be changed.
func TestChangesAreSeenAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		r := &remembering{t: t}
		r.serve(k.Store, k.Newsroom)
		partner := k.Partner("Harbour Institute")
		release := k.Release("A first title", kit.On("2026-01-02"), kit.Naming(partner, content.MentionHost))
		document := fmt.Sprintf(`{ release(id: %q) { title partners { nodes { name } } } releases(first: 100) { totalCount nodes { title } }
			partner(id: %q) { name releases { totalCount nodes { title } } } search(query: "Harbour") { totalCount } }`,
			content.GlobalID(content.NodeRelease, release), content.GlobalID(content.NodePartner, partner))
		wants := func(what string, some bool, text string) {
			t.Helper()
			for range 3 {
				if got := r.post(document); strings.Contains(got, text) != some {
					t.Errorf("%s: %q is there: %t, want %t:\n%.900s", what, text, !some, some, got)
				}
			}
		}
		wants("before it is published", false, "A first title")
		k.Publish(release)
		wants("published", true, "A first title")
		wants("published", true, "Harbour Institute")
		title := "A second title"
		if _, err := k.UpdateRelease(k.Ctx, release, k.Version(release), kit.UpdateReleaseInput{Title: input.To(title)}, nil); err != nil {
			t.Fatal(err)
		}
		wants("renamed", false, "A first title")
		wants("renamed", true, title)
		names := input.To([]kit.NameInput{kit.Named("Harbour College")})
		if _, err := k.UpdatePartner(k.Ctx, partner, 1, kit.UpdatePartnerInput{Names: names}); err != nil {
			t.Fatal(err)
		}
		wants("its partner renamed", true, "Harbour College")
		wants("its partner renamed", false, "Harbour Institute")
		if _, err := k.UnpublishRelease(k.Ctx, release, k.Version(release)); err != nil {
			t.Fatal(err)
		}
		wants("unpublished", false, title)
		wants("unpublished", false, "Harbour College")
	})
}

// TestForeignChangesAreSeen changes a row by a connection of its own.
func TestForeignChangesAreSeen(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		k := kit.New(t, target)
		r := &remembering{t: t}
		r.serve(k.Store, k.Newsroom)
		release := k.Published("As it was")
		document := fmt.Sprintf(`{ release(id: %q) { title } }`, content.GlobalID(content.NodeRelease, release))
		r.post(document)
		if _, err := storetest.Beside(t, k.Store).SQL().ExecContext(t.Context(), `UPDATE releases SET title = 'As it is' WHERE id = $1`, release); err != nil {
			t.Fatal(err)
		}
		end := time.Now().Add(2 * time.Second)
		for !strings.Contains(r.post(document), "As it is") {
			if time.Now().After(end) {
				t.Fatal("a change by another connection is not seen after two seconds")
			}
			time.Sleep(time.Millisecond)
		}
		if _, err := repair.Foreign(k.Ctx, k.Newsroom); err != nil {
			t.Fatal(err)
		}
	})
}

// TestValidators asks whether answers are still the same, in both forms.
func TestValidators(t *testing.T) {
	t.Parallel()
	r := openRemembering(t, storetest.SQLite(t))
	const document = `{ releases(first: 50) { nodes { title summary } } }`
	first := r.send(http.MethodGet, document)
	tag := first.Header.Get("ETag")
	if tag == "" || strings.HasPrefix(tag, "W/") || first.Header.Get("Cache-Control") != "public, max-age=0, must-revalidate" {
		t.Fatalf("ETag %q, Cache-Control %q", tag, first.Header.Get("Cache-Control"))
	}
	r.send(http.MethodGet, document) // It is kept now.
	packed := r.send(http.MethodGet, document, "Accept-Encoding", "gzip")
	if packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("ETag") == tag {
		t.Fatalf("encoded as %q with the tag %q", packed.Header.Get("Content-Encoding"), packed.Header.Get("ETag"))
	}
	reader, err := gzip.NewReader(strings.NewReader(packed.text))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(reader); err != nil || string(text) != first.text {
		t.Errorf("packed is another answer: %v", err)
	}
	for _, known := range []string{tag, packed.Header.Get("ETag"), `"other", ` + tag} {
		for _, encoding := range []string{"identity", "gzip"} {
			got := r.send(http.MethodGet, document, "If-None-Match", known, "Accept-Encoding", encoding)
			if got.StatusCode != http.StatusNotModified || got.text != "" || !strings.Contains(known, got.Header.Get("ETag")) {
				t.Errorf("with %s and %s: %d, %d bytes, tag %s", known, encoding, got.StatusCode, len(got.text), got.Header.Get("ETag"))
			}
		}
	}
	if got := r.send(http.MethodGet, document, "If-None-Match", `"another"`); got.StatusCode != http.StatusOK || got.text != first.text {
		t.Errorf("with another tag: %d", got.StatusCode)
	}
	for what, got := range map[string]reply{
		"a POST":             r.send(http.MethodPost, document),
		"an error":           r.send(http.MethodGet, `{ releases(first: 1000) { totalCount } }`),
		"no GraphQL":         r.send(http.MethodGet, `{`),
		"a price alone":      r.send(http.MethodGet, document, "X-Cost", "nothing"),
		"another media type": r.send(http.MethodPost, document, "Accept", "application/graphql-response+json"),
	} {
		if got.Header.Get("ETag") != "" || got.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s has the tag %q and %q", what, got.Header.Get("ETag"), got.Header.Get("Cache-Control"))
		}
	}
}

// TestWhatDecidesAnAnswer asks one document in ways that are answered differently.
func TestWhatDecidesAnAnswer(t *testing.T) {
	t.Parallel()
	r := openRemembering(t, storetest.SQLite(t))
	const document = `{ releases(first: 3) { nodes { title heroImage { url } } } }`
	for range 3 {
		plain := r.send(http.MethodPost, document)
		for what, headers := range map[string][]string{
			"media type": {"Accept", "application/graphql-response+json"}, "cost": {"X-Cost", "off"},
			"origin": {"Host", "news.example.org"},
		} {
			if got := r.send(http.MethodPost, document, headers...); got.text == plain.text && got.Header.Get("Content-Type") == plain.Header.Get("Content-Type") {
				t.Errorf("another %s has the same answer: %s", what, got.text)
			}
		}
	}
}

// TestAnswersAreForTheirAsker asks who asks, by several keys, and for the version.
func TestAnswersAreForTheirAsker(t *testing.T) {
	t.Parallel()
	k := kit.New(t, storetest.SQLite(t))
	r := &remembering{t: t}
	r.serve(k.Store, k.Newsroom)
	admin := access.With(t.Context(), access.Viewer{Name: "boss", Role: access.RoleAdmin})
	headers := map[string][]string{"null": nil}
	for _, name := range []string{"ann", "bob"} {
		_, secret, err := keys.Create(admin, k.Store, keys.CreateInput{Name: name, Role: access.RoleAnalyst})
		if err != nil {
			t.Fatal(err)
		}
		headers[`"`+name+`"`] = []string{"Authorization", "Bearer " + secret}
	}
	for range 3 {
		for name, header := range headers {
			if got := r.post(`{ viewer { name } }`, header...); !strings.Contains(got, `"name":`+name+`}`) {
				t.Errorf("%s is told %s", name, got)
			}
		}
	}
	for i := range 3 {
		for range 3 {
			got := r.send(http.MethodPost, `{ newsroom { contentVersion } }`)
			if want := fmt.Sprintf(`"contentVersion":%q`, got.Header.Get("X-Content-Version")); !strings.Contains(got.text, want) {
				t.Errorf("after %d changes: %s, want %s", i, got.text, want)
			}
		}
		k.Published("")
	}
}

// TestErrorsAreNotKept asks what fails, and what has an error in it, twice.
func TestErrorsAreNotKept(t *testing.T) {
	t.Parallel()
	r := openRemembering(t, storetest.SQLite(t))
	const document = `{ releases(first: 2) { nodes { title } } node(id: "nonsense") { id } }`
	r.send(http.MethodPost, document)
	before := r.memory.Stats().Entries
	r.send(http.MethodPost, document)
	if after := r.memory.Stats().Entries; after != before {
		t.Errorf("an answer with an error was kept: %d entries, %d before", after, before)
	}
}

// TestReadinessTellsOfTheMemory asks before the memory has heard of anything, and after.
func TestReadinessTellsOfTheMemory(t *testing.T) {
	t.Parallel()
	w := openWorld(t, storetest.SQLite(t), 1)
	source, ok := w.config.Store.(memory.Source)
	if !ok {
		t.Fatal("the store cannot be remembered")
	}
	w.config.Memory = memory.New(source, memory.Options{Bytes: 1 << 20})
	handler := httpd.New(w.config)
	ready := func() string {
		out := httptest.NewRecorder()
		handler.ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/readyz", nil))
		return out.Body.String()
	}
	if got := ready(); got != `{"status":"ready","memory":"bypassed"}`+"\n" {
		t.Errorf("before anything was heard: %s", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() { w.config.Memory.Watch(ctx) })
	defer watching.Wait()
	defer cancel()
	for end := time.Now().Add(5 * time.Second); ready() != `{"status":"ready"}`+"\n"; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after five seconds: %s", ready())
		}
	}
}
