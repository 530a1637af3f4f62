// Package database opens SQLite and PostgreSQL so that both behave alike: times,
// texts, prepared statements, transactions, one state for several statements, and
// drivers' errors that become faults. It knows nothing of what is kept there.
package database
