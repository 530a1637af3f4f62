package keys

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"pressgraph/ent/db"
	"pressgraph/ent/db/apikey"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/store"
)

// CreateInput is a new key.
type CreateInput struct {
	// Name is whom or what it is for.
	Name string
	Role access.Role
	// ExpiresAt is in the future; nil for never.
	ExpiresAt *time.Time
}

// Create makes a key and returns it with its secret, which nobody can tell
// again: only a hash of it is stored.
func Create(ctx context.Context, s *store.Store, in CreateInput) (made *db.APIKey, secret string, err error) {
	_, err = s.Write(ctx, "createAPIKey", func(ctx context.Context, tx *store.Tx) error {
		made, secret, err = create(ctx, tx, in)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	return made, secret, nil
}

func create(ctx context.Context, tx *store.Tx, in CreateInput) (*db.APIKey, string, error) {
	c := input.Complain("input")
	input.Must(input.To(in.Name), &in.Name, c.Field("name"), input.LineOf(input.MaxLine))
	input.Must(input.To(in.Role), &in.Role, c.Field("role"), input.OneOf)
	if in.ExpiresAt != nil {
		c.Field("expiresAt").Note(content.CheckInstant(*in.ExpiresAt))
	}
	if in.ExpiresAt != nil && !in.ExpiresAt.After(tx.Now()) {
		c.Field("expiresAt").Add("must be in the future")
	}
	if err := c.Err(); err != nil {
		return nil, "", err
	}
	key, err := access.NewKey(rand.Reader)
	if err != nil {
		return nil, "", err
	}
	made, err := tx.Client().APIKey.Create().SetID(tx.NewID()).SetName(in.Name).SetRole(in.Role).SetPrefix(key.Prefix).SetHash(key.Hash).
		SetCreatedAt(tx.Now()).SetNillableExpiresAt(in.ExpiresAt).Save(ctx)
	if err != nil {
		return nil, "", fmt.Errorf("create key: %w", err)
	}
	return made, key.Secret, nil
}

// First makes an admin's key where there never was one, and returns its
// secret; empty where there was.
func First(ctx context.Context, s *store.Store) (secret string, err error) {
	// What takes no changes can be served all the same where there is a key.
	known, err := s.Client().APIKey.Query().Where(apikey.RoleEQ(access.RoleAdmin)).Exist(ctx)
	if err != nil || known {
		return "", err
	}
	_, err = s.Write(ctx, "createAPIKey", func(ctx context.Context, tx *store.Tx) error {
		secret = ""
		if err := tx.Alone(ctx, firstLock); err != nil {
			return err
		}
		known, err := tx.Client().APIKey.Query().Where(apikey.RoleEQ(access.RoleAdmin)).Exist(ctx)
		if err != nil || known {
			return err
		}
		_, secret, err = create(ctx, tx, CreateInput{Name: "admin", Role: access.RoleAdmin})
		return err
	})
	return secret, err
}

// firstLock keeps two servers that start at once from making a first key each.
const firstLock = 0x7072657373676b31

// Revoke refuses a key from now on. One that is revoked already stays as it is.
func Revoke(ctx context.Context, s *store.Store, id int64) (*db.APIKey, error) {
	var revoked *db.APIKey
	_, err := s.Write(ctx, "revokeAPIKey", func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.Client().APIKey.Query().Where(apikey.ID(id)).Only(ctx)
		if db.IsNotFound(err) {
			return fault.NotFound("there is no such key")
		}
		if err != nil {
			return err
		}
		if revoked = row; row.RevokedAt == nil {
			revoked, err = tx.Client().APIKey.UpdateOneID(id).SetRevokedAt(tx.Now()).Save(ctx)
		}
		return err
	})
	return revoked, err
}

// All returns all keys, the newest first. Who may see them is for the caller
// to know.
func All(ctx context.Context, s *store.Store) ([]*db.APIKey, error) {
	keys, err := s.Client().APIKey.Query().Order(db.Desc(apikey.FieldCreatedAt, apikey.FieldID)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the keys: %w", err)
	}
	return keys, nil
}
