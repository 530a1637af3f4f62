package httpd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"

	"pressgraph/graph"
	"pressgraph/graph/lean"
	"pressgraph/graph/walk"
	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/httpd"
	"pressgraph/internal/memory"
	"pressgraph/internal/network"
	"pressgraph/internal/newsroom/keys"
	"pressgraph/internal/store/storetest"
)

// executors are two servers of one newsroom: one that executes by plans, and one
// by gqlgen's executor.
type executors struct {
	t              *testing.T
	planned, stock http.Handler
	schema         *lean.Schema
	memory         *memory.Memory
	random         *rand.Rand
	requests       int
	failed         int
}

// served is what a server answers to one operation.
type served struct {
	Errors     []json.RawMessage
	Data       json.RawMessage
	Extensions struct {
		Cost    struct{ Statements int }
		Notices json.RawMessage
	}

	status int
}

func openExecutors(t *testing.T, r *room, seed uint64) *executors {
	t.Helper()
	schema := graph.NewSchema(r.store, r.Newsroom)
	e := &executors{t: t, schema: schema, random: rand.New(rand.NewPCG(seed, 1))}
	log := slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	serve := func(schema graphql.ExecutableSchema) http.Handler {
		m := memory.New(r.store, memory.Options{Bytes: 64 << 20, Now: func() time.Time { return time.Time{} }})
		e.memory = m
		return httpd.New(httpd.Config{
			Schema: schema, SDL: graph.SDL(), Present: graph.Presenter(log), Store: r.store, Keys: keys.NewRing(r.store, log), Log: log, Memory: m,
			Extensions: []graphql.HandlerExtension{graph.Extension{Store: r.store, Network: network.NewCache(r.store), Shared: graph.NewShared()}},
			Limits:     httpd.Limits{Time: time.Minute, Work: time.Minute},
		})
	}
	e.stock, e.planned = serve(schema.Stock()), serve(schema)
	return e
}

func (e *executors) ask(by http.Handler, body []byte, viewer access.Viewer, mode string) served {
	e.t.Helper()
	ctx := access.With(context.Background(), viewer)
	request := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	if mode != "" {
		request.Header.Set("X-Cost", mode)
	}
	out := httptest.NewRecorder()
	by.ServeHTTP(out, request)
	got := served{status: out.Code}
	if err := json.Unmarshal(out.Body.Bytes(), &got); err != nil {
		e.t.Fatalf("%s is answered %.500s", body, out.Body)
	}
	return got
}

// compare asks both the same: what is answered, and what it takes.
func (e *executors) compare(document string, variables map[string]any) string {
	e.t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		e.t.Fatal(err)
	}
	editor := access.Viewer{Name: "ed", Role: access.RoleEditor}
	viewer := access.Viewer{}
	if e.random.IntN(3) == 0 {
		viewer = editor
	}
	want, got := e.ask(e.stock, body, viewer, "full"), e.ask(e.planned, body, viewer, "full")
	if difference := want.differs(got); difference != "" {
		return difference
	}
	if got.Extensions.Cost.Statements > want.Extensions.Cost.Statements {
		return fmt.Sprintf("it takes %d statements, and %d by gqlgen's executor", got.Extensions.Cost.Statements, want.Extensions.Cost.Statements)
	}
	for _, time := range []string{"first", "second", "third"} {
		if difference := want.differs(e.ask(e.planned, body, viewer, "")); difference != "" {
			return "the " + time + " time with a memory: " + difference
		}
	}
	return ""
}

// differs tells what two answers differ in; errors may come in any order.
func (s served) differs(other served) string {
	if s.status != other.status {
		return fmt.Sprintf("status %d and %d", s.status, other.status)
	}
	if a, b := sortedErrors(s.Errors), sortedErrors(other.Errors); a != b {
		return fmt.Sprintf("errors\n  %.2000s\nand\n  %.2000s", a, b)
	}
	if string(s.Extensions.Notices) != string(other.Extensions.Notices) {
		return fmt.Sprintf("notices %s and %s", s.Extensions.Notices, other.Extensions.Notices)
	}
	return difference(httpAnswer{body: s.Data}, httpAnswer{body: other.Data})
}

func sortedErrors(all []json.RawMessage) string {
	texts := make([]string, len(all))
	for i, one := range all {
		texts[i] = string(one)
	}
	slices.Sort(texts)
	return strings.Join(texts, "\n")
}

// twisted writes an operation in another way, which may ask for something else:
// with fragments, fields that stand there twice, other names, and conditions.
func (e *executors) twisted(document string, variables map[string]any) (string, map[string]any) {
	doc, err := parser.ParseQuery(&ast.Source{Input: document})
	if err != nil {
		e.t.Fatal(err)
	}
	operation := doc.Operations[0]
	tw := &twist{random: e.random, operation: operation, doc: doc, variables: variables}
	operation.SelectionSet = tw.set(operation.SelectionSet, true)
	var out bytes.Buffer
	formatter.NewFormatter(&out).FormatQueryDocument(doc)
	return out.String(), tw.variables
}

type twist struct {
	random    *rand.Rand
	operation *ast.OperationDefinition
	doc       *ast.QueryDocument
	variables map[string]any
	names     int
}

func (w *twist) chance(percent int) bool { return w.random.IntN(100) < percent }

func (w *twist) set(all ast.SelectionSet, root bool) ast.SelectionSet {
	var twisted ast.SelectionSet
	for _, one := range all {
		switch s := one.(type) {
		case *ast.Field:
			twisted = append(twisted, w.field(s, root)...)
		case *ast.InlineFragment:
			s.SelectionSet = w.set(s.SelectionSet, false)
			s.Directives = append(s.Directives, w.condition(4)...)
			twisted = append(twisted, s)
			if w.chance(10) {
				twisted = append(twisted, s)
			}
		default:
			twisted = append(twisted, one)
		}
	}
	if len(twisted) > 1 && w.chance(15) {
		cut := 1 + w.random.IntN(len(twisted)-1)
		twisted = append(twisted[:cut:cut], &ast.InlineFragment{SelectionSet: twisted[cut:], Directives: w.condition(20)})
	}
	return twisted
}

func (w *twist) field(f *ast.Field, root bool) ast.SelectionSet {
	f.SelectionSet = w.set(f.SelectionSet, false)
	if w.chance(5) && !root {
		w.names++
		f.Alias = fmt.Sprintf("x%d", w.names)
	}
	all := ast.SelectionSet{f}
	if w.chance(8) && !root {
		again := *f
		if n := len(f.SelectionSet); n > 1 {
			again.SelectionSet = f.SelectionSet[w.random.IntN(n):]
		}
		all = append(all, &again)
	}
	if !root {
		f.Directives = append(f.Directives, w.condition(5)...)
	}
	return all
}

// condition returns a directive now and then, by a variable or at once.
func (w *twist) condition(percent int) ast.DirectiveList {
	if !w.chance(percent) {
		return nil
	}
	name := []string{"include", "skip"}[w.random.IntN(2)]
	value := &ast.Value{Kind: ast.BooleanValue, Raw: fmt.Sprint(name == "include" != w.chance(25))}
	if w.chance(60) {
		w.names++
		variable := fmt.Sprintf("c%d", w.names)
		w.operation.VariableDefinitions = append(w.operation.VariableDefinitions, &ast.VariableDefinition{
			Variable: variable, Type: ast.NonNullNamedType("Boolean", nil),
		})
		w.variables[variable] = value.Raw == "true"
		value = &ast.Value{Kind: ast.Variable, Raw: variable}
	}
	return ast.DirectiveList{{Name: name, Arguments: ast.ArgumentList{{Name: "if", Value: value}}}}
}

// TestPlansAnswerAsGqlgenDoes asks a newsroom with hidden content what a walk
// through its schema makes up, by plans and by gqlgen's executor: the same bytes,
// the same errors, and no more statements, with and without a memory.
// PRESSGRAPH_SEED chooses other requests.
func TestPlansAnswerAsGqlgenDoes(t *testing.T) {
	t.Parallel()
	releases, requests := 40, 120
	switch {
	case os.Getenv("PRESSGRAPH_SOAK") != "":
		releases, requests = 100, 10_000
	case testing.Short():
		requests = 30
	}
	seed := seedOf(t)
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		r := openRoom(t, target, 1, time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC))
		r.fill(releases)
		r.hide(0.3)
		e := openExecutors(t, r, seed)
		told, err := r.send(httpRequest{path: "/graphql", body: map[string]any{"query": walk.Introspection}})
		if err != nil {
			t.Fatal(err)
		}
		schema, err := walk.ReadSchema(told.body)
		if err != nil {
			t.Fatal(err)
		}
		e.walk(walk.New(schema, r.values(), seed), requests)
		planned, stock, read, left := e.schema.Counts()
		t.Logf("seed %d: %d plans and %d operations left as a whole; of the plans' plain fields %d are read and %d left", seed, planned, stock, read, left)
		if stats := e.memory.Stats(); stats.Hits < stats.Misses {
			t.Errorf("little is found in memory: %+v", stats)
		}
		const least = 0.95
		if float64(read) < least*float64(read+left) || stock*20 > planned {
			t.Error("too much is left to gqlgen's executor for the comparison to tell anything")
		}
	})
}

func (e *executors) walk(w *walk.Walker, requests int) {
	e.t.Helper()
	var next []*walk.Operation
	for e.requests = 0; e.requests < requests && e.failed < maxFailures; e.requests++ {
		var operation *walk.Operation
		if len(next) > 0 {
			operation, next = next[0], next[1:]
		} else {
			operation = w.Operation()
		}
		document, variables := operation.Document()
		if strings.HasPrefix(document, "mutation") {
			continue
		}
		if e.random.IntN(2) == 0 {
			document, variables = e.twisted(document, variables)
		}
		if difference := e.compare(document, variables); difference != "" {
			e.failed++
			text, err := json.Marshal(variables)
			e.t.Errorf("request %d is answered differently:\n%s\nwith %s, %v\n%s", e.requests, document, text, err, difference)
			continue
		}
		if len(next) < 4 {
			body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
			if err != nil {
				e.t.Fatal(err)
			}
			_, more := w.Learn(operation, e.ask(e.stock, body, access.Viewer{}, "").Data)
			next = append(next, more...)
		}
	}
}
