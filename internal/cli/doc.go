// Package cli knows the commands: it reads flags and the environment, makes
// one call each, and writes what came of it. It knows nothing of how a release
// is stored or answered.
package cli
