package httpd

import (
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"pressgraph/internal/content"
)

// aDay is for files that keep their names when they change.
const aDay = "public, max-age=86400"

// picture answers with a picture that the program holds itself.
func (s *Server) picture(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, content.PicturePath)
	if !fs.ValidPath(name) || !isFile(s.config.Pictures, name) {
		s.notFound(w, r)
		return
	}
	file, err := fs.ReadFile(s.config.Pictures, name)
	if err != nil {
		s.refuseBroken(w, r, s.internal(r.Context(), "answer with a picture", fmt.Errorf("read the picture %s: %w", name, err)))
		return
	}
	h := w.Header()
	h.Set("Cache-Control", aDay)
	h.Set("ETag", tagOf(file))
	if matches(r, h.Get("ETag")) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", contentType(name))
	send(w, file)
}
