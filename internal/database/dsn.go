package database

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"

	"entgo.io/ent/dialect"
	"github.com/lib/pq"
)

// Engine is a kind of database that can hold the content.
type Engine string

// The engines.
const (
	SQLite     Engine = "sqlite"
	PostgreSQL Engine = "postgres"
)

// Dialect returns what ent calls the engine.
func (e Engine) Dialect() string {
	if e == SQLite {
		return dialect.SQLite
	}
	return dialect.Postgres
}

// Target says which database to open. Targets come from ParseTarget; the zero
// Target names none and is refused by OpenDB.
type Target struct {
	engine Engine
	// path is SQLite's file; empty for a database in memory.
	path string
	// address is PostgreSQL's URL with every setting spelled out. It may hold a
	// password.
	address string
}

const memoryName = "sqlite::memory:"

//nolint:staticcheck // the colon is part of the name
var errTargetName = errors.New("a database is named postgres://USER@HOST/NAME, sqlite:PATH or " + memoryName)

// ParseTarget reads the name of a database: postgres://… or postgresql://…,
// sqlite:PATH, or sqlite::memory: for a private database that lives as long as
// it is open. Errors are one sentence and never repeat a password.
//
// For PostgreSQL, settings in the URL win over the environment (PGHOST,
// PGSSLMODE and so on), which wins over our defaults: connect_timeout 5 s,
// application_name pressgraph, and sslmode=require unless the server is on
// this machine, where it is disable. We do not fall back from an encrypted
// connection to a plain one, as sslmode=prefer would, unless asked to. The
// time zone is always UTC and binary_parameters always on: a statement that is
// not prepared then takes one round trip instead of two.
func ParseTarget(name string) (Target, error) {
	switch scheme, rest, _ := strings.Cut(name, ":"); scheme {
	case "sqlite":
		return parseSQLite(rest)
	case "postgres", "postgresql":
		return parsePostgreSQL(name)
	}
	return Target{}, errTargetName
}

func parseSQLite(path string) (Target, error) {
	switch {
	case path == ":memory:":
		return Target{engine: SQLite}, nil
	case path == "":
		return Target{}, errors.New("sqlite: needs the path of a file, as in sqlite:pressgraph.db")
	case strings.HasPrefix(path, "//"):
		return Target{}, errors.New("sqlite: takes a plain path without slashes in front, as in sqlite:/var/lib/pressgraph.db")
	case strings.ContainsRune(path, 0):
		return Target{}, errors.New("sqlite: the path of the file must not hold a zero byte")
	}
	return Target{engine: SQLite, path: path}, nil
}

func parsePostgreSQL(name string) (Target, error) {
	u, err := url.Parse(name)
	if err != nil || u.Opaque != "" {
		// url.Parse repeats what it was given, password included.
		return Target{}, errors.New("the address of the PostgreSQL database is not a well-formed URL (write special characters of a password as %XX)")
	}
	settings, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return Target{}, errors.New("the settings after the ? in the address of the PostgreSQL database are not well-formed")
	}
	preset := func(key, variable, value string) {
		if !settings.Has(key) && (variable == "" || os.Getenv(variable) == "") {
			settings.Set(key, value)
		}
	}
	preset("connect_timeout", "PGCONNECT_TIMEOUT", "5")
	preset("application_name", "PGAPPNAME", "pressgraph")
	if local(u, settings) {
		preset("sslmode", "PGSSLMODE", "disable")
	} else {
		preset("sslmode", "PGSSLMODE", "require")
	}
	settings.Set("binary_parameters", "yes")
	settings.Set("timezone", "UTC")
	u.RawQuery = settings.Encode()
	target := Target{engine: PostgreSQL, address: u.String()}
	if _, err := pq.NewConfig(target.address); err != nil {
		return Target{}, fmt.Errorf("the address of the PostgreSQL database: %s", conceal(u, err.Error()))
	}
	return target, nil
}

// local reports whether every host of the address is this machine, so that
// what is sent never leaves it.
func local(u *url.URL, settings url.Values) bool {
	hosts := settings.Get("hostaddr")
	for _, next := range []string{settings.Get("host"), u.Hostname(), os.Getenv("PGHOST"), "localhost"} {
		if hosts == "" {
			hosts = next
		}
	}
	for host := range strings.SplitSeq(hosts, ",") {
		socket := strings.HasPrefix(host, "/") || strings.HasPrefix(host, "@")
		if !socket && host != "localhost" && !net.ParseIP(host).IsLoopback() {
			return false
		}
	}
	return true
}

// conceal removes u's password from text.
func conceal(u *url.URL, text string) string {
	secrets := []string{u.Query().Get("password")}
	if password, ok := u.User.Password(); ok {
		secrets = append(secrets, password)
	}
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "…")
		}
	}
	return text
}

// Engine returns the engine that holds the database.
func (t Target) Engine() Engine { return t.engine }

// InMemory reports whether the database lives in memory alone.
func (t Target) InMemory() bool { return t.engine == SQLite && t.path == "" }

// Path returns the name of SQLite's file; empty where there is none.
func (t Target) Path() string { return t.path }

// String names the database in a way that is safe to show: it never holds a
// password.
func (t Target) String() string {
	switch {
	case t.InMemory():
		return memoryName
	case t.engine == SQLite:
		return "sqlite:" + t.path
	case t.engine == "":
		return "no database"
	}
	u, err := url.Parse(t.address)
	if err != nil {
		return "a PostgreSQL database"
	}
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	if name := u.User.Username(); name != "" {
		shown.User = url.User(name)
	}
	if host := u.Query().Get("host"); host != "" {
		shown.RawQuery = "host=" + host
	}
	return shown.String()
}
