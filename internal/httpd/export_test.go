package httpd

import "net/http"

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
