package coherence_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
)

// eachEngine runs a test on both engines; under the race detector on PostgreSQL,
// as SQLite is an order slower there.
func eachEngine(t *testing.T, test func(t *testing.T, engine database.Engine)) {
	t.Helper()
	for _, engine := range []database.Engine{database.PostgreSQL, database.SQLite} {
		t.Run(string(engine), func(t *testing.T) {
			if testing.Short() && engine == database.SQLite {
				t.Skip("skipped under the race detector")
			}
			t.Parallel()
			test(t, engine)
		})
	}
}

// witnesses are texts whose answers tell whether the first release of a class is
// published.
func (r *room) witnesses(c *class) []text {
	one, guest := c.releases[0], fmt.Sprintf("guest-%d", c.server)
	ends := map[string]any{"from": content.GlobalID(content.NodePartner, c.partner), "to": content.GlobalID(content.NodePartner, r.idOf("partners", guest))}
	all := []text{
		byID(one).text, bySlug(one).text, byGet(one).text, withPartners(one).text, ofOnePartner(c).text, counted(c).text, found(one).text, filtered(c).text, r.list().text,
		{document: `query($id: ID!) { node(id: $id) { ... on Release { title } } }`, variables: map[string]any{"id": one.gid}},
		{document: `query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, variables: map[string]any{"ids": []string{one.gid, c.releases[1].gid}}},
		{document: `query($from: ID!, $to: ID!) { partnerPaths(from: $from, to: $to) { length } }`, variables: ends},
		{document: `query($from: ID!) { partnerNetwork(focus: [$from]) { linkCount partners { partner { slug } } } }`, variables: map[string]any{"from": ends["from"]}},
	}
	for _, document := range []string{
		`{ partner(slug: "` + c.slug + `") { collaborators { totalCount nodes { slug } } } }`,
		`{ partner(slug: "` + guest + `") { releaseCount latestReleaseOn releases { nodes { slug } } } }`,
		fmt.Sprintf(`{ topic(slug: "topic-%d") { name releases { totalCount } } }`, c.server),
		`{ topics { totalCount } }`,
		`{ release(slug: "` + c.releases[1].slug + `") { related(first: 100) { slug } } }`,
		`{ releases { groups(by: [PARTNER]) { count keys { label } } } }`,
		`{ search(query: "reports") { totalCount counts { type count } } }`,
		`{ releases(where: {slug: {eq: "` + one.slug + `"}}) { totalCount } }`,
	} {
		all = append(all, text{document: document})
	}
	return all
}

// sighting is what one server answered to a witness.
type sighting struct {
	*answer
	witness int
	server  int
}

// TestWhatIsUnpublishedIsNotShown unpublishes a release while it is read in every
// way. From the moment that the mutation is answered its server shows nothing of
// it, not even to requests that wait for that version already; others no longer
// than two seconds after.
func TestWhatIsUnpublishedIsNotShown(t *testing.T) {
	t.Parallel()
	rounds := 2
	if whole() {
		rounds = 50
	}
	eachEngine(t, func(t *testing.T, engine database.Engine) {
		r := openRoom(t, engine, plan{servers: 2, releases: 2, options: loses(t)})
		r.clock = clock{time.Now()}
		e := r.newExposure(r.classes[0])
		for range rounds {
			report(t, e.round())
		}
	})
}

// exposure is a release that comes and goes.
type exposure struct {
	*room
	one       *release
	editor    *writer
	witnesses []text
	// before and after are the right answers of the witnesses.
	before, after []string
}

func (r *room) newExposure(c *class) *exposure {
	r.t.Helper()
	e := &exposure{room: r, one: c.releases[0], editor: r.newWriter(0, c.releases), witnesses: r.witnesses(c)}
	e.editor.settle(r.t.Context(), e.one)
	e.before = e.right()
	e.change(unpublish)
	e.after = e.right()
	for i, what := range e.witnesses {
		if e.before[i] == e.after[i] {
			r.t.Fatalf("%s with %v does not tell whether the release is published: %s", what.document, what.variables, e.before[i])
		}
	}
	e.change(publish)
	return e
}

// change publishes or unpublishes by the first server, and returns when it was acknowledged.
func (e *exposure) change(document string) time.Duration {
	e.t.Helper()
	a := attempt{document: document, variables: map[string]any{"id": e.one.gid, "version": e.editor.versions[e.one]}}
	if !e.editor.mutate(e.t.Context(), e.servers[0], e.one, a) {
		e.t.Fatalf("the release was not changed: %s", document)
	}
	return e.clock.now()
}

// right are the answers without caches.
func (e *exposure) right() []string {
	e.t.Helper()
	answers := make([]string, len(e.witnesses))
	for i, what := range e.witnesses {
		got, err := e.servers[0].ask(e.t.Context(), e.clock, what, "X-Cost", "full")
		if err != nil || !got.whole() {
			e.t.Fatalf("%s: %v %s", what.document, err, got.body)
		}
		answers[i] = string(got.Data)
	}
	return answers
}

// round hides the release, which is shown, and shows it again. It returns what was
// shown when it was not to be, and what was not when it was.
func (e *exposure) round() []finding {
	e.t.Helper()
	if found := e.awaitAll(e.before, e.clock.now()); found != nil {
		return found
	}
	ctx, cancel := context.WithCancel(e.t.Context())
	defer cancel()
	var mu sync.Mutex
	var seen []sighting
	var found []finding
	var watching, waiting sync.WaitGroup
	watch := func(s *server, i int, headers ...string) {
		if got, err := s.ask(context.WithoutCancel(ctx), e.clock, e.witnesses[i], headers...); err == nil && got.whole() {
			mu.Lock()
			defer mu.Unlock()
			seen = append(seen, sighting{got, i, s.number})
		}
	}
	next := e.nextVersion()
	for _, s := range e.servers {
		for from := range 2 {
			watching.Go(func() {
				for i := from; ctx.Err() == nil; i++ {
					watch(s, i%len(e.witnesses))
				}
			})
		}
		for i := range 3 {
			waiting.Go(func() {
				told := e.wait(s, i, next)
				mu.Lock()
				defer mu.Unlock()
				found = append(found, told...)
			})
		}
	}
	sleep(ctx, 50*time.Millisecond)
	gone := e.change(unpublish)
	late := e.awaitAll(e.after, gone)
	cancel()
	watching.Wait()
	waiting.Wait()
	e.change(publish)
	return slices.Concat(found, late, e.judge(seen, gone))
}

// nextVersion is what readers call the version after the present one.
func (e *exposure) nextVersion() string {
	e.t.Helper()
	got, err := e.servers[0].ask(e.t.Context(), e.clock, e.witnesses[0], "X-Cost", "full")
	if err != nil {
		e.t.Fatal(err)
	}
	number, err := strconv.Atoi(got.header.Get(versionHeader)[1:])
	if err != nil {
		e.t.Fatal(err)
	}
	return fmt.Sprintf("p%d", number+1)
}

// wait asks for the version in which the release is gone, before it is.
func (e *exposure) wait(s *server, i int, version string) []finding {
	got, err := s.ask(e.t.Context(), e.clock, e.witnesses[i], versionHeader, version)
	if err == nil && got.whole() && string(got.Data) != e.after[i] {
		return []finding{{neverBack, fmt.Sprintf("server %d to %s, which has waited for %s: %s, want %s", s.number, e.witnesses[i].document, version, got.Data, e.after[i])}}
	}
	return nil
}

// awaitAll returns once both servers answer all witnesses as wanted; the first has
// to at once, the second within the time that answers may be old.
func (e *exposure) awaitAll(want []string, since time.Duration) []finding {
	e.t.Helper()
	for _, s := range e.servers {
		for i, what := range e.witnesses {
			for {
				got, err := s.ask(e.t.Context(), e.clock, what)
				if err == nil && got.whole() && string(got.Data) == want[i] {
					break
				}
				if err == nil && got.whole() && (s.number == 0 || got.call > since+maxAge) {
					return []finding{{promiseOf(s.number), fmt.Sprintf("server %d to %s, %v after the change: %s, want %s", s.number, what.document, got.call-since, got.Data, want[i])}}
				}
			}
		}
	}
	return nil
}

// promiseOf is what the server that was changed promises, or another one.
func promiseOf(server int) string {
	if server == 0 {
		return linearizable
	}
	return fresh
}

// judge holds all that was seen against when the release went.
func (e *exposure) judge(seen []sighting, gone time.Duration) (found []finding) {
	e.t.Helper()
	after, latest := 0, time.Duration(0)
	for _, got := range seen {
		age := got.call - gone
		if age <= 0 {
			continue
		}
		after++
		if string(got.Data) == e.after[got.witness] {
			continue
		}
		latest = max(latest, age)
		if got.server == 0 || age > maxAge {
			found = append(found, finding{promiseOf(got.server), fmt.Sprintf("server %d to %s, asked %v after the release was unpublished: %s, want %s",
				got.server, e.witnesses[got.witness].document, age, got.Data, e.after[got.witness])})
		}
	}
	e.t.Logf("%d answers before and %d after; one was older than the change by at most %v", len(seen)-after, after, latest)
	return found
}
