package httpd

import (
	"context"
	"net/http"

	"pressgraph/internal/fault"
)

// traced gives each request an id and writes a line about it into the log,
// which never holds what was asked: neither documents nor variables nor keys.
func (s *Server) traced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := exchangeOf(w)
		about := &x.about
		about.begin(r.Context(), s.origin(r))
		if err := about.draw(s.config.Rand); err != nil {
			s.config.Log.ErrorContext(about, "draw a request id", "error", err)
		}
		setHeader(w, "X-Request-Id", about.id)
		next.ServeHTTP(w, r.WithContext(about))
		s.logRequest(r, x)
	})
}

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
				if x := exchangeOf(w); x != nil && x.writer.begun {
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
