// Package changelog knows what a change is: the kernel of triggers and functions
// that writes each one down, on whose behalf, the versions that count them, who is
// told of a new one, and what has changed since. Who may see what is not its
// business, nor how the kernel gets into a database.
package changelog
