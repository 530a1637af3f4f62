package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"pressgraph/ent/db/revision"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/keys"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/store"
)

// soak reports whether tests are to run their whole form.
func soak() bool { return os.Getenv("PRESSGRAPH_SOAK") != "" }

// desk is a newsroom in which many editors change a few releases over HTTP, and
// what they were told.
type desk struct {
	target    database.Target
	http      *http.Client
	secrets   []string
	releases  []*worked
	partner   string
	project   string
	mu        sync.Mutex
	address   string
	acts      []act
	surprises []string
}

// worked is a release that the editors work on.
type worked struct{ id, first string }

// act is a change that an editor has asked for.
type act struct {
	editor, kind, mark string
	release            string
	// version is what the release is at after it.
	version int
	// acked is whether the editor was told that it is done, overloaded whether
	// there was no room for it.
	acked, overloaded bool
}

const commonTitle = "The news"

// newDesk fills an empty database with editors' keys and with releases of one
// title.
func newDesk(t *testing.T, target database.Target, editors, releases int) *desk {
	t.Helper()
	d := &desk{target: target, http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: editors}}}
	t.Cleanup(d.http.CloseIdleConnections)
	st, opened, ctx := d.open(t, store.Options{})
	defer closing(t, st)
	rooms := kit.Desk{Newsroom: opened}
	for i := range editors {
		_, secret, err := keys.Create(ctx, st, keys.CreateInput{Name: editor(i), Role: access.RoleEditor})
		if err != nil {
			t.Fatal(err)
		}
		d.secrets = append(d.secrets, secret)
	}
	names := []kit.NameInput{{Text: "Acme"}}
	partner, err := rooms.CreatePartner(ctx, kit.CreatePartnerInput{Kind: content.PartnerKindCompany, Names: names})
	if err != nil {
		t.Fatal(err)
	}
	project, err := rooms.CreateInitiative(ctx, kit.CreateInitiativeInput{Kind: content.InitiativeKindProject, Names: names})
	if err != nil {
		t.Fatal(err)
	}
	d.partner = content.GlobalID(content.NodePartner, partner.ID)
	d.project = content.GlobalID(content.NodeInitiative, project.ID)
	for range releases {
		in := kit.CreateReleaseInput{Kind: content.ReleaseKindStory, Language: "en", Title: commonTitle}
		made, err := rooms.CreateRelease(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		first := st.Client().Revision.Query().Where(revision.ReleaseID(made.ID)).OnlyIDX(ctx)
		d.releases = append(d.releases, &worked{
			id: content.GlobalID(content.NodeRelease, made.ID), first: content.GlobalID(content.NodeRevision, first),
		})
	}
	return d
}

func editor(i int) string { return fmt.Sprintf("editor %d", i) }

// open opens the database beside the servers.
func (d *desk) open(t *testing.T, options store.Options) (*store.Store, *newsroom.Newsroom, context.Context) {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Hong_Kong")
	if err != nil {
		t.Fatal(err)
	}
	ctx := access.With(context.Background(), access.System("test"))
	options.Location = zone
	st, err := derive.Open(ctx, d.target, options)
	if err != nil {
		t.Fatal(err)
	}
	return st, newsroom.New(st, newsroom.Settings{TimeZone: zone}), ctx
}

func closing(t *testing.T, st *store.Store) {
	t.Helper()
	if err := st.Close(); err != nil {
		t.Error(err)
	}
}

// answer is what a server says.
type answer struct {
	Data   map[string]json.RawMessage
	Errors []struct {
		Message    string
		Extensions struct{ Code string }
	}
}

// ask sends a document with an editor's key. It fails where no server answers.
func (d *desk) ask(ctx context.Context, editor int, document string) (answer, error) {
	var a answer
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		return a, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.address, bytes.NewReader(body))
	if err != nil {
		return a, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+d.secrets[editor])
	response, err := d.http.Do(request)
	if err != nil {
		return a, err
	}
	defer response.Body.Close()
	return a, json.NewDecoder(response.Body).Decode(&a)
}

// work is what an editor does until ctx ends or no server answers: look at a
// release, and change it.
func (d *desk) work(ctx context.Context, number int, random *rand.Rand) {
	for round := 0; ctx.Err() == nil; round++ {
		on := d.releases[random.IntN(len(d.releases))]
		seen, found, err := d.look(ctx, number, on.id)
		if err != nil {
			return
		}
		if !found {
			continue // The server says that its database is out of reach.
		}
		a := act{editor: editor(number), mark: fmt.Sprintf("m%dr%dx%d", number, round, random.IntN(1_000_000)), release: on.id, version: seen.Version + 1}
		var document string
		a.kind, document = d.choose(on, seen, a.mark, random)
		// What was begun is answered, whatever ctx says.
		told, err := d.ask(context.WithoutCancel(ctx), number, "mutation { "+document+" }")
		d.note(a, told, err)
		if err != nil {
			return
		}
	}
}

// seen is a release as an editor has looked at it.
type seen struct {
	Version               int
	Status, Title         string
	Partners, Initiatives struct{ TotalCount int }
}

// look reads a release; found is false where the server cannot.
func (d *desk) look(ctx context.Context, number int, id string) (s seen, found bool, err error) {
	document := fmt.Sprintf(`{ node(id: %q) { ... on Release { version status title partners { totalCount } initiatives { totalCount } } } }`, id)
	told, err := d.ask(ctx, number, document)
	if err != nil {
		return s, false, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range told.Errors {
		if e.Extensions.Code != "OVERLOADED" {
			d.surprises = append(d.surprises, fmt.Sprintf("looking answers %s: %s", e.Extensions.Code, e.Message))
		}
	}
	if len(told.Errors) > 0 {
		return s, false, nil
	}
	return s, true, json.Unmarshal(told.Data["node"], &s)
}

// note keeps what became of an act. One without an answer may be done or not,
// and so may one whose server lost its database while it waited for the commit.
func (d *desk) note(a act, told answer, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	refused := false
	for _, e := range told.Errors {
		switch {
		case e.Extensions.Code == "OVERLOADED":
			a.overloaded = true
		case a.kind != "create" && slices.Contains([]string{"VERSION_CONFLICT", "CONFLICT"}, e.Extensions.Code):
			refused = true
		default:
			d.surprises = append(d.surprises, fmt.Sprintf("%s answers %s: %s", a.kind, e.Extensions.Code, e.Message))
		}
	}
	if !refused && a.kind != "rehearse" {
		a.acked = err == nil && !a.overloaded
		d.acts = append(d.acts, a)
	}
}

// choose returns a change that, where the release's status allows it, leaves it
// other than it was seen.
func (d *desk) choose(on *worked, seen seen, mark string, random *rand.Rand) (kind, document string) {
	at := fmt.Sprintf("id: %q, version: %d", on.id, seen.Version)
	tie := fmt.Sprintf("release: %q, version: %d", on.id, seen.Version)
	const payload = " { release { version } contentVersion }"
	later := time.Now().Add(time.Hour + time.Duration(random.IntN(1e9))*time.Microsecond).UTC().Format(time.RFC3339Nano)
	kinds := map[string]string{
		"text":      fmt.Sprintf(`updateRelease(%s, note: "why", input: {title: "%s %s", summary: "*%[3]s*"})`, at, commonTitle, mark),
		"body":      fmt.Sprintf(`updateRelease(%s, input: {body: "# Heading\n\n%s"})`, at, mark),
		"slug":      fmt.Sprintf(`updateRelease(%s, input: {slug: "news-%d", summary: "%s"})`, at, random.IntN(5), mark),
		"correct":   fmt.Sprintf(`correctRelease(%s, note: "%s", input: {summary: "corrected %[2]s"})`, at, mark),
		"submit":    fmt.Sprintf(`submitRelease(%s)`, at),
		"return":    fmt.Sprintf(`returnRelease(%s, note: "%s")`, at, mark),
		"publish":   fmt.Sprintf(`publishRelease(%s)`, at),
		"rehearse":  fmt.Sprintf(`publishRelease(%s, dryRun: true)`, at),
		"schedule":  fmt.Sprintf(`publishRelease(%s, at: "%s")`, at, later),
		"unpublish": fmt.Sprintf(`unpublishRelease(%s)`, at),
		"create":    fmt.Sprintf(`createRelease(input: {kind: STORY, title: "Another", summary: "%s"})`, mark),
	}
	if seen.Status != "ARCHIVED" {
		kinds["archive"] = fmt.Sprintf(`archiveRelease(%s)`, at)
	}
	if seen.Title != commonTitle {
		kinds["restore"] = fmt.Sprintf(`restoreRevision(%s, revision: %q)`, at, on.first)
	}
	kinds["link"] = fmt.Sprintf(`linkPartner(%s, input: {partner: %q, role: HOST, quotes: [{section: TITLE, quote: "news"}]})`, tie, d.partner)
	if seen.Partners.TotalCount > 0 {
		delete(kinds, "link")
		kinds["unlink"] = fmt.Sprintf(`unlinkPartner(%s, partner: %q)`, tie, d.partner)
	}
	kinds["report"] = fmt.Sprintf(`linkInitiative(%s, input: {initiative: %q, quotes: [{section: TITLE, quote: "The"}]})`, tie, d.project)
	if seen.Initiatives.TotalCount > 0 {
		delete(kinds, "report")
		kinds["unreport"] = fmt.Sprintf(`unlinkInitiative(%s, initiative: %q)`, tie, d.project)
	}
	names := make([]string, 0, len(kinds))
	for name := range kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	kind = names[random.IntN(len(names))]
	return kind, kinds[kind] + payload
}
