package httpd

import (
	"context"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
)

// Check returns why a document is refused before it is validated, or nil.
func Check(limits Limits, query string) error {
	docs := newDocuments(limits.withDefaults())
	if err := docs.MutateOperationParameters(context.Background(), &graphql.RawParams{Query: query}); err != nil {
		return err
	}
	return nil
}

// Paced drops slow clients of another handler.
func (s *Server) Paced(next http.Handler) http.Handler { return s.paced(next) }

// FillLongBodies takes all places for long bodies.
func (s *Server) FillLongBodies() {
	for range maxLongBodies {
		s.longBodies <- struct{}{}
	}
}
