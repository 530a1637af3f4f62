package cli_test

import (
	"errors"
	"os"
	"runtime"
	"syscall"
)

// withoutPrivileges starts a process that may not read and write what its modes
// forbid, as root may: a process begins with what its parent's thread can have.
func withoutPrivileges(start func() error) error {
	if os.Geteuid() != 0 {
		return start()
	}
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // It ends with this function, and what it has given up with it.
		const dropFromBounds, overrideModes, searchAll = 24, 1, 2
		for _, capability := range []uintptr{overrideModes, searchAll} {
			if _, _, failed := syscall.RawSyscall(syscall.SYS_PRCTL, dropFromBounds, capability, 0); failed != 0 {
				started <- errors.New("give up a capability: " + failed.Error())
				return
			}
		}
		started <- start()
	}()
	return <-started
}
