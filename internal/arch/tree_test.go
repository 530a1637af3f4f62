package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// module is the path of go.mod, before every import of our own.
const module = "pressgraph"

// tree is every Go file of the project.
type tree struct {
	positions *token.FileSet
	files     []*file
}

// file is one Go file, parsed with its comments.
type file struct {
	// folder is slash-separated from the root of the project; "." is the root.
	folder    string
	name      string
	lines     int
	generated bool
	*ast.File
}

func (f *file) path() string { return path.Join(f.folder, f.name) }

func (f *file) isTest() bool { return strings.HasSuffix(f.name, "_test.go") }

// imports returns what the file imports, in its order.
func (f *file) imports() []string {
	var paths []string
	for _, spec := range f.Imports {
		if unquoted, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, unquoted)
		}
	}
	return paths
}

// own returns the folder that an import of ours names.
func own(imported string) (folder string, ok bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

// within reports whether folder is root or lies in it.
func within(folder, root string) bool {
	return folder == root || strings.HasPrefix(folder, root+"/")
}

// parsed reads the tree once for all tests, none of which changes it.
var parsed = sync.OnceValues(func() (*tree, error) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		return nil, fmt.Errorf("find the root of the project: %w", err)
	}
	return parseTree(os.DirFS(root))
})

func read(t *testing.T) *tree {
	t.Helper()
	all, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// parseTree parses all Go files but those that the go command passes over.
func parseTree(root fs.FS) (*tree, error) {
	all := &tree{positions: token.NewFileSet()}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && passedOver(name):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		parsed, err := parseFile(all.positions, root, name)
		if err != nil {
			return err
		}
		all.files = append(all.files, parsed)
		return nil
	})
	return all, err
}

// passedOver reports whether a folder holds no packages.
func passedOver(folder string) bool {
	base := path.Base(folder)
	return folder != "." && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") ||
		slices.Contains([]string{"testdata", "node_modules", "vendor"}, base))
}

func parseFile(positions *token.FileSet, root fs.FS, name string) (*file, error) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return nil, err
	}
	source, err := parser.ParseFile(positions, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return &file{
		folder: path.Dir(name), name: path.Base(name), lines: strings.Count(string(text), "\n"),
		generated: ast.IsGenerated(source), File: source,
	}, nil
}

// folders returns every folder with Go files, sorted.
func (all *tree) folders() []string {
	var folders []string
	for _, f := range all.files {
		folders = append(folders, f.folder)
	}
	slices.Sort(folders)
	return slices.Compact(folders)
}
