//go:build !linux

package database

import "time"

// thread is one of the operating system's threads.
type thread int

func thisThread() thread { return 0 }

// worked is not known here; what passes counts instead.
func (thread) worked() (d time.Duration, ok bool) { return 0, false }
