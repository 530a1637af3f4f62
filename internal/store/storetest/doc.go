// Package storetest gives tests a database of their own: a SQLite file, or a
// database in a PostgreSQL cluster that lives as long as the test process. It
// knows nothing of what tests keep there.
package storetest
