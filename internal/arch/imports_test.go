package arch

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// rule is one line of the table of packages in docs/architecture.md: a folder,
// with all below it that has no line of its own, and what it may import of ours.
type rule struct {
	folder  string
	imports []string
}

// everything stands for all folders in a rule.
const everything = "all"

// everyones returns the packages that all but themselves may import.
func everyones() []string {
	return []string{"internal/access", "internal/content", "internal/fault"}
}

// table returns the rules. Whoever finds a better cut changes it here and in
// docs/architecture.md.
func table() []rule {
	return []rule{
		{".", []string{"internal/cli"}},
		{"internal/cli", []string{everything}},
		{"internal/httpd", []string{"graph", "graph/lean", "internal/background", "internal/budget", "internal/database", "internal/memory"}},
		{"graph", []string{"ent/db", "graph/generated", "graph/lean", "graph/model", "graph/nodes", "internal/ingest", "internal/memory", "internal/network", "internal/newsroom", "internal/newsroom/importing", "internal/newsroom/input", "internal/newsroom/keys", "internal/newsroom/merge", "internal/query", "internal/search", "internal/store"}},
		{"graph/accessors", nil},
		{"graph/generated", []string{"ent/db", "graph/lean", "graph/model", "graph/nodes", "internal/network", "internal/query", "internal/search"}},
		{"graph/nodes", []string{"ent/db", "graph/loader", "internal/database", "internal/memory", "internal/network", "internal/query", "internal/search", "internal/store"}},
		{"graph/loader", []string{"internal/database", "internal/memory"}},
		{"graph/lean", []string{"internal/budget", "internal/database"}},
		{"graph/model", []string{"graph/lean"}},
		{"internal/ingest", nil},
		{"internal/memory", []string{"internal/background", "internal/changelog", "internal/database", "internal/store"}},
		{"internal/network", []string{"internal/budget", "internal/changelog", "internal/database", "internal/store"}},
		{"internal/newsroom", []string{"ent/db", "internal/background", "internal/database", "internal/newsroom/input", "internal/store"}},
		{"internal/newsroom/bundle", []string{"ent/db", "internal/newsroom", "internal/newsroom/input"}},
		{"internal/newsroom/importing", []string{"ent/db", "internal/ingest", "internal/newsroom", "internal/newsroom/input", "internal/store"}},
		{"internal/newsroom/input", nil},
		{"internal/newsroom/keys", []string{"ent/db", "internal/newsroom/input", "internal/store"}},
		{"internal/newsroom/kit", []string{"ent/db", "internal/database", "internal/derive", "internal/ingest", "internal/newsroom", "internal/newsroom/importing", "internal/newsroom/input", "internal/newsroom/repair", "internal/store", "internal/transfer"}},
		{"internal/newsroom/merge", []string{"ent/db", "internal/changelog", "internal/newsroom", "internal/newsroom/input", "internal/store"}},
		{"internal/newsroom/repair", []string{"ent/db", "internal/background", "internal/changelog", "internal/database", "internal/derive", "internal/newsroom", "internal/newsroom/input", "internal/store"}},
		{"internal/query", []string{"internal/database", "internal/store", "internal/words"}},
		{"internal/search", []string{"internal/database", "internal/query", "internal/store", "internal/words"}},
		{"internal/synthetic", []string{"internal/database", "internal/store"}},
		{"internal/loadtest", []string{"internal/cli", "internal/database", "internal/store"}},
		{"internal/derive", []string{"internal/changelog", "internal/database", "internal/store", "internal/words"}},
		{"internal/transfer", []string{"internal/database", "internal/derive", "internal/store"}},
		{"internal/store", []string{"ent/db", "internal/changelog", "internal/database", "internal/migrate"}},
		{"internal/migrate", []string{"internal/changelog", "internal/database", "migrations"}},
		{"internal/migrate/diff", []string{"ent/db", "internal/database", "internal/migrate", "migrations"}},
		{"internal/changelog", []string{"ent/db", "internal/database"}},
		{"internal/changelog/logtest", []string{"internal/changelog", "internal/database", "internal/migrate", "internal/store"}},
		{"internal/database", []string{"internal/background", "internal/budget"}},
		{"internal/background", nil},
		{"internal/words", nil},
		{"internal/content", []string{"internal/fault"}},
		{"internal/access", nil},
		{"internal/budget", nil},
		{"internal/fault", nil},
		{"internal/arch", nil},
		{"internal/factcheck", nil},
		{"internal/coherence", nil},
		{"ent", nil},
		{"ent/db", []string{"ent/schema"}},
		{"ent/schema", nil},
		{"migrations", nil},
		{"migrations/make", []string{"internal/database", "internal/migrate/diff", "internal/store"}},
		{"web", nil},
	}
}

// kits returns the packages that are written for tests and measurements, and may
// use what only tests may.
func kits() []string {
	return []string{"graph/walk", "internal/changelog/logtest", "internal/loadtest", "internal/newsroom/kit", "internal/store/storetest", "migrations/make"}
}

// judges returns the packages that import nothing of ours, so that they share no
// mistake with what their tests judge, which is everything.
func judges() []string { return []string{"internal/factcheck", "internal/coherence"} }

// libraries returns, by the beginning of its path, which folders alone may use a library.
func libraries() map[string][]string {
	return map[string][]string{
		"github.com/lib/pq":                      {"internal/database", "internal/derive"},
		"modernc.org/sqlite":                     {"internal/database"},
		"database/sql":                           {"internal/changelog", "internal/database", "internal/migrate", "internal/store"},
		"ariga.io/atlas":                         {"internal/migrate"},
		"github.com/graph-gophers/dataloader/v7": {"graph/loader"},
		"github.com/99designs/gqlgen":            {"graph", "internal/httpd", "internal/cli", "internal/factcheck", "internal/coherence"},
		"github.com/maypok86/otter/v2":           {"internal/memory", "internal/query"},
		"gonum.org/v1/gonum":                     {"internal/network"},
		"github.com/kljensen/snowball":           {"internal/words"},
		"github.com/spf13/cobra":                 {"internal/cli"},
		"github.com/anishathalye/porcupine":      {"internal/coherence"},
		"github.com/schollz/progressbar/v3":      {"internal/cli"},
	}
}

// ruleOf returns the rule of a folder: the one with the longest name that holds it.
func ruleOf(folder string) (rule, bool) {
	var best rule
	found := false
	for _, r := range table() {
		if within(folder, r.folder) && (!found || len(r.folder) > len(best.folder)) {
			best, found = r, true
		}
	}
	return best, found
}

// allows reports whether the rule lets its folder import another. The folders
// of one line are free among themselves; what lies below and has a line of its
// own is another's, and is named.
func (r rule) allows(folder string) bool {
	owner, _ := ruleOf(folder)
	if owner.folder == r.folder {
		return true
	}
	if slices.Contains(everyones(), folder) && !slices.Contains(everyones(), r.folder) && !slices.Contains(judges(), r.folder) {
		return true
	}
	return slices.ContainsFunc(r.imports, func(name string) bool { return name == everything || owner.folder == name })
}

// allowsTest reports whether the folder's tests may import another: whatever
// lies below it in the table, and the databases, the content and the use cases
// of editors to test with.
func (r rule) allowsTest(folder string) bool {
	seen := map[string]bool{}
	var below func(rule) bool
	below = func(r rule) bool {
		if seen[r.folder] {
			return false
		}
		seen[r.folder] = true
		if r.allows(folder) {
			return true
		}
		return slices.ContainsFunc(r.imports, func(name string) bool {
			next, ok := ruleOf(name)
			return ok && below(next)
		})
	}
	if slices.Contains(judges(), r.folder) {
		return true
	}
	tools := []string{
		"internal/store/storetest", "internal/changelog/logtest", "internal/migrate", "internal/store", "internal/derive", "internal/transfer",
		"internal/synthetic", "internal/newsroom", "internal/ingest",
	}
	return slices.ContainsFunc(tools, func(tool string) bool { return within(folder, tool) }) || below(r)
}

// wrongImports names every import of ours that the table does not know.
func (all *tree) wrongImports() []string {
	var wrong []string
	for _, folder := range all.folders() {
		if _, ok := ruleOf(folder); !ok {
			wrong = append(wrong, folder+" has no line in the table of this test and of docs/architecture.md")
		}
	}
	for _, f := range all.files {
		r, _ := ruleOf(f.folder)
		allowed := r.allows
		if f.isTest() {
			allowed = r.allowsTest
		}
		for _, imported := range f.imports() {
			if folder, ok := own(imported); ok && !allowed(folder) {
				wrong = append(wrong, fmt.Sprintf("%s must not import %s", f.path(), folder))
			}
		}
	}
	return wrong
}

// wrongLibraries names every library that is used elsewhere than in its place.
// Generated files use what their generator wants.
func (all *tree) wrongLibraries() []string {
	var wrong []string
	for _, f := range all.files {
		if f.generated {
			continue
		}
		for _, imported := range f.imports() {
			for library, folders := range libraries() {
				inPlace := func(folder string) bool { return within(f.folder, folder) }
				if within(imported, library) && !slices.ContainsFunc(folders, inPlace) {
					wrong = append(wrong, fmt.Sprintf("%s must not use %s", f.path(), imported))
				}
			}
		}
	}
	return wrong
}

// testingInPrograms names the files that bring tests' tools into the program.
func (all *tree) testingInPrograms() []string {
	var wrong []string
	for _, f := range all.files {
		if f.isTest() || slices.ContainsFunc(kits(), func(kit string) bool { return within(f.folder, kit) }) {
			continue
		}
		for _, imported := range f.imports() {
			folder, _ := own(imported)
			if imported == "testing" || slices.ContainsFunc(kits(), func(kit string) bool { return within(folder, kit) }) {
				wrong = append(wrong, fmt.Sprintf("%s is no test and must not import %s", f.path(), imported))
			}
		}
	}
	return wrong
}

// reached returns the folders of ours that a program is made of, tests apart.
func (all *tree) reached(program string) []string {
	seen := map[string]bool{program: true}
	for queue := []string{program}; len(queue) > 0; queue = queue[1:] {
		for _, f := range all.files {
			if f.folder != queue[0] || f.isTest() {
				continue
			}
			for _, imported := range f.imports() {
				if folder, ok := own(imported); ok && !seen[folder] {
					seen[folder] = true
					queue = append(queue, folder)
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// tools returns the folders that are no part of the program.
func tools() []string {
	return []string{"internal/migrate/diff", "migrations/make", "internal/loadtest"}
}

func TestToolsAreNotInTheProgram(t *testing.T) {
	t.Parallel()
	program := read(t).reached(".")
	if !slices.Contains(program, "internal/database") {
		t.Fatalf("the program is made of %q", program)
	}
	for _, folder := range program {
		if slices.ContainsFunc(tools(), func(tool string) bool { return within(folder, tool) }) {
			t.Errorf("%s is in the program", folder)
		}
	}
}

// upward names the packages that import one another by a detour, for which no order
// of lower and higher can be found.
func upward(rules []rule) []string {
	var wrong []string
	find := func(folder string) rule {
		at := slices.IndexFunc(rules, func(r rule) bool { return r.folder == folder })
		if at < 0 {
			return rule{}
		}
		return rules[at]
	}
	for _, r := range rules {
		below := map[string]bool{}
		var descend func(string)
		descend = func(folder string) {
			for _, name := range find(folder).imports {
				if name != everything && !below[name] && name != r.folder {
					below[name] = true
					descend(name)
				}
				if name == r.folder {
					wrong = append(wrong, fmt.Sprintf("%s may import %s, and that comes back to it", r.folder, folder))
				}
			}
		}
		descend(r.folder)
	}
	return wrong
}

func TestNothingIsImportedUpward(t *testing.T) {
	t.Parallel()
	report(t, upward(table()))
	circle := []rule{{"a", []string{"b"}}, {"b", []string{"c"}}, {"c", []string{"a"}}, {"d", []string{"a"}}}
	want := []string{"a may import c, and that comes back to it", "b may import a, and that comes back to it", "c may import b, and that comes back to it"}
	if diff := cmp.Diff(want, upward(circle)); diff != "" {
		t.Errorf("of a circle (-want +got):\n%s", diff)
	}
}

// staleRules names the lines of the table whose folder is gone.
func (all *tree) staleRules() []string {
	var wrong []string
	folders := all.folders()
	for _, r := range table() {
		if !slices.ContainsFunc(folders, func(folder string) bool { return within(folder, r.folder) }) {
			wrong = append(wrong, r.folder+" is in the table and not in the tree")
		}
	}
	return wrong
}

func TestImportsFollowTheTable(t *testing.T) {
	t.Parallel()
	report(t, read(t).wrongImports())
	report(t, read(t).staleRules())
}

func TestLibrariesStayInTheirPlace(t *testing.T) {
	t.Parallel()
	report(t, read(t).wrongLibraries())
	report(t, read(t).testingInPrograms())
}

func TestImportsAgainstTheDirectionAreFound(t *testing.T) {
	t.Parallel()
	all := parse(t, map[string]string{
		"internal/store/a.go":           "package store\nimport _ \"pressgraph/internal/newsroom\"",
		"internal/store/storetest/a.go": "package storetest\nimport _ \"testing\"",
		"internal/newsroom/a.go":        "package newsroom\nimport (\n_ \"pressgraph/ent/db/release\"\n_ \"pressgraph/internal/fault\"\n)",
		"internal/newsroom/a_test.go":   "package newsroom\nimport _ \"pressgraph/migrations\"",
		"internal/newsroom/b_test.go":   "package newsroom\nimport _ \"pressgraph/graph\"",
		"internal/newsroom/c.go":        "package newsroom\nimport _ \"pressgraph/internal/store/storetest\"",
		"internal/newsroom/d.go":        "package newsroom\nimport _ \"pressgraph/internal/newsroom/keys\"",
		"internal/fault/a.go":           "package fault\nimport _ \"pressgraph/internal/content\"",
		"internal/content/a.go":         "package content\nimport _ \"database/sql/driver\"",
		"graph/a.go":                    "package graph\nimport _ \"github.com/graph-gophers/dataloader/v7\"",
		"server.go":                     "package main\nimport _ \"pressgraph/graph\"",
		"tools/a.go":                    "package tools",
	})
	want := []string{
		"tools has no line in the table of this test and of docs/architecture.md",
		"graph/a.go must not use github.com/graph-gophers/dataloader/v7",
		"internal/content/a.go must not use database/sql/driver",
		"internal/fault/a.go must not import internal/content",
		"internal/newsroom/b_test.go must not import graph",
		"internal/newsroom/c.go is no test and must not import pressgraph/internal/store/storetest",
		"internal/newsroom/d.go must not import internal/newsroom/keys",
		"internal/store/a.go must not import internal/newsroom",
		"server.go must not import graph",
	}
	got := slices.Concat(all.wrongImports(), all.wrongLibraries(), all.testingInPrograms())
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
}

// TestTheTableIsTheOneInTheDocument reads the lines | `folder` | … | imports |.
func TestTheTableIsTheOneInTheDocument(t *testing.T) {
	t.Parallel()
	got := map[string][]string{}
	for line := range strings.Lines(section(t, text(t, "docs/architecture.md"), "Packages")) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 3 || !strings.Contains(cells[0], "`") {
			continue
		}
		got[strings.Trim(cells[0], " `")] = quoted(cells[2])
	}
	want := map[string][]string{}
	for _, r := range table() {
		want[r.folder] = slices.Sorted(slices.Values(r.imports))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the table (-test +docs/architecture.md):\n%s", diff)
	}
}

// text returns a file of the project.
func text(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// section returns what stands under a heading of a document.
func section(t *testing.T, document, heading string) string {
	t.Helper()
	_, rest, found := strings.Cut(document, "\n## "+heading+"\n")
	if !found {
		t.Fatalf("the document has no section %s", heading)
	}
	inside, _, _ := strings.Cut(rest, "\n## ")
	return inside
}

// quoted returns the words of a cell that stand between backticks, sorted.
func quoted(cell string) []string {
	var words []string
	for i, part := range strings.Split(cell, "`") {
		if i%2 == 1 {
			words = append(words, part)
		}
	}
	slices.Sort(words)
	return words
}

func parse(t *testing.T, sources map[string]string) *tree {
	t.Helper()
	files := fstest.MapFS{}
	for name, source := range sources {
		files[name] = &fstest.MapFile{Data: []byte(source)}
	}
	all, err := parseTree(files)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
