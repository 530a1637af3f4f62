package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
	_ "time/tzdata" // Machines without time zones of their own know them too.

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/httpd"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

const (
	defaultDatabase = "sqlite:pressgraph.db"
	// firstZone is the time zone of a new database.
	firstZone = "Asia/Hong_Kong"
)

// settings are the flags of all commands, each for those that have it.
type settings struct {
	database    string
	connections int
	logFormat   choice
	logLevel    choice
	timeZone    string

	listening
	demo       bool
	playground bool
	drain      time.Duration
	name       string
	homepage   string
	locales    []string
	body       size
	editorBody size
	cache      room
	rate       float64
	proxies    []string
}

func (s *settings) common(flags *pflag.FlagSet) {
	s.logFormat = choice{"text", []string{"text", "json"}}
	s.logLevel = choice{"info", []string{"debug", "info", "warn", "error"}}
	flags.StringVar(&s.database, "database", defaultDatabase, "postgres://…, sqlite:PATH or sqlite::memory:")
	flags.IntVar(&s.connections, "database-connections", 0,
		"how many connections to the database are used at most; a server keeps one or two of PostgreSQL's for itself, so at least 2 "+
			"(default four for every processor, 8 to 32)")
	flags.Var(&s.logFormat, "log-format", "how the log is written to standard error: text or json")
	flags.Var(&s.logLevel, "log-level", "what is logged at least: debug, info, warn or error")
	flags.StringVar(&s.timeZone, "time-zone", "",
		"where the newsroom's days begin and end, as IANA names it (default as in the database; in a new one "+firstZone+")")
}

func (s *settings) serving(flags *pflag.FlagSet) {
	s.listening.flags(flags)
	flags.BoolVar(&s.demo, "demo", true, "fill an empty database with the bundled newsroom; on PostgreSQL only where set")
	flags.BoolVar(&s.playground, "playground", true, "serve the pages for browsers: the playground and the explorer")
	flags.DurationVar(&s.drain, "drain", 10*time.Second, "how long requests may go on when the server is told to stop")
	flags.StringVar(&s.name, "name", "Pressgraph Newsroom", "what the newsroom is called")
	flags.StringVar(&s.homepage, "homepage", "", "address of the newsroom's own web site")
	flags.StringSliceVar(&s.locales, "locales", []string{"en", "zh-Hant", "zh-Hans"},
		"languages its texts are kept in, the preferred first")
	s.body, s.editorBody, s.cache.size = 1<<20, 6<<20, 256<<20
	flags.Var(&s.cache, "cache-size", "how much memory answers, content and networks may take that are kept between requests, as 64MiB; 0 keeps none")
	flags.Var(&s.body, "limit-body", "how long a request's body may be, as 500KiB or in bytes")
	flags.Float64Var(&s.rate, "rate-limit", 50,
		"how many operations a second each address and each key may ask, keys of analysts and editors ten times as many; 0 is any number")
	flags.StringSliceVar(&s.proxies, "trusted-proxies", []string{"127.0.0.0/8", "::1/128"},
		"addresses or networks of proxies that are believed when they tell for whom they ask")
	flags.Var(&s.editorBody, "limit-editor-body", "the same for editors, who import texts of up to 5MiB; never less than --limit-body")
}

// variable returns the environment variable of a flag.
func variable(flag string) string {
	return "PRESSGRAPH_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// bind gives the flags that were not set the values of their variables. An
// empty variable is as one that is not there.
func (a *app) bind(cmd *cobra.Command) error {
	var errs []error
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		name := variable(flag.Name)
		value := a.env[name]
		if flag.Changed || value == "" || flag.Name == "help" || flag.Name == "version" {
			return
		}
		if err := flag.Value.Set(value); err != nil {
			errs = append(errs, fmt.Errorf("%s must be %s, not %q", name, expected(flag.Value, err), value))
			return
		}
		flag.Changed = true
		a.fromEnv[flag.Name] = name
	})
	return errors.Join(errs...)
}

// expected says what a flag takes.
func expected(value pflag.Value, err error) string {
	switch value.Type() {
	case "bool":
		return "true or false"
	case "int":
		return "a whole number"
	case "duration":
		return "a duration such as 10s"
	case "float64":
		return "a number"
	case choiceType, sizeType:
		return strings.TrimPrefix(err.Error(), "must be ")
	default:
		return "a " + value.Type()
	}
}

// source names where a flag's value came from, for errors.
func (a *app) source(flag string) string {
	if name := a.fromEnv[flag]; name != "" {
		return name
	}
	return "--" + flag
}

// target returns the database that is named by the flag, its variable or
// DATABASE_URL, in this order.
func (a *app) target(cmd *cobra.Command) (database.Target, error) {
	name, from := a.settings.database, a.source("database")
	if url := a.env["DATABASE_URL"]; url != "" && !cmd.Flags().Changed("database") {
		name, from = url, "DATABASE_URL"
	}
	target, err := database.ParseTarget(name)
	if err != nil {
		return database.Target{}, fmt.Errorf("%s: %w", from, err)
	}
	return target, nil
}

// newsroom returns what the newsroom is told of itself.
func (a *app) newsroom() (newsroom.Settings, error) {
	s := newsroom.Settings{Name: strings.TrimSpace(a.settings.name)}
	if s.Name == "" {
		return newsroom.Settings{}, fmt.Errorf("%s must not be empty", a.source("name"))
	}
	var err error
	if a.settings.homepage != "" {
		if s.Homepage, err = content.ParseURL(a.settings.homepage); err != nil {
			return newsroom.Settings{}, fmt.Errorf("%s: the address %w", a.source("homepage"), err)
		}
	}
	for _, text := range a.settings.locales {
		locale, err := content.ParseLocale(strings.TrimSpace(text))
		if err != nil {
			return newsroom.Settings{}, fmt.Errorf("%s: %q %w", a.source("locales"), text, err)
		}
		s.Locales = append(s.Locales, locale)
	}
	return s, nil
}

// location returns the time zone that the settings name; nil is that of the
// database. Only IANA's names are taken: what "Local" means differs between the
// servers of one database.
func (a *app) location() (*time.Location, error) {
	name := a.settings.timeZone
	if name == "" {
		return nil, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, fmt.Errorf("%s: there is no time zone %q, as in Asia/Hong_Kong or UTC", a.source("time-zone"), name)
	}
	return zone, nil
}

// database returns the database that the settings name, and how to open it.
func (a *app) database(cmd *cobra.Command) (database.Target, store.Options, error) {
	target, err := a.target(cmd)
	if err != nil {
		return target, store.Options{}, err
	}
	zone, err := a.location()
	if err != nil {
		return target, store.Options{}, err
	}
	if cmd.Flags().Changed("database-connections") && a.settings.connections < 1 {
		return target, store.Options{}, fmt.Errorf("%s must be at least 1", a.source("database-connections"))
	}
	first, err := time.LoadLocation(firstZone)
	return target, store.Options{
		Database: database.Options{MaxConns: a.settings.connections, Log: a.log()},
		Location: zone, FirstLocation: first,
	}, err
}

// log returns the log that the settings ask for.
func (a *app) log() *slog.Logger {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	options := &slog.HandlerOptions{Level: levels[a.settings.logLevel.value]}
	if a.settings.logFormat.value == "json" {
		return slog.New(httpd.LogHandler(slog.NewJSONHandler(a.errs, options)))
	}
	return slog.New(httpd.LogHandler(slog.NewTextHandler(a.errs, options)))
}
