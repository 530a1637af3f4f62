//go:build !linux

package cli_test

// withoutPrivileges starts a process; elsewhere nobody tests as root.
func withoutPrivileges(start func() error) error { return start() }
