//go:build !noplayground

// Package web holds the pages for browsers, as they were built from the sources
// beside it. It knows nothing of how they are served. The build tag
// noplayground leaves them out of the program.
package web

import (
	"embed"
	"io/fs"
)

//go:embed dist
var dist embed.FS

// Files returns the built pages, or nil where the program was built without them.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil // The name is valid: it cannot fail.
	}
	return files
}
