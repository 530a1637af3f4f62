package loadtest

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"pressgraph/internal/cli"
	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// Run does what args say, without the program's name, and returns the code to
// end with. program is the file that this process runs, and run a number that no
// other run has. The report is written to out, all else to errs.
func Run(ctx context.Context, program string, run uint64, args []string, out, errs io.Writer) int {
	o, err := parseOptions(args, errs)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err == nil:
		err = measureAll(ctx, program, run, o, out, errs)
	}
	if err != nil {
		_, _ = fmt.Fprintln(errs, "loadtest:", err) // Nobody is left to tell.
		return 1
	}
	return 0
}

func measureAll(ctx context.Context, program string, run uint64, o options, out, errs io.Writer) (err error) {
	begin := time.Now()
	b := &bench{options: o, salts: &salts{run: run}, say: func(format string, args ...any) {
		_, _ = fmt.Fprintf(errs, "%6.1f s  %s\n", time.Since(begin).Seconds(), fmt.Sprintf(format, args...)) // Nobody may be reading.
	}}
	report := Report{
		Machine: thisMachine(), Engine: "SQLite", Connections: o.connections, Seed: o.seed, LoadBefore: loadNow(),
	}
	if o.requests == 0 {
		report.Seconds = o.lasting.Seconds()
	}
	if o.postgres {
		cluster, err := storetest.StartCluster(benchSettings()...)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, cluster.Stop()) }()
		b.options.database = cluster.Target().String()
	}
	if err := b.start(ctx, program, &report, errs); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.stop()) }()
	if err := b.explore(ctx); err != nil {
		return err
	}
	report.Releases, report.Partners = b.room.releases, b.room.partners
	report.Rows = b.run(ctx)
	report.LoadAfter = loadNow()
	return errors.Join(report.write(out, o.json), report.failures())
}

// benchSettings are those of a PostgreSQL that has the machine for itself, with
// the content in its memory.
func benchSettings() []string {
	return []string{"shared_buffers=1GB", "work_mem=16MB", "max_wal_size=4GB"}
}

func (r Report) write(out io.Writer, asJSON bool) error {
	if !asJSON {
		_, err := io.WriteString(out, r.markdown())
		return err
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}

// start has a server answer, with content.
func (b *bench) start(ctx context.Context, program string, report *Report, errs io.Writer) (err error) {
	if b.memory, err = startMemory(ctx, program); err != nil {
		return err
	}
	if b.options.url != "" {
		b.server = &server{address: b.options.url, pid: b.options.pid}
	} else if err = b.serve(ctx, program, errs); err != nil {
		return errors.Join(err, b.stop())
	}
	report.Engine, err = b.knowDatabase(ctx)
	if err != nil {
		return errors.Join(err, b.stop())
	}
	return nil
}

// stop ends what was started.
func (b *bench) stop() error {
	var errs []error
	for _, started := range []*server{b.server, b.memory} {
		if started != nil && started.child != nil {
			errs = append(errs, started.child.stop())
		}
	}
	return errors.Join(errs...)
}

// serve starts the server and, where it has no content, makes that up and starts it again.
func (b *bench) serve(ctx context.Context, program string, errs io.Writer) error {
	args := append([]string{
		serverRole, "--addr", "localhost:0", "--database", b.options.database, "--demo=false", "--log-level", "warn",
	}, b.options.serverArguments...)
	start := func() error {
		begin := time.Now()
		c, err := startChild(ctx, program, errs, args...)
		if err != nil {
			return err
		}
		b.server = &server{address: c.address, pid: c.process(), child: c}
		b.say("the server answers after %.2f s", time.Since(begin).Seconds())
		return nil
	}
	if err := start(); err != nil {
		return err
	}
	filled, err := b.filled(ctx)
	if err != nil || filled {
		return err
	}
	if b.options.releases == 0 {
		return errors.New("the database is empty; --releases 100000 makes a newsroom up")
	}
	stopped := b.server.child
	b.server = nil
	if err := stopped.stop(); err != nil {
		return err
	}
	if err := b.fill(ctx, errs); err != nil {
		return err
	}
	return start()
}

func (b *bench) filled(ctx context.Context) (bool, error) {
	connection, err := newLine(b.server.address)
	if err != nil {
		return false, err
	}
	defer connection.close()
	var counts struct{ Releases struct{ TotalCount int } }
	err = (&explorer{line: connection}).ask(ctx, "{ releases(first: 1) { totalCount } }", nil, &counts)
	return counts.Releases.TotalCount > 0, err
}

func (b *bench) fill(ctx context.Context, errs io.Writer) error {
	b.say("making up %d releases", b.options.releases)
	args := []string{"bench-data", "--releases", fmt.Sprint(b.options.releases), "--database", b.options.database}
	if code := cli.Run(ctx, args, os.Environ(), strings.NewReader(""), errs, errs); code != 0 {
		return fmt.Errorf("bench-data has ended with %d", code)
	}
	return nil
}

// knowDatabase finds the processes of a PostgreSQL on this machine, and returns
// what keeps the content.
func (b *bench) knowDatabase(ctx context.Context) (engine string, err error) {
	if b.options.database == "" {
		return "database unknown", nil
	}
	target, err := database.ParseTarget(b.options.database)
	if err != nil {
		return "", err
	}
	if target.Engine() != database.PostgreSQL {
		return "SQLite", nil
	}
	version, first, err := storetest.Postmaster(ctx, target)
	b.server.database = first
	return "PostgreSQL " + version, err
}
