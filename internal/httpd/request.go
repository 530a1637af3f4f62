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
	// operation names those that were asked for.
	operation string
	// key is who asks, by the key.
	key   string
	codes tally
	// changes is whether an operation may change anything.
	changes bool
	// price is what the operations cost, together.
	price int64
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

func (r *request) willChange() {
	if r != nil {
		r.changes = true
	}
}

func (r *request) mayChange() bool { return r != nil && r.changes }

func (r *request) costs(price int64) {
	if r != nil {
		r.price += price
	}
}

// again forgets what is answered once more.
func (r *request) again() {
	if r != nil {
		*r = request{key: r.key}
	}
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

// logHandler adds the id of the request to records logged with its context, and
// leaves secrets out.
type logHandler struct{ slog.Handler }

// LogHandler returns a handler that adds the id of the request to whatever is
// logged with its context and does not name it, leaves out what may be the secret
// of a key, wherever it stands, cuts off texts without end, and leaves the rest to
// next.
func LogHandler(next slog.Handler) slog.Handler { return logHandler{next} }

// Handle implements slog.Handler.
func (h logHandler) Handle(ctx context.Context, record slog.Record) error {
	id, named := graph.RequestFrom(ctx).ID, false
	record = withoutSecrets(record)
	bounded := slog.NewRecord(record.Time, record.Level, clipped(record.Message, maxLogged), record.PC)
	record.Attrs(func(attr slog.Attr) bool {
		named = named || attr.Key == requestAttr
		bounded.AddAttrs(clippedAttr(attr))
		return true
	})
	if id != "" && !named {
		bounded.AddAttrs(slog.String(requestAttr, id))
	}
	return h.Handler.Handle(ctx, bounded)
}

// WithAttrs implements slog.Handler.
func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	bounded := attrsWithoutSecrets(attrs)
	for i, attr := range bounded {
		bounded[i] = clippedAttr(attr)
	}
	return logHandler{h.Handler.WithAttrs(bounded)}
}

// WithGroup implements slog.Handler.
func (h logHandler) WithGroup(name string) slog.Handler { return logHandler{h.Handler.WithGroup(name)} }
