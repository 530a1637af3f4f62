package database

import (
	"time"

	"golang.org/x/sys/unix"
)

// thread is one of the operating system's threads.
type thread int

func thisThread() thread { return thread(unix.Gettid()) }

// worked returns how long a processor has worked for the thread. Any thread of
// the process may ask; see clock_gettime(2) and pthread_getcpuclockid(3).
func (t thread) worked() (d time.Duration, ok bool) {
	const ofThread = 6 // CPUCLOCK_SCHED of one thread
	var spec unix.Timespec
	err := unix.ClockGettime(int32(^int(t)<<3|ofThread), &spec) //nolint:gosec // the kernel's own arithmetic
	return time.Duration(spec.Nano()), err == nil
}
