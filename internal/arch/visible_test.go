package arch

import (
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// knowers returns the folders that decide what readers see, or make databases
// up for tests: there the rule is no habit but the work.
func knowers() []string { return []string{"internal/store", "ent"} }

// seeing returns the program's files that are told what they may see.
func (all *tree) seeing() []*file {
	return slices.DeleteFunc(all.written(), func(f *file) bool {
		return f.isTest() || slices.ContainsFunc(knowers(), func(folder string) bool { return within(f.folder, folder) })
	})
}

// packages returns what the names before a dot stand for that are packages.
func (f *file) packages() map[string]string {
	named := map[string]string{}
	for i, imported := range f.imports() {
		name := path.Base(imported)
		if f.Imports[i].Name != nil {
			name = f.Imports[i].Name.Name
		}
		named[name] = imported
	}
	return named
}

// passages returns what passes by the rule of what readers see: the name of a
// package's function or, where that is "", of a method.
func passages() map[*regexp.Regexp]*regexp.Regexp {
	return map[*regexp.Regexp]*regexp.Regexp{
		regexp.MustCompile(`^pressgraph/ent/`):                     regexp.MustCompile(`^Has[A-Z]`),
		regexp.MustCompile(`^entgo\.io/ent/dialect/sql$`):          regexp.MustCompile(`^(Table|SelectExpr|Select|Exists|NotExists)$`),
		regexp.MustCompile(`^entgo\.io/ent/dialect/sql/sqlgraph$`): regexp.MustCompile(`^HasNeighbors`),
	}
}

// passingBy names the conditions that look at neighbours whoever may see them.
func (all *tree) passingBy() []string {
	var wrong []string
	for _, f := range all.seeing() {
		packages := f.packages()
		ast.Inspect(f.File, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			from, ok := selector.X.(*ast.Ident)
			if !ok {
				return true
			}
			for of, name := range passages() {
				if of.MatchString(packages[from.Name]) && name.MatchString(selector.Sel.Name) {
					wrong = append(wrong, fmt.Sprintf("%s: %s.%s passes by the rule of what readers see", f.path(), from.Name, selector.Sel.Name))
				}
			}
			return true
		})
	}
	return wrong
}

// openers returns the files that open a database as it stands, before it is a
// store, each with its reason.
func openers() map[string]string {
	return map[string]string{"internal/cli/open.go": "migrations are applied, and told, one by one"}
}

// rawPools names who runs SQL past the store, which knows who asks.
func (all *tree) rawPools() []string {
	var wrong []string
	for _, f := range all.seeing() {
		ast.Inspect(f.File, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			selector, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			_, opens := openers()[f.path()]
			switch name := selector.Sel.Name; {
			case name == "OpenDB" && !opens, slices.Contains([]string{"DB", "SQL", "BeginTx", "BeginRead"}, name):
				wrong = append(wrong, fmt.Sprintf("%s: %s gives a database that knows no visibility", f.path(), name))
			}
			return true
		})
	}
	return wrong
}

func TestNobodyAsksPastTheStore(t *testing.T) {
	t.Parallel()
	report(t, read(t).rawPools())
}

func TestRawPoolsAreFound(t *testing.T) {
	t.Parallel()
	source := "package p\nvar a, b, c = s.DB(), s.SQL, store.OpenDB(db.SQL())"
	all := parse(t, map[string]string{
		"internal/cli/open.go": source, "internal/query/a.go": source, "internal/query/a_test.go": source, "internal/store/a.go": source,
	})
	want := []string{
		"internal/cli/open.go: DB gives a database that knows no visibility",
		"internal/cli/open.go: SQL gives a database that knows no visibility",
		"internal/query/a.go: DB gives a database that knows no visibility",
		"internal/query/a.go: OpenDB gives a database that knows no visibility",
		"internal/query/a.go: SQL gives a database that knows no visibility",
	}
	got := all.rawPools()
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
}

func TestNoConditionPassesByWhatReadersSee(t *testing.T) {
	t.Parallel()
	report(t, read(t).passingBy())
}

func TestConditionsThatPassByAreFound(t *testing.T) {
	t.Parallel()
	source := `package p
import (
	"entgo.io/ent/dialect/sql"
	"pressgraph/ent/release"
	other "pressgraph/ent/partner"
)
var a, b, c, d, e = release.HasMentionsWith(), other.HasParent, sql.Table("releases"), release.ID(1), t.HasRows()`
	all := parse(t, map[string]string{
		"internal/query/a.go":      source,
		"internal/query/a_test.go": source,
		"internal/store/a.go":      source,
	})
	want := []string{
		"internal/query/a.go: release.HasMentionsWith passes by the rule of what readers see",
		"internal/query/a.go: other.HasParent passes by the rule of what readers see",
		"internal/query/a.go: sql.Table passes by the rule of what readers see",
	}
	if diff := cmp.Diff(want, all.passingBy()); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
}
