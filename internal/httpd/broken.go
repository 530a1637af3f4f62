package httpd

import (
	"fmt"
	"html"
	"net/http"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// refuseBroken answers a mistake of ours: with a page where a browser wants one,
// else as GraphQL does. Both name the request, which leads to the cause in the log.
func (s *Server) refuseBroken(w http.ResponseWriter, r *http.Request, err *gqlerror.Error) {
	w.Header().Set("Cache-Control", "no-store")
	if r.URL.Path == "/graphql" || !wantsPage(r) {
		refuse(w, http.StatusInternalServerError, err)
		return
	}
	page := fmt.Sprintf("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Something went wrong</title>\n"+
		"<h1>Something went wrong here</h1>\n<p>Try again in a moment. If you report it, name this request: <code>%s</code></p>\n",
		html.EscapeString(idOf(r.Context())))
	w.Header().Set("Content-Security-Policy", answerPolicy)
	writeBody(w, http.StatusInternalServerError, "text/html", []byte(page))
}

// wantsPage reports whether a request is a browser's that opens an address.
func wantsPage(r *http.Request) bool {
	return strings.Contains(strings.ToLower(strings.Join(r.Header.Values("Accept"), ",")), "text/html")
}
