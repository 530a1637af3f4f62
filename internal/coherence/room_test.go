package coherence_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/keys"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// everywhere is the server of releases that all servers change, and foreign SQL.
const everywhere = -1

// class is some releases that are changed by one server alone, or everywhere, and
// the partner that they are linked to or not.
type class struct {
	server   int
	partner  int64
	slug     string
	releases []*release
}

// release is one with all that happened to it.
type release struct {
	id   int64
	gid  string
	slug string
	// word stands in the title of no other.
	word  string
	class *class
	// changes begin with the state that it was made in. The writer that it belongs
	// to appends to them.
	changes []change
}

func (r *release) title(number int) string { return fmt.Sprintf("%s reports %d", r.word, number) }

// numberOf reads the number from a title.
func numberOf(title string) (int, error) {
	return strconv.Atoi(title[strings.LastIndex(title, " ")+1:])
}

// plan is how large a room is, and how its servers are.
type plan struct {
	servers int
	// releases is how many there are of each class.
	releases int
	// proxies are between the servers and PostgreSQL.
	proxies bool
	options options
}

// room is a newsroom with servers.
type room struct {
	t     *testing.T
	seed  uint64
	clock clock
	// key is an editor's.
	key string
	// truth is the database, by a connection that nothing befalls.
	truth    *database.DB
	classes  []*class
	releases []*release
	byID     map[string]*release
	servers  []*server
	proxies  []*proxy

	// changed and read count what was done and asked so far.
	changed, read atomic.Int64
}

// seedOf returns where chance begins: PRESSGRAPH_SEED, else the one given.
func seedOf(t *testing.T, seed uint64) uint64 {
	t.Helper()
	if given, err := strconv.ParseUint(os.Getenv("PRESSGRAPH_SEED"), 10, 64); err == nil {
		seed = given
	}
	t.Logf("PRESSGRAPH_SEED=%d", seed)
	return seed
}

// openRoom serves a newsroom on a new database of an engine.
func openRoom(t *testing.T, engine database.Engine, p plan) *room {
	t.Helper()
	r := &room{t: t, seed: seedOf(t, 1), byID: map[string]*release{}}
	target := p.database(t, engine)
	r.truth = storetest.Open(t, target, database.Options{})
	r.find(target, p)
	for i := range p.servers {
		to := target
		if p.proxies {
			through, between := proxied(t, target)
			to = through
			r.proxies = append(r.proxies, between)
		}
		r.servers = append(r.servers, startServer(t, i, to, p.options))
	}
	return r
}

// database returns a database with the classes in it. Of PostgreSQL it is a copy.
func (p plan) database(t *testing.T, engine database.Engine) database.Target {
	t.Helper()
	if engine == database.SQLite {
		target := storetest.SQLite(t)
		p.fill(t, target)
		return target
	}
	name := fmt.Sprintf("coherence of %d and %d", p.servers, p.releases)
	return storetest.PostgresFrom(t, name, func(target database.Target) { p.fill(t, target) })
}

// desk opens a newsroom for its editors.
func desk(t *testing.T, target database.Target) (ctx context.Context, d kit.Desk, closeIt func()) {
	t.Helper()
	ctx = access.With(context.WithoutCancel(t.Context()), access.Viewer{Name: "editor", Role: access.RoleEditor})
	st, err := derive.Open(ctx, target, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return ctx, kit.Desk{Newsroom: newsroom.New(st, newsroom.Settings{Name: "Test", Locales: []string{"en"}})}, func() {
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// fill makes the classes: one for each server, and one that all change.
func (p plan) fill(t *testing.T, target database.Target) {
	t.Helper()
	ctx, d, done := desk(t, target)
	defer done()
	for i, c := range p.classes() {
		made, err := d.CreatePartner(ctx, kit.CreatePartnerInput{
			Kind: content.PartnerKindCompany, Slug: &c.slug, Names: []kit.NameInput{kit.Named("Partner " + c.slug)}, Public: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		for j := range p.releases {
			one := newRelease(c, i*p.releases+j)
			in := kit.CreateReleaseInput{
				Kind: content.ReleaseKindPressRelease, Language: "en", Title: one.title(1), Slug: &one.slug,
				Partners: []kit.MentionInput{{Partner: made.ID, Role: content.MentionSubject}},
			}
			if j == 0 {
				addGuest(ctx, t, d, i, &in)
			}
			drafted, err := d.CreateRelease(ctx, in)
			if err == nil {
				_, err = d.PublishRelease(ctx, drafted.ID, 1, newsroom.PublishInput{})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// addGuest gives a release a topic that no other has, and a partner that it alone
// ties to that of the class.
func addGuest(ctx context.Context, t *testing.T, d kit.Desk, number int, in *kit.CreateReleaseInput) {
	t.Helper()
	guest, topic := fmt.Sprintf("guest-%d", number), fmt.Sprintf("topic-%d", number)
	partner, err := d.CreatePartner(ctx, kit.CreatePartnerInput{
		Kind: content.PartnerKindUniversity, Slug: &guest, Names: []kit.NameInput{kit.Named("Guest " + guest)}, Public: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	in.Partners = append(in.Partners, kit.MentionInput{Partner: partner.ID, Role: content.MentionHost})
	about, err := d.CreateTopic(ctx, kit.CreateTopicInput{Slug: &topic, Names: []kit.NameInput{kit.Named("Topic " + topic)}})
	if err != nil {
		t.Fatal(err)
	}
	in.Topics = []int64{about.ID}
}

func (p plan) classes() []*class {
	var all []*class
	for i := range p.servers + 1 {
		all = append(all, &class{server: i, slug: fmt.Sprintf("partner-%d", i)})
	}
	all[p.servers].server = everywhere
	return all
}

func newRelease(c *class, n int) *release {
	return &release{
		slug: fmt.Sprintf("release-%d", n), word: fmt.Sprintf("Zq%c%cix", 'a'+n/26, 'a'+n%26), class: c,
		changes: []change{{by: "the test", after: state{number: 1, visible: true, linked: true}}},
	}
}

// find finds what the database was filled with, and makes a key.
func (r *room) find(target database.Target, p plan) {
	r.t.Helper()
	ctx, d, done := desk(r.t, target)
	defer done()
	var err error
	if _, r.key, err = keys.Create(ctx, d.Store(), keys.CreateInput{Name: "editor", Role: access.RoleEditor}); err != nil {
		r.t.Fatal(err)
	}
	r.classes = p.classes()
	for i, c := range r.classes {
		c.partner = r.idOf("partners", c.slug)
		for j := range p.releases {
			one := newRelease(c, i*p.releases+j)
			one.id = r.idOf("releases", one.slug)
			one.gid = content.GlobalID(content.NodeRelease, one.id)
			c.releases, r.releases, r.byID[one.gid] = append(c.releases, one), append(r.releases, one), one
		}
	}
}

func (r *room) idOf(table, slug string) (id int64) {
	r.t.Helper()
	if err := r.truth.SQL().QueryRowContext(r.t.Context(), fmt.Sprintf("SELECT id FROM %s WHERE slug = '%s'", table, slug)).Scan(&id); err != nil {
		r.t.Fatalf("find %s: %v", slug, err)
	}
	return id
}

// look reads a release from the database.
func (r *room) look(ctx context.Context, one *release) (version int, is state, err error) {
	var title string
	err = r.truth.SQL().QueryRowContext(ctx, fmt.Sprintf(`SELECT r.version, r.title, r.status = 'PUBLISHED',
		EXISTS (SELECT 1 FROM mentions m WHERE m.release_id = r.id AND m.partner_id = %d) FROM releases r WHERE r.id = %d`,
		one.class.partner, one.id)).Scan(&version, &title, &is.visible, &is.linked)
	if err == nil {
		is.number, err = numberOf(title)
	}
	return version, is, err
}
