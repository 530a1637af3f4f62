package httpd_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/graph"
	"pressgraph/graph/walk"
	"pressgraph/internal/budget"
	"pressgraph/internal/database"
	"pressgraph/internal/httpd"
	"pressgraph/internal/store/storetest"
)

// dearestFile is where what a search of an engine has found is kept.
func dearestFile(engine database.Engine) string {
	return filepath.Join("testdata", "dearest", string(engine)+".json")
}

// dearest is an operation that a search has found to take much.
type dearest struct {
	Document string
	// Cost is what it was priced at, and what it used of a newsroom of the size
	// that was searched.
	Cost int64
	// Ms are milliseconds of all processors of this process and of PostgreSQL, MiB
	// what was allocated.
	Ms, MiB, Rows, Steps, Bytes int64
}

// spent keeps what the last operation has used.
type spent struct{ last atomic.Pointer[budget.Used] }

var _ graphql.ResponseInterceptor = &spent{}

func (*spent) ExtensionName() string                   { return "Spent" }
func (*spent) Validate(graphql.ExecutableSchema) error { return nil }
func (s *spent) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	response := next(ctx)
	used := budget.From(ctx).Used()
	s.last.Store(&used)
	return response
}

// readDearest returns what was found on an engine, the dearest first.
func readDearest(t testing.TB, engine database.Engine) []dearest {
	t.Helper()
	text, err := os.ReadFile(dearestFile(engine))
	if err != nil {
		t.Fatal(err)
	}
	var all []dearest
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// allDearest returns the documents that were found on either engine.
func allDearest(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, engine := range []database.Engine{database.SQLite, database.PostgreSQL} {
		found := readDearest(t, engine)
		if len(found) < 50 {
			t.Fatalf("there are %d of %s, want 50", len(found), engine)
		}
		for _, one := range found {
			if !slices.Contains(all, one.Document) {
				all = append(all, one.Document)
			}
		}
	}
	return all
}

// TestTheDearestAreBounded runs what a search over a newsroom of 100,000 has found
// to be the dearest within the limit of readers: each is refused, or uses no more
// than it may.
func TestTheDearestAreBounded(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	all := allDearest(t)
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		usual, tight := &spent{}, &spent{}
		w := openWorld(t, target, 300, func(c *httpd.Config) { c.Extensions = append(c.Extensions, usual) })
		limits := httpd.Limits{Rows: 500, Read: 50_000, Steps: 50_000, Answer: 20_000}
		for _, served := range []struct {
			name   string
			by     *world
			used   *spent
			limits httpd.Limits
		}{
			{"with the limits of readers", w, usual, httpd.Limits{Rows: 200_000, Read: 64 << 20, Steps: 300_000_000, Answer: 8 << 20}},
			{"with narrow limits", w.with(t, limits, tight), tight, limits},
		} {
			t.Run(served.name, func(t *testing.T) {
				t.Parallel()
				for i, one := range all {
					served.used.last.Store(nil)
					checkBounded(t, i, served.by.ask(t, one, nil), served.used.last.Load(), served.limits)
				}
			})
		}
	})
}

// TestWhatASearchTriesIsBounded goes the way of the search in a small newsroom,
// from one operation to a dearer one.
func TestWhatASearchTriesIsBounded(t *testing.T) {
	t.Parallel()
	steps := 150
	if os.Getenv("PRESSGRAPH_SOAK") != "" {
		steps = 20_000
	}
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		used := &spent{}
		limits := httpd.Limits{Rows: 2000, Read: 500_000, Steps: 1_000_000, Answer: 200_000}
		w := openWorld(t, target, 300, func(c *httpd.Config) {
			c.Extensions = append(c.Extensions, used)
			c.Limits = limits
		})
		dearer := walk.NewDearer(gqlparser.MustLoadSchema(&ast.Source{Input: graph.SDL()}), 1)
		known := dearer.Seeds()
		for i := range steps {
			document, ok := dearer.Change(known[i*i%len(known)])
			if !ok {
				continue
			}
			used.last.Store(nil)
			got := w.ask(t, document, nil)
			wellFormed(t, document, got)
			checkBounded(t, i, got, used.last.Load(), limits)
			if len(got.Errors) == 0 {
				known = append(known, document)
			}
		}
		if len(known) < steps/10 {
			t.Errorf("of %d operations %d were answered", steps, len(known))
		}
	})
}

// checkBounded checks that an answer is well-formed and within limits: what is
// counted at once may exceed them by what was counted last.
func checkBounded(t *testing.T, number int, got told, used *budget.Used, limits httpd.Limits) {
	t.Helper()
	for _, e := range got.Errors {
		if e.Extensions.Code == "" || e.Extensions.Code == "INTERNAL" || e.Message == "" {
			t.Errorf("number %d is answered %.300s", number, got.body)
		}
	}
	if int64(len(got.body)) > limits.Answer+4096 {
		t.Errorf("number %d is answered with %d bytes", number, len(got.body))
	}
	if used == nil {
		if len(got.Errors) == 0 {
			t.Errorf("number %d is answered, and nobody has counted", number)
		}
		return
	}
	const stride = 1 << 20
	if used.Rows > limits.Rows+100 || used.Read > limits.Read+(1<<20) || used.Steps > limits.Steps+stride {
		t.Errorf("number %d uses %+v, limits are %+v", number, *used, limits)
	}
}

// TestSearchForTheDearest searches a database for the dearest operations within
// the limit of readers, for as long as is asked for, beginning with those that are
// known, and writes the fifty that used most:
//
//	pressgraph bench-data --releases 100000 --database sqlite:/tmp/large.db
//	PRESSGRAPH_DEAREST=sqlite:/tmp/large.db PRESSGRAPH_DEAREST_FOR=10m go test ./internal/httpd -run TestSearchForTheDearest -timeout 1h
func TestSearchForTheDearest(t *testing.T) { //nolint:paralleltest // it measures this process
	name, lasts := os.Getenv("PRESSGRAPH_DEAREST"), 30*time.Second
	if name == "" {
		t.Skip("PRESSGRAPH_DEAREST names no database to search")
	}
	if text := os.Getenv("PRESSGRAPH_DEAREST_FOR"); text != "" {
		var err error
		if lasts, err = time.ParseDuration(text); err != nil {
			t.Fatal(err)
		}
	}
	target, err := database.ParseTarget(name)
	if err != nil {
		t.Fatal(err)
	}
	used := &spent{}
	w := serveWorld(t, target, func(c *httpd.Config) { c.Extensions = append(c.Extensions, used) })
	s := &search{world: w, used: used, processors: processorsOf(t, w.store, target), dearer: walk.NewDearer(gqlparser.MustLoadSchema(&ast.Source{Input: graph.SDL()}), uint64(time.Now().UnixNano()))}
	s.run(t, lasts)
	slices.SortFunc(s.found, func(a, b dearest) int { return int(b.weight() - a.weight()) })
	text, err := json.MarshalIndent(s.found[:min(50, len(s.found))], "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dearestFile(target.Engine()), append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, one := range s.found[:min(5, len(s.found))] {
		t.Logf("cost %d: %d ms, %d MiB, %d rows, %d steps, %d bytes", one.Cost, one.Ms, one.MiB, one.Rows, one.Steps, one.Bytes)
	}
}

// search keeps the dearest operations so far.
type search struct {
	world      *world
	used       *spent
	processors processors
	dearer     *walk.Dearer
	found      []dearest
	tried      int
}

// weight adds up what an operation took: a second is as much as an answer of 8 MiB
// or a GiB of memory that was allocated.
func (d dearest) weight() int64 { return d.Ms + d.Bytes>>13 + d.MiB }

func (s *search) run(t *testing.T, lasts time.Duration) {
	t.Helper()
	const breed = 60
	begin := time.Now()
	for _, seed := range s.dearer.Seeds() {
		s.try(t, seed)
	}
	for _, known := range allDearest(t) {
		s.try(t, known)
	}
	for time.Since(begin) < lasts && !t.Failed() {
		slices.SortFunc(s.found, func(a, b dearest) int { return int(b.weight() - a.weight()) })
		s.found = s.found[:min(breed, len(s.found))]
		parent := s.found[int(float64(len(s.found))*pow(float64(s.tried%17)/17))]
		if changed, ok := s.dearer.Change(parent.Document); ok {
			s.try(t, changed)
		}
	}
	t.Logf("tried %d operations in %s", s.tried, time.Since(begin).Round(time.Second))
}

func pow(x float64) float64 { return x * x }

// try runs an operation that readers may ask; what takes too much is a failure of
// the limits.
func (s *search) try(t *testing.T, document string) {
	t.Helper()
	s.tried++
	s.used.last.Store(nil)
	worked, mib := s.processors.used(t), allocated()
	got := s.world.ask(t, document, nil)
	took, grown := s.processors.used(t)-worked, allocated()-mib
	used := s.used.last.Load()
	if used == nil {
		return // It was refused.
	}
	if strings.Contains(got.body, "INTERNAL") {
		t.Logf("answered %.300s\n%s", got.body, document)
	}
	s.found = append(s.found, dearest{
		Document: strings.Join(strings.Fields(document), " "), Cost: got.Extensions.Cost.Requested, Ms: took.Milliseconds(), MiB: grown,
		Rows: used.Rows, Steps: used.Steps, Bytes: used.Answer,
	})
}
