//go:build noplayground

// Package web holds nothing where the program is built without its pages.
package web

import "io/fs"

// Files returns nil: the program was built without pages.
func Files() fs.FS { return nil }
