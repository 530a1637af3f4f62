// The command make writes the next migration of both engines, and the next number
// of the kernel of change, from what has changed in ent/schema and in the kernel:
//
//	go run ./migrations/make NAME
//
// It brings up a PostgreSQL of its own to try them on, unless it is named one. It is
// no part of the program.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"pressgraph/internal/database"
	"pressgraph/internal/migrate/diff"
	"pressgraph/internal/store/storetest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "make:", err)
		os.Exit(1)
	}
}

// run writes the migration that args name, and prints the files that it has written.
func run(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("make", flag.ContinueOnError)
	server := flags.String("postgres", "", "a PostgreSQL database in whose server another may be created")
	folder := flags.String("folder", "migrations", "where the migrations are kept")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return errors.New("needs the name of the migration, as in go run ./migrations/make byline")
	}
	target, stop, err := serverOf(*server)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	files, err := diff.Write(ctx, *folder, flags.Arg(0), target)
	for _, file := range files {
		fmt.Println(file)
	}
	return err
}

// serverOf returns the database that is named, or one of a server that lives until
// stop.
func serverOf(name string) (_ database.Target, stop func() error, err error) {
	if name != "" {
		target, err := database.ParseTarget(name)
		return target, func() error { return nil }, err
	}
	cluster, err := storetest.StartCluster()
	if err != nil {
		return database.Target{}, nil, err
	}
	return cluster.Target(), cluster.Stop, nil
}
