package graph_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/graph"
	"pressgraph/graph/cost"
	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// example is a query of examples/queries with the values of its variables.
type example struct {
	name, query string
	variables   map[string]any
}

// examples reads examples/queries: <name>.graphql, and beside it
// <name>.variables.json where it has variables.
func examples(t *testing.T) []example {
	t.Helper()
	files, err := filepath.Glob("../examples/queries/*.graphql")
	if err != nil || len(files) < 30 {
		t.Fatalf("found %d examples, %v", len(files), err)
	}
	var all []example
	for _, file := range files {
		query, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		stem := strings.TrimSuffix(file, ".graphql")
		e := example{name: filepath.Base(stem), query: string(query)}
		values, err := os.ReadFile(stem + ".variables.json")
		if err == nil {
			decoder := json.NewDecoder(bytes.NewReader(values))
			decoder.UseNumber() // As requests are read.
			err = decoder.Decode(&e.variables)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, e)
	}
	return all
}

// TestExamples runs every example against the bundled newsroom on both engines
// and compares the whole answer with testdata/examples/<name>.golden.json. Only
// cursors are left out, which hold random ids.
func TestExamples(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	all := examples(t)
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		for _, e := range some(all) {
			t.Run(e.name, func(t *testing.T) { a.compare(t, e) })
		}
	})
}

func (a *api) compare(t *testing.T, e example) {
	t.Helper()
	var answer any = a.data(t, reader(t), e.query, e.variables)
	got, err := json.MarshalIndent(withoutCursors(answer), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "examples", e.name+".golden.json")
	if *update {
		if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimSpace(string(want)), string(got)); diff != "" {
		t.Errorf("%s answers otherwise than its golden file (-want +got):\n%s", e.name, diff)
	}
}

// withoutCursors puts a mark in the place of cursors.
func withoutCursors(value any) any {
	switch at := value.(type) {
	case []any:
		for i := range at {
			at[i] = withoutCursors(at[i])
		}
	case map[string]any:
		for key := range at {
			if _, ok := at[key].(string); ok && (key == "endCursor" || key == "startCursor" || key == "cursor") {
				at[key] = "a cursor"
				continue
			}
			at[key] = withoutCursors(at[key])
		}
	}
	return value
}

func TestExamplesSayWhatTheyAreAndFor(t *testing.T) {
	t.Parallel()
	groups := []string{"# for: front-end developers", "# for: analysts", "# for: editors"}
	for _, e := range examples(t) {
		comment, query, _ := strings.Cut(e.query, "\n\n")
		lines := strings.Split(comment, "\n")
		if len(lines) < 3 || !slices.Contains(groups, lines[len(lines)-1]) {
			t.Errorf("%s does not begin with a title, an explanation and one of %q", e.name, groups)
		}
		for _, line := range lines {
			if len(line) < 5 || !strings.HasPrefix(line, "# ") {
				t.Errorf("%s has an odd line in its comment: %q", e.name, line)
			}
		}
		if strings.Contains(query, "#") {
			t.Errorf("%s has a comment in its query", e.name)
		}
	}
}

func TestExamplesFitTheLimitOfReaders(t *testing.T) {
	t.Parallel()
	const limit = 20_000
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: graph.SDL()})
	for _, e := range examples(t) {
		document, errs := gqlparser.LoadQueryWithRules(schema, e.query, nil)
		if errs != nil {
			t.Errorf("%s is not valid: %v", e.name, errs)
			continue
		}
		if len(document.Operations) != 1 || document.Operations[0].Name == "" {
			t.Errorf("%s has %d operations, want one that has a name", e.name, len(document.Operations))
			continue
		}
		c, err := cost.Of(schema, document.Operations[0], e.variables)
		if err != nil || c.Requested > limit {
			t.Errorf("%s costs %d, %v; want %d at most", e.name, c.Requested, err, limit)
		}
	}
}
