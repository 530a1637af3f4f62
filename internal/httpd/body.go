package httpd

import (
	"net/http"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/internal/access"
	"pressgraph/internal/fault"
)

// admitBody bounds what is read of a request's body, by who sends it, before
// anything of it is read. One that says that it is longer is refused at once, so
// that its client does not send it. A body that is longer than anybody's may be,
// or does not say that it is not, waits for one of few places in memory, which
// release gives back; it is nil where there is none to give back. The status is of
// the error, if there is one.
func (s *Server) admitBody(w http.ResponseWriter, r *http.Request) (release func(), status int, err *gqlerror.Error) {
	limit := s.config.Limits.Body
	if viewerOf(r.Context()).Role.Allows(access.RoleEditor) {
		limit = s.config.Limits.EditorBody
	}
	if r.ContentLength > limit {
		w.Header().Set("Connection", "close")
		return nil, http.StatusRequestEntityTooLarge, bodyTooLong(limit)
	}
	x := exchangeOf(w)
	x.waiting = waitingBody{ReadCloser: r.Body, room: &s.room}
	if r.ContentLength < 0 { // Else nothing beyond that length is read.
		x.waiting.ReadCloser = http.MaxBytesReader(w, r.Body, limit)
	}
	r.Body = &x.waiting
	if limit == s.config.Limits.Body || r.ContentLength >= 0 && r.ContentLength <= s.config.Limits.Body {
		return nil, 0, nil
	}
	ctx, cancel := s.timed(r)
	defer cancel()
	select {
	case s.longBodies <- struct{}{}:
		return func() { <-s.longBodies }, 0, nil
	case <-ctx.Done():
		return nil, http.StatusServiceUnavailable, coded(fault.CodeOverloaded, "too many long requests are being answered; send it again in a moment")
	}
}

func bodyTooLong(limit int64) *gqlerror.Error {
	err := coded(fault.CodeLimitExceeded, "the request's body is longer than %d bytes, the most that are taken", limit)
	err.Extensions["limit"] = limit
	return err
}

// checkBody refuses bodies that are not JSON in UTF-8 as it is. Packed ones are
// not opened: a few bytes may stand for any number.
func checkBody(w http.ResponseWriter, r *http.Request) *gqlerror.Error {
	if !isJSON(r) {
		w.Header().Set("Accept-Post", jsonType)
		return coded(fault.CodeBadInput, "the request's body must be sent as application/json in UTF-8")
	}
	if encodings := r.Header["Content-Encoding"]; len(encodings) > 1 || len(encodings) == 1 && !strings.EqualFold(encodings[0], "identity") {
		w.Header().Set("Accept-Encoding", "identity")
		return coded(fault.CodeBadInput, "the request's body must be sent without a Content-Encoding")
	}
	return nil
}
