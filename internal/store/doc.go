// Package store keeps the content, and hides which database it is in: one
// transaction for each change, what each world sees of it, and what follows from it.
package store
