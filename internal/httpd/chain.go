package httpd

import (
	"context"
	"net/http"
	"time"

	"pressgraph/graph"
	"pressgraph/internal/fault"
)

// traced gives each request an id and writes a line about it into the log,
// which never holds what was asked: neither documents nor variables nor keys.
func (s *Server) traced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := newRequestID(s.config.Rand)
		if err != nil {
			s.config.Log.ErrorContext(r.Context(), "draw a request id", "error", err)
		}
		about := &request{}
		ctx := context.WithValue(r.Context(), requestKey{}, about)
		ctx = graph.WithRequest(ctx, graph.Request{ID: id, Origin: s.config.Proxies.origin(r)})
		w.Header().Set("X-Request-Id", id)
		out := &recorder{ResponseWriter: w, status: http.StatusOK}
		begin := time.Now()
		next.ServeHTTP(out, r.WithContext(ctx))
		s.logRequest(ctx, r, about, out, time.Since(begin))
	})
}

// recorder notes what is answered.
type recorder struct {
	http.ResponseWriter
	status, bytes int
	begun         bool
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if !r.begun {
		r.status, r.begun = status, true
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(p []byte) (int, error) {
	r.begun = true
	n, err := r.ResponseWriter.Write(p)
	r.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// recovered answers a panic as an internal error.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch cause := recover(); cause {
			case nil:
			case http.ErrAbortHandler:
				panic(cause)
			default:
				told := s.internal(r.Context(), "answer a request", panicked(r.Context(), cause))
				if out, ok := w.(*recorder); ok && out.begun {
					panic(http.ErrAbortHandler) // Half an answer is out: cut the connection.
				}
				s.refuseBroken(w, r, told)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// panicked turns a panic into an error for the log.
func panicked(_ context.Context, cause any) error { return fault.Caught(cause) }
