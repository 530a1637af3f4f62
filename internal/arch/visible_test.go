package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// knowers returns the folders that decide what readers see, or make databases
// up for tests: there the rule is no habit but the work.
func knowers() []string {
	return []string{
		"internal/store", "internal/derive", "internal/transfer", "internal/migrate", "internal/changelog", "internal/database", "ent",
		"internal/newsroom/kit",
	}
}

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

// contents matches the tables of which each world sees its own rows.
const contents = `(releases|partners|initiatives|topics|mentions|announcements|participations|release_topics|initiative_topics|evidence)`

// byHand returns what no SQL outside the store says, each with what is to be
// written in its place.
func byHand() map[string]*regexp.Regexp {
	return map[string]*regexp.Regexp{
		"says what readers see, which is for store.From": regexp.MustCompile(`\bpublic_step IS|(^|\.)(public_)?pair_first\b|\.visible\b|\b(WHERE|AND|OR|NOT|ON) visible\b`),
		"names a table, which is for store.From":         regexp.MustCompile(`(?i)\b(from|join) ` + contents + `\b|\b` + contents + ` AS\b`),
		"reads whatever table, which is for store.From":  regexp.MustCompile(`(?i)\b(from|join) (%(\[\d+\])?s) as\b`),
	}
}

// blind returns the files whose SQL sees everything, or no content at all, each
// with its reason.
func blind() map[string]string {
	return map[string]string{
		"internal/newsroom/newsroom.go": "editors alone change nodes, and are told their versions",
		"internal/synthetic/load.go":    "an empty database holds nothing for anybody",
	}
}

// tables returns what names are that hold the name of a table.
func tables() []string { return []string{"Table", "Rows", "table", "relation", "nodes"} }

// tableBefore tells whether a table is named by hand: by what holds its name,
// and an alias after it.
func tableBefore(sum *ast.BinaryExpr) bool {
	alias, ok := sum.Y.(*ast.BasicLit)
	if !ok || !strings.HasPrefix(alias.Value, `" AS `) {
		return false
	}
	before := sum.X
	if more, ok := before.(*ast.BinaryExpr); ok {
		before = more.Y
	}
	if call, ok := before.(*ast.CallExpr); ok {
		before = call.Fun
	}
	name, ok := before.(*ast.Ident)
	if selector, is := before.(*ast.SelectorExpr); is {
		name, ok = selector.Sel, true
	}
	return ok && slices.Contains(tables(), name.Name)
}

// ruledByHand names the SQL that says by itself what readers see, or does not.
func (all *tree) ruledByHand() []string {
	var wrong []string
	for _, f := range all.seeing() {
		if _, ok := blind()[f.path()]; ok {
			continue
		}
		complain := func(n ast.Node, complaint string) {
			wrong = append(wrong, fmt.Sprintf("%s: SQL %s", all.positions.Position(n.Pos()), complaint))
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				if tableBefore(n) {
					complain(n, "names a table, which is for store.From")
				}
			case *ast.BasicLit:
				said, err := strconv.Unquote(n.Value)
				for complaint, of := range byHand() {
					if n.Kind == token.STRING && err == nil && of.MatchString(said) {
						complain(n, complaint)
					}
				}
			}
			return true
		})
	}
	return wrong
}

func TestNoSQLSaysByHandWhatReadersSee(t *testing.T) {
	t.Parallel()
	report(t, read(t).ruledByHand())
}

func TestRulesByHandAreFound(t *testing.T) {
	t.Parallel()
	source := `package p
var all = []string{
	"SELECT 1 FROM releases",
	"x JOIN evidence ON TRUE",
	kind.Table() + " AS t",
	"FROM " + l.Rows + " AS r",
	alias + ".visible",
	"SELECT 1 FROM x WHERE visible",
	"." + world.Column("pair_first"),
	fmt.Sprintf("SELECT 1 FROM %s AS x", table),
	"FROM json_each(?) AS k", " AS " + x, "invisible", "release_topics",
}`
	all := parse(t, map[string]string{
		"internal/query/a.go": source, "internal/query/a_test.go": source, "internal/store/a.go": source,
	})
	want := []string{
		"internal/query/a.go:3:2: SQL names a table, which is for store.From",
		"internal/query/a.go:4:2: SQL names a table, which is for store.From",
		"internal/query/a.go:5:2: SQL names a table, which is for store.From",
		"internal/query/a.go:6:2: SQL names a table, which is for store.From",
		"internal/query/a.go:7:10: SQL says what readers see, which is for store.From",
		"internal/query/a.go:8:2: SQL says what readers see, which is for store.From",
		"internal/query/a.go:9:21: SQL says what readers see, which is for store.From",
		"internal/query/a.go:10:14: SQL reads whatever table, which is for store.From",
	}
	if diff := cmp.Diff(want, all.ruledByHand()); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
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
			from, _ := selector.X.(*ast.Ident)
			_, opens := openers()[f.path()]
			switch name := selector.Sel.Name; {
			case name == "Open" && from != nil && from.Name == "database" && !opens, slices.Contains([]string{"DB", "SQL", "BeginTx", "BeginRead"}, name):
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
	source := "package p\nvar a, b, c = s.DB(), s.SQL, database.Open(db.SQL())"
	all := parse(t, map[string]string{
		"internal/cli/open.go": source, "internal/query/a.go": source, "internal/query/a_test.go": source, "internal/store/a.go": source,
	})
	want := []string{
		"internal/cli/open.go: DB gives a database that knows no visibility",
		"internal/cli/open.go: SQL gives a database that knows no visibility",
		"internal/query/a.go: DB gives a database that knows no visibility",
		"internal/query/a.go: Open gives a database that knows no visibility",
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
	"pressgraph/ent/db/release"
	other "pressgraph/ent/db/partner"
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
