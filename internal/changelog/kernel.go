package changelog

import "pressgraph/internal/database"

// Object is one thing that the kernel consists of in a database.
type Object struct {
	Kind, Name string
	// Table is what a trigger is on; empty for others.
	Table string
	// Text makes the object, in the very words in which the engine tells of it.
	Text string
}

// The kinds of objects, as SQL calls them.
const (
	KindFunction = "function"
	KindTrigger  = "trigger"
	KindView     = "view"
)

// String names the object.
func (o Object) String() string {
	if o.Table == "" {
		return o.Kind + " " + o.Name
	}
	return o.Kind + " " + o.Name + " on " + o.Table
}

// Same reports whether o and p are called the same.
func (o Object) Same(p Object) bool {
	return o.Kind == p.Kind && o.Name == p.Name && o.Table == p.Table
}

// Kernel lists the kernel for an engine, none before what it needs.
func Kernel(engine database.Engine) []Object {
	if engine == database.PostgreSQL {
		return postgresKernel(contentTables())
	}
	return sqliteKernel(contentTables())
}
