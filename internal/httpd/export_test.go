package httpd

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

// FillLongBodies takes all places for long bodies.
func (s *Server) FillLongBodies() {
	for range maxLongBodies {
		s.longBodies <- struct{}{}
	}
}
