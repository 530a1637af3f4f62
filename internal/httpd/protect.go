package httpd

import "net/http"

// answerPolicy holds for answers that are no pages: a browser that shows one
// runs nothing of it.
const answerPolicy = "default-src 'none'; frame-ancestors 'none'"

// protected gives every answer the headers that keep browsers from making more
// of it than it is. The pages have policies of their own.
func (s *Server) protected(next http.Handler) http.Handler {
	// All answers share them: to add to one is to make another.
	policy, referrer, sniffing, frames := []string{answerPolicy}, []string{"no-referrer"}, []string{"nosniff"}, []string{"DENY"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h["Content-Security-Policy"] = policy
		h["Referrer-Policy"] = referrer
		h["X-Content-Type-Options"] = sniffing
		h["X-Frame-Options"] = frames
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}
