// Package ent is generated from ent/schema.
package ent

//go:generate go tool ent generate --feature sql/modifier,sql/execquery,sql/upsert,intercept,sql/lock ./schema
