package httpd

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"

	"pressgraph/internal/access"
	"pressgraph/internal/fault"
)

// Authenticator tells who holds a key. A key that is wrong, expired or revoked
// is a fault UNAUTHENTICATED; any other error is our own.
type Authenticator interface {
	Authenticate(ctx context.Context, secret string) (access.Viewer, error)
}

// authenticated lets through those without an Authorization header as readers
// and those with a valid key as its holders. Anybody else is refused: who
// sends a key does not mean to be a reader.
func (s *Server) authenticated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		addVary(w, "Authorization")
		headers, given := r.Header["Authorization"]
		if !given {
			next.ServeHTTP(w, r)
			return
		}
		viewer, err := s.viewer(r, headers)
		if err == nil {
			err = s.recognised(r.Context(), viewer)
		} else if fault.Is(err, fault.CodeUnauthenticated) {
			err = cmp.Or(s.unrecognised(r.Context()), err)
		}
		switch {
		case err == nil:
			about, ctx := requestOf(r.Context()), access.With(r.Context(), viewer)
			about.key, about.viewer = keyName(viewer), access.From(ctx)
			next.ServeHTTP(w, r.WithContext(ctx))
		case fault.Is(err, fault.CodeUnauthenticated):
			w.Header().Set("WWW-Authenticate", `Bearer realm="pressgraph"`)
			refuse(w, http.StatusUnauthorized, coded(fault.CodeUnauthenticated, "%s", err))
		default:
			s.refuseFailed(r.Context(), w, fmt.Errorf("authenticate: %w", err))
		}
	})
}

// viewer returns who holds the key of the one Authorization header.
func (s *Server) viewer(r *http.Request, headers []string) (access.Viewer, error) {
	scheme, secret, _ := strings.Cut(headers[0], " ")
	secret = strings.TrimSpace(secret)
	if len(headers) != 1 || !strings.EqualFold(scheme, "Bearer") || secret == "" {
		return access.Viewer{}, fault.New(fault.CodeUnauthenticated, "the Authorization header must read: Bearer KEY")
	}
	if s.config.Keys == nil {
		return access.Viewer{}, fault.New(fault.CodeUnauthenticated, "the key is not valid")
	}
	ctx, cancel := s.timed(r)
	defer cancel()
	return briefly(ctx, func(ctx context.Context) (access.Viewer, error) { return s.config.Keys.Authenticate(ctx, secret) })
}
