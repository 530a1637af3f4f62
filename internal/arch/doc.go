// Package arch keeps the tree in shape: who imports whom, where a library may
// be used, and the habits of the house that can be read from the source. It
// consists of tests that parse the tree; it knows nothing of what the programs do.
package arch
