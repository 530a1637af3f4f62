package loadtest

import (
	"errors"
	"flag"
	"io"
	"strings"
	"time"
)

// options are the flags.
type options struct {
	url, database   string
	postgres        bool
	pid             int
	releases        int
	connections     int
	lasting         time.Duration
	requests        int
	distinct        int
	seed            uint64
	json            bool
	tasks           []task
	serverArguments []string
}

const usage = `Asks a server what a newsroom is asked most, and prints what that takes.

    go run ./internal/loadtest/cmd --database sqlite:bench.db --releases 100000
    go run ./internal/loadtest/cmd --postgres --releases 100000 --only newsroom,/identical
    go run ./internal/loadtest/cmd --url http://localhost:8080/graphql

It starts the server by itself, unless --url names one; what follows -- are
further flags of its serve command.

`

func parseOptions(args []string, to io.Writer) (options, error) {
	var o options
	var only string
	flags := flag.NewFlagSet("loadtest", flag.ContinueOnError)
	flags.SetOutput(to)
	flags.Usage = func() {
		_, _ = io.WriteString(to, usage) // Nobody may be reading.
		flags.PrintDefaults()
	}
	flags.StringVar(&o.url, "url", "", "ask this server")
	flags.IntVar(&o.pid, "pid", 0, "the process of the server that --url names, where it is on this machine")
	flags.StringVar(&o.database, "database", "", "serve this database, as serve names it; with --url, only measure it")
	flags.BoolVar(&o.postgres, "postgres", false, "serve a database of a PostgreSQL of its own, which is thrown away at the end")
	flags.IntVar(&o.releases, "releases", 0, "make up so many releases where the database is empty")
	flags.IntVar(&o.connections, "connections", 8, "how many connections ask")
	flags.DurationVar(&o.lasting, "for", 10*time.Second, "how long each row is measured")
	flags.IntVar(&o.requests, "requests", 0, "measure so many requests a row, however long they take")
	flags.IntVar(&o.distinct, "distinct", 2000, "how many different variables a question has at most, where it is varied")
	flags.Uint64Var(&o.seed, "seed", 1, "what is drawn")
	flags.StringVar(&only, "only", "", "only rows whose names contain one of these, as in newsroom,title/identical,/varied")
	flags.BoolVar(&o.json, "json", false, "print JSON in place of Markdown")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	o.serverArguments = flags.Args()
	var err error
	o.tasks, err = tasks(strings.FieldsFunc(only, func(r rune) bool { return r == ',' }))
	return o, errors.Join(err, o.check())
}

func (o options) check() error {
	var errs []error
	wrong := func(is bool, sentence string) {
		if is {
			errs = append(errs, errors.New(sentence))
		}
	}
	wrong(o.connections < 1 || o.connections > 1000, "--connections must be between 1 and 1000")
	wrong(o.lasting <= 0, "--for must be longer than nothing")
	wrong(o.requests < 0, "--requests must not be negative")
	wrong(o.releases < 0, "--releases must not be negative")
	wrong(o.distinct < 1 || o.distinct > 100_000, "--distinct must be between 1 and 100000")
	wrong(o.postgres && o.database != "", "--postgres and --database exclude each other")
	wrong(o.url == "" && o.database == "" && !o.postgres, "one of --database, --postgres and --url is needed")
	wrong(o.url == "" && o.pid != 0, "--pid is for --url")
	wrong(o.url != "" && (o.postgres || o.releases != 0 || len(o.serverArguments) > 0),
		"--url names a server that runs; --postgres, --releases and flags of a server are for one that is started")
	return errors.Join(errs...)
}
