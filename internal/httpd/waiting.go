package httpd

import (
	"errors"
	"io"
	"net/http"
	"sync/atomic"

	"pressgraph/internal/fault"
)

const (
	// freeWait is how much of a body or an answer may wait for its client whatever
	// others do.
	freeWait = 64 << 10
	// defaultWaiting is how much more there may be of all of them where Limits say
	// nothing.
	defaultWaiting = 256 << 20
)

// room bounds the bytes of bodies and answers that are in memory while their
// clients are waited for: a client may send a little less than a whole body, or
// read a little less than a whole answer, and be many.
type room struct{ left atomic.Int64 }

func (r *room) take(bytes int64) bool {
	if r.left.Add(-bytes) >= 0 {
		return true
	}
	r.left.Add(bytes)
	return false
}

func (r *room) give(bytes int64) { r.left.Add(bytes) }

// waitingBody takes room for what is read of a body.
type waitingBody struct {
	io.ReadCloser
	room        *room
	read, taken int64
}

var errNoRoom = errors.New("there is no room for the rest of a body")

// Read implements io.Reader.
func (b *waitingBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	if more := b.read - freeWait - b.taken; more > 0 {
		if !b.room.take(more) {
			return 0, errNoRoom
		}
		b.taken += more
	}
	return n, err
}

func (b *waitingBody) leave() {
	if b.taken > 0 {
		b.room.give(b.taken)
	}
}

func overloaded() error {
	return fault.New(fault.CodeOverloaded, "too many long requests and answers are under way; try again in a moment")
}

// deliver answers with what has been executed. A place among those that are
// answered is not needed for that; what is long needs room, and without room is
// to be asked for again, unless something was changed, which is told in any case.
func (s *Server) deliver(w http.ResponseWriter, r *http.Request, status int, mediaType string, body []byte) {
	held := placeOf(r.Context())
	long := int64(len(body)) - freeWait
	switch {
	case long <= 0:
		held.pause()
	case s.room.take(long):
		defer s.room.give(long)
		held.pause()
	case held == nil || !held.changes:
		s.refuseFailed(r.Context(), w, overloaded())
		return
	}
	writeBody(w, status, mediaType, body)
}
