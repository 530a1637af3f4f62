package httpd

import (
	"context"
	"strings"

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

// FillLongBodies takes all places for long bodies.
func (s *Server) FillLongBodies() {
	for range maxLongBodies {
		s.longBodies <- struct{}{}
	}
}

// Quoted returns how many bytes a text is counted as in an answer.
func Quoted(text string) int64 { return quoted(text) }

// Marshalled returns a text as answers have it.
func Marshalled(text string) string {
	var out strings.Builder
	graphql.MarshalString(text).MarshalGQL(&out)
	return out.String()
}
