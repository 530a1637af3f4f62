package graph_test

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// delay waits as for an answer from far away: the system wakes who waits. A sleep
// of a process that has nothing else to do is rounded up to whole milliseconds.
func delay(by time.Duration) {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		panic(err)
	}
	timer := os.NewFile(uintptr(fd), "timer")
	defer func() { _ = timer.Close() }()
	at := unix.ItimerSpec{Value: unix.NsecToTimespec(by.Nanoseconds())}
	if err := unix.TimerfdSettime(fd, 0, &at, nil); err != nil {
		panic(err)
	}
	if _, err := timer.Read(make([]byte, 8)); err != nil {
		panic(err)
	}
}
