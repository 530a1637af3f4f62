package graph_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// told is an answer of a flow.
type told struct {
	Operation string          `json:"operation"`
	Data      json.RawMessage `json:"data,omitempty"`
	Errors    []any           `json:"errors,omitempty"`
}

// TestFlows runs every testdata/flows/<case>.graphql on both engines, its
// operations one after another on an empty database whose ids and clock repeat,
// and compares all answers with <case>.golden.json. The comment of the first
// case says how operations are written.
func TestFlows(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob("testdata/flows/*.graphql")
	if err != nil || len(cases) == 0 {
		t.Fatalf("found %d cases, %v", len(cases), err)
	}
	for _, file := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".graphql"), func(t *testing.T) {
			t.Parallel()
			storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				got, err := json.MarshalIndent(repeatable(t, target).flow(t, string(text)), "", "  ")
				if err != nil {
					t.Fatal(err)
				}
				golden := strings.TrimSuffix(file, ".graphql") + ".golden.json"
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
					t.Errorf("%s answers otherwise than its golden file (-want +got):\n%s", file, diff)
				}
			})
		})
	}
}

// repeatable is newAPI with ids that are the same each time, and a clock that
// goes on by a second with every transaction.
func repeatable(t *testing.T, target database.Target) *api {
	t.Helper()
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	return newAPIWith(t, target, store.Options{
		Rand: rand.NewChaCha8([32]byte{1}),
		Database: database.Options{Simulated: true, Now: func() time.Time {
			now = now.Add(time.Second)
			return now
		}},
	})
}

// flow runs the operations of a document in order.
func (a *api) flow(t *testing.T, text string) []told {
	t.Helper()
	document, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		t.Fatal(err)
	}
	var all []told
	variables := map[string]any{}
	for _, operation := range document.Operations {
		given := map[string]any{}
		for _, v := range operation.VariableDefinitions {
			given[v.Variable] = variables[v.Variable]
		}
		response := a.run(asker(t, operation.Name), &graphql.RawParams{Query: text, OperationName: operation.Name, Variables: given})
		answer := told{Operation: operation.Name, Data: response.Data}
		for _, err := range response.Errors {
			answer.Errors = append(answer.Errors, err)
		}
		all = append(all, answer)
		learn(t, response.Data, variables)
	}
	if a.log.Len() > 0 {
		t.Errorf("the log tells of failures of ours:\n%s", a.log)
	}
	return all
}

// asker is who runs an operation, by the beginning of its name.
func asker(t *testing.T, operation string) context.Context {
	t.Helper()
	switch {
	case strings.HasPrefix(operation, "reader"):
		return reader(t)
	case strings.HasPrefix(operation, "admin"):
		return access.With(t.Context(), access.Viewer{Name: "chief", Role: access.RoleAdmin})
	}
	return editor(t)
}

// learn keeps what later operations may ask for: the id and version of a
// release, the id of a partner and so on, and the oldest revision.
func learn(t *testing.T, data json.RawMessage, variables map[string]any) {
	t.Helper()
	if len(data) == 0 {
		return
	}
	var answer map[string]map[string]any
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	if err := decoder.Decode(&answer); err != nil {
		return
	}
	for _, field := range answer {
		for name, value := range field {
			id := dig(value, "id")
			if id == nil {
				continue
			}
			if name == "release" {
				variables["id"], variables["version"] = id, dig(value, "version")
				continue
			}
			variables[name], variables[name+"Version"] = id, dig(value, "version")
		}
		edges, _ := dig(field, "revisions", "edges").([]any)
		if len(edges) > 0 {
			variables["revision"] = dig(edges[len(edges)-1], "node", "id")
		}
	}
}
