// Package cost knows what a request costs before it is executed: from its
// document and variables alone, the same for everybody and at any time. It
// knows nothing of the database, of roles or of limits; docs/cost.md has its
// rules in words.
package cost
