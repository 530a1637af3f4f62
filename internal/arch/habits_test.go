package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	maxLines     = 400
	maxTestLines = 800
)

// shared returns the package variables that may change, each with its reason.
func shared() map[string]string {
	return map[string]string{
		"internal/store/storetest.shared": "a cluster takes a second to start, and all tests of a binary share one",
	}
}

// constants returns the calls whose results never change, so that a package
// variable may hold them.
func constants() []string {
	return []string{
		"errors.New", "fmt.Errorf", "regexp.MustCompile", "strings.NewReplacer",
		"sync.OnceFunc", "sync.OnceValue", "sync.OnceValues",
	}
}

// vague returns what no package is called: names that say nothing of what it knows.
func vague() []string {
	return []string{"base", "common", "core", "helper", "helpers", "misc", "shared", "types", "util", "utils"}
}

// written returns the files that people write.
func (all *tree) written() []*file {
	return slices.DeleteFunc(slices.Clone(all.files), func(f *file) bool { return f.generated })
}

func (all *tree) longFiles() []string {
	var wrong []string
	for _, f := range all.written() {
		limit := maxLines
		if f.isTest() {
			limit = maxTestLines
		}
		if f.lines > limit {
			wrong = append(wrong, fmt.Sprintf("%s has %d lines, more than %d", f.path(), f.lines, limit))
		}
	}
	return wrong
}

// uncommented names the packages that do not say what they know. One that is
// generated from end to end speaks for its generator.
func (all *tree) uncommented() []string {
	comments := map[string]string{}
	for _, f := range all.written() {
		if !f.isTest() {
			comments[f.folder] += f.Doc.Text()
		}
	}
	var wrong []string
	for _, folder := range all.folders() {
		if comment, ok := comments[folder]; ok && strings.TrimSpace(comment) == "" {
			wrong = append(wrong, folder+" has no package comment")
		}
	}
	return wrong
}

func (all *tree) vaguePackages() []string {
	var wrong []string
	for _, f := range all.written() {
		if slices.Contains(vague(), f.Name.Name) || slices.Contains(vague(), path.Base(f.folder)) {
			wrong = append(wrong, fmt.Sprintf("%s: a package is named for what it knows, not %s", f.path(), f.Name.Name))
		}
	}
	return wrong
}

// hiddenStarts names the init functions: what they do happens to whoever imports the package.
func (all *tree) hiddenStarts() []string {
	var wrong []string
	for _, f := range all.written() {
		for _, declaration := range f.Decls {
			if function, ok := declaration.(*ast.FuncDecl); ok && function.Recv == nil && function.Name.Name == "init" {
				wrong = append(wrong, f.path()+" has an init function")
			}
		}
	}
	return wrong
}

// sharedVariables names the package variables that are not plainly constant.
func (all *tree) sharedVariables() []string {
	var wrong []string
	for _, f := range all.written() {
		for _, declaration := range f.Decls {
			group, ok := declaration.(*ast.GenDecl)
			if !ok || group.Tok != token.VAR || f.isTest() {
				continue
			}
			for _, spec := range group.Specs {
				for _, name := range changeable(group, spec) {
					if _, ok := shared()[f.folder+"."+name]; !ok {
						wrong = append(wrong, fmt.Sprintf("%s: the package variable %s can change", f.path(), name))
					}
				}
			}
		}
	}
	return wrong
}

// changeable returns the names of a declaration that are neither embedded
// files, nor blank (a check for the compiler), nor constants in all but syntax.
func changeable(group *ast.GenDecl, spec ast.Spec) []string {
	variables, ok := spec.(*ast.ValueSpec)
	if !ok || embeds(group.Doc) || embeds(variables.Doc) {
		return nil
	}
	var names []string
	for i, name := range variables.Names {
		if name.Name == "_" || i < len(variables.Values) && constant(variables.Values[i]) {
			continue
		}
		names = append(names, name.Name)
	}
	return names
}

func embeds(comment *ast.CommentGroup) bool {
	return comment != nil && slices.ContainsFunc(comment.List, func(line *ast.Comment) bool {
		return strings.HasPrefix(line.Text, "//go:embed ")
	})
}

func constant(value ast.Expr) bool {
	call, ok := value.(*ast.CallExpr)
	if !ok {
		return false
	}
	callee, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from, ok := callee.X.(*ast.Ident)
	return ok && slices.Contains(constants(), from.Name+"."+callee.Sel.Name)
}

func TestFilesAreShort(t *testing.T) {
	t.Parallel()
	report(t, read(t).longFiles())
}

func TestEveryPackageSaysWhatItKnows(t *testing.T) {
	t.Parallel()
	report(t, read(t).uncommented())
}

func TestPackagesAreNamedForWhatTheyKnow(t *testing.T) {
	t.Parallel()
	report(t, read(t).vaguePackages())
}

func TestNothingStartsByItself(t *testing.T) {
	t.Parallel()
	report(t, read(t).hiddenStarts())
}

func TestPackageVariablesDoNotChange(t *testing.T) {
	t.Parallel()
	report(t, read(t).sharedVariables())
}

func TestBadHabitsAreFound(t *testing.T) {
	t.Parallel()
	all := parse(t, map[string]string{
		"a/long.go":      "// Package a is long.\npackage a\n" + strings.Repeat("\n", maxLines),
		"a/generated.go": "// Code generated by x, DO NOT EDIT.\n\npackage a\nvar All = []int{1}\n" + strings.Repeat("\n", maxLines),
		"a/init.go":      "package a\nfunc init() {}\ntype T struct{}\nfunc (T) init() {}",
		"b/b.go":         "package b",
		"b/b_test.go":    "// Package b is commented in its test only.\npackage b\nvar update = true",
		"c/util/a.go":    "// Package util knows nothing.\npackage util",
		"d/d.go": `// Package d holds variables.
package d
var _ error = (*T)(nil)
//go:embed x
var files embed.FS
var (
	// ErrGone is constant.
	ErrGone = errors.New("gone")
	cache = map[string]int{}
	once = sync.OnceValue(func() int { return 1 })
	a, b int
)`,
		"e/generated.go": "// Code generated by x, DO NOT EDIT.\n\npackage e",
	})
	want := []string{
		"a/long.go has 402 lines, more than 400",
		"b has no package comment",
		"c/util/a.go: a package is named for what it knows, not util",
		"a/init.go has an init function",
		"d/d.go: the package variable cache can change",
		"d/d.go: the package variable a can change",
		"d/d.go: the package variable b can change",
	}
	got := slices.Concat(all.longFiles(), all.uncommented(), all.vaguePackages(), all.hiddenStarts(), all.sharedVariables())
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
}

func report(t *testing.T, complaints []string) {
	t.Helper()
	for _, complaint := range complaints {
		t.Error(complaint)
	}
}

// TestDependenciesAreAccountedFor holds the table in docs/architecture.md
// against go.mod: no direct dependency is missing, none that is gone is listed.
func TestDependenciesAreAccountedFor(t *testing.T) {
	t.Parallel()
	required := strings.Fields(text(t, "go.mod"))
	var listed []string
	for line := range strings.Lines(section(t, text(t, "docs/architecture.md"), "Dependencies")) {
		if cells := strings.Split(line, " | "); len(cells) == 3 && strings.Contains(cells[0], ".") {
			listed = append(listed, strings.TrimPrefix(cells[0], "| "))
		}
	}
	for _, module := range listed {
		if !slices.Contains(required, module) {
			t.Errorf("docs/architecture.md lists %s, which go.mod does not require", module)
		}
	}
	for line := range strings.Lines(text(t, "go.mod")) {
		words := strings.Fields(line)
		if len(words) == 2 && strings.HasPrefix(line, "\t") && strings.HasPrefix(words[1], "v") && !slices.Contains(listed, words[0]) {
			t.Errorf("docs/architecture.md does not list %s, which go.mod requires", words[0])
		}
	}
}
