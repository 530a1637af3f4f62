// Package migrations holds the versioned SQL that makes and changes the
// database: one folder an engine, with the same file names in both, and the
// checksums of each folder beside its files. It knows nothing of how they are
// applied; a migration that has been released is never edited.
package migrations

import (
	"embed"
	"io/fs"
)

// The linker fills this variable; there is no other way to embed a folder.
//
//go:embed sqlite/*.sql sqlite/atlas.sum postgres/*.sql postgres/atlas.sum
var files embed.FS

// Of returns the migrations of one engine, named as its folder is.
func Of(engine string) (fs.FS, error) { return fs.Sub(files, engine) }
