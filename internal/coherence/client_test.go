package coherence_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

const versionHeader = "X-Content-Version"

// client is somebody who asks, one thing after the other, and what was answered.
type client struct {
	*room
	*rand.Rand
	number int
	// chained sends the version that it knows.
	chained bool
	version string
	// tags are what was answered with an ETag, by server and text.
	tags map[string]*answer

	asked, unanswered int
	reads             []read
	counts            []count
}

func (r *room) newClient(number int, chained bool) *client {
	return &client{
		room: r, number: number, chained: chained, tags: map[string]*answer{},
		Rand: rand.New(rand.NewPCG(r.seed, uint64(number))),
	}
}

// question is a text, and what its answer shows.
type question struct {
	name string
	text
	// of are the releases that the answer shows or leaves out.
	of    []*release
	shows showing
	// class is what the answer counts; whether it does, counted.
	class   *class
	counted bool
}

// showing is how an answer shows a release.
type showing int

const (
	// ifVisible is with its title, if it is visible.
	ifVisible showing = iota
	// withNames is the same, with the partners that it names.
	withNames
	// ifNamed is with its title, if it is visible and names the partner.
	ifNamed
	// allOfIt is as editors see it.
	allOfIt
)

// told is what any of the answers may hold.
type told struct {
	Release  *shown
	Releases *list
	Nodes    []*shown
	Partner  *struct {
		ReleaseCount *int
		Releases     *list
	}
	Search *list
}

type list struct {
	TotalCount *int
	Nodes      []*shown
}

type shown struct {
	ID, Title, Status string
	Partners          *struct{ Nodes []struct{ Slug string } }
	number            int
}

// put asks a server and takes up what the answer shows.
func (c *client) put(ctx context.Context, s *server, q question, headers ...string) {
	if c.chained {
		headers = append(headers, versionHeader, c.version)
	}
	c.asked++
	got, err := c.tagged(ctx, s, q.text, headers)
	if err != nil || !got.whole() {
		c.unanswered++
		return
	}
	c.room.read.Add(1)
	c.version = later(c.version, got.header.Get(versionHeader))
	about := asked{name: q.name, client: c.number, server: s.number, chained: c.chained, call: got.call, ret: got.ret}
	if err := c.take(q, got.Data, about); err != nil {
		c.t.Errorf("%s of server %d: %v in %s", q.name, s.number, err, got.Data)
	}
}

// tagged asks as clients do that keep what came with an ETag.
func (c *client) tagged(ctx context.Context, s *server, what text, headers []string) (*answer, error) {
	key := fmt.Sprint(s.number, what)
	kept := c.tags[key]
	if kept != nil {
		headers = append(headers, "If-None-Match", kept.header.Get("ETag"))
	}
	got, err := s.ask(ctx, c.clock, what, headers...)
	if kept != nil && got != nil && got.status == 304 {
		again := *kept
		again.call, again.ret = got.call, got.ret
		if version := got.header.Get(versionHeader); version != "" {
			again.header = kept.header.Clone()
			again.header.Set(versionHeader, version)
		}
		return &again, nil
	}
	if err == nil && got.whole() && got.header.Get("ETag") != "" {
		c.tags[key] = got
	}
	return got, err
}

// later returns the greater of two versions of one kind.
func later(a, b string) string {
	if len(a) < 2 || len(b) < 2 || a[0] != b[0] {
		return b
	}
	x, _ := strconv.ParseInt(a[1:], 10, 64) // As the server wrote it.
	y, _ := strconv.ParseInt(b[1:], 10, 64)
	if x > y {
		return a
	}
	return b
}

// take reads an answer.
func (c *client) take(q question, data json.RawMessage, about asked) error {
	var got told
	if err := json.Unmarshal(data, &got); err != nil {
		return err
	}
	found := map[*release]*shown{}
	for _, node := range got.all() {
		if node == nil || node.ID == "" {
			continue
		}
		one := c.byID[node.ID]
		if one == nil {
			return fmt.Errorf("an unknown release %s", node.ID)
		}
		var err error
		if node.number, err = numberOf(node.Title); err != nil || node.Title != one.title(node.number) {
			return fmt.Errorf("the title %q of %s", node.Title, one.slug)
		}
		found[one] = node
	}
	for _, one := range q.of {
		c.see(q.shows, one, found[one], about)
	}
	for _, n := range got.counts() {
		if q.counted {
			c.counts = append(c.counts, count{class: q.class, count: n, asked: about})
		}
	}
	return nil
}

// see notes the parts of a release that an answer shows.
func (c *client) see(what showing, r *release, got *shown, about asked) {
	note := func(s sight, yes bool) {
		one := read{release: r, sight: s, yes: yes, asked: about}
		if got != nil {
			one.number = got.number
		}
		if what == allOfIt {
			one.own = len(r.changes) - 1
		}
		c.reads = append(c.reads, one)
	}
	if got == nil && what == allOfIt {
		return
	}
	switch what {
	case allOfIt:
		note(titledForEditors, got.Status == "PUBLISHED")
		note(namedForEditors, got.names(r.class.slug))
	case ifNamed:
		if note(named, got != nil); got != nil {
			note(titled, true)
		}
	case withNames:
		if note(titled, got != nil); got != nil {
			note(named, got.names(r.class.slug))
		}
	case ifVisible:
		note(titled, got != nil)
	}
}

func (s *shown) names(slug string) bool {
	if s.Partners == nil {
		return false
	}
	for _, p := range s.Partners.Nodes {
		if p.Slug == slug {
			return true
		}
	}
	return false
}

// all returns the releases of an answer.
func (t told) all() []*shown {
	all := append([]*shown{t.Release}, t.Nodes...)
	if t.Partner != nil && t.Partner.Releases != nil {
		all = append(all, t.Partner.Releases.Nodes...)
	}
	for _, l := range []*list{t.Releases, t.Search} {
		if l != nil {
			all = append(all, l.Nodes...)
		}
	}
	return all
}

// counts returns the counts of an answer.
func (t told) counts() (all []int) {
	if t.Releases != nil && t.Releases.TotalCount != nil {
		all = append(all, *t.Releases.TotalCount)
	}
	if t.Partner != nil && t.Partner.ReleaseCount != nil {
		all = append(all, *t.Partner.ReleaseCount)
	}
	if t.Partner != nil && t.Partner.Releases != nil && t.Partner.Releases.TotalCount != nil {
		all = append(all, *t.Partner.Releases.TotalCount)
	}
	return all
}

// anyServer returns a server by chance.
func (c *client) anyServer() *server { return c.servers[c.IntN(len(c.servers))] }

func one[T any](c *client, of []T) T { return of[c.IntN(len(of))] }

// read asks this and that, the same texts again and again, until ctx ends.
func (c *client) read(ctx context.Context, pause time.Duration) {
	for ctx.Err() == nil {
		c.put(context.WithoutCancel(ctx), c.anyServer(), c.any())
		sleep(ctx, time.Duration(float64(pause)*(0.5+c.Float64())))
	}
}
