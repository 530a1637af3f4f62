// Package bundle is the newsroom that comes with the program: its texts and
// pictures, and how an empty database is filled with them. What a record of it
// means, the use cases of editors say.
package bundle
