package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"pressgraph/ent/db"
	"pressgraph/internal/access"
	"pressgraph/internal/changelog"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/migrate"
)

// Store is the content, ready for use: migrated, with sort keys that compare.
// It may be used by many goroutines.
type Store struct {
	db      *database.DB
	client  *db.Client
	options Options
	random  random
	tables  changelog.TableNames
	// keeper is told before and after each commit; nil where nobody wants to know.
	keeper atomic.Pointer[Keeper]
	// unanalyzed is how many nodes were settled since SQLite looked at its tables.
	unanalyzed atomic.Int64
}

// Open opens the database that target names, and migrates it. With SkipMigrate it
// does only the first, and returns migrate.ErrOutdated or migrate.ErrEmpty where a
// migration is missing. A database that was changed by a newer program, or by other
// migrations, is refused in any case.
func Open(ctx context.Context, target database.Target, options Options) (_ *Store, err error) {
	options = options.withDefaults()
	db, err := database.Open(ctx, target, options.Database)
	if err != nil {
		return nil, err
	}
	s := newStore(db, options)
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if err := s.migrate(ctx); err != nil {
		return nil, fmt.Errorf("migrate %s: %w", target, err)
	}
	if err := s.locate(ctx); err != nil {
		return nil, fmt.Errorf("find the time zone of %s: %w", target, err)
	}
	if !options.SkipMigrate {
		// It may have grown under servers that did not look.
		s.keepStatistics(ctx, freshNodes)
	}
	return s, nil
}

// migrate brings the database up to date, or makes sure that it is.
func (s *Store) migrate(ctx context.Context) error {
	if s.options.SkipMigrate || s.db.ReadOnly() {
		return migrate.UpToDate(ctx, s.db)
	}
	return migrate.Apply(ctx, s.db, s.options.Database.Log)
}

func newStore(of *database.DB, options Options) *Store {
	client := db.NewClient(db.Driver(of))
	client.Intercept(visibility())
	client.Use(refuseWrites)
	return &Store{
		db:      of,
		client:  client,
		options: options,
		random:  random{from: options.Rand},
		tables:  changelog.NewTableNames(),
	}
}

// Close ends all connections. It waits for statements under way.
func (s *Store) Close() error {
	s.closeStatistics()
	return s.db.Close()
}

// DB returns the database below, whose queries know no visibility: for those who
// derive and who carry everything.
func (s *Store) DB() *database.DB { return s.db }

// Log returns where an operator is told what he should know.
func (s *Store) Log() *slog.Logger { return s.options.Database.Log }

// Client returns what reads: every query, eager loading and steps along edges
// too, sees what access.From(ctx) may see. Three things are not covered:
// conditions on neighbours (HasMentionsWith and its like look at all of them),
// modifiers, and SQL of one's own, see From. It refuses to write.
func (s *Store) Client() *db.Client { return s.client }

// Query runs SQL that reads, and calls each for every row until it returns an
// error. It knows no visibility: the query says what it may see, by From.
func (s *Store) Query(ctx context.Context, query string, args []any, each func(database.Row) error) error {
	return database.QueryEach(ctx, s.db, query, args, each)
}

// SortAt returns what a release sorts by; see content.SortAt.
func (s *Store) SortAt(publishedAt *time.Time, publishedOn content.PartialDate) int64 {
	return content.SortAt(publishedAt, publishedOn, s.options.Location)
}

// Location returns where days begin.
func (s *Store) Location() *time.Location { return s.options.Location }

// refuseWrites keeps the client that reads from writing past the triggers'
// context and the settling.
func refuseWrites(db.Mutator) db.Mutator {
	return db.MutateFunc(func(_ context.Context, m db.Mutation) (db.Value, error) {
		return nil, fmt.Errorf("%s of %s outside of Write", m.Op(), m.Type())
	})
}

// viewer returns who asks, by the name that the change log knows.
func viewer(ctx context.Context) string {
	if name := access.From(ctx).Name; name != "" {
		return name
	}
	return "anonymous"
}

// random draws numbers; it may be used by many goroutines.
type random struct {
	mu   sync.Mutex
	from io.Reader
}

// number returns a positive number of 63 bits.
func (r *random) number() (int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		var raw [8]byte
		if _, err := io.ReadFull(r.from, raw[:]); err != nil {
			return 0, fmt.Errorf("draw a random number: %w", err)
		}
		if n := int64(binary.LittleEndian.Uint64(raw[:]) >> 1); n > 0 {
			return n, nil
		}
	}
}
