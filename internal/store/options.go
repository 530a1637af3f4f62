package store

import (
	"context"
	"crypto/rand"
	"fmt"
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
	// Settling says who derives what follows from what a transaction writes; with nil
	// nothing follows.
	Settling func(*Tx) Settling
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
	if o.Settling == nil {
		o.Settling = func(*Tx) Settling { return nothingFollows{} }
	}
	if o.FirstLocation == nil {
		o.FirstLocation = time.UTC
	}
	return o
}

// TimeZoneKey is where the table meta tells in which time zone days were counted.
const TimeZoneKey = "timeZone"

// locate finds where days begin, unless the options say so.
func (s *Store) locate(ctx context.Context) error {
	if s.options.Location != nil {
		return nil
	}
	name, found, err := s.Meta(ctx, TimeZoneKey)
	if err != nil {
		return err
	}
	if !found {
		s.options.Location = s.options.FirstLocation
		return nil
	}
	if s.options.Location, err = time.LoadLocation(name); err != nil {
		return fmt.Errorf("its days begin in %q, which is not known here", name)
	}
	return nil
}
