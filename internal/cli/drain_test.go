package cli

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"pressgraph/internal/httpd"
)

// slowStore answers a question when it is released.
type slowStore struct{ asked, released chan struct{} }

func (s *slowStore) Versions(ctx context.Context) (int64, int64, error) {
	close(s.asked)
	select {
	case <-s.released:
		return 1, 1, nil
	case <-ctx.Done():
		return 0, 0, ctx.Err()
	}
}

// serving is a server with one request under way.
type serving struct {
	store  *slowStore
	stop   context.CancelFunc
	ended  chan error
	status chan int
}

func setupServing(t *testing.T, drain time.Duration) *serving {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	s := &serving{
		store: &slowStore{asked: make(chan struct{}), released: make(chan struct{})},
		stop:  stop, ended: make(chan error, 1), status: make(chan int, 1),
	}
	log := slog.New(slog.DiscardHandler)
	a := &app{settings: settings{drain: drain}}
	go func() {
		s.ended <- a.answer(ctx, listener, nil, httpd.New(httpd.Config{Store: s.store, Log: log}), log)
	}()
	go func() {
		answer, err := http.Get("http://" + listener.Addr().String() + "/readyz")
		if err != nil {
			s.status <- 0
			return
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
		s.status <- answer.StatusCode
	}()
	<-s.store.asked
	return s
}

func TestServerStops(t *testing.T) {
	t.Parallel()
	t.Run("after the requests that are under way", func(t *testing.T) {
		t.Parallel()
		s := setupServing(t, 10*time.Second)
		s.stop()
		select {
		case err := <-s.ended:
			t.Fatalf("the server ended with a request under way: %v", err)
		case <-time.After(100 * time.Millisecond):
		}
		close(s.store.released)
		if status := <-s.status; status != http.StatusOK {
			t.Errorf("the request was answered %d, want 200", status)
		}
		if err := <-s.ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	t.Run("without those that do not end in time", func(t *testing.T) {
		t.Parallel()
		s := setupServing(t, 50*time.Millisecond)
		s.stop()
		if err := <-s.ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
		if status := <-s.status; status != 0 {
			t.Errorf("the request was answered %d, want its connection cut", status)
		}
	})
}
