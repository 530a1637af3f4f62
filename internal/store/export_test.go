package store

import "pressgraph/internal/database"

// DB returns the database under the store, whose queries know no visibility.
func (s *Store) DB() *database.DB { return s.db }

// ExportTables lists the tables of an export.
func ExportTables() []string { return exportTables() }
