package storetest

import (
	"net"
	"net/url"
	"os"
	"sync"
	"testing"

	"pressgraph/internal/database"
)

// Proxy stands between us and PostgreSQL, and can keep back what is said.
type Proxy struct {
	// Name names the database as it is reached through the proxy.
	Name string
	gate sync.RWMutex
}

// Hold keeps back everything until Release.
func (p *Proxy) Hold() { p.gate.Lock() }

// Release lets through again what Hold has kept back.
func (p *Proxy) Release() { p.gate.Unlock() }

// Holdable returns a proxy before target.
func Holdable(t testing.TB, target database.Target) *Proxy {
	t.Helper()
	address, err := url.Parse(target.String())
	if err != nil {
		t.Fatal(err)
	}
	settings := address.Query()
	const socket = "/.s.PGSQL.5432"
	real := settings.Get("host") + socket
	// The path of a socket has room for some hundred bytes.
	folder, err := os.MkdirTemp("/tmp", "pressgraph-proxy-") //nolint:usetesting // t.TempDir is too long
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	settings.Set("host", folder)
	address.RawQuery = settings.Encode()
	listener, err := net.Listen("unix", folder+socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	p := &Proxy{Name: address.String()}
	go func() {
		for {
			ours, err := listener.Accept()
			if err != nil {
				return
			}
			theirs, err := net.Dial("unix", real)
			if err != nil {
				_ = ours.Close()
				continue
			}
			go p.pass(ours, theirs)
			go p.pass(theirs, ours)
		}
	}()
	return p
}

// pass copies from one side to the other, and closes both at the end.
func (p *Proxy) pass(from, to net.Conn) {
	defer func() { _, _ = from.Close(), to.Close() }()
	buffer := make([]byte, 1<<16)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		p.gate.RLock()
		_, err = to.Write(buffer[:n])
		p.gate.RUnlock()
		if err != nil {
			return
		}
	}
}
