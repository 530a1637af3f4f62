package httpd

import (
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"pressgraph/internal/access"
)

const (
	// maxLoggedPath and maxLoggedName bound what a client writes into our log.
	maxLoggedPath = 200
	maxLoggedName = 64
	// maxLogged bounds every text of a record, whoever wrote it: causes quote
	// what was asked, and stacks have no end.
	maxLogged = 8 << 10
)

// logRequest writes one line about a request that was answered. Who asked is told
// by the key's id and name, and by the network that the address is of.
func (s *Server) logRequest(r *http.Request, x *exchange) {
	about, now := &x.about, time.Now()
	level, handler := levelOf(r, x.writer.status), s.config.Log.Handler()
	if !handler.Enabled(about, level) {
		return
	}
	record := slog.NewRecord(now, level, "answered", 0)
	record.AddAttrs(
		slog.String("method", clipped(r.Method, maxLoggedName/4)), slog.String("path", clipped(r.URL.Path, maxLoggedPath)),
		slog.Int("status", x.writer.status), slog.Int("bytes", x.writer.bytes),
		slog.Float64("ms", float64(now.Sub(x.begin).Microseconds())/1000),
	)
	var more [5]slog.Attr
	told := more[:0]
	tell := func(name, value string) {
		if value != "" {
			told = append(told, slog.String(name, value))
		}
	}
	tell("from", networkOf(r.RemoteAddr))
	tell("key", about.key)
	tell("operation", clipped(about.operation, maxLoggedName*2))
	tell("codes", about.codes.String())
	tell(requestAttr, about.id)
	record.AddAttrs(told...)
	_ = handler.Handle(about, record) // A log that cannot be written to is no reason not to answer.
}

// levelOf returns how much a request is worth telling: files, probes and what
// browsers ask beforehand come by the dozen.
func levelOf(r *http.Request, status int) slog.Level {
	path := r.URL.Path
	probe := path == "/healthz" || path == "/readyz"
	file := strings.HasPrefix(path, "/assets/") || path == "/licenses.txt"
	if probe || status < http.StatusBadRequest && (file || r.Method == http.MethodOptions) {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// keyName returns what a key is called in the log; empty without one.
func keyName(viewer access.Viewer) string {
	if viewer.KeyID == 0 {
		return ""
	}
	return strings.TrimSpace(strconv.FormatInt(viewer.KeyID, 10) + " " + clipped(viewer.Name, maxLoggedName))
}

// networkOf returns the network of an address and port, which tells less of a
// person than the address does; empty where there is none.
func networkOf(remote string) string {
	from, err := netip.ParseAddrPort(remote)
	if err != nil {
		return ""
	}
	address, bits := from.Addr().Unmap().WithZone(""), 48
	if address.Is4() {
		bits = 24
	}
	network, err := address.Prefix(bits)
	if err != nil {
		return ""
	}
	var text [64]byte
	return string(network.AppendTo(text[:0]))
}

// clipped returns a text of so many bytes at most, and a mark where more was.
func clipped(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}

// clippedAttr bounds the texts of an attribute.
func clippedAttr(attr slog.Attr) slog.Attr {
	value := attr.Value.Resolve()
	switch value.Kind() {
	case slog.KindString:
		attr.Value = slog.StringValue(clipped(value.String(), maxLogged))
	case slog.KindGroup:
		members := make([]slog.Attr, len(value.Group()))
		for i, member := range value.Group() {
			members[i] = clippedAttr(member)
		}
		attr.Value = slog.GroupValue(members...)
	case slog.KindAny:
		if err, ok := value.Any().(error); ok {
			attr.Value = slog.StringValue(clipped(err.Error(), maxLogged))
		}
	default:
	}
	return attr
}
