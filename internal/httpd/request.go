package httpd

import (
	"context"
	"encoding/hex"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"

	"pressgraph/graph"
	"pressgraph/internal/access"
)

// request is what is known of a request, and the context of all that is done for
// it. What is not asked of most requests, such as whether their time is up where
// they are answered from memory, is made when it is first asked for.
type request struct {
	context.Context

	drawn  [requestIDBytes]byte
	id     string
	origin string
	viewer access.Viewer
	// caller pays, and place is held, where admitted is true.
	caller   caller
	place    place
	admitted bool

	// mode is how much of the cost is to be told.
	mode costMode
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

	whole atomic.Pointer[whole]
	mu    sync.Mutex
	// health ends the request with the database, if that has happened more often
	// than ended.
	health *health
	ended  int
}

// whole is a context that tells all of a request.
type whole struct {
	context.Context
	release func()
}

// begin begins with the context of a connection.
func (r *request) begin(ctx context.Context, origin string) {
	r.Context, r.origin, r.viewer = ctx, origin, access.From(ctx)
}

// all returns the context that tells all.
func (r *request) all() context.Context {
	if made := r.whole.Load(); made != nil {
		return made.Context
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	made := r.whole.Load()
	if made == nil {
		made = &whole{Context: graph.WithRequest(r.Context, graph.Request{ID: r.id, Origin: r.origin})}
		if r.health != nil {
			made.Context, made.release = r.health.watch(made.Context, r.ended)
		}
		r.whole.Store(made)
	}
	return made.Context
}

// watched ends the request with the database from now on, until unwatched.
func (r *request) watched(h *health, ended int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.health, r.ended = h, ended
	r.whole.Store(nil)
}

func (r *request) unwatched() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.health = nil
	if made := r.whole.Load(); made != nil && made.release != nil {
		made.release()
	}
}

// Done implements context.Context.
func (r *request) Done() <-chan struct{} { return r.all().Done() }

// Err implements context.Context.
func (r *request) Err() error { return r.all().Err() }

// Value implements context.Context.
func (r *request) Value(key any) any {
	if _, mine := key.(requestKey); mine {
		return r
	}
	return r.all().Value(key)
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
		r.operation, r.codes, r.changes, r.price, r.answered = "", tally{}, false, 0, 0
	}
}

type requestKey struct{}

func requestOf(ctx context.Context) *request {
	r, _ := ctx.Value(requestKey{}).(*request)
	return r
}

// idOf returns the id of the request that a context is of, or none.
func idOf(ctx context.Context) string {
	if r := requestOf(ctx); r != nil {
		return r.id
	}
	return graph.RequestFrom(ctx).ID
}

// viewerOf returns who asks.
func viewerOf(ctx context.Context) access.Viewer {
	if r := requestOf(ctx); r != nil {
		return r.viewer
	}
	return access.From(ctx)
}

const requestIDBytes = 12

// draw draws an id. Ids sent by clients are not taken over, as they would let a
// client write into our log under somebody else's id.
func (r *request) draw(random io.Reader) error {
	if _, err := io.ReadFull(random, r.drawn[:]); err != nil {
		return err
	}
	var text [2 * requestIDBytes]byte
	hex.Encode(text[:], r.drawn[:])
	r.id = string(text[:])
	return nil
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
	named, plain := false, isPlain(record.Message)
	record.Attrs(func(attr slog.Attr) bool {
		named = named || attr.Key == requestAttr
		plain = plain && isPlainAttr(attr)
		return true
	})
	id := ""
	if !named {
		id = idOf(ctx)
	}
	if plain && id == "" {
		return h.Handler.Handle(ctx, record)
	}
	record = withoutSecrets(record)
	bounded := slog.NewRecord(record.Time, record.Level, clipped(record.Message, maxLogged), record.PC)
	record.Attrs(func(attr slog.Attr) bool {
		bounded.AddAttrs(clippedAttr(attr))
		return true
	})
	if id != "" {
		bounded.AddAttrs(slog.String(requestAttr, id))
	}
	return h.Handler.Handle(ctx, bounded)
}

// isPlain reports whether a text may be kept as it is: most are.
func isPlain(text string) bool { return len(text) <= maxLogged && access.Conceal(text) == text }

func isPlainAttr(attr slog.Attr) bool {
	switch attr.Value.Kind() {
	case slog.KindString:
		return isPlain(attr.Value.String())
	case slog.KindAny, slog.KindGroup, slog.KindLogValuer:
		return false
	default:
		return true
	}
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
