// Package ent is generated from ent/schema.
package ent

//go:generate go tool ent generate --feature intercept ./schema
