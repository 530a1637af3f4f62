package httpd

import (
	"context"
	"crypto/rand"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"

	"pressgraph/graph/cost"
	"pressgraph/graph/lean"
	"pressgraph/internal/content"
	"pressgraph/internal/memory"
)

// Store is what is asked of the database apart from the schema's questions.
type Store interface {
	// Versions returns the counters of all changes and of those that readers
	// can see.
	Versions(ctx context.Context) (content, public int64, err error)
}

// Config says what is served. Schema, SDL, Present and Store are needed.
type Config struct {
	Schema graphql.ExecutableSchema
	// SDL is the schema as text, with its descriptions and directives.
	SDL string
	// Present turns an error of a resolver into what its client is told.
	Present graphql.ErrorPresenterFunc
	// Extensions take part in every operation.
	Extensions []graphql.HandlerExtension
	Store      Store
	// Memory answers what was asked before; nil leaves that to the store.
	Memory *memory.Memory
	// Keys tells who holds a key; nil refuses every key.
	Keys   Authenticator
	Limits Limits
	// Pace is how slow clients may be.
	Pace Pace
	// Origins says what pages of other origins may do.
	Origins Origins
	// Rate bounds how often somebody may ask. Whoever asks from this machine, and
	// for nobody else, is not counted.
	Rate Rate
	// Proxies are believed when they tell for whom they ask.
	Proxies Proxies
	// Pages are the built pages for browsers; nil leaves them out.
	Pages fs.FS
	// Pictures are those that the program holds itself; nil leaves them out.
	Pictures fs.FS
	// Heard returns when the store has last answered anything to anybody: one that
	// is busy is not gone. Where it is nil, only what Watch asks counts.
	Heard func() time.Time
	// Log is slog.Default where nil.
	Log *slog.Logger
	// Now is the clock that outages are timed by; nil is time.Now.
	Now func() time.Time
	// Rand is where request ids are drawn from; nil is crypto/rand.
	Rand io.Reader
}

// Server answers all of the project's addresses. It is safe for concurrent use.
type Server struct {
	config   Config
	sdl      []byte
	executor *executor.Executor
	handler  http.Handler
	draining atomic.Bool
	// longBodies has a place for each long body that may be in memory.
	longBodies chan struct{}
	dear       *dear
	admission  *admission
	rates      *rates
	room       room
	flights    flights
	health     health
	lastAsked  atomic.Pointer[asked]
	prices     cost.Prices
	// buffers are those that answers are made in.
	buffers *lean.Buffers
}

// New returns a server that is ready to answer.
func New(config Config) *Server {
	config.Limits = config.Limits.withDefaults()
	config.Pace = config.Pace.withDefaults()
	if config.Log == nil {
		config.Log = slog.Default()
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Rand == nil {
		config.Rand = rand.Reader
	}
	s := &Server{config: config, sdl: []byte(config.SDL), longBodies: make(chan struct{}, maxLongBodies), dear: newDear()}
	s.admission, s.rates = newAdmission(config.Limits.Running), newRates(config.Rate, config.Proxies)
	s.room.left.Store(config.Limits.Waiting)
	s.buffers = buffersOf(config.Schema)
	s.executor = s.newExecutor()
	s.handler = s.paced(s.traced(s.protected(s.crossOrigin(s.recovered(s.routes())))))
	return s
}

// buffersOf returns the buffers of a schema, or new ones where it has none.
func buffersOf(schema graphql.ExecutableSchema) *lean.Buffers {
	if planned, ok := schema.(interface{ Buffers() *lean.Buffers }); ok {
		return planned.Buffers()
	}
	return &lean.Buffers{}
}

func (s *Server) newExecutor() *executor.Executor {
	docs := newDocuments(s.config.Limits, s.config.Schema)
	exec := executor.New(s.config.Schema)
	exec.SetQueryCache(docs)
	exec.SetErrorPresenter(s.present)
	exec.SetRecoverFunc(panicked)
	exec.Use(docs)
	exec.Use(pricing{server: s})
	exec.Use(spending{server: s})
	for _, extension := range s.config.Extensions {
		if inFields(extension) {
			exec.Use(stockFields{})
		}
		exec.Use(extension)
	}
	return exec
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Drain makes /readyz answer that no new requests are wanted. Those that come
// all the same are answered, and their connections closed.
func (s *Server) Drain() { s.draining.Store(true) }

// Dismiss ends what is still being thought about: it is told to come again, which
// is better than no answer.
func (s *Server) Dismiss() { s.health.dismiss() }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	api := s.admitted(s.authenticated(http.HandlerFunc(s.graphql)))
	mux.Handle("/schema.graphql", reading(s.schema))
	mux.Handle("/healthz", reading(s.alive))
	mux.Handle("/readyz", reading(s.ready))
	if s.config.Pictures != nil {
		mux.Handle(content.PicturePath, reading(s.picture))
	}
	if s.config.Pages != nil {
		pages := &web{server: s, files: s.config.Pages, raw: map[string][]byte{}, gzips: map[string][]byte{}}
		pages.mount(mux)
	} else {
		mux.Handle("/{$}", reading(s.root))
	}
	mux.HandleFunc("/", s.notFound)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/graphql" { // Nearly all requests are for it.
			api.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}
