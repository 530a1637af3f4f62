package newsroom

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"pressgraph/ent"
	"pressgraph/ent/apikey"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom/input"
)

// CreateKeyInput is a new key.
type CreateKeyInput struct {
	// Name is whom or what it is for.
	Name string
	Role access.Role
	// ExpiresAt is in the future; nil for never.
	ExpiresAt *time.Time
}

// CreateKey makes a key and returns it with its secret, which nobody can tell
// again: only a hash of it is stored.
func (n *Newsroom) CreateKey(ctx context.Context, in CreateKeyInput) (made *ent.APIKey, secret string, err error) {
	_, err = n.write(ctx, "createAPIKey", func(ctx context.Context, e *edit) (int64, error) {
		made, secret, err = e.createKey(ctx, in)
		return 0, err
	})
	if err != nil {
		return nil, "", err
	}
	return made, secret, nil
}

func (e *edit) createKey(ctx context.Context, in CreateKeyInput) (*ent.APIKey, string, error) {
	c := input.Complain("input")
	input.Must(input.To(in.Name), &in.Name, c.Field("name"), input.LineOf(input.MaxLine))
	input.Must(input.To(in.Role), &in.Role, c.Field("role"), input.OneOf)
	if in.ExpiresAt != nil {
		c.Field("expiresAt").Note(content.CheckInstant(*in.ExpiresAt))
	}
	if in.ExpiresAt != nil && !in.ExpiresAt.After(e.now) {
		c.Field("expiresAt").Add("must be in the future")
	}
	if err := c.Err(); err != nil {
		return nil, "", err
	}
	key, err := access.NewKey(rand.Reader)
	if err != nil {
		return nil, "", err
	}
	made, err := e.db.APIKey.Create().SetID(e.tx.NewID()).SetName(in.Name).SetRole(in.Role).SetPrefix(key.Prefix).SetHash(key.Hash).
		SetCreatedAt(e.now).SetNillableExpiresAt(in.ExpiresAt).Save(ctx)
	if err != nil {
		return nil, "", fmt.Errorf("create key: %w", err)
	}
	return made, key.Secret, nil
}

// FirstKey makes an admin's key where there never was one, and returns its
// secret; empty where there was.
func (n *Newsroom) FirstKey(ctx context.Context) (secret string, err error) {
	// What takes no changes can be served all the same where there is a key.
	known, err := n.store.Client().APIKey.Query().Where(apikey.RoleEQ(access.RoleAdmin)).Exist(ctx)
	if err != nil || known {
		return "", err
	}
	_, err = n.write(ctx, "createAPIKey", func(ctx context.Context, e *edit) (int64, error) {
		secret = ""
		if err := e.lockKeys(ctx); err != nil {
			return 0, err
		}
		known, err := e.db.APIKey.Query().Where(apikey.RoleEQ(access.RoleAdmin)).Exist(ctx)
		if err != nil || known {
			return 0, err
		}
		_, secret, err = e.createKey(ctx, CreateKeyInput{Name: "admin", Role: access.RoleAdmin})
		return 0, err
	})
	return secret, err
}

// lockKeys keeps two servers that start at once from making a first key each.
func (e *edit) lockKeys(ctx context.Context) error { return e.alone(ctx, 0x7072657373676b31) }

// RevokeKey refuses a key from now on. One that is revoked already stays as it is.
func (n *Newsroom) RevokeKey(ctx context.Context, id int64) (*ent.APIKey, error) {
	var revoked *ent.APIKey
	_, err := n.write(ctx, "revokeAPIKey", func(ctx context.Context, e *edit) (int64, error) {
		row, err := e.db.APIKey.Query().Where(apikey.ID(id)).Only(ctx)
		if ent.IsNotFound(err) {
			return 0, fault.NotFound("there is no such key")
		}
		if err != nil {
			return 0, err
		}
		if revoked = row; row.RevokedAt == nil {
			revoked, err = e.db.APIKey.UpdateOneID(id).SetRevokedAt(e.now).Save(ctx)
		}
		return 0, err
	})
	return revoked, err
}

// Keys returns all keys, the newest first. Who may see them is for the caller
// to know.
func (n *Newsroom) Keys(ctx context.Context) ([]*ent.APIKey, error) {
	keys, err := n.store.Client().APIKey.Query().Order(ent.Desc(apikey.FieldCreatedAt, apikey.FieldID)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the keys: %w", err)
	}
	return keys, nil
}
