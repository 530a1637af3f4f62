package coherence_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"pressgraph/internal/database"
)

// fault is what can happen to a connection on its way.
type fault int

const (
	// flows is none.
	flows fault = iota
	// killed closes connections, once.
	killed
	// refused closes connections, and those that are made again.
	refused
	// delayed holds bytes back until the fault is over.
	delayed
	// halfOpen swallows bytes and closes nothing until the fault is over.
	halfOpen
)

// String returns its name.
func (f fault) String() string {
	return [...]string{"flows", "killed", "refused", "delayed", "half open"}[f]
}

// proxy stands between a server and PostgreSQL. One fault at a time befalls all
// connections, or that alone by which the server listens.
type proxy struct {
	to       string
	listener net.Listener
	running  sync.WaitGroup

	mu     sync.Mutex
	moving *sync.Cond
	fault  fault
	all    bool
	ended  bool
	lines  map[*line]bool
	// befell counts the connections that faults have befallen.
	befell map[string]int
}

// line is one connection. Its fields are guarded by the proxy.
type line struct {
	client, server net.Conn
	// listens is whether it has carried a LISTEN.
	listens bool
	// torn is whether bytes of it were swallowed.
	torn bool
}

func (l *line) close() {
	_ = l.client.Close() // Either end may have been faster.
	_ = l.server.Close()
}

// proxied returns a database that is reached through a proxy, by TCP.
func proxied(t *testing.T, target database.Target) (database.Target, *proxy) {
	t.Helper()
	address, err := url.Parse(target.String())
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{
		to:    filepath.Join(address.Query().Get("host"), ".s.PGSQL.5432"),
		lines: map[*line]bool{}, befell: map[string]int{},
	}
	p.moving = sync.NewCond(&p.mu)
	if p.listener, err = new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	p.running.Go(p.accept)
	t.Cleanup(p.end)
	through, err := database.ParseTarget(fmt.Sprintf("postgres://%s@%s%s", address.User.Username(), p.listener.Addr(), address.Path))
	if err != nil {
		t.Fatal(err)
	}
	return through, p
}

func (p *proxy) end() {
	_ = p.listener.Close()
	p.heal()
	p.mu.Lock()
	p.ended = true
	for l := range p.lines {
		l.close()
	}
	p.mu.Unlock()
	p.running.Wait()
}

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("unix", p.to)
		if err != nil {
			_ = client.Close()
			continue
		}
		l := &line{client: client, server: server}
		if !p.keep(l) {
			l.close()
			continue
		}
		p.running.Go(func() { p.copy(l, server, client, true) })
		p.running.Go(func() { p.copy(l, client, server, false) })
	}
}

func (p *proxy) keep(l *line) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended || p.fault == refused && p.all {
		return false
	}
	p.lines[l] = true
	return true
}

// copy carries bytes until either end closes.
func (p *proxy) copy(l *line, to, from net.Conn, asks bool) {
	defer p.drop(l)
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if asks && bytes.Contains(buffer[:n], []byte("LISTEN ")) {
			p.listens(l)
		}
		if n > 0 && p.lets(l) {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (p *proxy) listens(l *line) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l.listens = true
	if p.befalls(l) && p.fault == refused {
		l.close()
	}
}

func (p *proxy) befalls(l *line) bool { return p.fault != flows && (p.all || l.listens) }

// lets waits while bytes are held back, and reports whether they go on.
func (p *proxy) lets(l *line) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.befalls(l) && p.fault == delayed {
		p.moving.Wait()
	}
	if p.befalls(l) && p.fault == halfOpen {
		l.torn = true
	}
	return !l.torn
}

// drop closes a line of which one end has closed; of a half open one the other
// end does not hear of that before the fault is over.
func (p *proxy) drop(l *line) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.befalls(l) && p.fault == halfOpen && !p.ended {
		p.moving.Wait()
	}
	delete(p.lines, l)
	l.close()
}

// strike begins a fault, of all connections or of the listening one.
func (p *proxy) strike(f fault, all bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault, p.all = f, all
	for l := range p.lines {
		if !p.befalls(l) {
			continue
		}
		p.befell[faultName(f, all)]++
		if f == killed || f == refused {
			l.close()
		}
	}
}

// heal ends the fault; what has lost bytes cannot go on.
func (p *proxy) heal() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = flows
	for l := range p.lines {
		if l.torn {
			l.close()
		}
	}
	p.moving.Broadcast()
}

// befallen reports whether the listening connection was befallen by each fault.
func (p *proxy) befallen() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for f := killed; f <= halfOpen; f++ {
		if p.befell[faultName(f, false)] == 0 {
			return false
		}
	}
	return true
}

func faultName(f fault, all bool) string {
	if all {
		return f.String() + " all"
	}
	return f.String() + " listener"
}

// trouble strikes again and again until ctx ends: in an order and for times by
// chance, the listening connection with each fault, for up to longest, and every
// third time after that all connections with one, for a tenth of that: what has
// changed something holds its locks as long.
func (p *proxy) trouble(ctx context.Context, random *rand.Rand, longest time.Duration) {
	defer p.heal()
	upTo := func(most time.Duration) time.Duration { return most/10 + time.Duration(random.Int64N(int64(most))) }
	for ctx.Err() == nil {
		for _, turn := range random.Perm(4) {
			p.awaitListener(ctx)
			p.befall(ctx, killed+fault(turn), false, upTo(longest))
			sleep(ctx, upTo(200*time.Millisecond))
		}
		if random.IntN(3) == 0 {
			p.befall(ctx, killed+fault(random.IntN(4)), true, upTo(longest/10))
			sleep(ctx, upTo(500*time.Millisecond))
		}
	}
}

func (p *proxy) befall(ctx context.Context, f fault, all bool, long time.Duration) {
	if ctx.Err() != nil {
		return
	}
	p.strike(f, all)
	if f != killed {
		sleep(ctx, long)
	}
	p.heal()
}

// awaitListener returns once there is a connection that listens.
func (p *proxy) awaitListener(ctx context.Context) {
	for ctx.Err() == nil {
		p.mu.Lock()
		for l := range p.lines {
			if l.listens {
				p.mu.Unlock()
				return
			}
		}
		p.mu.Unlock()
		sleep(ctx, 10*time.Millisecond)
	}
}

func sleep(ctx context.Context, long time.Duration) {
	timer := time.NewTimer(long)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
