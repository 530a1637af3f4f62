package transfer

// ExportTables lists the tables of an export.
func ExportTables() []string { return exportTables() }
