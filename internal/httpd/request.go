package httpd

import (
	"context"
	"encoding/hex"
	"io"
	"log/slog"

	"pressgraph/graph"
)

// request is what is learned of a request on its way, for the log.
type request struct {
	operation string
	codes     []string
	// answered is how many bytes the operations so far have answered.
	answered int64
}

// wrote adds to what has been answered. Operations of a request run one by one.
func (r *request) wrote(bytes int64) {
	if r != nil {
		r.answered += bytes
	}
}

func (r *request) written() int64 {
	if r == nil {
		return 0
	}
	return r.answered
}

type requestKey struct{}

func requestOf(ctx context.Context) *request {
	r, _ := ctx.Value(requestKey{}).(*request)
	return r
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

// requestAttr is the attribute that names the request in a record.
const requestAttr = "request"

// logHandler adds the id of the request to records logged with its context.
type logHandler struct{ slog.Handler }

// LogHandler returns a handler that adds the id of the request to whatever is
// logged with its context and does not name it, and leaves the rest to next.
func LogHandler(next slog.Handler) slog.Handler { return logHandler{next} }

// Handle implements slog.Handler.
func (h logHandler) Handle(ctx context.Context, record slog.Record) error {
	id, named := graph.RequestFrom(ctx).ID, false
	record.Attrs(func(attr slog.Attr) bool {
		named = attr.Key == requestAttr
		return !named
	})
	if id != "" && !named {
		record.AddAttrs(slog.String(requestAttr, id))
	}
	return h.Handler.Handle(ctx, record)
}

// WithAttrs implements slog.Handler.
func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h logHandler) WithGroup(name string) slog.Handler { return logHandler{h.Handler.WithGroup(name)} }
