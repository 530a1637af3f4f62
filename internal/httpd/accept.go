package httpd

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

const (
	jsonType    = "application/json"
	graphqlType = "application/graphql-response+json"
)

// responseType chooses what a request is answered in: what its Accept header
// likes best of the two media types, and JSON where it names neither or likes
// both alike.
func responseType(r *http.Request) string {
	accepted := r.Header["Accept"]
	if len(accepted) == 0 {
		return jsonType
	}
	if len(accepted) == 1 {
		switch accepted[0] { // Most send one of these.
		case jsonType, "*/*":
			return jsonType
		case graphqlType:
			return graphqlType
		}
	}
	best, chosen := 0.0, jsonType
	for part := range strings.SplitSeq(strings.Join(accepted, ","), ",") {
		mediaType, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		quality := 1.0
		if q, err := strconv.ParseFloat(params["q"], 64); err == nil {
			quality = q
		}
		if quality <= best {
			continue
		}
		switch mediaType {
		case graphqlType:
			best, chosen = quality, graphqlType
		case jsonType, "application/*", "*/*":
			best, chosen = quality, jsonType
		}
	}
	return chosen
}

// isJSON reports whether a request's body is JSON in UTF-8. Nothing else is
// taken: a form or plain text could be sent by a page of another site without
// the browser asking us first.
func isJSON(r *http.Request) bool {
	sent := r.Header.Get("Content-Type")
	if sent == jsonType { // Most send nothing else.
		return true
	}
	mediaType, params, err := mime.ParseMediaType(sent)
	charset, given := params["charset"]
	utf8 := !given || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
	return err == nil && mediaType == jsonType && utf8
}
