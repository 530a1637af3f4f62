package httpd

import (
	"net/http"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/internal/access"
	"pressgraph/internal/fault"
)

// admitBody bounds what is read of a request's body, by who sends it, before
// anything of it is read. A body that is longer than anybody's may be, or does
// not say that it is not, waits for one of few places in memory, which release
// gives back.
func (s *Server) admitBody(w http.ResponseWriter, r *http.Request) (release func(), err *gqlerror.Error) {
	limit := s.config.Limits.Body
	if access.From(r.Context()).Role.Allows(access.RoleEditor) {
		limit = s.config.Limits.EditorBody
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	if limit == s.config.Limits.Body || r.ContentLength >= 0 && r.ContentLength <= s.config.Limits.Body {
		return func() {}, nil
	}
	select {
	case s.longBodies <- struct{}{}:
		return func() { <-s.longBodies }, nil
	case <-r.Context().Done():
		return nil, coded(fault.CodeOverloaded, "too many long requests are being answered; send it again in a moment")
	}
}
