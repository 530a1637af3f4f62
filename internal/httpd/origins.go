package httpd

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/rs/cors"
)

// Origins says what pages of other origins may do. The zero value lets all of
// them ask as readers, and none of them send keys. Browsers are never asked for
// cookies: there are none.
type Origins struct {
	// Closed keeps out all pages but those of WithKeys.
	Closed bool
	// WithKeys are the origins whose pages may send keys, as ParseOrigin returns them.
	WithKeys []string
}

// preflightAge is how long a browser keeps what it was told of another origin;
// none keeps it longer than a few hours.
const preflightAge = 2 * time.Hour

// crossOrigin tells browsers which pages of other origins may ask, and may read
// the answer, whatever it is: an error that a page cannot read looks to it like
// a server that is away. Our own pages are read by nobody else.
func (s *Server) crossOrigin(next http.Handler) http.Handler {
	origins := s.config.Origins
	// Without a list it would allow all.
	keyed := cors.New(cors.Options{AllowedOrigins: origins.WithKeys})
	named := func(r *http.Request) bool { return len(origins.WithKeys) > 0 && keyed.OriginAllowed(r) }
	shared := cors.New(cors.Options{
		AllowOriginVaryRequestFunc: func(r *http.Request, _ string) (bool, []string) {
			return named(r) || !origins.Closed && !announcesKey(r), nil
		},
		AllowedMethods: []string{http.MethodGet, http.MethodHead, http.MethodPost},
		AllowedHeaders: []string{"*"},
		ExposedHeaders: []string{
			"Accept-Post", "Allow", costHeader, "ETag", "Retry-After", versionHeader, "WWW-Authenticate", "X-Request-Id",
		},
		MaxAge: int(preflightAge.Seconds()),
	}).Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.config.Pages != nil && ofPages(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		if x := exchangeOf(w); x != nil {
			w.Header()["Vary"] = x.vary[:0] // Room for what is added to it.
		}
		shared.ServeHTTP(w, r)
	})
}

// announcesKey reports whether a browser asks beforehand if a page may send a key.
func announcesKey(r *http.Request) bool {
	for _, list := range r.Header.Values("Access-Control-Request-Headers") {
		for name := range strings.SplitSeq(list, ",") {
			if strings.EqualFold(strings.TrimSpace(name), "Authorization") {
				return true
			}
		}
	}
	return false
}

var errOrigin = errors.New("must be an origin such as https://www.example.org, without a path; " +
	"https://*.example.org stands for all below a domain, * for every origin")

// ParseOrigin returns an origin as browsers write it. Its first label may be *,
// which stands for one or more; * alone is every origin.
func ParseOrigin(text string) (string, error) {
	if text == "*" {
		return text, nil
	}
	origin, err := url.Parse(text)
	if err != nil || origin.Host == "" || *origin != (url.URL{Scheme: origin.Scheme, Host: origin.Host}) {
		return "", errOrigin
	}
	name, starred := strings.CutPrefix(strings.ToLower(origin.Hostname()), "*.")
	if !isHost(name) || starred && !strings.Contains(name, ".") || !isPort(origin.Port()) {
		return "", errOrigin
	}
	host := strings.ToLower(origin.Host)
	switch {
	case origin.Scheme == "http" && origin.Port() == "80", origin.Scheme == "https" && origin.Port() == "443":
		host = strings.TrimSuffix(host, ":"+origin.Port())
	}
	return origin.Scheme + "://" + host, nil
}

// isHost reports whether a name is an address, or has only what browsers send:
// they write other alphabets in ASCII.
func isHost(name string) bool {
	return net.ParseIP(name) != nil || name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '.' && r != '_'
	})
}

func isPort(port string) bool {
	if port == "" {
		return true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}
