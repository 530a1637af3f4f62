// Command cmd is the load tool: see docs/benchmarks.md.
package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"pressgraph/internal/loadtest"
)

func main() {
	if code, is := loadtest.Child(os.Args); is {
		os.Exit(code)
	}
	program, err := os.Executable()
	if err != nil {
		fmt.Fprintln(os.Stderr, "loadtest:", err)
		os.Exit(1)
	}
	var run [8]byte
	_, _ = rand.Read(run[:]) // It never fails.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // A second signal ends the program at once.
	os.Exit(loadtest.Run(ctx, program, binary.BigEndian.Uint64(run[:]), os.Args[1:], os.Stdout, os.Stderr))
}
