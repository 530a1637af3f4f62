// Package memory keeps what was read and answered before, and knows when it is
// no longer true. Nothing is thrown out when content changes: every entry names
// the rows that it was made from and the version that it was made at, and is
// good as long as none of those rows has changed since. What has changed is
// heard from the log of changes, of this server's own writers before their
// change is answered, of all others as the store tells.
//
// Only what readers see is kept, at their public versions: what is hidden leaves
// no trace here.
package memory
