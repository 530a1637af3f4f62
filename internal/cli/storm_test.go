package cli_test

import (
	"bufio"
	"context"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"pressgraph/internal/cli"
	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// serveDesk runs a server within the test until it ends.
func (d *desk) serveDesk(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	read, out := io.Pipe()
	var log storetest.Log
	ended := make(chan int, 1)
	args := []string{"--database", d.target.String(), "--addr", "localhost:0", "--demo=false", "--log-level", "warn"}
	go func() {
		ended <- cli.Run(ctx, args, nil, strings.NewReader(""), out, &log)
		out.Close()
	}()
	d.address = addressIn(t, read)
	return sync.OnceFunc(func() {
		cancel()
		if code := <-ended; code != 0 || log.Len() > 0 {
			t.Errorf("the server ended with %d and logged: %s", code, log.String())
		}
	})
}

// addressIn reads the address of the API from what a server prints, and leaves
// nothing of it unread.
func addressIn(t *testing.T, out io.Reader) string {
	t.Helper()
	lines := bufio.NewReader(out)
	first, err := lines.ReadString('\n')
	if err != nil {
		t.Fatalf("the server has not begun: %v", err)
	}
	go io.Copy(io.Discard, lines)
	return strings.Fields(first)[1]
}

// TestManyEditors lets 64 editors change ten releases at once over HTTP. None
// is told anything but that it is done or that somebody else was faster, and
// what was acknowledged is what is there.
func TestManyEditors(t *testing.T) {
	t.Parallel()
	lasts := 2 * time.Second
	switch {
	case soak():
		lasts = 20 * time.Second
	case testing.Short():
		lasts = time.Second
	}
	storetest.Each(t, func(t *testing.T, target database.Target) {
		const editors = 64
		d := newDesk(t, target, editors, 10)
		stop := d.serveDesk(t)
		defer stop()
		ctx, cancel := context.WithTimeout(t.Context(), lasts)
		defer cancel()
		var all sync.WaitGroup
		for i := range editors {
			all.Go(func() { d.work(ctx, i, rand.New(rand.NewPCG(uint64(i), 64))) })
		}
		all.Wait()
		stop()
		done := map[string]int{}
		for _, a := range d.acts {
			if !a.acked && !a.overloaded {
				t.Errorf("%s was not answered", a.kind)
			}
			if a.acked {
				done[a.kind]++
			}
		}
		t.Logf("%d changes were asked for, and done: %v", len(d.acts), done)
		d.verify(t)
	})
}
