package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/spf13/cobra"

	"pressgraph/graph"
	"pressgraph/internal/access"
	"pressgraph/internal/httpd"
	"pressgraph/internal/network"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
	"pressgraph/web"
)

// maxRate is the most operations a second that can be asked for; 0 bounds none.
const maxRate = 1_000_000

func (a *app) serveCommand() *cobra.Command {
	serve := &cobra.Command{
		Use:   "serve",
		Short: "Serve the API (also without a command)",
		Args:  cobra.NoArgs,
	}
	a.makeServe(serve)
	return serve
}

// makeServe lets a command serve.
func (a *app) makeServe(cmd *cobra.Command) {
	a.settings.serving(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return a.serve(cmd) }
}

// serve checks every setting before it touches anything, listens before it
// opens the database, so that two servers never race for a file, and answers
// until the context ends.
func (a *app) serve(cmd *cobra.Command) (err error) {
	target, options, err := a.database(cmd)
	if err != nil {
		return err
	}
	about, err := a.newsroom()
	if err != nil {
		return err
	}
	if a.settings.drain < 0 {
		return fmt.Errorf("%s must not be negative", a.source("drain"))
	}
	if !(a.settings.rate >= 0 && a.settings.rate <= maxRate) { // Not a number is neither.
		return fmt.Errorf("%s must be a number from 0 to %d", a.source("rate-limit"), maxRate)
	}
	if a.settings.editorBody < a.settings.body {
		return fmt.Errorf("%s must not be less than %s", a.source("limit-editor-body"), a.source("limit-body"))
	}
	proxies, err := a.proxies()
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(cmd.Context(), "tcp", a.settings.addr)
	if err != nil {
		return fmt.Errorf("%s %s: %w", a.source("addr"), a.settings.addr, plainListenError(err))
	}
	defer func() { err = errors.Join(err, closed(listener.Close())) }()
	tuneMemory(a.env)
	log := options.Log
	st, err := store.Open(cmd.Context(), target, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	rooms := newsroom.New(st, about)
	if err := a.seed(cmd, target, rooms, log); err != nil {
		return err
	}
	secret, err := rooms.FirstKey(access.With(cmd.Context(), access.System("serve")))
	if err != nil {
		return err
	}
	keys := newsroom.NewKeyring(rooms, log)
	defer keys.Close()
	partners := network.NewCache(st)
	defer background(cmd.Context(), st, rooms, partners, log)()
	a.printAddresses(listener.Addr(), target)
	a.printKey(secret)
	handler := a.handler(st, rooms, keys, partners, proxies, log)
	if target.Engine() == store.PostgreSQL { // SQLite is here as long as we are.
		defer watch(cmd.Context(), handler)()
	}
	return a.answer(cmd.Context(), listener, handler, log)
}

// watch looks after the database until stop is called.
func watch(ctx context.Context, handler *httpd.Server) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var watching sync.WaitGroup
	watching.Go(func() { handler.Watch(ctx) })
	return func() {
		cancel()
		watching.Wait()
	}
}

// proxies returns the networks whose word is taken for whom they ask.
func (a *app) proxies() (httpd.Proxies, error) {
	var all httpd.Proxies
	for _, text := range a.settings.proxies {
		text = strings.TrimSpace(text)
		network, err := netip.ParsePrefix(text)
		if address, single := netip.ParseAddr(text); single == nil {
			network, err = address.Prefix(address.BitLen())
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %q is no address or network, as in 10.0.0.0/8", a.source("trusted-proxies"), text)
		}
		all = append(all, network.Masked())
	}
	return all, nil
}

// plainListenError puts the two usual reasons into words.
func plainListenError(err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return errors.New("another program listens there already")
	case errors.Is(err, syscall.EACCES):
		return errors.New("this user may not listen there")
	}
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err
	}
	return err
}

// closed forgives closing what is closed.
func closed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// seed fills an empty database with the bundled newsroom: an embedded one
// unless told not to, any other only where told to.
func (a *app) seed(cmd *cobra.Command, target store.Target, rooms *newsroom.Newsroom, log *slog.Logger) error {
	if !a.settings.demo || target.Engine() != store.SQLite && !cmd.Flags().Changed("demo") {
		return nil
	}
	ctx := access.With(cmd.Context(), access.System("demo"))
	seeded, err := rooms.Seed(ctx)
	if err != nil {
		return err
	}
	if seeded {
		log.InfoContext(ctx, "the database was empty and holds the bundled newsroom now")
	}
	return nil
}

func (a *app) handler(
	st *store.Store, rooms *newsroom.Newsroom, keys *newsroom.Keyring, partners *network.Cache,
	proxies httpd.Proxies, log *slog.Logger,
) *httpd.Server {
	config := httpd.Config{
		Schema:     graph.NewSchema(st, rooms),
		SDL:        graph.SDL(),
		Present:    graph.Presenter(log),
		Extensions: []graphql.HandlerExtension{graph.Extension{Store: st, Network: partners}},
		Store:      st,
		Keys:       keys,
		Log:        log,
		Rate:       httpd.Rate{PerSecond: a.settings.rate},
		Proxies:    proxies,
		Limits:     httpd.Limits{Body: int64(a.settings.body), EditorBody: int64(a.settings.editorBody)},
	}
	if a.settings.playground {
		config.Pages = web.Files()
	}
	return httpd.New(config)
}

// printAddresses tells people where to look; what listens everywhere is also
// found on this machine.
func (a *app) printAddresses(addr net.Addr, target store.Target) {
	host, port, err := net.SplitHostPort(addr.String())
	if ip := net.ParseIP(host); err == nil && (ip.IsUnspecified() || ip.IsLoopback()) {
		host = "localhost"
	}
	base := "http://" + net.JoinHostPort(host, port)
	var lines strings.Builder
	fmt.Fprintf(&lines, "GraphQL   %s/graphql\n", base)
	if a.settings.playground && web.Files() != nil {
		fmt.Fprintf(&lines, "Browser   %s/playground\n", base)
	}
	fmt.Fprintf(&lines, "Schema    %s/schema.graphql\nDatabase  %s\n", base, target)
	_, _ = fmt.Fprint(a.out, lines.String()) // Nobody may be reading.
}

// printKey tells the secret of the first key, this once.
func (a *app) printKey(secret string) {
	if secret == "" {
		return
	}
	// Nobody may be reading; there is also the command key create.
	_, _ = fmt.Fprintf(a.out, "Admin key %s\n          It is shown this once. Send it as Authorization: Bearer KEY.\n", secret)
}

// answer serves until the context ends, then lets what is under way finish.
func (a *app) answer(ctx context.Context, listener net.Listener, handler *httpd.Server, log *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       20 * time.Second,
		WriteTimeout:      40 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		// A request goes on while the server drains.
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return &ending{exitPartly, fmt.Errorf("serve: %w", err)}
	case <-ctx.Done():
	}
	log.InfoContext(ctx, "stopping", "drain", a.settings.drain)
	handler.Drain()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.settings.drain)
	defer cancel()
	err := server.Shutdown(last)
	if errors.Is(err, context.DeadlineExceeded) {
		log.WarnContext(ctx, "requests were cut off, as they did not end in time")
		err = server.Close()
	}
	<-failed //nolint:errcheck // Shutdown has said it
	log.InfoContext(ctx, "stopped")
	return closed(err)
}
