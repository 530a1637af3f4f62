package store

import "strings"

// What tests of migrations and of the kernel reach into.

type ChangeContext = changeContext

var (
	BeginContext  = beginContext
	CommitVersion = commitVersion
	ReadVersions  = readVersions
	BeginBulk     = beginBulk
	BulkChanged   = bulkChanged

	KernelSQL      = kernelSQL
	ReadMigrations = readMigrations
	MigrateTo      = migrateTo
	DiffModel      = diffModel
)

// ToldColumns returns, by table, the columns that the kernel knows.
func ToldColumns() map[string][]string {
	all := make(map[string][]string)
	for _, t := range contentTables() {
		columns := []string{"id"}
		if column, ok := strings.CutPrefix(t.shown, "ROW."); ok && !t.owned {
			columns = append(columns, column)
		}
		for _, list := range [][]string{t.ends, t.content, t.computed, t.editorial, t.upkeep, t.ignored} {
			columns = append(columns, list...)
		}
		all[t.name] = columns
	}
	return all
}
