// Package store keeps the content in SQLite or PostgreSQL, and hides which of
// the two it is: targets and pools, ent's driver with prepared statements,
// transactions, arrays as arguments, and drivers' errors turned into faults.
// It is the only package that knows lib/pq, modernc.org/sqlite or database/sql.
package store
