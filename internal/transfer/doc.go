// Package transfer carries whole newsrooms: everything that a database holds as lines
// of JSON, the same for both engines to the byte, and back into an empty database.
package transfer
