// Package keys makes, lists and revokes the keys of the API, and tells who holds
// one. It knows nothing of what its holders may change.
package keys
