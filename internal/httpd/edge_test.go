package httpd_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressgraph/graph/walk"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/newsroom/keys"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
	"pressgraph/internal/transfer"
)

// edges asks one server for everything with values at the edges.
type edges struct {
	*room

	walker *walk.Walker
	values map[string][]any
	secret string
	random *rand.Rand
	// node and at are the node that the operation at hand is about; words counts
	// the texts made up.
	node  content.NodeType
	at    int64
	words int

	rounds, requests, taken, failed int
	// changed counts, by their roots, the mutations that were taken; codes all errors.
	changed map[string]int
	codes   map[string]int
}

func itoa(n int) string { return strconv.Itoa(n) }

// tableOf names the table of a type of node.
func tableOf(t content.NodeType) string {
	return map[content.NodeType]string{
		content.NodeRelease: "releases", content.NodePartner: "partners", content.NodeInitiative: "initiatives", content.NodeTopic: "topics",
		content.NodeParticipation: "participations", content.NodeRevision: "revisions", content.NodeSuggestion: "suggestions", content.NodeAPIKey: "api_keys",
	}[t]
}

// nodeAt is the type of node that a place speaks of, by its own name first.
func nodeAt(path []string) content.NodeType {
	nouns := map[string]content.NodeType{
		"release": content.NodeRelease, "translation": content.NodeRelease, "partner": content.NodePartner, "publisher": content.NodePartner,
		"duplicate": content.NodePartner, "focus": content.NodePartner, "without": content.NodePartner, "keep": content.NodePartner,
		"initiative": content.NodeInitiative, "topic": content.NodeTopic, "participation": content.NodeParticipation,
		"revision": content.NodeRevision, "suggestion": content.NodeSuggestion, "key": content.NodeAPIKey,
	}
	for _, place := range slices.Backward(path) {
		place = strings.ToLower(place)
		for _, part := range []string{place[strings.LastIndexAny(place, ".(")+1:], place} {
			best, at := content.NodeRelease, -1
			for noun, t := range nouns {
				if i := strings.LastIndex(part, noun); i > at {
					best, at = t, i
				}
			}
			if at >= 0 {
				return best
			}
		}
	}
	return content.NodeRelease
}

// number draws one of the rows of a type; 1 where there is none.
func (e *edges) number(t content.NodeType) int64 {
	condition := "name = 'probed'" // a key that may go
	if t != content.NodeAPIKey {
		condition = "TRUE"
	}
	if tableOf(t) == "" {
		return 1
	}
	ids := e.ids(tableOf(t), condition)
	if len(ids) == 0 {
		return 1
	}
	return ids[e.random.IntN(len(ids))]
}

func (e *edges) id(t content.NodeType) string { return content.GlobalID(t, e.number(t)) }

// versionOf is the version of the node at hand, if it has any.
func (e *edges) versionOf() int {
	switch e.node {
	case content.NodeRelease, content.NodePartner, content.NodeInitiative, content.NodeTopic:
		if found, err := e.store.RecordsOf(e.ctx, tableOf(e.node), "id", e.at); err == nil && len(found) == 1 {
			return int(found[0].Number("version"))
		}
	}
	return 1
}

// openEdges opens a newsroom, and reads what its API tells of itself.
func openEdges(t *testing.T, target database.Target, seed uint64) (*edges, *walk.Schema) {
	t.Helper()
	r := openRoom(t, target, 1, time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC))
	r.fill(20)
	var secret string
	for _, key := range []keys.CreateInput{{Name: "probed", Role: access.RoleAnalyst}, {Name: "probe", Role: access.RoleAdmin}} {
		var err error
		if _, secret, err = keys.Create(r.ctx, r.store, key); err != nil {
			t.Fatal(err)
		}
	}
	e := &edges{
		room: r, secret: secret, random: rand.New(rand.NewPCG(seed, seed)), changed: map[string]int{}, codes: map[string]int{},
	}
	told := e.post(map[string]any{"query": walk.Introspection})
	schema, err := walk.ReadSchema(told.body)
	if err != nil {
		t.Fatal(err)
	}
	e.walker, e.values = walk.New(schema, e, seed), e.edgeValues()
	return e, schema
}

func (e *edges) post(body any) httpAnswer {
	e.t.Helper()
	got, err := e.send(httpRequest{path: "/graphql", body: body, headers: map[string]string{"Authorization": "Bearer " + e.secret, "X-Cost": "off"}})
	if err != nil {
		e.t.Fatal(err)
	}
	return got
}

// documented are the codes that a value may be answered with.
func documented() []string {
	return []string{
		"GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "PAGE_SIZE_OUT_OF_RANGE", "INVALID_CURSOR", "NOT_FOUND", "VERSION_CONFLICT", "CONFLICT",
		"COST_LIMIT_EXCEEDED", "LIMIT_EXCEEDED",
	}
}

// probe asks for one value at one place, and complains of what must not be.
func (e *edges) probe(p walk.Place, value any, variable, changes bool) {
	e.t.Helper()
	e.requests++
	document, variables := e.walker.Probe(p, value, variable).Document()
	before, _ := e.versions()
	got := e.post(map[string]any{"query": document, "variables": variables})
	after, _ := e.versions()
	complain := func(what string) {
		e.t.Helper()
		e.failed++
		text, _ := json.Marshal(variables)
		e.t.Errorf("%s at %s: %s\n%.500s\nwith %.400s\nis answered %.600s", what, p.Coordinate, p.Root(), document, text, got.body)
	}
	var answered struct {
		Data   map[string]json.RawMessage
		Errors []refusal
	}
	if err := json.Unmarshal(got.body, &answered); err != nil {
		complain("no answer")
		return
	}
	refused := false
	for _, err := range answered.Errors {
		// What an answer about a change cannot tell does not undo it.
		refused = refused || len(err.Path) < 2
		e.codes[err.Extensions.Code]++
		if !slices.Contains(documented(), err.Extensions.Code) {
			complain("an error that must not be")
			return
		}
	}
	switch {
	case refused && before != after:
		complain("a change beside an error")
	case !changes && before != after:
		complain("a change by a query")
	case len(answered.Errors) == 0:
		e.taken++
		if changes {
			e.changed[p.Root()]++
		}
	}
}

// maxRequests are those that one newsroom is asked: what was taken makes it
// grow, and the next ones slow.
const maxRequests = 10_000

// TestValuesAtTheEdges puts values at and beyond the edges into every argument
// and input field, within documents and as variables. What is answered is an
// answer, null, or a documented error, which changes nothing; and what is taken
// can be read, exported and imported again. PRESSGRAPH_SEED chooses others,
// PRESSGRAPH_SOAK=1 asks them all.
func TestValuesAtTheEdges(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	seed, requests := uint64(2026), 1500
	soak := os.Getenv("PRESSGRAPH_SOAK") != ""
	switch {
	case soak:
		requests = 100_000 // Each value at each place, in both ways, and on both engines.
	case testing.Short():
		requests = 300
	}
	if given, err := strconv.ParseUint(os.Getenv("PRESSGRAPH_SEED"), 10, 64); err == nil {
		seed = given
	}
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		round, taken := 0, 0
		for left := requests; left > 0 && !t.Failed(); left -= maxRequests {
			t.Run(fmt.Sprintf("%d to go", left), func(t *testing.T) {
				switch {
				case left == requests: // The database is a new one.
				case target.Engine() == database.SQLite:
					target = storetest.SQLite(t)
				default:
					target = storetest.Postgres(t)
				}
				e := probeAll(t, target, seed, round, min(left, maxRequests), soak)
				round, taken = e.rounds, taken+e.taken
			})
		}
		if taken*6 < requests {
			t.Errorf("of %d requests only %d were taken", requests, taken)
		}
	})
}

// probeAll asks so many requests of a new newsroom, from a round on. What
// was taken is carried away at the end.
func probeAll(t *testing.T, target database.Target, seed uint64, round, requests int, all bool) *edges {
	t.Helper()
	e, schema := openEdges(t, target, seed)
	for _, scalar := range schema.Scalars() {
		if len(e.values[scalar]) == 0 {
			t.Errorf("there are no values for the scalar %s", scalar)
		}
	}
	places := schema.Places()
	e.random.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
	for e.rounds = round; e.requests < requests && e.failed < maxFailures; e.rounds++ {
		e.round(schema, places, e.rounds, all)
	}
	t.Logf("seed %d: %d requests at %d places, %d taken, of them by mutation: %v; errors: %v",
		seed, e.requests, len(places), e.taken, e.changed, e.codes)
	e.published()
	e.carried()
	if e.log.Len() > 0 {
		t.Errorf("the log tells of failures: %.3000s", e.log)
	}
	return e
}

// round puts one value into each place: the next one in either way if all are
// wanted, else any.
func (e *edges) round(schema *walk.Schema, places []walk.Place, round int, all bool) {
	e.t.Helper()
	for _, p := range places {
		values := e.hostile(p)
		at, variable := e.random.IntN(len(values)), e.random.IntN(2) == 0
		if all {
			at, variable = round/2%len(values), round%2 == 0
		}
		e.probe(p, values[at], variable, schema.Changes(p))
		if e.failed >= maxFailures {
			return
		}
	}
}

// published lets the time of everything come that was scheduled.
func (e *edges) published() {
	e.t.Helper()
	if _, _, err := e.PublishDue(e.ctx, time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)); err != nil {
		e.t.Errorf("publish what was scheduled: %v", err)
	}
}

// carried checks what was taken, and carries it to another database and back.
func (e *edges) carried() {
	e.t.Helper()
	export := func(from *store.Store) []byte {
		e.t.Helper()
		var file bytes.Buffer
		if _, err := transfer.Export(e.ctx, from, &file, nil); err != nil {
			e.t.Fatalf("export: %v", err)
		}
		return file.Bytes()
	}
	first := export(e.store)
	for _, target := range []database.Target{storetest.SQLite(e.t), storetest.Postgres(e.t)} {
		copied, err := derive.Open(e.ctx, target, store.Options{Location: time.FixedZone("Hong Kong", 8*60*60)})
		if err != nil {
			e.t.Fatal(err)
		}
		e.t.Cleanup(func() { _ = copied.Close() })
		if _, err := transfer.Import(e.ctx, copied, bytes.NewReader(first), nil); err != nil {
			e.t.Errorf("import into %s: %v", target.Engine(), err)
			continue
		}
		if diff := cmp.Diff(rowsOf(first), rowsOf(export(copied))); diff != "" {
			e.t.Errorf("what was imported into %s is not the same (-first +again):\n%.2000s", target.Engine(), diff)
		}
		e.check(copied)
	}
	e.check(e.store)
}

// rowsOf are the lines of an export without its first and last.
func rowsOf(export []byte) []string {
	lines := strings.Split(strings.TrimSpace(string(export)), "\n")
	return lines[1 : len(lines)-1]
}

func (e *edges) check(s *store.Store) {
	e.t.Helper()
	differences, err := derive.Check(e.ctx, s)
	if err != nil {
		e.t.Errorf("check: %v", err)
	}
	for i, difference := range differences {
		if i < maxFailures {
			e.t.Error(fmt.Sprint("check finds: ", difference))
		}
	}
}
