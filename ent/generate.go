// Package ent has the stored model in ent/schema; ent/db is generated from it.
package ent

//go:generate go tool ent generate --feature intercept --target ./db ./schema
