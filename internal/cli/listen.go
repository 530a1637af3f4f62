package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/pflag"

	"pressgraph/internal/httpd"
)

// listening are the flags of how a server is reached, and by whose pages.
type listening struct {
	addr        string
	tlsCert     string
	tlsKey      string
	cors        bool
	corsOrigins []string
}

func (l *listening) flags(flags *pflag.FlagSet) {
	flags.StringVar(&l.addr, "addr", "localhost:8080", "where to listen, as HOST:PORT")
	flags.StringVar(&l.tlsCert, "tls-cert", "", "file with the certificate (PEM) to serve HTTPS with; it is read again when it is renewed")
	flags.StringVar(&l.tlsKey, "tls-key", "", "file with the key (PEM) of --tls-cert")
	flags.BoolVar(&l.cors, "cors", true, "let pages of every origin read what is public; else only those of --cors-origins")
	flags.StringSliceVar(&l.corsOrigins, "cors-origins", nil,
		"origins whose pages may send keys, as https://www.example.org; https://*.example.org is all below a domain, * every origin")
}

// origins returns what pages of other origins may do.
func (a *app) origins() (httpd.Origins, error) {
	origins := httpd.Origins{Closed: !a.settings.cors}
	for _, text := range a.settings.corsOrigins {
		origin, err := httpd.ParseOrigin(strings.TrimSpace(text))
		if err != nil {
			return origins, fmt.Errorf("%s: %q %w", a.source("cors-origins"), text, err)
		}
		origins.WithKeys = append(origins.WithKeys, origin)
	}
	return origins, nil
}

// encryption returns how connections are encrypted; nil where they are not.
func (a *app) encryption(log *slog.Logger) (*tls.Config, error) {
	cert, key := a.settings.tlsCert, a.settings.tlsKey
	switch {
	case cert == "" && key == "":
		return nil, nil
	case cert == "" || key == "":
		return nil, fmt.Errorf("%s and %s go together", a.source("tls-cert"), a.source("tls-key"))
	}
	c, err := openCertificate(cert, key, log)
	if err != nil {
		return nil, fmt.Errorf("%s and %s: %w", a.source("tls-cert"), a.source("tls-key"), err)
	}
	return c.config(), nil
}

// answer serves until the context ends, then lets what is under way finish.
func (a *app) answer(ctx context.Context, listener net.Listener, encryption *tls.Config, handler *httpd.Server, log *slog.Logger) error {
	server := newServer(ctx, handler, log)
	var held connections
	server.ConnState = held.note
	failed := make(chan error, 1)
	go func() {
		if encryption == nil {
			failed <- server.Serve(listener)
			return
		}
		server.TLSConfig = encryption
		failed <- server.ServeTLS(listener, "", "")
	}()
	select {
	case err := <-failed:
		return &ending{exitPartly, fmt.Errorf("serve: %w", err)}
	case <-ctx.Done():
	}
	log.InfoContext(ctx, "stopping", "drain", a.settings.drain)
	handler.Drain()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.settings.drain)
	defer cancel()
	// What is left of the time is for telling them so.
	dismissal := time.AfterFunc(a.settings.drain*4/5, handler.Dismiss)
	defer dismissal.Stop()
	held.leave(last, min(lastCall, a.settings.drain/2))
	err := server.Shutdown(last)
	if errors.Is(err, context.DeadlineExceeded) {
		log.WarnContext(ctx, "requests were cut off, as they did not end in time")
		err = server.Close()
	}
	<-failed //nolint:errcheck // Shutdown has said it
	log.InfoContext(ctx, "stopped")
	return closed(err)
}

// lastCall is how long a server that stops still takes what is on its way to it:
// on connections that are being made, and on those that seem idle. Each answer
// ends its connection.
const lastCall = 500 * time.Millisecond

// connections counts those that are open.
type connections struct{ open atomic.Int64 }

func (c *connections) note(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		c.open.Add(1)
	case http.StateClosed, http.StateHijacked:
		c.open.Add(-1)
	case http.StateActive, http.StateIdle:
	}
}

// leave waits until all have gone, but not for long.
func (c *connections) leave(ctx context.Context, patience time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for ctx.Err() == nil && c.open.Load() > 0 {
		select {
		case <-ctx.Done():
		case <-time.After(patience / 50):
		}
	}
}

// newServer returns what speaks HTTP/1.1 and HTTP/2, the latter also without
// encryption, as proxies do. Its times bound what the handler does not: the
// handler sees to it that bodies and answers move.
func newServer(ctx context.Context, handler http.Handler, log *slog.Logger) *http.Server {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	protocols.SetUnencryptedHTTP2(true)
	return &http.Server{
		Handler:           handler,
		Protocols:         protocols,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       20 * time.Second,
		WriteTimeout:      40 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: 100, SendPingTimeout: 30 * time.Second, PingTimeout: 15 * time.Second},
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		// A request goes on while the server drains.
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
}
