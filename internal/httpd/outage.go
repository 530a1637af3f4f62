package httpd

import (
	"context"
	"sync"
	"time"
)

// outage is a time in which the database does not answer. It is told of once when
// it begins and once when it ends, however many requests meet it. Its zero value
// is none; it is safe for concurrent use.
type outage struct {
	mu    sync.Mutex
	since time.Time
}

// versions asks the store for its versions, as every request does, and tells the
// log when it stops answering and when it is back. A client that has gone says
// nothing of the store.
func (s *Server) versions(ctx context.Context) (versions, error) {
	var reached versions
	var err error
	reached.all, reached.public, err = s.config.Store.Versions(ctx)
	switch {
	case err == nil:
		if lasted, ended := s.outage.end(s.config.Now()); ended {
			s.config.Log.InfoContext(ctx, "the database is back", "after", lasted.Round(time.Second).String())
		}
	case context.Cause(ctx) != context.Canceled: //nolint:errorlint // a cause that wraps it is another
		if s.outage.begin(s.config.Now()) {
			s.config.Log.WarnContext(ctx, "the database does not answer", "error", err)
		}
	}
	return reached, err
}

func (o *outage) begin(now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.since.IsZero() {
		return false
	}
	o.since = now
	return true
}

func (o *outage) end(now time.Time) (lasted time.Duration, ended bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.since.IsZero() {
		return 0, false
	}
	lasted = now.Sub(o.since)
	o.since = time.Time{}
	return lasted, true
}
