package store

import (
	"crypto/rand"
	"io"
	"log/slog"
	"time"

	"pressgraph/internal/database"
)

// Options say how to open a store. The zero value is right for a server.
type Options struct {
	// Database says how to open the database.
	Database database.Options
	// Rand is where ids come from; nil is crypto/rand. A seeded one makes them
	// repeat.
	Rand io.Reader
	// Location is where days begin; nil is where they begin in the database
	// already, and FirstLocation in one that has no days yet.
	Location *time.Location
	// FirstLocation is where days begin in a new database; nil is UTC.
	FirstLocation *time.Location
	// SkipMigrate opens a database as it stands, if it is up to date.
	SkipMigrate bool
}

func (o Options) withDefaults() Options {
	if o.Database.Log == nil {
		o.Database.Log = slog.New(slog.DiscardHandler)
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.FirstLocation == nil {
		o.FirstLocation = time.UTC
	}
	return o
}
