package httpd_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/httpd"
	"pressgraph/internal/store/storetest"
)

// relay stands between us and PostgreSQL. It can fall silent, as a server does
// that is stopped, or hang up and refuse, as one does that is killed.
type relay struct {
	to       string
	listener net.Listener
	running  sync.WaitGroup

	mu     sync.Mutex
	moving *sync.Cond
	silent bool
	refuse bool
	conns  map[net.Conn]bool
}

const socketName = ".s.PGSQL.5432"

// relayed returns a database that is reached through a relay.
func relayed(t *testing.T, target database.Target) (database.Target, *relay) {
	t.Helper()
	address, err := url.Parse(target.String())
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	r := &relay{to: filepath.Join(address.Query().Get("host"), socketName), conns: map[net.Conn]bool{}}
	r.moving = sync.NewCond(&r.mu)
	if r.listener, err = new(net.ListenConfig).Listen(t.Context(), "unix", filepath.Join(folder, socketName)); err != nil {
		t.Fatal(err)
	}
	r.running.Go(r.accept)
	t.Cleanup(func() {
		_ = r.listener.Close()
		r.set(false, true)
		r.running.Wait()
	})
	query := address.Query()
	query.Set("host", folder)
	address.RawQuery = query.Encode()
	through, err := database.ParseTarget(address.String())
	if err != nil {
		t.Fatal(err)
	}
	return through, r
}

func (r *relay) accept() {
	for {
		from, err := r.listener.Accept()
		if err != nil {
			return
		}
		to, err := net.Dial("unix", r.to)
		if err != nil || !r.keep(from, to) {
			_ = from.Close()
			continue
		}
		r.running.Go(func() { r.copy(to, from) })
		r.running.Go(func() { r.copy(from, to) })
	}
}

// keep notes both ends, unless they are refused.
func (r *relay) keep(ends ...net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, end := range ends {
		if r.refuse {
			_ = end.Close()
			continue
		}
		r.conns[end] = true
	}
	return !r.refuse
}

func (r *relay) copy(to, from net.Conn) {
	defer func() {
		_ = to.Close()
		_ = from.Close()
	}()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		r.mu.Lock()
		for r.silent {
			r.moving.Wait()
		}
		r.mu.Unlock()
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// set makes the relay silent, or refuse.
func (r *relay) set(silent, refuse bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.silent, r.refuse = silent, refuse
	r.moving.Broadcast()
	if refuse {
		for conn := range r.conns {
			_ = conn.Close()
		}
		clear(r.conns)
	}
}

func TestPostgreSQLGoesAndComesBack(t *testing.T) {
	t.Parallel()
	for name, gone := range map[string][2]bool{"silent": {true, false}, "killed": {false, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target, between := relayed(t, storetest.Postgres(t))
			var server *httpd.Server
			w := openWorld(t, target, 60)
			server = httpd.New(w.config)
			w.Config.Handler = server
			ctx, cancel := context.WithCancel(t.Context())
			var watching sync.WaitGroup
			watching.Go(func() { server.Watch(ctx) })
			defer watching.Wait()
			defer between.set(false, false)
			defer cancel()
			awaitReady(t, w, http.StatusOK)
			for range 2 {
				between.set(gone[0], gone[1])
				awaitReady(t, w, http.StatusServiceUnavailable)
				for _, document := range []string{`{ __typename }`, `{ releases { nodes { title } } }`} {
					got := w.ask(t, document, nil)
					if got.status != http.StatusServiceUnavailable || got.code() != "OVERLOADED" || got.header.Get("Retry-After") == "" {
						t.Errorf("%s is answered %d %.300s", document, got.status, got.body)
					}
				}
				between.set(false, false)
				awaitReady(t, w, http.StatusOK)
				if got := w.ask(t, `{ releases { nodes { title } } }`, nil); got.status != http.StatusOK || got.code() != "" {
					t.Errorf("once it is back it is answered %d %.300s", got.status, got.body)
				}
			}
		})
	}
}

// awaitReady asks until /readyz answers with a status.
func awaitReady(t *testing.T, w *world, status int) {
	t.Helper()
	for {
		response, err := w.Client().Get(w.URL + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		if response.StatusCode == status {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}
