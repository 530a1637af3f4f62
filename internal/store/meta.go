package store

import (
	"context"

	"pressgraph/internal/database"
)

// Meta returns a fact about the database, and whether it is known.
func (s *Store) Meta(ctx context.Context, key string) (string, bool, error) {
	var value string
	var found bool
	err := s.Query(ctx, "SELECT value FROM meta WHERE key = $1", []any{key}, func(row database.Row) error {
		found = true
		return row.Scan(&value)
	})
	return value, found, err
}

// SetMeta stores a fact about the database.
func (tx *Tx) SetMeta(ctx context.Context, key, value string) error {
	_, err := tx.Exec(ctx, `INSERT INTO meta (id, key, value) VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET value = excluded.value`, tx.NewID(), key, value)
	return err
}
