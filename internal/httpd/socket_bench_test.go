//go:build unix

package httpd_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime/debug"
	"strconv"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"pressgraph/internal/httpd"
	"pressgraph/internal/memory"
	"pressgraph/internal/store/storetest"
)

// BenchmarkSocket answers over sockets of this machine, to a client in a process of
// its own with 8 connections, with a log that is written. It tells the processor time
// of a request beside what passes, that of the server's side alone: typename is
// executed each time, kept is an answer of some 10 KB from memory, and bare what a
// handler takes that does nothing but write the same bytes.
func BenchmarkSocket(b *testing.B) {
	const collectAt = 400 // as the command has it
	defer debug.SetGCPercent(debug.SetGCPercent(collectAt))
	log := openLog(b)
	w := openWorld(b, storetest.SQLite(b), 200, func(c *httpd.Config) {
		c.Log = log
		kept := memory.New(c.Store.(memory.Source), memory.Options{Bytes: 64 << 20})
		watchMemory(b, kept)
		c.Memory = kept
	})
	const list = "{ releases(first: 50) { nodes { id slug title publishedOn publisher { id slug name } } } }"
	address := serveAsCommand(b, httpd.New(w.config))
	b.Run("typename", func(b *testing.B) {
		askAll(b, address, postOf(`{"query":"{ __typename }","salt":"`+saltMark+`"}`))
	})
	b.Run("kept", func(b *testing.B) { askAll(b, address, postOf(`{"query":"`+list+`"}`)) })
	b.Run("kept-get", func(b *testing.B) {
		askAll(b, address, "GET /graphql?query="+url.QueryEscape(list)+" HTTP/1.1\r\nHost: localhost:8080\r\nAccept: application/json\r\n\r\n")
	})
	b.Run("kept-typename", func(b *testing.B) { askAll(b, address, postOf(`{"query":"{ __typename }"}`)) })
	answer := w.ask(b, list, nil).body
	b.Run("bare", func(b *testing.B) { askAll(b, serveAsCommand(b, bare(answer)), postOf(`{"query":"`+list+`"}`)) })
}

// bare answers everybody the same.
func bare(answer string) http.Handler {
	text := []byte(answer)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return
		}
		w.Header()["Content-Type"] = []string{"application/json"}
		w.Header()["Content-Length"] = []string{strconv.Itoa(len(text))}
		_, _ = w.Write(text) // Who asked may be gone.
	})
}

// openLog returns a log as the command has it, which goes nowhere.
func openLog(b *testing.B) *slog.Logger {
	b.Helper()
	nowhere, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = nowhere.Close() })
	return slog.New(httpd.LogHandler(slog.NewTextHandler(nowhere, nil)))
}

func watchMemory(b *testing.B, kept *memory.Memory) {
	b.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var watching sync.WaitGroup
	watching.Go(func() { kept.Watch(ctx) })
	b.Cleanup(func() {
		cancel()
		watching.Wait()
	})
}

// serveAsCommand serves with the times that the command sets.
func serveAsCommand(b *testing.B, handler http.Handler) (address string) {
	b.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ReadHeaderTimeout, server.Config.ReadTimeout = 5*time.Second, 20*time.Second
	server.Config.WriteTimeout, server.Config.IdleTimeout = 40*time.Second, 2*time.Minute
	server.Start()
	b.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

func postOf(body string) string {
	return fmt.Sprintf("POST /graphql HTTP/1.1\r\nHost: localhost:8080\r\nContent-Type: application/json\r\nAccept: application/json\r\n"+
		"Content-Length: %d\r\n\r\n%s", len(body), body)
}

func askAll(b *testing.B, address, request string) {
	b.Helper()
	client := startAsker(b, address, request)
	client.ask(b, 20*askerLines)
	b.ReportAllocs()
	before := processorTime(b)
	b.ResetTimer()
	client.ask(b, b.N)
	b.StopTimer()
	b.ReportMetric(float64(processorTime(b)-before)/float64(b.N), "cpu-ns/op")
}

// processorTime is what this process has taken of the processors.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
