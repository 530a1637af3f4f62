package database

import "pressgraph/internal/database/prepared"

// Address returns what the driver is given to connect to t.
func Address(t Target) string { return t.address }

// ReadsOnly is readsOnly.
func ReadsOnly(text string) bool { return prepared.ReadsOnly(text) }
