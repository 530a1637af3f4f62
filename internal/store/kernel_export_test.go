package store

// What tests of the kernel and of migrations reach into.

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
	DiffModels     = diffModel
)
