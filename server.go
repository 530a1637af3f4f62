// Pressgraph serves press releases, and the partners and initiatives they
// name, as a GraphQL API.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"pressgraph/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // A second signal ends the program at once.
	os.Exit(cli.Run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}
