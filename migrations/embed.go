// Package migrations holds the versioned SQL that makes and changes the
// database's tables: one folder an engine, with the same file names in both, and
// the checksums of each folder beside its files. It knows nothing of how they are
// applied; a migration that has been released is never edited.
package migrations

import (
	"embed"
	"io/fs"
)

// The linker fills this variable; there is no other way to embed a folder.
//
//go:embed sqlite/*.sql sqlite/*.sum postgres/*.sql postgres/*.sum kernel.sum
var files embed.FS

// Of returns the migrations of one engine, named as its folder is.
func Of(engine string) (fs.FS, error) { return fs.Sub(files, engine) }

// KernelSum is the name of the file that Kernels reads.
const KernelSum = "kernel.sum"

// Kernels returns the numbers that the kernel of change has had, a line each,
// with the digests of its text for both engines. A line that has been released is
// never edited: databases hold its number and digest.
func Kernels() (string, error) {
	text, err := files.ReadFile(KernelSum)
	return string(text), err
}

// Former returns the sums of an earlier line of migrations, whose end the first
// of today's stands for.
func Former(engine string) ([]byte, error) { return files.ReadFile(engine + "/former.sum") }
