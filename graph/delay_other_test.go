//go:build !linux

package graph_test

import "time"

// delay waits as for an answer from far away.
func delay(by time.Duration) { time.Sleep(by) }
