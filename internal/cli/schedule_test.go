package cli_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"pressgraph/ent/db/change"
	"pressgraph/ent/db/revision"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// TestScheduleOutlivesItsServer has two servers over one PostgreSQL publish what
// is scheduled, and kills the one that does it half-way.
func TestScheduleOutlivesItsServer(t *testing.T) {
	t.Parallel()
	target := storetest.Postgres(t)
	d := newDesk(t, target, 1, 16)
	servers := map[string]*process{}
	for _, name := range []string{"first", "second"} {
		servers[name] = startProcess(t, named(t, target.String(), name))
		d.address = servers[name].address
	}
	const patience = 20 * time.Second
	due := map[string]time.Time{}
	begin := time.Now().Add(8 * time.Second).Truncate(time.Microsecond)
	for i, on := range d.releases {
		due[on.id] = begin.Add(time.Duration(i) * 150 * time.Millisecond)
		told, err := d.ask(t.Context(), 0, fmt.Sprintf(`mutation { publishRelease(id: %q, version: 1, at: %q) { contentVersion } }`,
			on.id, due[on.id].UTC().Format(time.RFC3339Nano)))
		if err != nil || len(told.Errors) > 0 {
			t.Fatalf("schedule: %v, %v", told.Errors, err)
		}
	}
	st, _, ctx := d.open(t, store.Options{SkipMigrate: true})
	defer closing(t, st)
	shown := map[string]bool{}
	killed := ""
	var latest time.Duration
	for end := begin.Add(patience); len(shown) < len(due) && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		for name, server := range servers {
			asked := time.Now()
			for _, id := range published(t, d.http, server.address) {
				if early := time.Until(due[id]); early > 0 {
					t.Errorf("%s is published %s early on the %s server", id, early, name)
				}
				if !shown[id] {
					shown[id] = true
					latest = max(latest, asked.Sub(due[id]))
				}
			}
		}
		if killed == "" && len(shown) >= len(due)/2 {
			killed = leader(ctx, t, st)
			servers[killed].kill()
			delete(servers, killed)
		}
	}
	t.Logf("the %s server was killed; the latest appeared %s after its time", killed, latest)
	if len(shown) != len(due) || killed == "" {
		t.Fatalf("%d of %d releases have appeared; killed is %q", len(shown), len(due), killed)
	}
	for id, at := range due {
		verifyPublished(ctx, t, st, id, at)
	}
}

// leader names the server that holds the lock of the one that publishes.
func leader(ctx context.Context, t *testing.T, st *store.Store) string {
	t.Helper()
	var name string
	// The number is the lower half of the lock's.
	const holder = `SELECT a.application_name FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
		WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database() AND l.objid = 1936483681`
	for end := time.Now().Add(10 * time.Second); name == ""; time.Sleep(10 * time.Millisecond) {
		err := st.Query(ctx, holder, nil, func(row database.Row) error { return row.Scan(&name) })
		if err != nil || time.Now().After(end) {
			t.Fatalf("nobody leads: %v", err)
		}
	}
	return name
}

// published returns the releases that a reader of a server sees.
func published(t *testing.T, client *http.Client, address string) []string {
	t.Helper()
	response, err := client.Get(address + "?query={releases(first:100){nodes{id}}}")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var told struct {
		Data struct {
			Releases struct{ Nodes []struct{ ID string } }
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&told); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, node := range told.Data.Releases.Nodes {
		ids = append(ids, node.ID)
	}
	return ids
}

// verifyPublished finds that a release was published once, for its time.
func verifyPublished(ctx context.Context, t *testing.T, st *store.Store, id string, at time.Time) {
	t.Helper()
	_, number, err := content.ParseGlobalID(id)
	if err != nil {
		t.Fatal(err)
	}
	revisions := st.Client().Revision.Query().Where(revision.ReleaseID(number)).CountX(ctx)
	steps := st.Client().Change.Query().Where(change.EntityID(number), change.ActionEQ(content.ActionPublished)).CountX(ctx)
	if revisions != 3 || steps != 1 {
		t.Errorf("%d revisions and %d publications of %s, want 3 and 1", revisions, steps, id)
	}
	if got := st.Client().Release.GetX(ctx, number).PublishedAt; got == nil || !got.Equal(at) {
		t.Errorf("%s is published at %v, was due at %s", id, got, at)
	}
}
