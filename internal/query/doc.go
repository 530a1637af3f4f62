// Package query turns lists of the API into SQL: their orders, cursors, pages
// and counts, once for all of them and for both engines. It knows nothing of
// GraphQL and runs nothing itself.
//
// Rows are read by keyset: a cursor holds the order's own values of its row, so
// that a page costs the same wherever it stands. The first N children of many
// parents are one statement, a LATERAL join on PostgreSQL and a correlated IN
// on SQLite, each walking one index per parent.
package query
