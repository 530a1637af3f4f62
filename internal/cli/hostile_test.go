package cli_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pressgraph/internal/store/storetest"
)

// resident returns how many bytes of memory the server's process has.
func (p *process) resident() int64 {
	p.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.t.Skipf("this system does not tell how much memory a process has: %v", err)
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	number, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	kilobytes, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		p.t.Fatal(err)
	}
	return kilobytes << 10
}

const mebibyte = 1 << 20

// selfSigned writes a certificate for this machine, with its key.
func selfSigned(t *testing.T) (cert, key string) {
	t.Helper()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	known := server.TLS.Certificates[0]
	secret, err := x509.MarshalPKCS8PrivateKey(known.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: known.Certificate[0]}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// hostile is one kind of clients who hold connections.
type hostile struct {
	name string
	// begin is what each sends at first, and more what it sends each second.
	begin, more string
	// reads is whether it takes what is answered.
	reads bool
}

// pages asks for a few long pages.
func pages() string {
	query := url.Values{"query": {`{ releases(first: 100) { nodes { title summary body contents: body(format: MARKDOWN) } } }`}}
	return strings.Repeat("GET /graphql?"+query.Encode()+" HTTP/1.1\r\nHost: localhost\r\n\r\n", 6)
}

func attackers() []hostile {
	long := "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n"
	return []hostile{
		{name: "nothing", reads: true},
		{name: "half a header", begin: "GET /graphql?query=", more: "x", reads: true},
		{name: "a slow body", begin: long + `{"query": "`, more: "x", reads: true},
		{name: "much of a body, and then slowly", begin: long + `{"query": "` + strings.Repeat("#", 70_000), more: "x", reads: true},
		{name: answersUnread, begin: pages()},
		{name: "files that nobody reads", begin: strings.Repeat("GET /schema.graphql HTTP/1.1\r\nHost: localhost\r\n\r\n", 300)},
	}
}

// answersUnread are so few that the system keeps them for the server: that holds
// the connection until it has been idle for long, and nothing else.
const answersUnread = "answers that nobody reads"

// siege is a number of hostile connections.
type siege struct {
	mu              sync.Mutex
	held            []*besieger
	opened, dropped atomic.Int64
	running         sync.WaitGroup
}

type besieger struct {
	hostile
	conn net.Conn
	gone atomic.Bool
}

// open opens connections of a kind.
func (s *siege) open(t *testing.T, address string, kind hostile, connections int) {
	t.Helper()
	for range connections {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Errorf("%s: connect: %v", kind.name, err)
			return
		}
		if !kind.reads {
			_ = conn.(*net.TCPConn).SetReadBuffer(4 << 10) //nolint:errcheck // it is one
		}
		b := &besieger{hostile: kind, conn: conn}
		s.mu.Lock()
		s.held = append(s.held, b)
		s.mu.Unlock()
		s.opened.Add(1)
		_ = conn.SetWriteDeadline(time.Now().Add(time.Second))
		_, _ = io.WriteString(conn, kind.begin) // The server may have had enough already.
		_ = conn.SetWriteDeadline(time.Time{})
		if kind.reads {
			s.running.Go(func() {
				_, _ = io.Copy(io.Discard, conn)
				s.leave(b)
			})
		}
	}
}

func (s *siege) leave(b *besieger) {
	if b.gone.CompareAndSwap(false, true) {
		s.dropped.Add(1)
	}
}

// hold has all send a little each second, until ctx ends.
func (s *siege) hold(ctx context.Context) {
	for ctx.Err() == nil {
		s.mu.Lock()
		held := s.held
		s.mu.Unlock()
		for _, b := range held {
			if b.more == "" || b.gone.Load() {
				continue
			}
			if _, err := io.WriteString(b.conn, b.more); err != nil {
				s.leave(b)
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

// ended reads what those have been sent who never read, and counts the
// connections that have ended, by kind.
func (s *siege) ended() map[string]int {
	var all sync.WaitGroup
	for _, b := range s.held {
		if b.reads || b.name == answersUnread {
			continue
		}
		all.Go(func() {
			_ = b.conn.(*net.TCPConn).SetReadBuffer(mebibyte) //nolint:errcheck // it is one
			_ = b.conn.SetReadDeadline(time.Now().Add(time.Minute))
			if _, err := io.Copy(io.Discard, b.conn); !errors.Is(err, os.ErrDeadlineExceeded) {
				s.leave(b)
			}
		})
	}
	all.Wait()
	left := map[string]int{}
	for _, b := range s.held {
		if !b.gone.Load() && b.name != answersUnread {
			left[b.name]++
		}
	}
	return left
}

func (s *siege) close() {
	for _, b := range s.held {
		_ = b.conn.Close()
	}
	s.running.Wait()
}

func hostOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return host
}

// TestHostileConnections holds a server's connections in all ways there are, while
// others ask for something. They are answered, and the memory comes back.
func TestHostileConnections(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	connections := 300
	if soak() {
		connections = 10_000
	}
	target := storetest.SQLite(t)
	key := keyFor(t, target)
	cert, secret := selfSigned(t)
	server := startProcess(t, target.String(), "--demo")
	encrypted := startProcess(t, storetest.SQLite(t).String(), "--tls-cert", cert, "--tls-key", secret)
	honest := &load{address: server.address, key: key, pause: 100 * time.Millisecond}
	warm := honest.begin(t, 64, &http.Transport{})
	time.Sleep(2 * time.Second)
	warm()
	time.Sleep(2 * time.Second)
	before, beforeEncrypted := server.resident(), encrypted.resident()

	s := &siege{}
	defer s.close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	begun := time.Now()
	kinds := attackers()
	meanwhile := &load{address: server.address, key: key, pause: 200 * time.Millisecond, kinds: []string{"cheap", "topics", "list", "change", "ready"}}
	stop := meanwhile.begin(t, 4, &http.Transport{DisableKeepAlives: true})
	s.running.Go(func() { s.hold(ctx) })
	for _, kind := range kinds {
		s.open(t, hostOf(server.address), kind, connections/(len(kinds)+1))
	}
	s.open(t, hostOf(encrypted.address), hostile{name: "half a handshake", begin: "\x16\x03\x01\x02\x00\x01", reads: true}, connections/(len(kinds)+1))
	t.Logf("%d connections are opened within %s", s.opened.Load(), time.Since(begun))
	most := server.resident()
	// Those who never read show only in the end whether they were dropped.
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end) && (soak() || s.dropped.Load() < s.opened.Load()*5/7); time.Sleep(200 * time.Millisecond) {
		most = max(most, server.resident())
	}
	stop()
	cancel()
	t.Logf("meanwhile others were answered %v; %s", tally(meanwhile.outcomes), times(meanwhile.outcomes))
	complain(t, "meanwhile", keep(meanwhile.outcomes, func(o outcome) bool { return !o.told() }))
	if refused := keep(meanwhile.outcomes, func(o outcome) bool { return !o.answered() }); len(refused) > len(meanwhile.outcomes)/4 {
		complain(t, "meanwhile too many are refused", refused)
	}
	if left := s.ended(); len(left) > 0 && soak() {
		t.Errorf("%s later there are still held %v", time.Since(begun), left)
	}
	s.close()
	attacked := time.Now()
	limit := before + before*3/10
	now := server.resident()
	for ; soak() && now > limit && time.Since(attacked) < time.Minute; now = server.resident() {
		t.Logf("%s after it the server has %d MiB", time.Since(attacked).Round(time.Second), now/mebibyte)
		time.Sleep(5 * time.Second)
	}
	t.Logf("the server had %d MiB before, %d at most, and %d MiB %s after it; the one with TLS %d and %d",
		before/mebibyte, most/mebibyte, now/mebibyte, time.Since(attacked).Round(time.Second), beforeEncrypted/mebibyte, encrypted.resident()/mebibyte)
	if soak() && now > limit {
		t.Errorf("a minute after it the server has %d MiB of memory, before it %d", now/mebibyte, before/mebibyte)
	}
	server.end()
	encrypted.end()
}

// TestIdleConnections holds connections that have asked once.
func TestIdleConnections(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	connections := 300
	if soak() {
		connections = 10_000
	}
	cert, secret := selfSigned(t)
	for name, args := range map[string][]string{"plain": nil, "encrypted": {"--tls-cert", cert, "--tls-key", secret}} {
		t.Run(name, func(t *testing.T) {
			server := startProcess(t, storetest.SQLite(t).String(), append(args, "--demo")...)
			dial := func() (net.Conn, error) { return net.Dial("tcp", hostOf(server.address)) }
			if args != nil {
				config := &tls.Config{InsecureSkipVerify: true} //nolint:gosec // it is ours
				dial = func() (net.Conn, error) { return tls.Dial("tcp", hostOf(server.address), config) }
			}
			var held []net.Conn
			defer func() {
				for _, conn := range held {
					_ = conn.Close()
				}
			}()
			ask := func(count int) {
				for range count {
					conn, err := dial()
					if err != nil {
						t.Fatal(err)
					}
					held = append(held, conn)
					if _, err := io.WriteString(conn, "GET /graphql?query={topics{totalCount}} HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
						t.Fatal(err)
					}
					if n, err := conn.Read(make([]byte, 4096)); err != nil || n == 0 {
						t.Fatalf("answered %d bytes, %v", n, err)
					}
				}
			}
			ask(50)
			time.Sleep(time.Second)
			before := server.resident()
			ask(connections)
			time.Sleep(time.Second)
			each := (server.resident() - before) / int64(connections)
			t.Logf("each of %d idle connections takes %d KiB", connections, each>>10)
			if soak() && each > 64<<10 {
				t.Errorf("an idle connection takes %d bytes", each)
			}
			server.end()
		})
	}
}
