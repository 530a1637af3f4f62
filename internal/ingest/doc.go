// Package ingest knows how releases stand in foreign texts: it turns listing
// pages into items, and says of every line it did not understand what and why.
// It knows nothing of what is stored already, and writes nothing.
package ingest
