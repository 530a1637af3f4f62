package httpd

import (
	"net/http"
	"time"

	"pressgraph/internal/fault"
)

// probeTime bounds how long a probe, or a request, waits for the database to tell
// something small.
const probeTime = 2 * time.Second

// reading lets through GET and HEAD, and tells OPTIONS.
func reading(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet, http.MethodHead:
			next(w, r)
		default:
			otherMethod(w, r, "GET, HEAD, OPTIONS")
		}
	})
}

// otherMethod tells OPTIONS which methods are answered, and refuses all else.
func otherMethod(w http.ResponseWriter, r *http.Request, allowed string) {
	if r.Method == http.MethodOptions {
		w.Header().Set("Allow", allowed)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	refuseMethod(w, r, allowed)
}

func refuseMethod(w http.ResponseWriter, r *http.Request, allowed string) {
	w.Header().Set("Allow", allowed)
	refuse(w, http.StatusMethodNotAllowed, coded(fault.CodeBadInput, "%s is not answered here, only %s", plainMethod(r.Method), allowed))
}

// plainMethod returns a method's name if it is one that is worth repeating.
func plainMethod(method string) string {
	if len(method) > 16 {
		return "this method"
	}
	return method
}

func (s *Server) schema(w http.ResponseWriter, _ *http.Request) {
	writeBody(w, http.StatusOK, "text/plain", s.sdl)
}

type status struct {
	Status string `json:"status"`
	// Memory says where nothing is answered from it.
	Memory string `json:"memory,omitempty"`
}

func (s *Server) alive(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	writeStatus(w, http.StatusOK, status{Status: "alive"})
}

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if s.draining.Load() {
		writeStatus(w, http.StatusServiceUnavailable, status{Status: "draining"})
		return
	}
	// Whoever looks after the database has asked just now.
	watched, err := s.health.known()
	if !watched {
		_, err = s.versions(r.Context(), s.config.Store.Versions)
	}
	if err != nil {
		writeStatus(w, http.StatusServiceUnavailable, status{Status: "database unavailable"})
		return
	}
	now := status{Status: "ready"}
	if s.config.Memory != nil && !s.config.Memory.Trusted() {
		now.Memory = "bypassed"
	}
	writeStatus(w, http.StatusOK, now)
}

func (s *Server) root(w http.ResponseWriter, _ *http.Request) {
	writeStatus(w, http.StatusOK, map[string]string{"graphql": "/graphql", "schema": "/schema.graphql"})
}

func (s *Server) notFound(w http.ResponseWriter, _ *http.Request) {
	refuse(w, http.StatusNotFound, coded(fault.CodeNotFound, "nothing is answered at this address; the API is at /graphql"))
}
