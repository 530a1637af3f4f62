package httpd

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

const (
	// nonceMark stands in the pages where the nonce of the answer belongs.
	nonceMark = "{{nonce}}"
	// forever is for files whose names change with their content.
	forever = "public, max-age=31536000, immutable"
	// filePolicy holds for files that run: workers have a policy of their own.
	filePolicy = "default-src 'none'; script-src 'self'; frame-ancestors 'none'"
)

// pagePolicy lets a page use what this server has and nothing else. Styles
// that scripts make carry the nonce; attributes of style cannot, and the editor
// places its lines with them.
func pagePolicy(nonce string) string {
	return "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; font-src 'self'; img-src 'self' data:; " +
		"style-src-elem 'self' 'nonce-" + nonce + "'; style-src-attr 'unsafe-inline'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// explorerPolicy is narrower: the explorer makes no styles, and sets those of
// elements one by one, which no policy forbids.
const explorerPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; style-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// web serves the pages for browsers and the files they are made of. A file x may
// be there packed, as x.br: it is unpacked for those who do not take that when one
// of them first asks, and so is packed what is sent as gzip. It is safe for
// concurrent use.
type web struct {
	server *Server
	files  fs.FS
	mu     sync.Mutex
	// raw are the files as they are: read once, however many wait for them.
	raw   map[string][]byte
	gzips map[string][]byte
}

// ofPages reports whether an address is one of mount's.
func ofPages(path string) bool {
	switch path {
	case "/", "/playground", "/explore", "/licenses.txt":
		return true
	}
	return strings.HasPrefix(path, "/explore/") || strings.HasPrefix(path, "/assets/")
}

// mount gives the pages their addresses; ofPages knows them, too.
func (p *web) mount(mux *http.ServeMux) {
	mux.Handle("/{$}", reading(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/playground", http.StatusFound)
	}))
	mux.Handle("/playground", reading(p.page("playground.html", pagePolicy)))
	explorer := reading(p.page("explore.html", func(string) string { return explorerPolicy }))
	mux.Handle("/explore", explorer)
	mux.Handle("/explore/", explorer)
	mux.Handle("/assets/", reading(p.asset))
	mux.Handle("/licenses.txt", reading(p.licences))
}

// page answers with a page that carries the nonce of its policy, if it wants
// one. A browser that has the page already keeps it with the policy it came
// with, so 304 has none.
func (p *web) page(name string, policy func(nonce string) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		content, err := p.read(name)
		if err != nil {
			p.fail(w, r, fmt.Errorf("read the page %s: %w", name, err))
			return
		}
		h := w.Header()
		h.Set("Cache-Control", "private, no-cache")
		h.Set("ETag", tagOf(content))
		if matches(r, h.Get("ETag")) {
			h.Del("Content-Security-Policy")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		nonce := newNonce()
		h.Set("Content-Security-Policy", policy(nonce))
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Content-Type", contentType(name))
		send(w, bytes.ReplaceAll(content, []byte(nonceMark), []byte(nonce)))
	}
}

func newNonce() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // It never fails.
	return base64.RawStdEncoding.EncodeToString(b[:])
}

// asset answers with a file whose name changes with its content.
func (p *web) asset(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	if path.Ext(name) == ".br" || !fs.ValidPath(name) || !isFile(p.files, name) && !isFile(p.files, name+".br") {
		p.server.notFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", forever)
	p.file(w, r, name, path.Base(name))
}

// licences answers with the licences of what the pages contain.
func (p *web) licences(w http.ResponseWriter, r *http.Request) {
	const name = "licenses.txt"
	content, err := p.read(name + ".br")
	if err != nil {
		content, err = p.read(name)
	}
	if err != nil {
		p.server.notFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	p.file(w, r, name, strings.Trim(tagOf(content), `"`))
}

// file answers with a file, packed as the client likes it.
func (p *web) file(w http.ResponseWriter, r *http.Request, name, version string) {
	encoding, content, err := p.packed(r, name)
	if err != nil {
		p.fail(w, r, fmt.Errorf("read the file %s: %w", name, err))
		return
	}
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", `"`+version+encoding+`"`)
	if matches(r, h.Get("ETag")) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	h.Set("Content-Type", contentType(name))
	h.Set("Content-Security-Policy", filePolicy)
	send(w, content)
}

// packed returns a file's content in the encoding that suits the client best.
func (p *web) packed(r *http.Request, name string) (encoding string, content []byte, err error) {
	if accepts(r, "br") {
		if content, err = p.read(name + ".br"); err == nil {
			return "br", content, nil
		}
	}
	if accepts(r, "gzip") {
		content, err = p.gzip(name)
		return "gzip", content, err
	}
	content, err = p.read(name)
	return "", content, err
}

// read returns a file's content, which nobody may change.
func (p *web) read(name string) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if content, ok := p.raw[name]; ok {
		return content, nil
	}
	content, err := fs.ReadFile(p.files, name)
	if errors.Is(err, fs.ErrNotExist) {
		content, err = unpacked(p.files, name)
	}
	if err == nil {
		p.raw[name] = content
	}
	return content, err
}

// unpacked returns a file of which only the packed one is there.
func unpacked(files fs.FS, name string) ([]byte, error) {
	file, err := files.Open(name + ".br")
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // It was only read.
	return io.ReadAll(brotli.NewReader(file))
}

func (p *web) gzip(name string) ([]byte, error) {
	content, err := p.read(name)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if packed, ok := p.gzips[name]; ok {
		return packed, nil
	}
	p.gzips[name] = gzipped(content)
	return p.gzips[name], nil
}

// gzipped packs content.
func gzipped(content []byte) []byte {
	var out bytes.Buffer
	to := gzip.NewWriter(&out)
	_, _ = to.Write(content) // A buffer takes everything.
	_ = to.Close()
	return bytes.Clone(out.Bytes())
}

func (p *web) fail(w http.ResponseWriter, r *http.Request, err error) {
	p.server.refuseBroken(w, r, p.server.internal(r.Context(), "answer with a page", err))
}

func send(w http.ResponseWriter, content []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	_, _ = w.Write(content) //nolint:gosec // our own files; a client that has gone needs no answer
}

func isFile(files fs.FS, name string) bool {
	about, err := fs.Stat(files, name)
	return err == nil && about.Mode().IsRegular()
}

func tagOf(content []byte) string {
	sum := sha256.Sum256(content)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// matches reports whether the client has what the tag stands for.
func matches(r *http.Request, tag string) bool {
	asked := r.Header.Get("If-None-Match")
	if asked == "" {
		return false
	}
	for known := range strings.SplitSeq(asked, ",") {
		known = strings.TrimPrefix(strings.TrimSpace(known), "W/")
		if known == tag || known == "*" {
			return true
		}
	}
	return false
}

// accepts reports whether the client takes an encoding.
func accepts(r *http.Request, encoding string) bool {
	accepted := r.Header["Accept-Encoding"]
	if len(accepted) == 0 {
		return false
	}
	for part := range strings.SplitSeq(strings.Join(accepted, ","), ",") {
		name, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		quality, given := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		q, err := strconv.ParseFloat(quality, 64)
		return !given || err == nil && q > 0
	}
	return false
}

// contentType names the types of our own files: what machines know of types differs.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".webp":
		return "image/webp"
	case ".ttf":
		return "font/ttf"
	default:
		return "application/octet-stream"
	}
}
