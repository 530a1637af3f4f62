package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os/signal"
	"strings"
	"sync"
	"syscall"

	"github.com/99designs/gqlgen/graphql"
	"github.com/spf13/cobra"

	"pressgraph/graph"
	"pressgraph/internal/access"
	"pressgraph/internal/background"
	"pressgraph/internal/database"
	"pressgraph/internal/httpd"
	"pressgraph/internal/network"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/bundle"
	"pressgraph/internal/newsroom/keys"
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
	if err := a.checkBounds(target, options); err != nil {
		return err
	}
	log := options.Database.Log
	config, err := a.served(log)
	if err != nil {
		return err
	}
	encryption, err := a.encryption(log)
	if err != nil {
		return err
	}
	// Who reads the log may go: to write to a pipe that nobody reads is an error
	// then, which the log bears, and not the end.
	signal.Ignore(syscall.SIGPIPE)
	listener, err := new(net.ListenConfig).Listen(cmd.Context(), "tcp", a.settings.addr)
	if err != nil {
		return fmt.Errorf("%s %s: %w", a.source("addr"), a.settings.addr, plainListenError(err))
	}
	defer func() { err = errors.Join(err, closed(listener.Close())) }()
	tuneMemory(a.env)
	defer giveBack(cmd.Context(), a.env, paceOf(target.Engine(), uint64(a.settings.cache.size)))() //nolint:gosec // not negative
	st, err := openTarget(cmd.Context(), target, options, making)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	rooms := newsroom.New(st, about)
	secret, err := a.prepare(cmd, target, st, rooms, log)
	if err != nil {
		return err
	}
	ring := keys.NewRing(st, log)
	defer ring.Close()
	partners, kept := a.memory(st, log)
	defer startBackground(cmd.Context(), st, rooms, partners, kept, log)()
	a.printAddresses(listener.Addr(), encryption != nil, target)
	a.printKey(secret)
	log.InfoContext(cmd.Context(), "serving", "at", listener.Addr().String(), "database", target.String(), "version", version())
	config.Memory = kept
	handler := handlerOf(config, st, rooms, ring, partners)
	if target.Engine() == database.PostgreSQL { // SQLite is here as long as we are.
		defer watch(cmd.Context(), handler, log)()
	}
	return a.answer(cmd.Context(), listener, encryption, handler, log)
}

// checkBounds refuses numbers that no server can have.
func (a *app) checkBounds(target database.Target, options store.Options) error {
	switch {
	case target.Engine() == database.PostgreSQL && options.Database.MaxConns == 1:
		return fmt.Errorf("%s must be at least 2 to serve from PostgreSQL, as the server that leads keeps one", a.source("database-connections"))
	case a.settings.drain < 0:
		return fmt.Errorf("%s must not be negative", a.source("drain"))
	case !(a.settings.rate >= 0 && a.settings.rate <= maxRate): // Not a number is neither.
		return fmt.Errorf("%s must be a number from 0 to %d", a.source("rate-limit"), maxRate)
	case a.settings.editorBody < a.settings.body:
		return fmt.Errorf("%s must not be less than %s", a.source("limit-editor-body"), a.source("limit-body"))
	}
	return nil
}

// watch looks after the database until stop is called.
func watch(ctx context.Context, handler *httpd.Server, log *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var watching sync.WaitGroup
	watching.Go(func() { background.Keep(ctx, log, "watching the database", handler.Watch) })
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

// prepare gives a newsroom what it begins with, and returns the secret of its
// first key if that was made just now.
func (a *app) prepare(
	cmd *cobra.Command, target database.Target, st *store.Store, rooms *newsroom.Newsroom, log *slog.Logger,
) (secret string, err error) {
	if st.ReadOnly() {
		log.WarnContext(cmd.Context(), "the database can only be read: nothing is changed or published")
		return "", nil
	}
	if err := a.seed(cmd, target, rooms, log); err != nil {
		return "", err
	}
	return keys.First(access.With(cmd.Context(), access.System("serve")), st)
}

// seed fills an empty database with the bundled newsroom: an embedded one
// unless told not to, any other only where told to.
func (a *app) seed(cmd *cobra.Command, target database.Target, rooms *newsroom.Newsroom, log *slog.Logger) error {
	if !a.settings.demo || target.Engine() != database.SQLite && !cmd.Flags().Changed("demo") {
		return nil
	}
	ctx := access.With(cmd.Context(), access.System("demo"))
	seeded, err := bundle.Seed(ctx, rooms)
	if err != nil {
		return err
	}
	if seeded {
		log.InfoContext(ctx, "the database was empty and holds the bundled newsroom now")
	}
	return nil
}

// served returns what the settings say of what is served, and by which rules.
func (a *app) served(log *slog.Logger) (httpd.Config, error) {
	origins, err := a.origins()
	if err != nil {
		return httpd.Config{}, err
	}
	proxies, err := a.proxies()
	config := httpd.Config{
		SDL:     graph.SDL(),
		Present: graph.Presenter(log),
		Origins: origins,
		Log:     log,
		Rate:    httpd.Rate{PerSecond: a.settings.rate},
		Proxies: proxies,
		Limits:  httpd.Limits{Body: int64(a.settings.body), EditorBody: int64(a.settings.editorBody), Waiting: waiting()},
	}
	config.Pictures = bundle.Pictures()
	if a.settings.playground {
		config.Pages = web.Files()
	}
	return config, err
}

// handlerOf returns what answers requests from a newsroom.
func handlerOf(config httpd.Config, st *store.Store, rooms *newsroom.Newsroom, ring *keys.Ring, partners *network.Cache) *httpd.Server {
	config.Schema = graph.NewSchema(st, rooms)
	config.Extensions = []graphql.HandlerExtension{graph.Extension{Store: st, Network: partners, Shared: graph.NewShared()}}
	config.Store, config.Heard = st, st.Heard
	config.Keys = ring
	return httpd.New(config)
}

// printAddresses tells people where to look; what listens everywhere is also
// found on this machine.
func (a *app) printAddresses(addr net.Addr, encrypted bool, target database.Target) {
	host, port, err := net.SplitHostPort(addr.String())
	if ip := net.ParseIP(host); err == nil && (ip.IsUnspecified() || ip.IsLoopback()) {
		host = "localhost"
	}
	scheme := "http://"
	if encrypted {
		scheme = "https://"
	}
	base := scheme + net.JoinHostPort(host, port)
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
