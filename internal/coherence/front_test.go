package coherence_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/store"
)

// front puts before a server what the options tell of: memories that are wrong on
// purpose, or right as a measure for these.
func (o options) front(t *testing.T, st *store.Store, next http.Handler) http.Handler {
	t.Helper()
	if o.keeps {
		next = &keeper{next: next, kept: map[string]*httptest.ResponseRecorder{}}
	}
	if o.remembers {
		next = &rememberer{next: next, store: st, loses: o.loses, known: map[int64]*remembered{}}
	}
	return next
}

// bodyOf returns what a reader posts; not what editors do, or who wants no cache.
func bodyOf(r *http.Request) (body []byte, ok bool) {
	if r.Method != http.MethodPost || r.Header.Get("Authorization") != "" || r.Header.Get("X-Cost") == "full" {
		return nil, false
	}
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, err == nil
}

func record(next http.Handler, r *http.Request) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	next.ServeHTTP(recorder, r)
	return recorder
}

func replay(w http.ResponseWriter, kept *httptest.ResponseRecorder) {
	maps.Copy(w.Header(), kept.Header())
	w.WriteHeader(kept.Code)
	_, _ = w.Write(kept.Body.Bytes()) // A client that has gone needs no answer.
}

// keeper keeps answers for ever.
type keeper struct {
	next http.Handler

	mu   sync.Mutex
	kept map[string]*httptest.ResponseRecorder
}

func (k *keeper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, ok := bodyOf(r)
	if !ok {
		k.next.ServeHTTP(w, r)
		return
	}
	k.mu.Lock()
	kept := k.kept[string(body)]
	k.mu.Unlock()
	if kept == nil {
		kept = record(k.next, r)
		if kept.Code == http.StatusOK {
			k.mu.Lock()
			k.kept[string(body)] = kept
			k.mu.Unlock()
		}
	}
	replay(w, kept)
}

// rememberer keeps answers about one release until its version is another, for
// which it asks the database each time: so it is right, but for the changes that
// it loses.
type rememberer struct {
	next  http.Handler
	store *store.Store
	loses uint64

	mu      sync.Mutex
	changes uint64
	known   map[int64]*remembered
}

type remembered struct {
	version int
	answers map[string]*httptest.ResponseRecorder
}

func (m *rememberer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, ok := bodyOf(r)
	id := releaseOf(body)
	if !ok || id == 0 {
		m.next.ServeHTTP(w, r)
		return
	}
	_, public, err := m.store.Versions(r.Context())
	version, unread := m.version(r.Context(), id)
	if err != nil || unread != nil {
		m.next.ServeHTTP(w, r)
		return
	}
	kept := m.find(id, version, string(body))
	if kept == nil {
		kept = record(m.next, r)
		kept.Header().Del(versionHeader)
		m.keep(id, version, string(body), kept)
	}
	w.Header().Set(versionHeader, access.Public.Counter(0, public))
	replay(w, kept)
}

// releaseOf returns the id of the release that is asked for, or 0.
func releaseOf(body []byte) int64 {
	var asked struct{ Variables struct{ ID string } }
	if json.Unmarshal(body, &asked) != nil {
		return 0
	}
	kind, id, err := content.ParseGlobalID(asked.Variables.ID)
	if err != nil || kind != content.NodeRelease {
		return 0
	}
	return id
}

func (m *rememberer) version(ctx context.Context, id int64) (version int, err error) {
	query := "SELECT version FROM releases WHERE id = ?"
	if m.store.Target().Engine() == store.PostgreSQL {
		query = "SELECT version FROM releases WHERE id = $1"
	}
	err = m.store.Query(ctx, query, []any{id}, func(row store.Row) error { return row.Scan(&version) })
	return version, err
}

// find returns what is remembered, having forgotten what was before a change,
// unless the change gets lost.
func (m *rememberer) find(id int64, version int, body string) *httptest.ResponseRecorder {
	m.mu.Lock()
	defer m.mu.Unlock()
	one := m.known[id]
	switch {
	case one == nil:
		m.known[id] = &remembered{version, map[string]*httptest.ResponseRecorder{}}
		return nil
	case version > one.version:
		one.version = version
		m.changes++
		if m.loses == 0 || m.changes%m.loses != 0 {
			clear(one.answers)
		}
	case version < one.version:
		return nil
	}
	return one.answers[body]
}

func (m *rememberer) keep(id int64, version int, body string, got *httptest.ResponseRecorder) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if one := m.known[id]; one.version == version && got.Code == http.StatusOK {
		one.answers[body] = got
	}
}
