//go:build stockexec

package lean

// stockOnly leaves every operation to gqlgen's executor.
const stockOnly = true
