package store

// Address returns what the driver is given to connect to t.
func Address(t Target) string { return t.address }

// DB returns the database under the store, whose queries know no visibility.
func (s *Store) DB() *DB { return s.db }

// ReadsOnly is readsOnly.
func ReadsOnly(text string) bool { return readsOnly(text) }

// ExportTables lists the tables of an export.
func ExportTables() []string { return exportTables() }
