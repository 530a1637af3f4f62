package httpd

import (
	"cmp"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the addresses of proxies that are believed when they tell for whom
// they ask.
type Proxies []netip.Prefix

// LocalProxies are those on this machine.
func LocalProxies() Proxies {
	return Proxies{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

// forwarded reports whether a proxy tells that it asks for somebody else.
func forwarded(header http.Header) bool {
	for _, name := range [...]string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "X-Forwarded-Host", "X-Forwarded-Proto", "Via"} {
		if len(header[name]) > 0 {
			return true
		}
	}
	return false
}

// client returns the address that a request is counted for, those of one network
// of version 6 as one, and whether it was sent from this machine for nobody else.
//
// A header is believed only from proxies that are known: anybody can write one.
// Of several addresses in it the last one counts that is not such a proxy, as
// each proxy adds what it sees to what it was told.
func (p Proxies) client(r *http.Request) (address string, here bool) {
	peer, ok := addressOf(r.RemoteAddr)
	if !ok {
		return "", false
	}
	if !forwarded(r.Header) {
		return grouped(peer), peer.IsLoopback()
	}
	if !p.holds(peer) {
		return grouped(peer), false
	}
	chain := chainOf(r.Header)
	for _, told := range slices.Backward(chain) {
		next, ok := addressOf(told)
		if !ok {
			break
		}
		if peer = next; !p.holds(next) {
			break
		}
	}
	return grouped(peer), false
}

func (p Proxies) holds(address netip.Addr) bool {
	for _, prefix := range p {
		if prefix.Contains(address) {
			return true
		}
	}
	return false
}

// asked returns by which scheme and host a request was sent. Proxies that are known
// tell which one they were asked by.
func (p Proxies) asked(r *http.Request) (scheme, host string) {
	scheme, host = "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if !forwarded(r.Header) {
		return scheme, host
	}
	if peer, ok := addressOf(r.RemoteAddr); ok && p.holds(peer) {
		forwarded := strings.Join(r.Header.Values("Forwarded"), ",")
		scheme = cmp.Or(firstOf(r.Header.Get("X-Forwarded-Proto")), firstOf(forwardedAs(forwarded, "proto")...), scheme)
		host = cmp.Or(firstOf(r.Header.Get("X-Forwarded-Host")), firstOf(forwardedAs(forwarded, "host")...), host)
	}
	return scheme, host
}

// origin returns the address that was asked, such as http://localhost:8080; empty
// where it cannot be told.
func (p Proxies) origin(r *http.Request) string { return addressed(p.asked(r)) }

func addressed(scheme, host string) string {
	switch scheme = strings.ToLower(scheme); scheme {
	case "http", "https":
	case "ws", "wss": // Some proxies tell the protocol that a connection turned into.
		scheme = "http" + strings.TrimPrefix(scheme, "ws")
	default:
		return ""
	}
	origin, err := ParseOrigin(scheme + "://" + host)
	if err != nil || strings.Contains(origin, "*") {
		return ""
	}
	return origin
}

// asked is an address that was asked, as it was read.
type asked struct{ scheme, host, origin string }

// origin returns the address that a request was sent to. Most are sent to the one
// that was asked last.
func (s *Server) origin(r *http.Request) string {
	scheme, host := s.config.Proxies.asked(r)
	if last := s.lastAsked.Load(); last != nil && last.scheme == scheme && last.host == host {
		return last.origin
	}
	now := &asked{strings.Clone(scheme), strings.Clone(host), addressed(scheme, host)}
	s.lastAsked.Store(now)
	return now.origin
}

// firstOf returns what the first proxy of several has told: it was asked by the client.
func firstOf(told ...string) string {
	first, _, _ := strings.Cut(strings.Join(told, ","), ",")
	return strings.TrimSpace(first)
}

// chainOf returns the addresses that proxies tell, the client's first.
func chainOf(header http.Header) []string {
	if all := header.Values("X-Forwarded-For"); len(all) > 0 {
		return strings.Split(strings.Join(all, ","), ",")
	}
	if all := header.Values("Forwarded"); len(all) > 0 {
		return forwardedAs(strings.Join(all, ","), "for")
	}
	return header.Values("X-Real-Ip")
}

// forwardedAs returns what the header of RFC 7239 says under a name, from the
// first proxy to the last.
func forwardedAs(header, name string) []string {
	var chain []string
	for element := range strings.SplitSeq(header, ",") {
		for pair := range strings.SplitSeq(element, ";") {
			told, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
			if strings.EqualFold(told, name) {
				chain = append(chain, strings.Trim(value, `"`))
			}
		}
	}
	return chain
}

// addressOf reads an address with a port or without.
func addressOf(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	if with, err := netip.ParseAddrPort(text); err == nil {
		return with.Addr().Unmap().WithZone(""), true
	}
	address, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return address.Unmap().WithZone(""), err == nil
}

// grouped returns what one client surely has for itself: an address of version
// 4, or half of one of version 6.
func grouped(address netip.Addr) string {
	const half = 64
	if !address.Is6() {
		return address.String()
	}
	prefix, err := address.Prefix(half)
	if err != nil {
		return address.String()
	}
	return prefix.String()
}
