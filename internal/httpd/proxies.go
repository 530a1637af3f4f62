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

// forwarding returns the headers by which proxies tell that they ask for others.
func forwarding() []string {
	return []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "X-Forwarded-Host", "X-Forwarded-Proto", "Via"}
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
	told := false
	for _, name := range forwarding() {
		told = told || len(r.Header.Values(name)) > 0
	}
	if !told {
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

// origin returns the address that was asked, such as http://localhost:8080; empty
// where it cannot be told. Proxies that are known tell which one they were asked by.
func (p Proxies) origin(r *http.Request) string {
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if peer, ok := addressOf(r.RemoteAddr); ok && p.holds(peer) {
		forwarded := strings.Join(r.Header.Values("Forwarded"), ",")
		scheme = cmp.Or(firstOf(r.Header.Get("X-Forwarded-Proto")), firstOf(forwardedAs(forwarded, "proto")...), scheme)
		host = cmp.Or(firstOf(r.Header.Get("X-Forwarded-Host")), firstOf(forwardedAs(forwarded, "host")...), host)
	}
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
