package coherence_test

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"

	"pressgraph/internal/changelog"
	"pressgraph/internal/memory"
	"pressgraph/internal/store"
)

// front puts before a server what the options tell of: a memory that is wrong on
// purpose.
func (o options) front(next http.Handler) http.Handler {
	if o.keeps {
		return &keeper{next: next, kept: map[string]*httptest.ResponseRecorder{}}
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

// forgetful is a store whose memory does not hear of some changes.
type forgetful struct {
	*store.Store
	// loses is which of so many changes of rows are lost.
	loses   uint64
	changes atomic.Uint64
}

// ChangedSince implements memory.Source. What is lost is told as a change of nothing
// that anybody reads, as it would be missed otherwise. A row that a change touches
// twice is lost both times.
func (f *forgetful) ChangedSince(ctx context.Context, after, upTo int64, most int) ([]changelog.Changed, bool, error) {
	changes, complete, err := f.Store.ChangedSince(ctx, after, upTo, most)
	type touched struct {
		table        changelog.Table
		row, version int64
	}
	lost := map[touched]bool{}
	for i, c := range changes {
		one := touched{c.Table, c.Row, c.Version}
		if _, seen := lost[one]; !seen {
			lost[one] = f.changes.Add(1)%f.loses == 0
		}
		if lost[one] {
			changes[i] = changelog.Changed{Table: f.Tables().Of("distinctions"), Row: c.Row, Version: c.Version}
		}
	}
	return changes, complete, err
}

// source is what a server remembers of its store.
func (o options) source(st *store.Store) memory.Source {
	if o.loses == 0 {
		return st
	}
	return &forgetful{Store: st, loses: o.loses}
}
