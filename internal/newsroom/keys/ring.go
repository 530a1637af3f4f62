package keys

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/db"
	"pressgraph/ent/db/apikey"
	"pressgraph/ent/db/predicate"
	"pressgraph/internal/access"
	"pressgraph/internal/fault"
	"pressgraph/internal/store"
)

const (
	// keyMemory is how long a key is taken for what it was: one that is revoked
	// is refused within a second on every server.
	keyMemory = 500 * time.Millisecond
	// useInterval is how exactly the last use of a key is known.
	useInterval = time.Minute
	// usePatience bounds how long it may take to write it down.
	usePatience = 10 * time.Second
)

// Ring tells who holds a key. It is safe for concurrent use. Close it before
// the store.
type Ring struct {
	store *store.Store
	log   *slog.Logger
	now   func() time.Time
	notes sync.WaitGroup

	mu    sync.Mutex
	known map[string]heldKey
}

// heldKey is a key as it was read a moment ago.
type heldKey struct {
	*db.APIKey

	readAt time.Time
	// notedAt is when its last use was written down, or began to be.
	notedAt time.Time
}

// NewRing returns a ring of the keys in a store.
func NewRing(s *store.Store, log *slog.Logger) *Ring {
	return &Ring{store: s, log: log, now: time.Now, known: map[string]heldKey{}}
}

// Close waits until the uses of keys are written down.
func (r *Ring) Close() { r.notes.Wait() }

// Authenticate returns who holds the key with this secret. A key that is wrong,
// expired or revoked is UNAUTHENTICATED, in the same words.
func (r *Ring) Authenticate(ctx context.Context, secret string) (access.Viewer, error) {
	key, ok := access.ReadKey(secret)
	if !ok {
		return access.Viewer{}, errNoKey()
	}
	held, err := r.find(ctx, key)
	if err != nil {
		return access.Viewer{}, err
	}
	// By the clock that the key was given its end by, not by this server's.
	expired := func() bool { return held.ExpiresAt != nil && !held.ExpiresAt.After(r.store.Now()) }
	if held.APIKey == nil || !key.Matches(held.Hash) || held.RevokedAt != nil || expired() {
		return access.Viewer{}, errNoKey()
	}
	r.note(ctx, string(key.Hash), r.now())
	return access.Viewer{Name: held.Name, KeyID: held.ID, Role: held.Role}, nil
}

func errNoKey() error { return fault.New(fault.CodeUnauthenticated, "the key is not valid") }

// find returns the key as it is or was a moment ago. Only keys that there are
// are remembered, so that nobody fills the memory.
func (r *Ring) find(ctx context.Context, key access.Key) (heldKey, error) {
	hash := string(key.Hash)
	r.mu.Lock()
	held, known := r.known[hash]
	r.mu.Unlock()
	now := r.now()
	if age := now.Sub(held.readAt); known && age >= 0 && age < keyMemory {
		return held, nil
	}
	row, err := r.store.Client().APIKey.Query().Where(apikey.Hash(key.Hash)).Only(access.With(ctx, access.System("keys")))
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case db.IsNotFound(err):
		delete(r.known, hash)
		return heldKey{}, nil
	case err != nil:
		return heldKey{}, fmt.Errorf("look up a key: %w", err)
	}
	fresh := heldKey{APIKey: row, readAt: now, notedAt: r.known[hash].notedAt}
	if row.LastUsedAt != nil && row.LastUsedAt.After(fresh.notedAt) {
		fresh.notedAt = *row.LastUsedAt
	}
	r.known[hash] = fresh
	return fresh, nil
}

// note writes down that a key was used, unless it was within the last minute, or
// nothing can be written. No request waits for it or fails with it.
func (r *Ring) note(ctx context.Context, hash string, now time.Time) {
	if r.store.ReadOnly() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	held, ok := r.known[hash]
	if !ok || now.Sub(held.notedAt) < useInterval {
		return
	}
	held.notedAt = now
	r.known[hash] = held
	ctx, cancel := context.WithTimeout(access.With(context.WithoutCancel(ctx), access.System("keys")), usePatience)
	r.notes.Go(func() {
		defer cancel()
		if err := fault.Safely(func() error { return use(ctx, r.store, held.ID) }); err != nil {
			r.log.WarnContext(ctx, "the use of a key was not written down", "key", held.Prefix, "error", err)
		}
	})
}

func use(ctx context.Context, s *store.Store, id int64) error {
	_, err := s.Write(ctx, "useAPIKey", func(ctx context.Context, tx *store.Tx) error {
		now := tx.Now()
		return tx.Client().APIKey.Update().Where(apikey.ID(id), unusedSince(now.Add(-useInterval))).SetLastUsedAt(now).Exec(ctx)
	})
	return err
}

// unusedSince holds for keys that no other server has seen used lately.
func unusedSince(t time.Time) predicate.APIKey {
	return func(s *sql.Selector) {
		s.Where(sql.Or(sql.IsNull(s.C(apikey.FieldLastUsedAt)), sql.LTE(s.C(apikey.FieldLastUsedAt), t)))
	}
}
