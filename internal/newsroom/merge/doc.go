// Package merge makes one partner of two, takes that back, and says which two are
// different. It moves what the others of the newsroom have made, and knows nothing
// of how they make it.
package merge
