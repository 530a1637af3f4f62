package httpd

import (
	"context"
	"encoding/hex"
	"io"
	"log/slog"
)

// request is what is learned of a request on its way, for the log.
type request struct {
	id        string
	operation string
	codes     []string
}

type requestKey struct{}

func requestOf(ctx context.Context) *request {
	r, _ := ctx.Value(requestKey{}).(*request)
	return r
}

// RequestID returns the id of the request that ctx belongs to, empty outside
// of one. It is what X-Request-Id and extensions.requestId tell.
func RequestID(ctx context.Context) string {
	if r := requestOf(ctx); r != nil {
		return r.id
	}
	return ""
}

// newRequestID draws an id. Ids sent by clients are not taken over, as they
// would let a client write into our log under somebody else's id.
func newRequestID(random io.Reader) (string, error) {
	var id [12]byte
	if _, err := io.ReadFull(random, id[:]); err != nil {
		return "", err
	}
	return hex.EncodeToString(id[:]), nil
}

// logHandler adds the id of the request to records logged with its context.
type logHandler struct{ slog.Handler }

// LogHandler returns a handler that adds requestId to whatever is logged with
// the context of a request, and leaves the rest to next.
func LogHandler(next slog.Handler) slog.Handler { return logHandler{next} }

// Handle implements slog.Handler.
func (h logHandler) Handle(ctx context.Context, record slog.Record) error {
	if id := RequestID(ctx); id != "" {
		record.AddAttrs(slog.String("requestId", id))
	}
	return h.Handler.Handle(ctx, record)
}

// WithAttrs implements slog.Handler.
func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h logHandler) WithGroup(name string) slog.Handler { return logHandler{h.Handler.WithGroup(name)} }
