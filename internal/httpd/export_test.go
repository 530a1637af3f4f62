package httpd

import (
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
)

// Check returns why a document is refused before it is validated, or nil.
func Check(limits Limits, query string) error {
	doc, err := limits.withDefaults().parse(query)
	if err == nil && doc != nil {
		err = checkOperationName(doc, "")
	}
	if err != nil {
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

// Quoted returns how many bytes a text is counted as in an answer.
func Quoted(text string) int64 { return quoted(text) }

// Marshalled returns a text as answers have it.
func Marshalled(text string) string {
	var out strings.Builder
	graphql.MarshalString(text).MarshalGQL(&out)
	return out.String()
}
